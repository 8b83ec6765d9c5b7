"""The rows that a measure is taken over, cut into the windows asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of, unit_of
from metrics.dates.calendar import day_index, hour_index
from metrics.dates.series import back, hours_back, window_rows
from metrics.dates.stamp import Stamp
from metrics.dates.window import Window
from metrics.measures.written import Measured, TableOrigin
from metrics.queries.literals import whole
from metrics.queries.relations import events
from metrics.queries.scope import compare
from okr.metric import Condition, Grain


@dataclass(frozen=True)
class Source:
    """Rows before they are cut into windows: columns ``value``, ``per``, ``grp``, ``named``, and the moment."""

    relation: FromClause
    at: Stamp


def rows_of(ask: Ask, measured: Measured, start: Any) -> Source:
    """Return the rows from ``start`` (None: the first window's) to the end of the last window."""
    begin = ask.windows[0].start_at if start is None else start
    maker = _table_rows if isinstance(measured.origin, TableOrigin) else _event_rows
    return maker(ask, measured, None if measured.all and ask.grain is not Grain.RANGE else begin)


def _wanted(measured: Measured) -> list[str]:
    columns = [] if measured.measure.column == "rows" else [measured.measure.column]
    return columns + ([measured.per] if measured.per else [])


def _table_rows(ask: Ask, measured: Measured, start: Any) -> Source:
    origin: Any = measured.origin
    scope = ask.scope
    base = scope.catalog.relation(origin.table)
    stamp = Stamp(scope.catalog.column(base, origin.time), origin.stored_as, scope.zone, scope.dialect)

    def column(name: str) -> ColumnElement[Any]:
        return scope.catalog.column(base, (origin.columns or {}).get(name, name))

    tests = [_test(column, condition) for condition in (*origin.where, *scope.where)]
    grp = []
    if scope.breakdown is not None:
        grp = [cast(column(scope.breakdown.property), String).label("grp")]
    picked = [stamp.column.label("at"), whole(1).label("named"), *_values(measured, column), *grp]
    end = min(_end(ask), ask.watermark)
    relation = select(*picked).where(stamp.column.is_not(None), stamp.between(start, end), *tests).subquery()
    return Source(relation, stamp.on(relation.c.at))


def _end(ask: Ask) -> datetime:
    return max(window.end_at for window in ask.windows)


def _test(column: Callable[[str], ColumnElement[Any]], condition: Condition) -> ColumnElement[bool]:
    return compare(column(condition.property), condition)


def _event_rows(ask: Ask, measured: Measured, start: Any) -> Source:
    origin: Any = measured.origin
    properties = [name for name in _wanted(measured) if name != "actor"]
    found = events(ask.scope, origin, start, _end(ask), properties)

    def column(name: str) -> ColumnElement[Any]:
        return found.actor if name == "actor" else found.property(name)

    named = case((found.actor.is_(None), 0), else_=1).label("named")
    grp = [column_.label("grp") for column_ in found.group]
    relation = select(found.at.column.label("at"), named, *_values(measured, column), *grp).subquery()
    return Source(relation, found.at.on(relation.c.at))


def _values(measured: Measured, column: Callable[[str], ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    value = whole(1) if measured.measure.column == "rows" else column(measured.measure.column)
    return [value.label("value"), *([column(measured.per).label("per")] if measured.per else [])]


def plain_cut(ask: Ask, source: Source) -> Any:
    """Return the rows, each with the bucket of its own period."""
    bucket = bucket_of(source.at, ask.windows, ask.grain)
    inside = source.at.between(ask.windows[0].start_at, ask.windows[-1].end_at)
    kept = [column for column in source.relation.c if column.name != "at"]
    return select(bucket.label("bucket"), *kept).where(inside).subquery()


def window_cut(ask: Ask, measured: Measured, source: Source, *, own: bool = False) -> Any:
    """Return the rows once for every window whose stretch holds them; ``own``: as far as its period goes too."""
    unit = Grain.HOUR if ask.grain is not Grain.RANGE and _by_hours(ask, measured) else Grain.DAY
    spans = window_rows([_span(ask, measured, window, own) for window in ask.windows])
    placed = select(*source.relation.c, unit_of(source.at, unit).label("unit")).subquery()
    inside = and_(placed.c.unit >= spans.c.first, placed.c.unit <= spans.c.last)
    kept = [column for column in placed.c if column.name not in ("at", "unit")]
    return select(spans.c.bucket, *kept).select_from(placed.join(spans, inside)).subquery()


def _by_hours(ask: Ask, measured: Measured) -> bool:
    trailing = measured.trailing
    return ask.definition.grain is Grain.HOUR or (trailing is not None and trailing.unit == "hour")


def takes_own_periods(ask: Ask, measured: Measured) -> bool:
    """Whether each window takes exactly its own rows and no two windows share any."""
    return len(ask.windows) == 1 if ask.grain is Grain.RANGE else measured.is_plain


def cut_of(ask: Ask, measured: Measured) -> tuple[Any, Any]:
    """Return the rows by window, and the rows by own period (whose rows without an actor or value are counted)."""
    if takes_own_periods(ask, measured):
        cut = plain_cut(ask, rows_of(ask, measured, None))
        return cut, cut
    source = rows_of(ask, measured, _first_start(ask, measured))
    cut = window_cut(ask, measured, source)
    return cut, cut if ask.grain is Grain.RANGE else window_cut(ask, measured, source, own=True)


def _first_start(ask: Ask, measured: Measured) -> Any:
    if ask.grain is Grain.RANGE:
        return min(window.start_at for window in ask.windows)
    return None if measured.all else window_start(ask, measured, ask.windows[0])


def window_start(ask: Ask, measured: Measured, window: Window) -> Any:
    """Return the instant at which the stretch of a window's reading begins."""
    calendar = ask.scope.zone.calendar
    if measured.to_date is not None:
        last = calendar.day_at(window.end_at - timedelta(microseconds=1))
        if measured.to_date == "year":
            return calendar.start_of(last.replace(month=1, day=1))
        return calendar.start_of(calendar.period_start(Grain(measured.to_date), last))
    trailing = measured.trailing
    if trailing is None:
        return window.start_at
    if trailing.unit == "hour":
        return hours_back(calendar, window.end_at, trailing.count)
    return calendar.start_of(back(calendar, window.end, trailing))


def _span(ask: Ask, measured: Measured, window: Window, own: bool) -> tuple[int, int]:  # noqa: FBT001 - see window_cut
    """Return the first and last hour or day index of a window's stretch."""
    calendar = ask.scope.zone.calendar
    start = None if measured.all else window_start(ask, measured, window)
    if own:
        start = max(start or window.start_at, window.start_at)
    last_instant = window.end_at - timedelta(microseconds=1)
    if ask.grain is Grain.RANGE:
        return day_index(calendar.day_at(window.start_at)), day_index(calendar.day_at(last_instant))
    if _by_hours(ask, measured):
        segments = calendar.hour_segments(ask.scope.zone.start, ask.scope.zone.end)
        first = hour_index(segments, start) if start is not None else -(10**9)
        return first, hour_index(segments, last_instant)
    first = day_index(calendar.day_at(start)) if start is not None else -(10**7)
    return first, day_index(calendar.day_at(last_instant))
