"""The stretch before a period that a reading looks at or is compared with."""

from __future__ import annotations

from datetime import timedelta

from tests.oracle.local_time import (
    Period,
    Place,
    back,
    duration,
    hours_back,
    hours_from,
    later,
    local_day,
    period_start,
    start_of_day,
)
from tests.oracle.rows import Cell


def earlier(grain: str, period: Period, written: Cell, place: Place) -> Period:
    """The period moved back by ``14 days``, or the first one of the unit for ``{start_of: month}``."""
    if isinstance(written, dict):
        last_day = local_day(period.end_at - timedelta(microseconds=1), place)
        return _holding(grain, period_start(written["start_of"], last_day, place), place)
    count, unit = duration(written)
    if grain == "hour":
        start_at, end_at = (hours_back(at, count, place) for at in (period.start_at, period.end_at))
        return Period(start_at, end_at, start_at, end_at)
    start = back(period.start, count, unit)
    kept = start + (period.end - period.start)
    end = kept if grain in ("day", "week") else back(period.end, count, unit)
    return Period(start, end, start_of_day(start, place), start_of_day(end, place))


def _holding(grain: str, day: Cell, place: Place) -> Period:
    """The period of the grain that holds the beginning of a day."""
    if grain == "hour":
        hours = hours_from(start_of_day(day, place), place)
        start_at, end_at = next(hours), next(hours)
        return Period(start_at, end_at, start_at, end_at)
    start = period_start(grain, day, place)
    end = later(grain, start, 1)
    return Period(start, end, start_of_day(start, place), start_of_day(end, place))
