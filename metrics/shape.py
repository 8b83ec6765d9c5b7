"""Making readings: the parts every kind fills in the same way, and the states that stand for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from metrics.adapter import Ask
from metrics.dates.window import Window
from metrics.freshness import NEVER
from metrics.statistics.intervals import clopper_pearson, delta_ratio, wilson
from metrics.statistics.pooling import SUMS
from okr.reading import Reading
from okr.words import State

UNIT_SECONDS = {
    "seconds": 1, "second": 1, "minutes": 60, "minute": 60, "hours": 3600, "hour": 3600,
    "days": 86400, "day": 86400, "weeks": 604800, "week": 604800, "ms": 0.001, "milliseconds": 0.001,
}  # fmt: skip
"""Seconds in one unit of time, as metrics name it."""


def seconds_per_unit(unit: str) -> float:
    """Return how many seconds one of the metric's unit is; 1 where the unit is not one of time."""
    return UNIT_SECONDS.get(unit, 1)


def blank(ask: Ask, window: Window, state: State, reason: str = "", **fields: Any) -> Reading:
    """Return a reading of one window; ``fields`` are the rest of :class:`okr.reading.Reading`."""
    complete = window.end_at <= ask.watermark
    known = {"complete": complete, "mature_at": window.end_at, **fields}
    return Reading(
        metric=ask.definition.id,
        definition_version=ask.version,
        window=window.label,
        period_start=window.start,
        period_end=window.end,
        state=state,
        watermark=ask.watermark,
        reason=reason,
        **known,
    )


def early(ask: Ask, window: Window, final_at: datetime, what: str = "the period") -> Reading:
    """Return the reading of a window whose figure cannot be known yet."""
    day = ask.scope.zone.calendar.day_at(final_at - timedelta(microseconds=1))
    reason = f"{what} is not complete before the end of {day.isoformat()}"
    return blank(ask, window, State.TOO_EARLY, reason, mature_at=final_at)


def before_history(ask: Ask, window: Window) -> Reading:
    """Return the reading of a window that begins before the source's first day."""
    begins = f"the first day of data, {ask.history_from.isoformat()}"
    reason = "there is no event yet" if ask.history_from == NEVER else f"the window begins before {begins}"
    return blank(ask, window, State.NO_DATA, reason)


def share(ask: Ask, window: Window, numerator: int, denominator: int, **fields: Any) -> Reading:
    """Return a share with its interval, or that there is nobody to measure."""
    counts: dict[str, Any] = {"numerator": numerator, "denominator": denominator, "n": denominator, **fields}
    if denominator == 0:
        return blank(ask, window, State.NOBODY, "nobody to measure in this period", **counts)
    exact = ask.definition.interval == "clopper_pearson"
    low, high = clopper_pearson(numerator, denominator) if exact else wilson(numerator, denominator)
    named: dict[str, Any] = {"lower": low, "upper": high, "interval": ask.definition.interval}
    return blank(ask, window, State.OK, value=numerator / denominator, **named, **counts)


def group_of(row: Any) -> str | None:
    """Return a row's breakdown value as text."""
    value = row.get("grp")
    return None if value is None else str(value)


def with_delta(actors: int, sums: Mapping[str, float]) -> dict[str, Any]:
    """Return the interval of a ratio from sums over actors, and the sums for pooling."""
    ends = delta_ratio(actors, [sums[name] for name in SUMS])
    named: dict[str, Any] = {} if ends is None else {"lower": ends[0], "upper": ends[1], "interval": "delta"}
    return named | {"statistics": {**{name: sums[name] for name in SUMS}, "actors": actors}}
