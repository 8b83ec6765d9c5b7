"""From the source into the workbench: actor days that may have changed since the last read, and who is who now."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import DBAPIError

from metrics.actordays.relation import DayRelation
from metrics.actordays.workbench import Workbench, WorkbenchError
from metrics.dates.buckets import unit_of
from metrics.dates.stamp import Zone
from metrics.queries.actors import matching_actors
from metrics.queries.relations import events
from metrics.queries.scope import Scope
from metrics.sources import OpenSource
from metrics.sources.faults import explain, is_connection_fault
from okr.errors import MetricError
from okr.metric import Grain

_ROWS_AT_ONCE = 100_000
_MARGIN = timedelta(days=2)
_MOST_HASHES = 1_000_000
_BINARY_ENGINES = ("duckdb", "sqlite", "postgresql")
"""Engines to which two spellings of an id are two ids, as they are to a hash."""


@dataclass(frozen=True)
class Told:
    """What the workbench knows of one relation after it was brought up to date.

    Attributes:
        generation: Changes when days that stood were read anew or somebody turned out to be somebody else.
        settled: First local day that may still change; the next read begins there.
    """

    generation: str
    settled: date


def is_served(opened: OpenSource) -> bool:
    """Whether ids of this engine can be hashed without telling apart what it takes for equal."""
    return opened.dialect in _BINARY_ENGINES


def bring_up_to_date(
    workbench: Workbench, opened: OpenSource, relation: DayRelation, reach: tuple[date, datetime], *, is_anew: bool
) -> Told:
    """Read the days of a relation that may have changed, and return what is known of it now.

    Args:
        workbench: Where they are kept.
        opened: The source.
        relation: Which events.
        reach: First day of the source's history, and its watermark.
        is_anew: Whether what was read before shall not count.

    Raises:
        WorkbenchError: If the days cannot be had this way; the metric must ask the source itself.
        SourceError: If the connection is gone.
    """
    _first, watermark = reach
    before = None if is_anew else _last_watermark(workbench, relation.key)
    known = before is not None and before <= watermark
    start = opened.calendar.day_at(before) - _lookback(opened) if before and known else None
    rows = _rows(opened, _days(opened, relation, reach, start))
    with workbench.change():
        _replace_days(workbench, relation.key, start, rows)
        generation = _note(workbench, relation.key, watermark, keep=known)
    return Told(generation, opened.calendar.day_at(watermark) - _lookback(opened))


def learn_identity(workbench: Workbench, opened: OpenSource, reach: tuple[date, datetime]) -> str:
    """Copy who is who (aliases) and who does not count (test accounts); returns a hash of all of it.

    Raises:
        WorkbenchError: If it cannot be had this way.
        SourceError: If the connection is gone.
    """
    aliases = sorted(_aliases(workbench, opened), key=str)
    outsiders = sorted(_outsiders(workbench, opened, reach))
    digest = sha256(repr((aliases, outsiders)).encode()).hexdigest()[:16]
    if workbench.run("SELECT digest FROM identity").fetchone() == (digest,):
        return digest
    with workbench.change():
        for table in ("aliases", "outsiders", "identity"):
            workbench.run(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        _insert(workbench, "aliases", [[pair[0] for pair in aliases], [pair[1] for pair in aliases]])
        _insert(workbench, "outsiders", [outsiders, [1] * len(outsiders)])
        workbench.run("INSERT INTO identity VALUES (?)", digest)
    return digest


def forget_others(workbench: Workbench, keys: Collection[str]) -> None:
    """Delete the days of every relation that no metric needs any more."""
    known = {row[0] for row in workbench.run("SELECT key FROM relations").fetchall()}
    with workbench.change():
        for key in known - set(keys):
            workbench.run("DELETE FROM days WHERE event = ?", key)
            workbench.run("DELETE FROM relations WHERE key = ?", key)


def _lookback(opened: OpenSource) -> timedelta:
    return timedelta(days=opened.definition.lookback_days)


def _last_watermark(workbench: Workbench, key: str) -> datetime | None:
    row = workbench.run("SELECT watermark FROM relations WHERE key = ?", key).fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def _scope(opened: OpenSource, reach: tuple[date, datetime]) -> Scope:
    """Return the scope of every event as it was recorded: no aliases, no test accounts left out."""
    first, watermark = reach
    return Scope(
        source=replace(opened.definition, test_actors=()),
        catalog=opened.catalog,
        dialect=opened.dialect,
        zone=Zone(opened.calendar, opened.calendar.start_of(first) - _MARGIN, watermark + _MARGIN),
        watermark=watermark,
        resolved=False,
    )


def _days(opened: OpenSource, relation: DayRelation, reach: tuple[date, datetime], start: date | None) -> Select[Any]:
    scope = replace(_scope(opened, reach), where=relation.where)
    found = events(scope, relation.matcher, opened.calendar.start_of(start) if start else None)
    rows = select(found.actor, unit_of(found.at, Grain.DAY).label("day")).subquery()
    return select(rows.c.actor, rows.c.day, func.count().label("n")).group_by(rows.c.actor, rows.c.day)


def _rows(opened: OpenSource, statement: Select[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows of a statement as they come.

    Raises:
        WorkbenchError: If the query fails.
        SourceError: If the connection is gone.
    """
    try:
        answer = opened.connection.execution_options(stream_results=True).execute(statement)
        while chunk := answer.fetchmany(_ROWS_AT_ONCE):
            yield chunk
    except DBAPIError as error:
        if is_connection_fault(error):
            raise explain(error, opened.definition) from None
        opened.connection.rollback()
        raise WorkbenchError("the source does not list its actor days") from None
    except MetricError as error:
        raise WorkbenchError(error.message) from None


