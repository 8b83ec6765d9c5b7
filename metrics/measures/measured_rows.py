"""The rows that a measure is taken over, cut into the windows asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, func, or_, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of, unit_of
from metrics.dates.calendar import day_index, hour_index
from metrics.dates.series import back, hours_back, window_rows
from metrics.dates.stamp import Stamp
from metrics.dates.window import Window
from metrics.measures.dated import is_date, local_day
from metrics.measures.earlier import start_of_unit
from metrics.measures.written import Measured, Pick, TableOrigin
from metrics.queries.actors import actor_conditions, actor_group
from metrics.queries.literals import whole
from metrics.queries.numbers import as_number
from metrics.queries.relations import events, resolved
from metrics.queries.scope import Scope, compare
from okr.errors import MetricError
from okr.metric import Grain

_OF_NUMBERS = ("sum", "mean", "min", "max", "percentile")
"""Measures for which a value is a number; anything else is left out and counted."""

_EVER = 10**9
"""An index of hours and days before all others."""


@dataclass(frozen=True)
class Source:
    """Rows before they are cut into windows, and the moment of each.

    Columns ``at`` and ``value``; where they are needed ``per``, ``grp``, ``who`` (the actor; null for nobody) and
    ``k0``, ``k1``, … (what a balance's date is chosen within).
    """

    relation: FromClause
    at: Stamp


Column = Callable[[str], ColumnElement[Any]]


def rows_of(ask: Ask, measured: Measured, start: Any) -> Source:
    """Return the rows from ``start`` (None: the first window's) to the end of the last window."""
    begin = ask.windows[0].start_at if start is None else start
    maker = _table_rows if isinstance(measured.origin, TableOrigin) else _event_rows
    return maker(ask, measured, None if measured.all and ask.grain is not Grain.RANGE else begin)


def _table_rows(ask: Ask, measured: Measured, start: Any) -> Source:
    origin: Any = measured.origin
    scope = ask.scope
    base = scope.catalog.relation(origin.table)
    stamp = Stamp(scope.catalog.column(base, origin.time), origin.stored_as, scope.zone, scope.dialect)
    source, actor = _acting(scope, base, origin)

    def column(name: str) -> ColumnElement[Any]:
        if name == "actor" and actor is not None:
            return actor
        return scope.catalog.column(base, (origin.columns or {}).get(name, name))

    tests = [compare(column(condition.property), condition) for condition in (*origin.where, *scope.where)]
    tests += actor_conditions(scope, actor) if actor is not None else []
    picked = [stamp.column.label("at"), *_columns(ask, measured, column, actor, stamp), *_groups(scope, column, actor)]
    end = min(_end(ask), ask.watermark)
    kept = select(*picked).select_from(source).where(stamp.column.is_not(None), stamp.between(start, end), *tests)
    relation = kept.cte()
    return Source(relation, stamp.on(relation.c.at))


def _acting(scope: Scope, base: FromClause, origin: TableOrigin) -> tuple[FromClause, ColumnElement[Any] | None]:
    """Return the table, with its actors where it says who acts."""
    if origin.actor is not None:
        return resolved(scope, base, scope.catalog.column(base, origin.actor))
    if scope.actors_where or (scope.breakdown is not None and scope.breakdown.of == "actor"):
        raise MetricError(f"rows of `{origin.table}` are nobody's", "Name the column of who acts: from: {actor: …}.")
    return base, None


def _groups(scope: Scope, column: Column, actor: ColumnElement[Any] | None) -> list[ColumnElement[Any]]:
    if scope.breakdown is None:
        return []
    if scope.breakdown.of == "actor" and actor is not None:
        return [actor_group().label("grp")]
    return [cast(column(scope.breakdown.property), String).label("grp")]


def _end(ask: Ask) -> datetime:
    return max(window.end_at for window in ask.windows)


def _event_rows(ask: Ask, measured: Measured, start: Any) -> Source:
    origin: Any = measured.origin
    properties = [name for name in _wanted(measured) if name != "actor"]
    found = events(ask.scope, origin, start, _end(ask), properties)

    def column(name: str) -> ColumnElement[Any]:
        return found.actor if name == "actor" else found.property(name)

    grp = [column_.label("grp") for column_ in found.group]
    columns = _columns(ask, measured, column, found.actor, found.at)
    relation = select(found.at.column.label("at"), *columns, *grp).cte()
    return Source(relation, found.at.on(relation.c.at))


def _wanted(measured: Measured) -> list[str]:
    columns = [] if measured.measure.column == "rows" else [measured.measure.column]
    picked = measured.pick.per if measured.pick is not None else ()
    return [*columns, *([measured.per] if measured.per else []), *picked]


def _columns(
    ask: Ask, measured: Measured, column: Column, actor: ColumnElement[Any] | None, at: Stamp
) -> list[ColumnElement[Any]]:
    value = whole(1) if measured.measure.column == "rows" else column(measured.measure.column)
    if is_date(ask, measured):
        value = local_day(ask, measured, value, at)
    elif (measured.inner or measured.measure.word) in _OF_NUMBERS:
        value = as_number(value)
    found: list[ColumnElement[Any]] = [
        value.label("value"),
        *([column(measured.per).label("per")] if measured.per else []),
    ]
    found += [actor.label("who")] if actor is not None else []
    picked = measured.pick.per if measured.pick is not None else ()
    return found + [column(name).label(f"k{number}") for number, name in enumerate(picked)]


def plain_cut(ask: Ask, source: Source, measured: Measured) -> Any:
    """Return the rows, each with the bucket of its own period."""
    bucket = bucket_of(source.at, ask.windows, ask.grain)
    kept = [column for column in source.relation.c if column.name != "at"]
    query = select(bucket.label("bucket"), *kept, *_day(source.at, measured))
    islands = _islands(ask)
    if len(islands) > 1 or measured.all:
        # The rows reach from the first window's start to the last one's end; only gaps are left to be cut out.
        query = query.where(or_(*(source.at.between(start, end) for start, end in islands)))
    return query.subquery()


def _islands(ask: Ask) -> list[tuple[datetime, datetime]]:
    """Return the stretches that the windows cover without a gap."""
    found: list[tuple[datetime, datetime]] = []
    for window in ask.windows:
        if found and found[-1][1] == window.start_at:
            found[-1] = (found[-1][0], window.end_at)
        else:
            found.append((window.start_at, window.end_at))
    return found


def _day(at: Stamp, measured: Measured) -> list[ColumnElement[Any]]:
    return [] if measured.pick is None else [at.day.label("day")]


def window_cut(ask: Ask, measured: Measured, source: Source) -> Any:
    """Return the rows once for every window whose stretch holds them; ``own`` is 1 in the window's own period."""
    unit = Grain.HOUR if ask.grain is not Grain.RANGE and _by_hours(ask, measured) else Grain.DAY
    spans = window_rows([_span(ask, measured, window) for window in ask.windows], ("first", "last", "begin"))
    placed = select(*source.relation.c, unit_of(source.at, unit).label("unit"), *_day(source.at, measured)).subquery()
    inside = and_(placed.c.unit >= spans.c.first, placed.c.unit <= spans.c.last)
    kept = [column for column in placed.c if column.name not in ("at", "unit")]
    own = case((placed.c.unit >= spans.c.begin, 1), else_=0).label("own")
    is_longer = ask.grain is not Grain.RANGE and not measured.is_plain
    columns = [spans.c.bucket, *kept, *([own] if is_longer else [])]
    return select(*columns).select_from(placed.join(spans, inside)).subquery()


def _by_hours(ask: Ask, measured: Measured) -> bool:
    trailing = measured.trailing
    return ask.definition.grain is Grain.HOUR or (trailing is not None and trailing.unit == "hour")


def takes_own_periods(ask: Ask, measured: Measured) -> bool:
    """Whether each window takes exactly its own rows, is a period of the grain, and no two windows share any."""
    if ask.grain is Grain.RANGE:
        return len(ask.windows) == 1
    return measured.is_plain and (ask.grain is Grain.HOUR or all(_is_period(ask, window) for window in ask.windows))


def _is_period(ask: Ask, window: Window) -> bool:
    calendar, start = ask.scope.zone.calendar, window.start
    return calendar.period_start(ask.grain, start) == start and calendar.next_period(ask.grain, start) == window.end


def cut_of(ask: Ask, measured: Measured, *, by_period: bool) -> Any:
    """Return the rows by window: ``bucket``, the columns of :class:`Source`, and ``own`` where windows are longer.

    Args:
        ask: The windows.
        measured: What is measured.
        by_period: Whether a bucket is a period's index, which needs :func:`takes_own_periods`; else a position.
    """
    if by_period:
        cut = plain_cut(ask, rows_of(ask, measured, None), measured)
    else:
        cut = window_cut(ask, measured, rows_of(ask, measured, _first_start(ask, measured)))
    return cut if measured.pick is None else _picked(cut, measured.pick)


def _picked(cut: Any, pick: Pick) -> Any:
    """Return the rows of the first or last date of each window, and those without an actor."""
    keys = [cut.c.bucket, *([cut.c.grp] if "grp" in cut.c else []), *(cut.c[f"k{n}"] for n in range(len(pick.per)))]
    day = case((cut.c.who.is_not(None), cut.c.day)) if "who" in cut.c else cut.c.day
    chosen = (func.max if pick.row == "last" else func.min)(day).over(partition_by=keys).label("chosen")
    dated = select(*cut.c, chosen).subquery()
    counts = dated.c.day == dated.c.chosen
    if "who" in cut.c:
        counts = or_(counts, dated.c.who.is_(None))
    kept = [column for column in dated.c if column.name not in ("day", "chosen") and column.name[0] != "k"]
    return select(*kept).where(counts).subquery()


def _first_start(ask: Ask, measured: Measured) -> Any:
    if ask.grain is Grain.RANGE:
        return min(window.start_at for window in ask.windows)
    return None if measured.all else window_start(ask, measured, ask.windows[0])


def window_start(ask: Ask, measured: Measured, window: Window) -> Any:
    """Return the instant at which the stretch of a window's reading begins."""
    calendar = ask.scope.zone.calendar
    if measured.to_date is not None:
        return calendar.start_of(start_of_unit(calendar, measured.to_date, window.end_at))
    trailing = measured.trailing
    if trailing is None:
        return window.start_at
    if trailing.unit == "hour":
        return hours_back(calendar, window.end_at, trailing.count)
    return calendar.start_of(back(calendar, window.end, trailing))


def _span(ask: Ask, measured: Measured, window: Window) -> tuple[int, int, int]:
    """Return the first and last hour or day index of a window's stretch, and the one with which its period begins."""
    calendar = ask.scope.zone.calendar
    last = window.end_at - timedelta(microseconds=1)
    if ask.grain is not Grain.RANGE and _by_hours(ask, measured):
        segments = calendar.hour_segments(ask.scope.zone.start, ask.scope.zone.end)
        begin, end = (hour_index(segments, at) for at in (window.start_at, last))
        return (-_EVER if measured.all else hour_index(segments, window_start(ask, measured, window))), end, begin
    begin, end = (day_index(calendar.day_at(at)) for at in (window.start_at, last))
    if ask.grain is Grain.RANGE:
        return begin, end, begin
    return (-_EVER if measured.all else day_index(calendar.day_at(window_start(ask, measured, window)))), end, begin
