"""How many of a window's stretches each actor is active in, as SQL: what stickiness is made of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from metrics.activity.sliding import barred, changes_of_bars, changes_of_sums, summed
from metrics.adapter import Ask, Rows
from metrics.dates.buckets import unit_of
from metrics.dates.calendar import day_index, hour_index
from metrics.dates.series import back, hours_back, window_rows
from metrics.dates.window import Window
from metrics.queries.constructs import floor_div
from metrics.queries.literals import whole
from metrics.queries.relations import events
from okr.metric import Grain

_MANY = 4
"""Windows from which changes are cheaper than every window anew."""


def _unit(ask: Ask) -> Grain:
    """Days for a share; the metric's own periods for a histogram."""
    return ask.definition.grain if ask.parameters.histogram else Grain.DAY


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def length(ask: Ask, window: Window) -> int:
    """Return how many units a window's figure looks at."""
    first, last = _span(ask, window)
    return last - first + 1


def _span(ask: Ask, window: Window) -> tuple[int, int]:
    """Return the first and last unit index that a window's figure looks at."""
    if ask.parameters.over is not None:
        start = back(ask.scope.zone.calendar, window.end, ask.parameters.over)
        return day_index(start), day_index(_day(window.end)) - 1
    last = _own_span(ask, window)[1]
    return last - ask.parameters.periods + 1, last


def _own_span(ask: Ask, window: Window) -> tuple[int, int]:
    """Return the first and last unit index of the reading's own period, as far as its figure looks at it."""
    calendar, unit = ask.scope.zone.calendar, _unit(ask)
    if unit is Grain.HOUR:
        segments = calendar.hour_segments(ask.scope.zone.start, ask.scope.zone.end)
        index = hour_index(segments, window.end_at - timedelta(microseconds=1))
        return index, index
    first, last = calendar.index_of(unit, _day(window.start)), _day(window.end) - timedelta(days=1)
    if ask.parameters.over is not None:
        first = max(first, day_index(back(calendar, window.end, ask.parameters.over)))
    return first, calendar.index_of(unit, last)


def start_at(ask: Ask, window: Window) -> datetime:
    """Return the instant at which the stretch of a window's figure begins."""
    calendar, parameters = ask.scope.zone.calendar, ask.parameters
    if parameters.over is not None:
        return calendar.start_of(back(calendar, window.end, parameters.over))
    if _unit(ask) is Grain.HOUR:
        return hours_back(calendar, window.end_at, parameters.periods)
    last = calendar.period_start(_unit(ask), _day(window.end) - timedelta(days=1))
    return calendar.start_of(calendar.shift_period(_unit(ask), last, 1 - parameters.periods))


def actor_units(ask: Ask) -> Any:
    """Return events per actor and unit, as far back as the first window's figure looks."""
    calendar, unit = ask.scope.zone.calendar, _unit(ask)
    start = min(start_at(ask, ask.windows[0]), ask.windows[0].start_at)
    found = events(ask.scope, ask.parameters.active, start, ask.windows[-1].end_at)
    spans: tuple[Window, ...] = ()
    if unit in (Grain.MONTH, Grain.QUARTER):
        spans = calendar.windows(unit, calendar.day_at(start), calendar.day_at(ask.windows[-1].end_at))
    rows = select(unit_of(found.at, unit, spans).label("unit"), found.actor, *found.group).subquery()
    keys = [rows.c.unit, rows.c.actor, *_grp(rows)]
    return select(*keys, func.count().label("n")).group_by(*keys).cte()


def _grp(relation: Any) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _slides(ask: Ask) -> bool:
    """Whether windows are told by what enters and leaves them; groups of units begin with each window instead."""
    return len(ask.windows) >= _MANY and (ask.parameters.over is not None or ask.parameters.group == 1)