def _replace_days(workbench: Workbench, key: str, start: date | None, chunks: Iterable[Sequence[Any]]) -> None:
    workbench.run("DELETE FROM days WHERE event = ? AND day >= ?", key, start or date(1, 1, 1))
    shape = f"'{key}', column0, date '1970-01-01' + column1::INTEGER"
    hashes: dict[object, int | None] = {}
    for chunk in chunks:
        if len(hashes) > _MOST_HASHES:
            hashes.clear()
        fresh = {row[0] for row in chunk} - hashes.keys()
        hashes.update((actor, None if actor is None else workbench.hashed(_spelled(actor))) for actor in fresh)
        _insert(workbench, "days", [[hashes[row[0]] for row in chunk], [row[1] for row in chunk]], shape)
        # Events without an actor are counted one by one wherever they are counted at all.
        nobody = [row[1] for row in chunk if row[0] is None for _ in range(int(row[2]) - 1)]
        _insert(workbench, "days", [[None] * len(nobody), nobody], shape)


def _spelled(actor: object) -> object:
    """Return one spelling for numbers that databases take for equal."""
    if isinstance(actor, float | Decimal) and actor == int(actor):
        return int(actor)
    return actor


def _insert(workbench: Workbench, table: str, columns: Sequence[Sequence[Any]], shape: str = "*") -> None:
    """Insert columns of whole numbers; None is null."""
    if not columns[0]:
        return
    import numpy as np

    given: dict[str, Any] = {}
    for number, column in enumerate(columns):
        # Most columns have no null, and an array of them is made at once.
        known = [0 if value is None else value for value in column] if None in column else column
        array = np.array(known, np.int64)
        is_null = [value is None for value in column] if known is not column else None
        given[f"column{number}"] = array if is_null is None else np.ma.masked_array(array, is_null)
    workbench.insert(table, given, shape)


def _note(workbench: Workbench, key: str, watermark: datetime, *, keep: bool) -> str:
    """Note up to when a relation was read; returns its generation, a new one where nothing stood."""
    row = workbench.run("SELECT generation FROM relations WHERE key = ?", key).fetchone()
    generation: str = row[0] if row and keep else secrets.token_hex(8)
    workbench.run("DELETE FROM relations WHERE key = ?", key)
    workbench.run("INSERT INTO relations VALUES (?, ?, ?)", key, watermark.isoformat(), generation)
    return generation


def _aliases(workbench: Workbench, opened: OpenSource) -> list[tuple[int, int | None]]:
    declared = opened.definition.aliases
    if declared is None:
        return []
    table = opened.catalog.relation(declared.table)
    columns = (opened.catalog.column(table, name) for name in (declared.alias, declared.actor))
    pairs = [pair for chunk in _rows(opened, select(*columns)) for pair in chunk if pair[0] is not None]
    if any(alias == "" for alias, _ in pairs):
        raise WorkbenchError("an empty id is an alias")
    hashed = workbench.hashed
    return [(hashed(_spelled(a)), None if b is None else hashed(_spelled(b))) for a, b in pairs]


def _outsiders(workbench: Workbench, opened: OpenSource, reach: tuple[date, datetime]) -> list[int]:
    conditions = opened.definition.test_actors
    if not conditions:
        return []
    statement = matching_actors(_scope(opened, reach), conditions)
    return [workbench.hashed(_spelled(row[0])) for chunk in _rows(opened, statement) for row in chunk]
