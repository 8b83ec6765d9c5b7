"""Distinct actors per period or trailing window, as SQL.

Trailing windows of any fixed length come from one pass over actor-days: an actor enters the window on an active day
and leaves it on the day ``day + N``, unless active again before. The running sum of both is exact.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, func, select, union_all

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of, unit_of
from metrics.dates.calendar import LocalCalendar, day_index, hour_index
from metrics.dates.series import back, hours_back, window_rows
from metrics.dates.window import Window
from metrics.queries.literals import whole
from metrics.queries.relations import events
from metrics.queries.scope import Scope
from okr.metric import Duration, Grain


def _scope(ask: Ask) -> Scope:
    return replace(ask.scope, resolved=ask.parameters.identity == "resolved")


def trailing_window(window: Window, trailing: Duration, calendar: LocalCalendar) -> Window:
    """Return the trailing window that ends with a period."""
    if trailing.unit == "hour":
        start_at = hours_back(calendar, window.end_at, trailing.count)
        return Window(window.label, start_at.astimezone(calendar.zone), window.end, start_at, window.end_at)
    start = back(calendar, window.end, trailing)
    return Window(window.label, start, window.end, calendar.start_of(start), window.end_at)


def per_period(ask: Ask) -> Select[Any]:
    """Return users and events without an actor per bucket, each window being its own period."""
    found = events(_scope(ask), ask.parameters.active, ask.windows[0].start_at, ask.windows[-1].end_at)
    bucket = bucket_of(found.at, ask.windows, ask.grain)
    per_actor = select(bucket.label("bucket"), found.actor, *found.group).add_columns(found.at.column).subquery()
    if ask.parameters.at_least == 1:
        return _distinct(per_actor)
    keys = [per_actor.c.bucket, per_actor.c.actor, *_grp(per_actor)]
    counted = select(*keys, func.count().label("n")).group_by(*keys).subquery()
    return _users(counted, ask.parameters.at_least)


def _distinct(rows: Any) -> Select[Any]:
    """Users and events without an actor per bucket, where one event makes an actor active."""
    keys = [rows.c.bucket, *_grp(rows)]
    nulls = func.sum(case((rows.c.actor.is_(None), 1), else_=0)).label("nulls")
    return select(*keys, func.count(rows.c.actor.distinct()).label("users"), nulls).group_by(*keys)


def _grp(relation: Any) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _users(counted: Any, at_least: int) -> Select[Any]:
    """Users and events without an actor per bucket, from events per bucket and actor."""
    is_active = and_(counted.c.actor.is_not(None), counted.c.n >= at_least)
    keys = [counted.c.bucket, *_grp(counted)]
    return select(
        *keys,
        func.sum(case((is_active, 1), else_=0)).label("users"),
        func.sum(case((counted.c.actor.is_(None), counted.c.n), else_=0)).label("nulls"),
    ).group_by(*keys)


def _actor_units(ask: Ask) -> Any:
    """Events per actor and hour or day, as far back as the first trailing window reaches."""
    unit = Grain.HOUR if ask.parameters.trailing.unit == "hour" else Grain.DAY
    first = trailing_window(ask.windows[0], ask.parameters.trailing, ask.scope.zone.calendar)
    start = min(first.start_at, ask.windows[0].start_at)
    found = events(_scope(ask), ask.parameters.active, start, ask.windows[-1].end_at)
    rows = select(unit_of(found.at, unit).label("unit"), found.actor, *found.group).subquery()
    keys = [rows.c.unit, rows.c.actor, *_grp(rows)]
    # Named once and read several times: an engine that sees a subquery twice may well work it out twice.
    return select(*keys, func.count().label("n")).group_by(*keys).cte()


def _length(ask: Ask) -> int:
    trailing: Duration = ask.parameters.trailing
    return trailing.count * (7 if trailing.unit == "week" else 1)


def running(ask: Ask) -> Select[Any]:
    """Return entries and leavings of a trailing window of fixed length, per hour or day."""
    units = _actor_units(ask)
    partition = [units.c.actor, *_grp(units)]
    following = func.lead(units.c.unit).over(partition_by=partition, order_by=units.c.unit)
    known = select(units.c.unit, *_grp(units), following.label("following")).where(units.c.actor.is_not(None)).cte()
    out = known.c.unit + _length(ask)
    leaving = case((known.c.following < out, known.c.following), else_=out)
    zero = whole(0)
    parts = [
        select(known.c.unit.label("bucket"), whole(1).label("delta"), zero.label("nulls"), *_grp(known)),
        select(leaving.label("bucket"), whole(-1).label("delta"), zero.label("nulls"), *_grp(known)),
        select(units.c.unit.label("bucket"), zero.label("delta"), units.c.n.label("nulls"), *_grp(units)).where(
            units.c.actor.is_(None)
        ),
    ]
    moves = union_all(*parts).subquery()
    keys = [moves.c.bucket, *_grp(moves)]
    sums = (func.sum(moves.c.delta).label("delta"), func.sum(moves.c.nulls).label("nulls"))
    return select(*keys, *sums).group_by(*keys)


def joined(ask: Ask) -> CompoundSelect[Any]:
    """Return users per window by joining windows with actor-days: for thresholds and months."""
    calendar = ask.scope.zone.calendar
    trailing = [trailing_window(window, ask.parameters.trailing, calendar) for window in ask.windows]
    units = _actor_units(ask)
    spans = window_rows([units_of(window, ask) for window in trailing])
    inside = and_(units.c.unit >= spans.c.first, units.c.unit <= spans.c.last)
    keys = [spans.c.bucket, units.c.actor, *_grp(units)]
    joined = units.join(spans, and_(inside, units.c.actor.is_not(None)))
    counted = select(*keys, func.sum(units.c.n).label("n")).select_from(joined).group_by(*keys)
    return union_all(_users(counted.subquery(), ask.parameters.at_least), _own_nulls(ask, units))


def _own_nulls(ask: Ask, units: Any) -> Select[Any]:
    """Events without an actor, of each window as far as it lies in its own period."""
    own = window_rows([own_units(window, ask) for window in ask.windows])
    inside = and_(units.c.unit >= own.c.first, units.c.unit <= own.c.last, units.c.actor.is_(None))
    keys = [own.c.bucket, *_grp(units)]
    nulls = func.sum(units.c.n).label("nulls")
    return select(*keys, whole(0).label("users"), nulls).select_from(units.join(own, inside)).group_by(*keys)


def own_units(window: Window, ask: Ask) -> tuple[int, int]:
    """Return the first and last hour or day index of what a period and its trailing window share."""
    first, last = units_of(window, ask)
    trailing = trailing_window(window, ask.parameters.trailing, ask.scope.zone.calendar)
    return max(first, units_of(trailing, ask)[0]), last


def units_of(window: Window, ask: Ask) -> tuple[int, int]:
    """Return the first and last hour or day index of a window."""
    if ask.parameters.trailing.unit == "hour":
        calendar = ask.scope.zone.calendar
        segments = calendar.hour_segments(ask.scope.zone.start, ask.scope.zone.end)
        last = hour_index(segments, window.end_at - timedelta(seconds=1))
        return hour_index(segments, window.start_at), last
    return day_index(_day(window.start)), day_index(_day(window.end)) - 1


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