def figures(ask: Ask, units: Any) -> Select[Any]:
    """Return sums (or bars) per window, or their changes by unit; :func:`per_window` reads both."""
    if not _slides(ask):
        return bars(ask, units) if ask.parameters.histogram else sums(ask, units)
    tests = [units.c.actor.is_not(None), *_tests(ask, units.c.n)]
    known = select(units.c.actor, units.c.unit, *_grp(units)).where(*tests).cte()
    changes = changes_of_bars if ask.parameters.histogram else changes_of_sums
    return changes(known, length(ask, ask.windows[0]), _span(ask, ask.windows[-1])[1])


def per_window(ask: Ask, rows: Rows) -> Rows:
    """Return rows whose ``bucket`` is the position of their window."""
    if not _slides(ask):
        return rows
    left_out = [row for row in rows if int(row["nulls"])]
    spans = [_span(ask, window) for window in ask.windows]
    run_together = barred if ask.parameters.histogram else summed
    return [*run_together([row for row in rows if not int(row["nulls"])], spans), *left_out]


def _tests(ask: Ask, count: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """The conditions on an actor's number of events in one stretch."""
    parameters = ask.parameters
    tests = [
        (parameters.at_least, count.__ge__),
        (parameters.exactly, count.__eq__),
        (parameters.at_most, count.__le__),
    ]
    return [test(number) for number, test in tests if number is not None] if parameters.histogram else []


def _placed(ask: Ask, units: Any) -> tuple[Any, Any]:
    """Return the windows as rows, joined with the units that each looks at."""
    spans = window_rows([_span(ask, window) for window in ask.windows])
    inside = and_(units.c.unit >= spans.c.first, units.c.unit <= spans.c.last, units.c.actor.is_not(None))
    return spans, units.join(spans, inside)


def sums(ask: Ask, units: Any) -> Select[Any]:
    """Return per window: actors, and the sums of their active days and of their squares."""
    spans, joined = _placed(ask, units)
    keys = [spans.c.bucket, units.c.actor, *_grp(units)]
    per_actor = select(*keys, func.count().label("days")).select_from(joined).group_by(*keys).subquery()
    own = [per_actor.c.bucket, *_grp(per_actor)]
    days = per_actor.c.days
    columns = [func.count().label("n"), func.sum(days).label("active"), func.sum(days * days).label("squares")]
    return select(*own, *columns, whole(0).label("nulls")).group_by(*own)


def bars(ask: Ask, units: Any) -> Select[Any]:
    """Return actors (``n``) by the number of active stretches (``active``)."""
    parameters = ask.parameters
    spans, joined = _placed(ask, units)
    stretch = floor_div(units.c.unit - spans.c.first, parameters.group).label("stretch")
    flat = select(spans.c.bucket, units.c.actor, *_grp(units), stretch, units.c.n).select_from(joined).subquery()
    keys = [flat.c.bucket, flat.c.actor, *_grp(flat)]
    tests = _tests(ask, func.sum(flat.c.n))
    active = select(*keys).group_by(*keys, flat.c.stretch).having(and_(func.sum(flat.c.n) > 0, *tests)).subquery()
    mine = [active.c.bucket, active.c.actor, *_grp(active)]
    per_actor = select(*mine, func.count().label("active")).group_by(*mine).subquery()
    own = [per_actor.c.bucket, *_grp(per_actor)]
    columns = [func.count().label("n"), per_actor.c.active, whole(0).label("squares"), whole(0).label("nulls")]
    return select(*own, *columns).group_by(*own, per_actor.c.active)


def without_actor(ask: Ask, units: Any) -> Select[Any]:
    """Return per window the events of its own period that name nobody."""
    own = window_rows([_own_span(ask, window) for window in ask.windows])
    inside = and_(units.c.unit >= own.c.first, units.c.unit <= own.c.last, units.c.actor.is_(None))
    keys = [own.c.bucket, *_grp(units)]
    zero = whole(0)
    columns = [zero.label("n"), zero.label("active"), zero.label("squares"), func.sum(units.c.n).label("nulls")]
    return select(*keys, *columns).select_from(units.join(own, inside)).group_by(*keys)
