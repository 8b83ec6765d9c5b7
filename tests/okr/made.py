"""Cycles, metrics, readings and key results with few words, for the tests of judging."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from okr.inputs import KeyResultInputs, MetricSeries
from okr.judge import judge_key_result
from okr.metric import Duration, MetricDefinition
from okr.model import Ambition, Amount, Cycle, KeyResult, KeyResultKind, MeasuredOver, Objective
from okr.reading import Absence, Reading
from okr.scorecard import KeyResultCard
from okr.words import State, said

DAY = timedelta(days=1)
Q4 = Cycle("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "Europe/Oslo")
LAST = Q4.end - DAY
THURSDAY = date(2026, 11, 19)
"""A day in week 8 of 13, with the data complete to its evening."""
SILENT = Absence(State.UNREADABLE, "", datetime(2026, 11, 14, 6, tzinfo=UTC), temporary=True)


def metric(unit: str = "share", better: str = "up", **changes: Any) -> MetricDefinition:
    fields: dict[str, Any] = {
        "id": "m",
        "title": "Set-up in the first session",
        "kind": "conversion",
        "source": "product",
        "unit": unit,
        "better": better,
        "focus": "activation",
        "owner": "growth",
        "parameters": None,
        "written": {},
    }
    return MetricDefinition(**(fields | changes))


def reading(day: date, value: float | None, **changes: Any) -> Reading:
    """Return the reading of a day: 28 days long, of 1,204 people, all complete."""
    fields: dict[str, Any] = {
        "metric": "m",
        "definition_version": "v1",
        "window": "last 28 days",
        "period_start": day - 27 * DAY,
        "period_end": day + DAY,
        "state": State.OK,
        "watermark": datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY,
        "value": value,
        "denominator": 1204,
        "n": 1204,
        "as_of": day,
    }
    return Reading(**(fields | changes))


def daily(
    value: Callable[[date], float], until: date = THURSDAY, since: date = date(2025, 10, 1)
) -> tuple[Reading, ...]:
    return tuple(reading(day, value(day)) for day in days(since, until))


def days(since: date, until: date) -> list[date]:
    return [since + offset * DAY for offset in range((until - since).days + 1)]


def key_result(baseline: float | None = 0.42, target: float | None = 0.70, **changes: Any) -> KeyResult:
    fields: dict[str, Any] = {
        "id": "setup",
        "ref": "growth/value/setup",
        "title": "New users complete set-up in their first session",
        "metric": "m",
        "baseline": None if baseline is None else Amount(baseline),
        "target": None if target is None else Amount(target),
        "measured_over": MeasuredOver("last", Duration(28, "day")),
        "ambition": Ambition.COMMITTED,
    }
    return KeyResult(**(fields | changes))


def kept(above: float | None = None, below: float | None = None, **changes: Any) -> KeyResult:
    limits: dict[str, Any] = {"kind": KeyResultKind.KEEP, "keep_above": above, "keep_below": below}
    return key_result(None, None, **(limits | changes))


def inputs(
    readings: tuple[Reading, ...], of: KeyResult | None = None, as_of: date = THURSDAY, **changes: Any
) -> KeyResultInputs:
    """Return inputs for a 28-day figure; ``changes`` go to the series."""
    series = replace(MetricSeries(metric(), readings, window_days=28), **changes)
    return KeyResultInputs(Q4, of or key_result(), series, as_of)


def objective(*key_results: KeyResult, **changes: Any) -> Objective:
    fields: dict[str, Any] = {
        "id": "value",
        "ref": "growth/value",
        "title": "New customers get to value faster",
        "team": "growth",
        "cycle": Q4.id,
        "key_results": key_results,
    }
    return Objective(**(fields | changes))


def judged(value: float, of: KeyResult | None = None, as_of: date = THURSDAY, **changes: Any) -> KeyResultCard:
    """Return the card of a series that stands at ``value`` since before the cycle."""
    return judge_key_result(inputs(daily(lambda _: value, until=as_of), of, as_of, **changes))


def line_of(card: KeyResultCard) -> str:
    return said(card.status, card.sentence)


def noisy(level: float, spread: float = 0.002, seed: int = 3) -> Callable[[date], float]:
    """Return a value per day: steady around a level."""
    draw = random.Random(seed)  # noqa: S311 - repeatable noise
    return lambda _: level + draw.gauss(0, spread)
