"""``seal``: freezing what a cycle's teams agreed on, with the numbers that the data gave on that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from okr.agreement.plausible import Plausibility, plausibility
from okr.agreement.seal import Measured, Seal, Terms
from okr.agreement.standing import has_written_baseline
from okr.agreement.words import agreed_words, contradiction, cycle_word, plausibility_words
from okr.canonical import content_hash
from okr.errors import ConfigurationError
from okr.evidence import Evidence, weigh
from okr.goal import MOVES, goal_of
from okr.inputs import KeyResultInputs
from okr.issues import Severity, near_miss
from okr.model import Configuration, Cycle, KeyResult
from okr.reading import Reading
from okr.status import limits_of
from okr.words import State
from okr_config.agreements.sealed_files import SEALED, sealed_text
from tracking.boards.judging import Known, as_of_day, inputs_of
from tracking.boards.knowing import known_of
from tracking.sealing.files import refuse, write_whole
from tracking.store.connection import Store
from tracking.store.readings import known_readings
from tracking.store.records import SEAL, kept_records

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sealed:
    """What came of sealing.

    Attributes:
        seal: What is frozen.
        path: The file that it was written to.
        hash: Of the seal.
        notes: What is to be said about it: late, contradicted baselines, baselines not measured, plausibility.
    """

    seal: Seal
    path: Path
    hash: str
    notes: tuple[str, ...]


def seal_cycle(store: Store, configuration: Configuration, folder: Path, cycle: str, now: datetime) -> Sealed:
    """Freeze a cycle as the files have it; afterwards ``sealed/<cycle>.json`` holds it, and the next refresh knows it.

    Args:
        store: The history; the baselines are measured from it.
        configuration: As the files have it.
        folder: Of the files.
        cycle: Id of the cycle.
        now: The present; the day of the agreement is its local day.

    Raises:
        ConfigurationError: If the cycle is unknown, over, empty or agreed already, or something in the files blocks it.
        StoreError: If the history cannot be read.
    """
    found = _sealable(configuration, folder, cycle, now)
    with store.reading() as connection:
        if any(record.kind == SEAL and record.cycle == cycle for record in kept_records(connection)):
            raise ConfigurationError(f"{cycle} is agreed already.", "Change what was agreed with `amend`.")
        seal = _seal(connection, configuration, found, now)
    target = folder / SEALED / f"{cycle}.json"
    write_whole(target, sealed_text(seal))
    return Sealed(seal, target, content_hash(seal), tuple(_notes(seal)))


def _sealable(configuration: Configuration, folder: Path, cycle: str, now: datetime) -> Cycle:
    found = configuration.cycle(cycle)
    if found is None:
        hint = near_miss(cycle, [item.id for item in configuration.cycles])
        raise ConfigurationError(f'There is no cycle "{cycle}".', hint)
    if (folder / SEALED / f"{cycle}.json").exists():
        raise ConfigurationError(f"{cycle} is agreed already.", "Change what was agreed with `amend`.")
    if as_of_day(found, now) >= found.end:
        raise ConfigurationError(f"{cycle} ended on {found.end - _DAY}.", "What is over cannot be agreed on any more.")
    if not any(item.key_results for item in configuration.objectives_of(cycle)):
        raise ConfigurationError(f"{cycle} has no key result to agree on.", f"Write objectives/{cycle}/<team>.yaml.")
    refuse([item for item in configuration.issues if item.severity is Severity.ERROR], f"{cycle} cannot be agreed")
    return found


def _seal(connection: Connection, configuration: Configuration, cycle: Cycle, now: datetime) -> Seal:
    as_of = as_of_day(cycle, now)
    known = known_of(connection, configuration, cycle, as_of)
    objectives = configuration.objectives_of(cycle.id)
    key_results = [item for objective in objectives for item in objective.key_results]
    names = {item.metric for item in key_results} | {one.metric for item in key_results for one in item.guards}
    return Seal(
        cycle=cycle,
        agreed_on=as_of + _DAY,
        objectives=objectives,
        metrics=tuple(item for item in configuration.metrics if item.id in names),
        terms=tuple(_terms(connection, known, item, cycle, as_of) for item in key_results),
    )


def _terms(connection: Connection, known: Known, key_result: KeyResult, cycle: Cycle, as_of: date) -> Terms:
    inputs = inputs_of(known, key_result, cycle, as_of)
    evidence = weigh(inputs.series, cycle, inputs.day)
    goal, limits = goal_of(inputs, evidence), limits_of(cycle)
    found = _plausibility(connection, known, inputs, (goal.baseline, goal.target))
    return Terms(
        ref=key_result.ref,
        unit=inputs.series.metric.unit,
        better=inputs.series.metric.better,
        definition_version=known.lens.versions[key_result.metric],
        baseline=goal.baseline,
        target=goal.target,
        bar=goal.bar,
        on_track_weeks=limits.on_track,
        at_risk_weeks=limits.at_risk,
        measured=_measured(evidence, cycle),
        moved_before=found.moved if found else None,
        stretches=found.stretches if found else None,
    )


def _measured(evidence: Evidence, cycle: Cycle) -> Measured | None:
    """Return the last good figure before the cycle, or the last one known where it has not begun."""
    before = evidence.standing_on(cycle.start - _DAY)
    return None if before is None or before.reading.value is None else _frozen(before.reading, before.reading.value)


def _frozen(reading: Reading, value: float) -> Measured:
    return Measured(
        value=value,
        lower=reading.lower,
        upper=reading.upper,
        n=reading.n,
        denominator=reading.denominator,
        window=reading.window,
        period_start=date.fromordinal(reading.period_start.toordinal()),
        period_end=date.fromordinal(reading.period_end.toordinal()),
    )


def _plausibility(
    connection: Connection, known: Known, inputs: KeyResultInputs, ends: tuple[float | None, float | None]
) -> Plausibility | None:
    baseline, target = ends
    if inputs.key_result.kind not in MOVES or baseline is None or target is None or baseline == target:
        return None
    line = known.lens.periods(inputs.key_result.metric)
    readings = (item.reading for item in known_readings(connection, [line]).get(line, ()))
    good = [item for item in readings if item.state is State.OK and item.complete and item.value is not None]
    periods = {date.fromordinal(item.period_end.toordinal()) - _DAY: item.value or 0.0 for item in good}
    window = max(inputs.series.window_days, 1)
    return plausibility(periods, inputs.cycle.start, inputs.cycle.days, window, target - baseline)


def _notes(seal: Seal) -> Iterator[str]:
    yield agreed_words(seal.agreed_on, seal.cycle, cycle_word(seal.cycle))
    for terms in seal.terms:
        key_result = seal.key_result(terms.ref)
        if key_result is None:
            continue
        if said := contradiction(terms, is_written=has_written_baseline(key_result)):
            yield f"{terms.ref}: {said}"
        if terms.baseline is None and key_result.kind in MOVES:
            yield f"{terms.ref}: no baseline could be measured yet; it will be the last figure before the cycle"
        if words := plausibility_words(terms, seal):
            yield f"{terms.ref}: {words}"
