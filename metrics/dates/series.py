"""Windows as a relation, and stepping back by a duration: for windows that overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, select, true, union_all

from metrics.dates.calendar import LocalCalendar
from metrics.queries.literals import whole
from okr.metric import Duration, Grain

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOST_LITERALS = 400
"""SQLite joins at most 500 SELECTs in one."""


def back(calendar: LocalCalendar, end: date | datetime, duration: Duration) -> date:
    """Return the day that lies a duration of days, weeks, months, quarters or years before ``end``.

    A day that its month does not have becomes the month's last one.
    """
    day = end.date() if isinstance(end, datetime) else end
    if duration.unit in ("day", "week"):
        return day - timedelta(days=duration.count * (7 if duration.unit == "week" else 1))
    months = _MONTHS[duration.unit] * duration.count
    first = calendar.shift_period(Grain.MONTH, day.replace(day=1), -months)
    last = calendar.shift_period(Grain.MONTH, first, 1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def hours_back(calendar: LocalCalendar, end: datetime, count: int) -> datetime:
    """Return where the hour begins that is ``count`` local hours before the one that begins at ``end``.

    An hour that a clock change cuts short counts like any other.
    """
    return calendar.windows(Grain.HOUR, end - timedelta(hours=count + 1), end)[-count].start_at


def hours_on(calendar: LocalCalendar, start: datetime, count: int) -> datetime:
    """Return where the hour begins that is ``count`` local hours after the one that begins at ``start``."""
    if count == 0:
        return start
    return calendar.windows(Grain.HOUR, start, start + timedelta(hours=count))[count - 1].end_at


def window_rows(spans: Sequence[tuple[int, int]]) -> Subquery:
    """Return a relation with one row per span: ``bucket`` (its position), ``first`` and ``last`` (inclusive indices).

    Evenly spaced spans become arithmetic over digits, so that a thousand windows make a short statement.
    """
    even = _step(spans)
    if even is not None:
        number = _numbers(len(spans))
        first = whole(spans[0][0]) + number.c.number * even
        last = whole(spans[0][1]) + number.c.number * even
        return select(number.c.number.label("bucket"), first.label("first"), last.label("last")).subquery()
    if len(spans) > _MOST_LITERALS:
        raise ValueError(f"at most {_MOST_LITERALS} uneven windows in one query, not {len(spans)}")
    rows = [select(_int(i, "bucket"), _int(low, "first"), _int(high, "last")) for i, (low, high) in enumerate(spans)]
    return (union_all(*rows) if len(rows) > 1 else rows[0]).subquery()


def _int(value: int, label: str) -> ColumnElement[Any]:
    return whole(value).label(label)


def _step(spans: Sequence[tuple[int, int]]) -> int | None:
    """Return the constant distance between neighbouring spans of one length; None where there is none."""
    if len(spans) < 2:
        return None
    step, length = spans[1][0] - spans[0][0], spans[0][1] - spans[0][0]
    fits = all(low == spans[0][0] + i * step and high - low == length for i, (low, high) in enumerate(spans))
    return step if fits else None


def _numbers(count: int) -> Subquery:
    """Return a relation of the whole numbers 0 … count - 1."""
    digits: list[FromClause] = [_digits(place) for place in range(len(str(count - 1)))]
    number = sum((d.c.digit * 10**place for place, d in enumerate(digits[1:], 1)), start=digits[0].c.digit)
    crossed = reduce(lambda left, right: left.join(right, true()), digits)
    return select(number.label("number")).select_from(crossed).where(number < count).subquery()


def _digits(place: int) -> Subquery:
    return union_all(*(select(_int(digit, "digit")) for digit in range(10))).subquery(f"digits_{place}")
