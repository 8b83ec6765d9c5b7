"""What follows by itself from what is agreed: changed definitions told apart, results that became final."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from okr.agreement.agreed import Agreed
from okr.agreement.closing import Closing, KeyResultResult
from okr.agreement.definitions import EIGHT_WEEKS, definition_change
from okr.agreement.seal import DefinitionChange, Seal
from okr.canonical import definition_version
from okr.model import Configuration, Cycle
from okr.scorecard import KeyResultCard
from okr.words import State, Status
from tracking.boards.agreeing import agreed_card
from tracking.boards.judging import Known, as_of_day, key_result_card
from tracking.boards.knowing import known_of
from tracking.sealing.taking import Taking
from tracking.store.codec import DatedReading
from tracking.store.readings import Line, known_readings
from tracking.store.records import DEFINITION, FINAL, AgreedRecord, keep_records, record_of

_DAY = timedelta(days=1)
_SETTLING = timedelta(days=14)
_MAY_YET_COME = frozenset({Status.OUT_OF_DATE, Status.UNREADABLE, Status.CHECK_NUMBER, Status.TOO_EARLY})


def asked_configuration(configuration: Configuration, agreed: Agreed) -> Configuration:
    """Return a configuration that also names the key results as they were agreed first, so that they stay measured."""
    known = {cycle.id for cycle in configuration.cycles}
    originals = [item for seal in agreed.seals.values() if seal.cycle.id in known for item in seal.objectives]
    return replace(configuration, objectives=(*configuration.objectives, *originals))


def definition_records(
    connection: Connection, configuration: Configuration, agreed: Agreed, as_of: date
) -> Iterator[AgreedRecord]:
    """Yield the definitions that changed since they were last looked at, told apart by the figures of eight weeks.

    A metric that could not be read under its new definition yet is looked at again by the next refresh.
    """
    for seal in agreed.seals.values():
        if seal.cycle.id in agreed.closings or not seal.cycle.start - _DAY <= as_of:
            continue
        metrics = {item.metric for objective in seal.objectives for item in objective.key_results}
        for name in sorted(metrics):
            change = _definition_change(connection, configuration, agreed, (seal, name), as_of)
            if change is not None:
                yield record_of(DEFINITION, seal.cycle.id, change)


def final_records(
    connection: Connection, configuration: Configuration, agreed: Agreed, now: datetime
) -> Iterator[AgreedRecord]:
    """Yield the results of closed cycles that became final since: cohorts that were still maturing at the closing."""
    for closing in agreed.closings.values():
        cycle, seal = configuration.cycle(closing.cycle), agreed.seals.get(closing.cycle)
        waiting = [item for item in _results(closing) if _is_waiting(item, closing, agreed)]
        if cycle is None or seal is None or not waiting:
            continue
        as_of = as_of_day(cycle, now)
        due = [item for item in waiting if item.final_on <= as_of + _DAY]
        known = known_of(connection, configuration, cycle, as_of) if due else None
        for item in due if known else ():
            final = _final(known, seal, cycle, item, as_of) if known else None
            if final is not None:
                yield record_of(FINAL, closing.cycle, final)


def keep_agreed(connection: Connection, run: tuple[int, date], taking: Taking) -> tuple[AgreedRecord, ...]:
    """Keep what a refresh took in, and the definitions that it found changed; return all of it.

    Args:
        connection: Of its writing transaction, in which its readings are recorded already.
        run: Its number, and the day that it judges for.
        taking: What it goes by.
    """
    number, as_of = run
    keep_records(connection, number, taking.fresh)
    changed = list(definition_records(connection, taking.choice.in_force, taking.agreed, as_of))
    keep_records(connection, number, changed)
    return (*taking.fresh, *changed)


def _definition_change(
    connection: Connection, configuration: Configuration, agreed: Agreed, of: tuple[Seal, str], as_of: date
) -> DefinitionChange | None:
    seal, name = of
    metric = configuration.metric(name)
    sealed = next((item.definition_version for item in seal.terms if _is_of(seal, item.ref, name)), None)
    if metric is None or sealed is None:
        return None
    last = next((item.after for item in reversed(agreed.definitions) if item.metric == name), sealed)
    version = definition_version(metric, configuration.source(metric.source))
    if version == last:
        return None
    lines = [Line(name, last, metric.grain.value), Line(name, version, metric.grain.value)]
    found = known_readings(connection, lines, since=as_of - EIGHT_WEEKS - _DAY)
    if not found.get(lines[1]):
        return None
    before, after = (_figures(found.get(line, ())) for line in lines)
    return definition_change(name, (last, version), as_of + _DAY, before, after)


def _is_of(seal: Seal, ref: str, metric: str) -> bool:
    key_result = seal.key_result(ref)
    return key_result is not None and key_result.metric == metric


def _figures(items: tuple[DatedReading, ...]) -> Mapping[date, float]:
    good = (item for item in items if item.reading.state is State.OK and item.reading.complete)
    return {item.as_of: item.reading.value for item in good if item.reading.value is not None}


def _results(closing: Closing) -> Iterator[KeyResultResult]:
    return (item for objective in closing.objectives for item in objective.key_results)


def _is_waiting(result: KeyResultResult, closing: Closing, agreed: Agreed) -> bool:
    return result.final_on > closing.closed_on and result.ref not in agreed.finals


def _final(known: Known, seal: Seal, cycle: Cycle, result: KeyResultResult, as_of: date) -> KeyResultResult | None:
    """Return the final result; None while its figure is still missing and may yet come."""
    found = (item for one in known.lens.configuration.objectives_of(cycle.id) for item in one.key_results)
    key_result = next((item for item in found if item.ref == result.ref), None)
    if key_result is None:
        return None
    card = key_result_card(known, key_result, cycle, as_of)
    if card.status in _MAY_YET_COME and as_of < result.final_on + _SETTLING:
        return None
    then = agreed_card(known, seal, result.ref, as_of)
    return final_result(result, card, then)


def final_result(result: KeyResultResult, card: KeyResultCard, then: KeyResultCard | None) -> KeyResultResult:
    """Return a result with the figures of its final card; what people said of it stays."""
    value = card.current.value if card.current else None
    return replace(
        result,
        value=value,
        as_agreed=then.score if then else None,
        as_changed=card.score,
        status=card.status.value,
        baseline=card.baseline,
        target=card.target,
    )
