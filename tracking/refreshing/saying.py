"""What is said of every key result after a refresh: one status for its day, with everything it was said from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from okr.canonical import plain
from okr.judge import judge_key_result
from okr.model import Configuration, Cycle, KeyResult
from okr.outlook.forecast import forecast_of
from okr.reading import Reading
from okr.rulebook.rules import RULES_VERSION
from okr.scorecard import KeyResultCard
from tracking.boards.judging import Known, Lens, as_of_day, inputs_of, lens_of
from tracking.boards.knowing import known_of
from tracking.boards.windows import use_of
from tracking.store.runs import newest_metric_runs
from tracking.store.statuses import StatusRow

_SETTLING = timedelta(days=14)
"""How long after its last day a key result is still judged, for data that arrive late."""


def status_rows(connection: Connection, configuration: Configuration, now: datetime) -> list[StatusRow]:
    """Return the statuses of every cycle that runs, or whose figures are not final for long yet."""
    rows: list[StatusRow] = []
    lens = lens_of(configuration, {name: run.maturity_days for name, run in newest_metric_runs(connection).items()})
    for cycle in configuration.cycles:
        as_of = as_of_day(cycle, now)
        if cycle.start <= as_of <= _settled_on(lens, cycle):
            known = known_of(connection, configuration, cycle, as_of)
            rows += (row for item in _key_results(configuration, cycle) if (row := _row(known, item, cycle, as_of)))
    return rows


def _settled_on(lens: Lens, cycle: Cycle) -> date:
    """Return the last day on which any key result of a cycle is judged anew; the day before it for a cycle without."""
    key_results = _key_results(lens.configuration, cycle)
    last = [lens.taking(item.metric, use_of(item, cycle)).rhythm.last_day for item in key_results]
    return max(last) + _SETTLING if last else cycle.start - timedelta(days=1)


def _key_results(configuration: Configuration, cycle: Cycle) -> Iterator[KeyResult]:
    return (item for objective in configuration.objectives_of(cycle.id) for item in objective.key_results)


def _row(known: Known, key_result: KeyResult, cycle: Cycle, as_of: date) -> StatusRow | None:
    """Return the status of a key result on a day; None where its figure has been final for long."""
    inputs = inputs_of(known, key_result, cycle, as_of)
    if inputs.rhythm.last_day + _SETTLING < as_of:
        return None
    card = judge_key_result(inputs)
    said = known.said.get((cycle.id, key_result.ref))
    return StatusRow(
        key_result=key_result.ref,
        cycle=cycle.id,
        as_of=inputs.day,
        status=card.status.value,
        sentence=card.sentence,
        inputs={**figures_of(card), "forecast": plain(forecast_of(inputs)), "rules": RULES_VERSION},
        remembered=card.remembered,
        predecessor=(said.as_of, said.run) if said else None,
    )


def figures_of(card: KeyResultCard) -> dict[str, Any]:
    """Return the numbers behind a status as plain values, enough to work it out again by hand."""
    return {
        "reading": _reading(card.current) if card.current else None,
        "baseline": card.baseline,
        "baseline_measured": card.baseline_measured,
        "target": card.target,
        "bar": card.bar,
        "plan": card.plan_now,
        "progress": card.progress,
        "score": card.score,
        "weeks_behind": card.weeks_behind,
        "week_change": card.week.change,
        "week_verdict": card.week.verdict,
        "guards": [{"metric": item.guard.metric, "value": item.value, "kept": item.kept} for item in card.guards],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    names = ("value", "lower", "upper", "numerator", "denominator", "n", "window", "definition_version")
    days = {"period_start": reading.period_start.isoformat(), "period_end": reading.period_end.isoformat()}
    days |= {"as_of": reading.as_of.isoformat()} if reading.as_of is not None else {}
    return {name: getattr(reading, name) for name in names} | days
