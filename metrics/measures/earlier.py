"""The stretch before a period that a measure looks at or is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.dates.calendar import LocalCalendar
from metrics.dates.series import back, hours_back
from metrics.dates.window import Window
from okr.errors import MetricError
from okr.metric import Duration, Grain

UNITS = ("week", "month", "quarter", "year")
"""Units whose beginning can be looked at."""


@dataclass(frozen=True)
class Earlier:
    """How far before a period: by a duration, or the first period of the unit in which it ends.

    Attributes:
        by: The duration; None with ``start_of``.
        start_of: One of :data:`UNITS`; None with ``by``.
    """

    by: Duration | None = None
    start_of: str | None = None


def earlier_windows(
    calendar: LocalCalendar, grain: Grain, windows: Sequence[Window], earlier: Earlier
) -> tuple[Window, ...]:
    """Return for each window the stretch that lies before it.

    Hours, days and weeks keep their length and begin earlier; of months, quarters and ranges both ends move.

    Raises:
        MetricError: If a range does not consist of whole days.
    """
    if earlier.by is not None and grain is Grain.HOUR:
        return _hours_before(calendar, windows, earlier.by.count)
    return tuple(_earlier(calendar, grain, window, earlier) for window in windows)


def start_of_unit(calendar: LocalCalendar, unit: str, end_at: datetime) -> date:
    """Return the first day of the unit in which a stretch ends that is over at ``end_at``."""
    last = calendar.day_at(end_at - timedelta(microseconds=1))
    return last.replace(month=1, day=1) if unit == "year" else calendar.period_start(Grain(unit), last)


def _hours_before(calendar: LocalCalendar, windows: Sequence[Window], count: int) -> tuple[Window, ...]:
    """The hours that lie ``count`` hours before; one list of hours serves all windows."""
    first = hours_back(calendar, windows[0].start_at, count)
    hours = calendar.windows(Grain.HOUR, first, windows[-1].end_at)
    place = {hour.start_at: position for position, hour in enumerate(hours)}
    return tuple(hours[place[window.start_at] - count] for window in windows)


def _earlier(calendar: LocalCalendar, grain: Grain, window: Window, earlier: Earlier) -> Window:
    if earlier.start_of is not None:
        first = start_of_unit(calendar, earlier.start_of, window.end_at)
        if grain is Grain.HOUR:
            at = calendar.start_of(first)
            return calendar.windows(Grain.HOUR, at, at + timedelta(minutes=1))[0]
        start = calendar.period_start(grain, first)
        return calendar.span(window.label, start, calendar.next_period(grain, start))
    if earlier.by is None or isinstance(window.start, datetime) or isinstance(window.end, datetime):
        raise MetricError("an earlier stretch is asked for of a span that is not whole days", "Ask for whole days.")
    start = back(calendar, window.start, earlier.by)
    kept = start + (window.end - window.start)
    end = kept if grain in (Grain.DAY, Grain.WEEK) else back(calendar, window.end, earlier.by)
    return calendar.span(window.label, start, end)
