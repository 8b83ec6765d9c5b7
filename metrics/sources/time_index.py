"""An index that a source lacks: whether one new day can be read without the whole table, by the engine's own plan.

Only PostgreSQL and SQLite are asked: the other engines skip what a day does not need by themselves. The plan is asked
for, the query is never run, and nothing is written: the index is named for whoever may create it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, column, func, literal_column, select, text
from sqlalchemy.exc import SQLAlchemyError

from metrics.dates.stamp import Stamp, Zone
from metrics.freshness import EPOCH, FAR
from metrics.sources import OpenSource
from okr.errors import MetricError
from okr.metric import EventsRelation

_DAY = timedelta(days=1)
_PAGES_OF_A_RANGE = 128
"""Pages that one entry of a BRIN index stands for, as PostgreSQL makes it."""
_FEWEST_PAGES, _FEWEST_ROWS = 1_280, 100_000
"""Smaller tables are read whole in no time."""
_LEAST_GAIN = 2
_IN_ORDER = 0.9
_STATISTICS = text(
    "select c.relpages, c.reltuples, coalesce(s.correlation, 0) from pg_catalog.pg_class c"
    " join pg_catalog.pg_namespace n on n.oid = c.relnamespace left join pg_catalog.pg_stats s"
    " on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = :time"
    " where n.nspname = :schema and c.relname = :table"
)


@dataclass(frozen=True)
class MissingIndex:
    """An index that would let a refresh of one new day read less.

    Attributes:
        table: The table as the source declares it.
        statement: What creates it.
        gain: How many times less would be read, by the engine's plan and statistics.
    """

    table: str
    statement: str
    gain: int

    @property
    def words(self) -> str:
        """One sentence for people."""
        return f"one new day reads all of {self.table}; about 1/{self.gain} of it with: {self.statement}"


def missing_time_indexes(opened: OpenSource, watermark: datetime, history_days: int) -> tuple[MissingIndex, ...]:
    """Return the indexes on the time of events that a source lacks; nothing where that cannot be told.

    Args:
        opened: The source.
        watermark: Up to when its data are complete; the day before it is what a refresh would read.
        history_days: How many days its history has.
    """
    found_by = _FOUND_BY.get(opened.dialect)
    if found_by is None:
        return ()
    found = []
    for relation in opened.definition.events:
        try:
            missing = found_by(opened, relation, _new_day(opened, relation, watermark), history_days)
        except (MetricError, SQLAlchemyError, ValueError, KeyError):
            # It is advice: whoever cannot have it still has the figures.
            opened.connection.rollback()
            continue
        found += [missing] if missing is not None and missing.gain >= _LEAST_GAIN else []
    return tuple(found)


def _new_day(opened: OpenSource, relation: EventsRelation, watermark: datetime) -> Select[Any]:
    table = opened.catalog.relation(relation.table)
    time = opened.catalog.column(table, relation.time)
    stamp = Stamp(time, relation.stored_as, Zone(opened.calendar, EPOCH, FAR), opened.dialect)
    return select(func.count()).select_from(table).where(stamp.between(watermark - _DAY, watermark))


def _plan(opened: OpenSource, how: str, statement: Select[Any]) -> list[Any]:
    compiled = statement.compile(dialect=opened.connection.dialect, compile_kwargs={"literal_binds": True})
    return list(opened.connection.exec_driver_sql(f"{how} {compiled}".replace("%%", "%")))


def _quoted(opened: OpenSource, name: str) -> str:
    return ".".join(opened.connection.dialect.identifier_preparer.quote(part) for part in name.split("."))


def _of_postgresql(
    opened: OpenSource, relation: EventsRelation, day: Select[Any], _history_days: int
) -> MissingIndex | None:
    answer = _plan(opened, "EXPLAIN (VERBOSE, FORMAT JSON)", day)[0][0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    nodes = list(_nodes(plan[0]["Plan"]))
    scans = [node for node in nodes if "Relation Name" in node]
    if len(scans) != 1 or scans[0]["Node Type"] != "Seq Scan":
        return None
    (scan,) = scans
    names = {"schema": scan["Schema"], "table": scan["Relation Name"], "time": relation.time}
    pages, rows, order = opened.connection.execute(_STATISTICS, names).one()
    if pages < _FEWEST_PAGES or rows <= 0:
        return None
    # A plan for several workers tells the rows of one of them.
    share = scan["Plan Rows"] * (1 + max(node.get("Workers Planned", 0) for node in nodes)) / rows
    is_in_order = abs(order) >= _IN_ORDER
    needed = max(_PAGES_OF_A_RANGE, share * pages) if is_in_order else max(1.0, min(pages, share * rows))
    how = "USING brin " if is_in_order else ""
    statement = f"CREATE INDEX ON {_quoted(opened, relation.table)} {how}({_quoted(opened, relation.time)})"
    return MissingIndex(relation.table, statement, int(pages / needed))


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _of_sqlite(
    opened: OpenSource, relation: EventsRelation, day: Select[Any], history_days: int
) -> MissingIndex | None:
    of_one_name = day.where(column(relation.name) == "") if relation.name else day
    steps = [row[3] for statement in (day, of_one_name) for row in _plan(opened, "EXPLAIN QUERY PLAN", statement)]
    if any(f"{relation.time}>" in step for step in steps):
        return None
    table = opened.catalog.relation(relation.table)
    rows = opened.connection.execute(select(func.max(literal_column("rowid"))).select_from(table)).scalar()
    if not rows or rows < _FEWEST_ROWS:
        return None
    columns = ", ".join(_quoted(opened, name) for name in (relation.name, relation.time) if name)
    name = _quoted(opened, f"{relation.table}_by_time".replace(".", "_"))
    statement = f"CREATE INDEX {name} ON {_quoted(opened, relation.table)} ({columns})"
    return MissingIndex(relation.table, statement, max(1, history_days))


_FOUND_BY: Mapping[str, Callable[[OpenSource, EventsRelation, Select[Any], int], MissingIndex | None]] = {
    "postgresql": _of_postgresql,
    "sqlite": _of_sqlite,
}
