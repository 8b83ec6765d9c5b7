"""Who comes, stays, comes back and goes, as SQL: each actor's active periods beside the ones before and after.

One pass over an actor's active periods in order tells all four: without an earlier one it is new, with its neighbour it
returns, after a pause it comes back, and where the next period is missing it is dormant there.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func, or_, select, union_all

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of_window, unit_of
from metrics.dates.series import hours_back
from metrics.dates.window import Window
from metrics.queries.literals import whole
from metrics.queries.relations import Events, events
from okr.metric import Grain

FIGURES = ("new", "returning", "resurrecting", "dormant")
"""What actors can be; in SQL the counts are called ``n_new`` and so on (``returning`` is a reserved word)."""


def period_before(ask: Ask, window: Window) -> Window:
    """Return the period before one of the grain, or as many days before a window of any other length."""
    calendar, grain = ask.scope.zone.calendar, ask.grain
    if grain is Grain.HOUR:
        begin = hours_back(calendar, window.start_at, 1)
        return Window(window.label, begin.astimezone(calendar.zone), window.start, begin, window.start_at)
    first, last = _day(window.start), _day(window.end)
    start = first - (last - first) if grain is Grain.RANGE else calendar.shift_period(grain, first, -1)
    return Window(window.label, start, window.start, calendar.start_of(start), window.start_at)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def comings_and_goings(ask: Ask) -> Select[Any]:
    """Return per bucket (and group) the four counts of :data:`FIGURES` as ``n_…``, and ``nulls`` (events of nobody)."""
    active = _active(ask)
    known = _neighbours(active)
    unit, earlier, following = known.c.unit, known.c.earlier, known.c.following
    here = {"n_new": earlier.is_(None), "n_returning": earlier == unit - 1, "n_resurrecting": earlier < unit - 1}
    gone = or_(following.is_(None), following > unit + 1)
    zero = whole(0)
    came = [case((condition, 1), else_=0).label(name) for name, condition in here.items()]
    went = [*(zero.label(name) for name in here), case((gone, 1), else_=0).label("n_dormant")]
    nobody = [zero.label(f"n_{name}") for name in FIGURES]
    parts = [
        select(unit.label("bucket"), *came, zero.label("n_dormant"), zero.label("nulls"), *_grp(known)),
        select((unit + 1).label("bucket"), *went, zero.label("nulls"), *_grp(known)),
        select(active.c.unit.label("bucket"), *nobody, active.c.n.label("nulls"), *_grp(active)).where(
            active.c.actor.is_(None)
        ),
    ]
    moves = union_all(*parts).subquery()
    keys = [moves.c.bucket, *_grp(moves)]
    sums = [func.sum(moves.c[name]).label(name) for name in (*(f"n_{name}" for name in FIGURES), "nulls")]
    return select(*keys, *sums).group_by(*keys)


def _grp(relation: FromClause) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _active(ask: Ask) -> FromClause:
    """Return events (``n``) per actor and period: the windows, the period before them, and all before that."""
    found = events(ask.scope, ask.parameters.active, None, ask.windows[-1].end_at)
    rows = select(_unit(ask, found).label("unit"), found.actor, *found.group).subquery()
    keys = [rows.c.unit, rows.c.actor, *_grp(rows)]
    return select(*keys, func.count().label("n")).group_by(*keys).cte()


def _unit(ask: Ask, found: Events) -> ColumnElement[int]:
    first = ask.windows[0]
    bucket, before = bucket_of_window(first, ask.grain, ask.scope.zone), period_before(ask, first)
    own = whole(0) if ask.grain is Grain.RANGE else unit_of(found.at, ask.grain, _edges(ask))
    older = [
        (found.at.before(before.start_at), whole(bucket - 2)),
        (found.at.before(first.start_at), whole(bucket - 1)),
    ]
    return case(*older, else_=own)


def _edges(ask: Ask) -> tuple[Window, ...]:
    """Return every month or quarter from the first window to the last; other periods need no list."""
    if ask.grain not in (Grain.MONTH, Grain.QUARTER):
        return ()
    last = _day(ask.windows[-1].end) - timedelta(days=1)
    return ask.scope.zone.calendar.windows(ask.grain, _day(ask.windows[0].start), last)


def _neighbours(active: FromClause) -> FromClause:
    """Return each actor's periods with the ones in which it was active ``earlier`` and ``following``."""
    in_order: dict[str, Any] = {"partition_by": [active.c.actor, *_grp(active)], "order_by": active.c.unit}
    beside = [
        func.lag(active.c.unit).over(**in_order).label("earlier"),
        func.lead(active.c.unit).over(**in_order).label("following"),
    ]
    return select(active.c.unit, *_grp(active), *beside).where(active.c.actor.is_not(None)).cte()
