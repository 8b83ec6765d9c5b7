"""Numbering the windows of a query: a whole number per window that SQL can group by.

Days, weeks and hours come from arithmetic on the local index; months and quarters from a CASE over their edges. A
single window of any length is bucket 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, select

from metrics.dates.calendar import LocalCalendar, day_index, hour_index
from metrics.dates.series import window_rows
from metrics.dates.stamp import Stamp, Zone
from metrics.dates.window import Window
from metrics.queries.constructs import floor_div
from metrics.queries.literals import whole
from okr.metric import Grain


def unit_of(stamp: Stamp, grain: Grain, windows: Sequence[Window] = ()) -> ColumnElement[int]:
    """Return the index of the hour, day, week, month or quarter that holds a moment.

    Args:
        stamp: The moment.
        grain: Which index.
        windows: Months or quarters that can occur; other moments get no index.
    """
    if grain is Grain.HOUR:
        return stamp.hour()
    return period_of(stamp.day, grain, stamp.zone.calendar, windows)


def period_of(
    day: ColumnElement[int], grain: Grain, calendar: LocalCalendar, windows: Sequence[Window] = ()
) -> ColumnElement[int]:
    """Return the period index of a day index."""
    if grain is Grain.WEEK:
        return floor_div(day - calendar.week_anchor, 7)
    if grain in (Grain.MONTH, Grain.QUARTER):
        return _by_edges(day, grain, calendar, windows)
    return day


def _by_edges(
    day: ColumnElement[int], grain: Grain, calendar: LocalCalendar, windows: Sequence[Window]
) -> ColumnElement[int]:
    whens: list[tuple[Any, Any]] = [
        (day < whole(day_index(window.end)), whole(calendar.index_of(grain, window.start))) for window in windows
    ]
    first = whole(day_index(windows[0].start))
    return case((day < first, None), *whens)


def bucket_of(stamp: Stamp, windows: Sequence[Window], grain: Grain) -> ColumnElement[int]:
    """Return the bucket of a moment that is known to lie in one of the windows.

    Several windows of any length may overlap: then the bucket is the moment's day, to be spread over the windows that
    hold it (:func:`spread`).
    """
    if grain is Grain.RANGE:
        return whole(0) if len(windows) == 1 else stamp.day
    return unit_of(stamp, grain, windows)


def bucket_of_window(window: Window, grain: Grain, zone: Zone) -> int:
    """Return the bucket of a window, as :func:`bucket_of` numbers it for stamps of the same zone and stretch."""
    if grain is Grain.RANGE:
        return 0
    if grain is Grain.HOUR:
        return hour_index(zone.calendar.hour_segments(zone.start, zone.end), window.start_at)
    return zone.calendar.index_of(grain, window.start)


def buckets_of(windows: Sequence[Window], grain: Grain, zone: Zone) -> list[int]:
    """Return the bucket of every window; of windows that may overlap their positions."""
    if grain is Grain.RANGE:
        return list(range(len(windows)))
    return [bucket_of_window(window, grain, zone) for window in windows]


def spread(rows: FromClause, windows: Sequence[Window], calendar: LocalCalendar) -> Select[Any]:
    """Return rows whose bucket is a day once for every window that holds it, with the window's position as bucket."""
    spans = window_rows([_days(window, calendar) for window in windows])
    inside = and_(rows.c.bucket >= spans.c.first, rows.c.bucket <= spans.c.last)
    rest = [column for column in rows.c if column.name != "bucket"]
    return select(spans.c.bucket, *rest).select_from(rows.join(spans, inside))


def _days(window: Window, calendar: LocalCalendar) -> tuple[int, int]:
    last = window.end_at - timedelta(microseconds=1)
    return day_index(calendar.day_at(window.start_at)), day_index(calendar.day_at(last))
