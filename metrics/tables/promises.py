"""Promises as SQL: of the items committed at the start of sprints, how many were done by their end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, ColumnElement, FromClause, Select, and_, case, func, null, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.dates.calendar import day_index, epoch_us
from metrics.dates.series import window_rows
from metrics.dates.stamp import Stamp
from metrics.dates.window import Window
from metrics.queries.literals import whole
from metrics.tables.items import is_named, moment, placed
from metrics.tables.opened import OpenTable, grp, open_table
from metrics.tables.work import Delivery
from okr.errors import MetricError
from okr.metric import Grain, StoredAs


def promises(ask: Ask) -> Select[Any]:
    """Return per bucket and group: items ``promised``, ``kept``, ``added``, ``added_done``, and ``nulls``."""
    rows = (_in_periods if ask.parameters.sprints is None else _in_sprints)(ask).subquery()
    each = _each_item(rows) if ask.parameters.origin.item else select(*rows.c, whole(1).label("copies")).subquery()
    base = [each.c.bucket, *grp(each)]
    tests = {
        "promised": each.c.promised == 1,
        "kept": and_(each.c.promised == 1, each.c.done == 1),
        "added": each.c.promised == 0,
        "added_done": and_(each.c.promised == 0, each.c.done == 1),
    }
    known = each.c.named == 1
    sums = [func.sum(case((and_(known, test), 1), else_=0)).label(name) for name, test in tests.items()]
    nulls = func.sum(case((known, 0), else_=each.c.copies)).label("nulls")
    return select(*base, *sums, nulls).group_by(*base)


def _each_item(rows: FromClause) -> FromClause:
    """Make the rows of an item in a sprint one, those that name none together one too."""
    keys = [rows.c.bucket, rows.c.sprint, rows.c.item, *grp(rows)]
    facts = [func.max(rows.c[name]).label(name) for name in ("promised", "done", "named")]
    return select(*keys, *facts, func.count().label("copies")).group_by(*keys).subquery()


def _items(ask: Ask) -> tuple[OpenTable, list[ColumnElement[Any]]]:
    """Return the table of items, and the columns that all its rows have here."""
    origin = ask.parameters.origin
    opened = open_table(ask, origin.table)
    item: ColumnElement[Any] = whole(0)
    named: ColumnElement[Any] = whole(1)
    if origin.item is not None:
        column = opened.column(origin.item)
        item, named = case((is_named(column), column)), case((is_named(column), 1), else_=0)
    done = moment(ask, opened, origin.done)
    return opened, [item.label("item"), named.label("named"), done.label("done_at"), *opened.group]


def _in_periods(ask: Ask) -> Select[Any]:
    """The rows of items by the period in which they were committed: it is their sprint."""
    opened, columns = _items(ask)
    origin = ask.parameters.origin
    if is_flag(opened.column(origin.committed)):
        raise MetricError(
            f"`{origin.committed}` says that an item was committed, not when", "Name sprints, or a column of a moment."
        )
    committed = moment(ask, opened, origin.committed).label("committed_at")
    rows = select(*columns, committed).where(*opened.tests(origin.where)).cte()
    bucket, inside = placed(ask, rows, "committed_at")
    done = Stamp(rows.c.done_at, StoredAs.EPOCH_US, ask.scope.zone, ask.scope.dialect)
    first, last = ask.windows[0].start_at, ask.windows[-1].end_at
    in_time = and_(done.at_or_after(first), done.before(last), bucket_of(done, ask.windows, ask.grain) <= bucket)
    kept = case((done.before(first), 1), (in_time, 1), else_=0)
    facts = [whole(1).label("promised"), kept.label("done"), whole(0).label("sprint")]
    return select(bucket, rows.c.item, rows.c.named, *facts, *grp(rows)).where(inside)


def is_flag(column: ColumnElement[Any]) -> bool:
    """Return whether a column holds true or false (MariaDB stores these as tiny numbers)."""
    return isinstance(column.type, Boolean) or column.type.__visit_name__.upper() == "TINYINT"


def _in_sprints(ask: Ask) -> Select[Any]:
    """The rows of items once for every window that looks at their sprint."""
    parameters: Delivery = ask.parameters
    origin: Any = parameters.origin
    opened, columns = _items(ask)
    committed = opened.column(origin.committed)
    names = {"sprint_of": opened.column(origin.sprint), "committed": _committed(ask, opened, committed)}
    more = [column.label(name) for name, column in names.items()]
    rows = select(*columns, *more).where(*opened.tests(origin.where)).cte()
    sprints = _chosen(ask, _sprints(ask))
    if is_flag(committed):
        at_start = rows.c.committed == 1
    elif parameters.sprints is not None and parameters.sprints.start is None:
        raise MetricError("when a sprint begins is not known", "Give sprints: {…, start: column}.")
    else:
        at_start = rows.c.committed <= sprints.c.start_at
    facts = [
        case((at_start, 1), else_=0).label("promised"),
        case((rows.c.done_at <= sprints.c.end_at, 1), else_=0).label("done"),
    ]
    joined = rows.join(sprints, rows.c.sprint_of == sprints.c.sprint)
    kept = [rows.c.item, rows.c.named, *facts, sprints.c.sprint, *grp(rows)]
    return select(sprints.c.bucket, *kept).select_from(joined)


def _committed(ask: Ask, opened: OpenTable, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A moment in microseconds, or 1 and 0 for true and not."""
    if not is_flag(column):
        return moment(ask, opened, ask.parameters.origin.committed)
    return case((column.is_(True) if isinstance(column.type, Boolean) else column != 0, 1), else_=0)


