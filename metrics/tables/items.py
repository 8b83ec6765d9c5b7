"""Items of work as SQL: each with its earliest moments; how many were done, and how long they took."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, case, func, or_, select, union_all

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.dates.calendar import epoch_us
from metrics.dates.stamp import Stamp, Zone
from metrics.freshness import EPOCH
from metrics.queries.catalog import is_text
from metrics.queries.literals import whole
from metrics.tables.opened import OpenTable, grp, open_table
from metrics.tables.work import Delivery
from okr.metric import StoredAs


def far_back(ask: Ask) -> Ask:
    """Return the question with a calendar that reaches back to moments long before the windows, for local stamps."""
    zone, sprints = ask.scope.zone, ask.parameters.sprints
    ways = {ask.parameters.origin.stored_as, *([sprints.stored_as] if sprints else [])}
    if not ways & {StoredAs.LOCAL_NAIVE, StoredAs.LOCAL_DATE}:
        return ask
    return replace(ask, scope=replace(ask.scope, zone=Zone(zone.calendar, min(EPOCH, zone.start), zone.end)))


def moment(ask: Ask, opened: OpenTable, name: str) -> ColumnElement[Any]:
    """Return a column's moment in microseconds; null where it has not come by the watermark."""
    stamp = opened.stamp(name, ask.parameters.origin.stored_as)
    return case((and_(stamp.column.is_not(None), stamp.before(ask.watermark)), stamp.us))


def is_named(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a row names something: neither null nor empty text."""
    return and_(column.is_not(None), column != "") if is_text(column.type) else column.is_not(None)


def items(ask: Ask) -> tuple[CTE, CTE]:
    """Return the items and the rows that name none, each with ``done``, ``started`` (microseconds) and ``grp``."""
    origin = ask.parameters.origin
    opened = open_table(ask, origin.table)
    names = ("done", "started") if ask.parameters.figure == "cycle_time" else ("done",)
    columns = [moment(ask, opened, getattr(origin, name)).label(name) for name in names]
    named = whole(1) if origin.item is None else case((is_named(opened.column(origin.item)), 1), else_=0)
    item = whole(0) if origin.item is None else opened.column(origin.item)
    tests = opened.tests(origin.where)
    rows = select(item.label("item"), named.label("named"), *columns, *opened.group).where(*tests).cte()
    kept = [*(rows.c[name] for name in names), *grp(rows)]
    nameless = select(*kept).where(rows.c.named == 0).cte()
    if origin.item is None:
        return select(*kept).where(rows.c.named == 1).cte(), nameless
    earliest = [func.min(rows.c[name]).label(name) for name in names]
    group = [func.min(column).label("grp") for column in grp(rows)]
    return select(*earliest, *group).where(rows.c.named == 1).group_by(rows.c.item).cte(), nameless


def placed(ask: Ask, rows: FromClause, name: str) -> tuple[ColumnElement[Any], ColumnElement[bool]]:
    """Return the bucket of rows by one of their moments, and whether that lies in the windows."""
    at = Stamp(rows.c[name], StoredAs.EPOCH_US, ask.scope.zone, ask.scope.dialect)
    inside = and_(at.column.is_not(None), at.between(ask.windows[0].start_at, ask.windows[-1].end_at))
    return bucket_of(at, ask.windows, ask.grain).label("bucket"), inside


def done_items(ask: Ask) -> tuple[Select[Any], Select[Any]]:
    """Return ``bucket`` and ``grp`` of every item done in the windows, and ``bucket`` of the rows that name none."""
    own, nameless = items(ask)
    bucket, inside = placed(ask, own, "done")
    other, also = placed(ask, nameless, "done")
    return select(bucket, *grp(own)).where(inside), select(other).where(also)


def cycles(ask: Ask) -> tuple[CTE, FromClause]:
    """Return how long items take, as :mod:`metrics.journeys.waits` wants it, and ``bucket`` of what was left out."""
    parameters: Delivery = ask.parameters
    anchor = "started" if parameters.is_watching else "done"
    own, nameless = items(ask)
    bucket, inside = placed(ask, own, anchor)
    fair = and_(own.c.started.is_not(None), or_(own.c.done.is_(None), own.c.done >= own.c.started))
    over = own.c.done.is_not(None)
    time = case((over, own.c.done), else_=whole(epoch_us(ask.watermark))) - own.c.started
    marks = [case((over, 1), else_=0).label("happened"), whole(0).label("mature"), whole(0).label("in_time")]
    found = select(bucket, *grp(own), time.label("time"), *marks).where(inside, fair).cte()
    unfair = or_(own.c.started.is_(None), own.c.done < own.c.started)
    other, also = placed(ask, nameless, anchor)
    return found, union_all(select(bucket).where(inside, unfair), select(other).where(also)).subquery()
