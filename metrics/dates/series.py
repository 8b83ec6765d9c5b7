"""Windows as a relation, and stepping back by a duration: for windows that overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, select, union_all

from metrics.dates.calendar import LocalCalendar
from metrics.queries.literals import whole
from okr.errors import MetricError
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


def window_rows(spans: Sequence[tuple[int, ...]], names: tuple[str, ...] = ("first", "last")) -> Subquery:
    """Return a relation with one row per span: ``bucket`` (its position) and its numbers under their names.

    Spans that move on evenly become arithmetic over digits, so that a thousand windows make a short statement.

    Args:
        spans: Whole numbers of each window: its first and last index, both included, and what else is named.
        names: What the numbers are called.

    Raises:
        MetricError: If there are more runs of even spans than one statement can name.
    """
    runs = [dict(zip(_columns(names), run, strict=True)) for run in _runs(spans)]
    if len(runs) > _MOST_LITERALS:
        most = f"at most {_MOST_LITERALS} windows of uneven length and distance can be asked at once, not {len(runs)}"
        raise MetricError(most, "Ask for a shorter span.")
    number = _numbers(max(run["length"] for run in runs))
    if len(runs) == 1:
        only = {name: whole(value) for name, value in runs[0].items()}
        return select(*_on(number.c.number, only, names)).subquery()
    run = union_all(*(select(*(_int(value, name) for name, value in run.items())) for run in runs)).subquery()
    joined = run.join(number, number.c.number < run.c.length)
    return select(*_on(number.c.number, run.c, names)).select_from(joined).subquery()


def _columns(names: tuple[str, ...]) -> list[str]:
    return ["bucket", "length", *names, *(f"{name}_step" for name in names)]


def _on(number: ColumnElement[int], run: Any, names: tuple[str, ...]) -> list[ColumnElement[Any]]:
    """The span that comes ``number`` places after a run's first."""
    found = ((name, run[name] + number * run[f"{name}_step"]) for name in names)
    return [(run["bucket"] + number).label("bucket"), *(value.label(name) for name, value in found)]


def _int(value: int, label: str) -> ColumnElement[Any]:
    return whole(value).label(label)


def _runs(spans: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return stretches of spans that move on evenly: where each begins, its length, its first span, its steps."""
    runs, at = [], 0
    while at < len(spans):
        first = spans[at]
        after = spans[at + 1] if at + 1 < len(spans) else first
        steps = tuple(b - a for a, b in zip(first, after, strict=True))
        length = 1
        while at + length < len(spans) and spans[at + length] == _moved(first, steps, length):
            length += 1
        runs.append((at, length, *first, *steps))
        at += length
    return runs


def _moved(first: tuple[int, ...], steps: tuple[int, ...], times: int) -> tuple[int, ...]:
    return tuple(number + times * step for number, step in zip(first, steps, strict=True))


def _numbers(count: int) -> Subquery:
    """Return a relation of the whole numbers 0 … count - 1."""
    digits: list[FromClause] = [_digits(place) for place in range(len(str(count - 1)))]
    number = sum((d.c.digit * 10**place for place, d in enumerate(digits[1:], 1)), start=digits[0].c.digit)
    # A condition that always holds: SQLAlchemy warns of tables side by side with nothing between them.
    crossed = [d.c.digit >= -digits[0].c.digit for d in digits[1:]]
    return select(number.label("number")).where(number < count, *crossed).subquery()


def _digits(place: int) -> Subquery:
    return union_all(*(select(_int(digit, "digit")) for digit in range(10))).subquery(f"digits_{place}")