def _sprints(ask: Ask) -> FromClause:
    """Return each sprint that has ended by the watermark: ``sprint``, ``start_at`` and ``end_at`` in microseconds."""
    declared: Any = ask.parameters.sprints
    base = ask.scope.catalog.relation(declared.table)
    opened = OpenTable(ask.scope, base, base, None)
    name = opened.column(declared.sprint)
    end = opened.stamp(declared.end, declared.stored_as)
    start: Any = null() if declared.start is None else opened.stamp(declared.start, declared.stored_as).us
    tests = [opened.test(condition) for condition in declared.where]
    ends = func.max(end.us).label("end_at")
    rows = select(name.label("sprint"), func.min(start).label("start_at"), ends).where(name.is_not(None), *tests)
    grouped = rows.group_by(name).having(func.max(end.us) < whole(epoch_us(ask.watermark)))
    return grouped.cte()


def _chosen(ask: Ask, sprints: FromClause) -> FromClause:
    """Return the sprints with the bucket of every window that looks at them."""
    last = ask.parameters.last
    if last is None:
        bucket, inside = placed(ask, sprints, "end_at")
        return select(*sprints.c, bucket).where(inside).cte()
    if ask.grain is Grain.HOUR:
        raise MetricError("the last sprints are told by the day, not by the hour", "Choose a longer grain.")
    end = Stamp(sprints.c.end_at, StoredAs.EPOCH_US, ask.scope.zone, ask.scope.dialect)
    days = select(*sprints.c, end.day.label("day")).cte()
    windows = window_rows([(0, _last_day(window)) for window in ask.windows])
    order = func.row_number().over(partition_by=windows.c.bucket, order_by=[days.c.end_at.desc(), days.c.sprint.desc()])
    joined = days.join(windows, days.c.day <= windows.c.last)
    ranked = select(*days.c, windows.c.bucket, order.label("place")).select_from(joined).cte()
    return select(*ranked.c).where(ranked.c.place <= last).cte()


def _last_day(window: Window) -> int:
    end = window.end.date() if isinstance(window.end, datetime) else window.end
    return day_index(end - timedelta(days=1))
