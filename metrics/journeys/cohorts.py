"""Who entered when: the entries of cohort metrics (retention, conversion, time to value) as a relation.

An entry is one actor at one start. ``first_time``: the actor's first matching start over the whole history;
``first_ever``: the first event of that name must match; ``recurring``: one entry per actor and period;
``first_in_range``: the first start in the span asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select
from sqlalchemy import true as sql_true

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of, spread, unit_of
from metrics.dates.stamp import Stamp
from metrics.queries.relations import Events, events
from metrics.queries.scope import compare
from okr.metric import Grain, Matcher, StoredAs

COHORTS = ("first_time", "recurring", "first_ever", "first_in_range")


@dataclass(frozen=True)
class Entries:
    """Entries in the windows asked for.

    Attributes:
        relation: Columns ``actor``, ``at``, ``bucket``, and ``grp`` with a breakdown.
        at: The moment of the start.
    """

    relation: FromClause
    at: Stamp

    @property
    def group(self) -> list[ColumnElement[Any]]:
        """The breakdown's column, if there is one."""
        return [self.relation.c.grp] if "grp" in self.relation.c else []


def orderly(found: Events) -> Stamp:
    """Return the moment in a form whose order is the order of time (text in mixed spellings is not)."""
    if found.at.stored_as is StoredAs.TEXT or (found.at.dialect == "sqlite" and not _is_number(found.at)):
        return Stamp(found.at.us, StoredAs.EPOCH_US, found.at.zone, found.at.dialect)
    return found.at


def _is_number(stamp: Stamp) -> bool:
    dates = (StoredAs.LOCAL_DATE,)
    return stamp.stored_as in (StoredAs.EPOCH_S, StoredAs.EPOCH_MS, StoredAs.EPOCH_US, *dates)


def entries(ask: Ask, start: Matcher, cohort: str, unit: Grain) -> Entries:
    """Return the entries whose start lies in the windows asked for."""
    firsts, at = _FIRSTS[cohort](ask, start, unit)
    inside = firsts.subquery()
    at = at.on(inside.c.at)
    span = at.between(ask.windows[0].start_at, min(ask.windows[-1].end_at, ask.watermark))
    bucket = bucket_of(at, ask.windows, ask.grain).label("bucket")
    relation = select(*inner_columns(inside), bucket).where(inside.c.actor.is_not(None), span).subquery()
    return Entries(relation, at.on(relation.c.at))


def inner_columns(relation: FromClause) -> Sequence[ColumnElement[Any]]:
    """Return the columns that every entry has."""
    return [relation.c.actor, relation.c.at, *([relation.c.grp] if "grp" in relation.c else [])]


def firsts(rows: FromClause, keys: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Return the earliest row per key, with its group where there is one."""
    if "grp" not in rows.c:
        return select(*keys, func.min(rows.c.at).label("at")).group_by(*keys)
    order = func.row_number().over(partition_by=keys, order_by=(rows.c.at, rows.c.grp))
    ranked = select(*rows.c, order.label("place")).subquery()
    kept = [column for column in ranked.c if column.name != "place"]
    return select(*kept).where(ranked.c.place == 1)


def without_actor(ask: Ask, start: Matcher) -> Select[Any]:
    """Return ``bucket`` and ``nulls``: start events in the windows that name nobody."""
    found = events(ask.scope, start, ask.windows[0].start_at, ask.windows[-1].end_at)
    bucket = bucket_of(found.at, ask.windows, ask.grain)
    rows = select(bucket.label("bucket")).where(found.actor.is_(None)).subquery()
    counted = select(rows.c.bucket, func.count().label("nulls")).group_by(rows.c.bucket)
    if len(ask.windows) == 1 or ask.grain is not Grain.RANGE:
        return counted
    return spread(counted.subquery(), ask.windows, ask.scope.zone.calendar)


def _earliest(found: Events, at: Stamp, keys: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """The earliest event per key; with a breakdown the group of that event."""
    moment = at.column
    if not found.group:
        return select(*keys, func.min(moment).label("at")).group_by(*keys)
    order = func.row_number().over(partition_by=keys, order_by=(moment, *found.group))
    ranked = select(*keys, moment.label("at"), *found.group, order.label("place")).subquery()
    columns = [ranked.c[key.key or "actor"] for key in keys]
    return select(*columns, ranked.c.at, ranked.c.grp).where(ranked.c.place == 1)


def _first_time(ask: Ask, start: Matcher, _unit: Grain) -> tuple[Select[Any], Stamp]:
    found = events(ask.scope, start)
    at = orderly(found)
    return _earliest(found, at, [found.actor]), at


def _first_in_range(ask: Ask, start: Matcher, _unit: Grain) -> tuple[Select[Any], Stamp]:
    found = events(ask.scope, start, ask.windows[0].start_at, ask.windows[-1].end_at)
    at = orderly(found)
    return _earliest(found, at, [found.actor]), at


def _recurring(ask: Ask, start: Matcher, unit: Grain) -> tuple[Select[Any], Stamp]:
    found = events(ask.scope, start, ask.windows[0].start_at, ask.windows[-1].end_at)
    at = orderly(found)
    columns = [
        found.actor,
        at.column.label("at"),
        unit_of(at, unit, unit_windows(ask, unit)).label("unit"),
        *found.group,
    ]
    each = select(*columns).subquery()
    listed = Events(each, at.on(each.c.at))
    return _earliest(listed, listed.at, [each.c.actor, each.c.unit]), listed.at


def _first_ever(ask: Ask, start: Matcher, _unit: Grain) -> tuple[Select[Any], Stamp]:
    conditions = (*start.where, *ask.scope.where)
    named = replace(start, where=())
    scope = replace(ask.scope, where=())
    found = events(scope, named, properties=[condition.property for condition in conditions])
    at = orderly(found)
    fits = and_(sql_true(), *(compare(found.property(c.property), c) for c in conditions))
    matching = case((fits, at.column), else_=None)
    group = func.min(case((fits, found.group[0]), else_=None)).label("grp") if found.group else None
    columns = [found.actor, func.min(at.column).label("at"), *([] if group is None else [group])]
    query = select(*columns).group_by(found.actor).having(func.min(at.column) == func.min(matching))
    return query, at


_FIRSTS = {
    "first_time": _first_time,
    "first_ever": _first_ever,
    "recurring": _recurring,
    "first_in_range": _first_in_range,
}


def unit_windows(ask: Ask, unit: Grain) -> tuple[Any, ...]:
    """Return the months or quarters that moments of this query can lie in (other units need no list)."""
    if unit not in (Grain.MONTH, Grain.QUARTER):
        return ()
    calendar = ask.scope.zone.calendar
    start = calendar.period_start(unit, calendar.day_at(ask.windows[0].start_at))
    end = calendar.day_at(max(ask.scope.zone.end, ask.watermark))
    return calendar.windows(unit, start, end)
