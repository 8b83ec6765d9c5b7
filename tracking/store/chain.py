"""The chain over the runs of the store: every row of the history is covered by the hash of its run's link.

A link is made for every run at the end of the transaction that records it. What a run added is read back in one fixed
order and hashed as canonical JSON without what is empty, so a column that a later schema adds changes no earlier hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)

from tracking.store.event_names import EVENT_NAMES
from tracking.store.records import AGREED_RECORDS
from tracking.store.reviews import REVIEW_RECORDS
from tracking.store.tables import (
    CONFIGURATIONS,
    MANUAL_VALUES,
    METADATA,
    METRIC_RUNS,
    QUERIES,
    READINGS,
    RUNS,
    SERIES,
    SOURCE_RUNS,
    STATUSES,
)

CHAIN = Table(
    "chain",
    METADATA,
    Column("run", ForeignKey("runs.id"), primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)
Index("readings_by_run", READINGS.c.run)
Index("statuses_by_run", STATUSES.c.run)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_RUN = bindparam("run", type_=Integer)
_SERIES_PARTS = ("metric", "definition_version", "label", "group_name", "cohort_offset")


@dataclass(frozen=True)
class Link:
    """One link: the run, what it added, the link before, and the hash over both.

    ``str`` gives the head as it is printed: the number of the run and the beginning of the hash.
    """

    run: int
    digest: str
    previous: str
    hash: str

    def __str__(self) -> str:
        return f"{self.run}:{self.hash[:24]}"


def link_runs(connection: Connection) -> Link | None:
    """Link every run that has no link yet, oldest first; return the newest of these links, None if there was none."""
    last = newest_link(connection)
    made: Link | None = None
    for run in connection.execute(select(RUNS.c.id).where(RUNS.c.id > (last.run if last else 0)).order_by(RUNS.c.id)):
        made = last = link_of(run.id, digest_of(connection, run.id), last.hash if last else "")
        connection.execute(insert(CHAIN), [vars(made)])
    return made


def link_of(run: int, digest: str, previous: str) -> Link:
    """Return the link of a run behind the hash of the link before it."""
    return Link(run, digest, previous, hashlib.sha256(f"{previous}\n{run}\n{digest}".encode()).hexdigest())


def newest_link(connection: Connection) -> Link | None:
    """Return the head of the chain; None before the first run."""
    row = connection.execute(select(CHAIN).order_by(CHAIN.c.run.desc()).limit(1)).first()
    return None if row is None else Link(*row)


def all_links(connection: Connection) -> list[Link]:
    """Return every link, oldest first."""
    return [Link(*row) for row in connection.execute(select(CHAIN).order_by(CHAIN.c.run))]


def head_known_at(connection: Connection, run: int) -> Link | None:
    """Return the head of the chain as it was when a run was the newest."""
    row = connection.execute(select(CHAIN).where(CHAIN.c.run <= run).order_by(CHAIN.c.run.desc()).limit(1)).first()
    return None if row is None else Link(*row)


def digest_of(connection: Connection, run: int) -> str:
    """Return the hash of everything that a run added, in the order of its tables and keys."""
    digest = hashlib.sha256()
    for line in _lines(connection, run):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _lines(connection: Connection, run: int) -> Iterator[str]:
    for name, statement in _STATEMENTS:
        answer = connection.execute(statement, {"run": run})
        columns = tuple(answer.keys())
        for row in answer:
            yield f"{name} {_spelled(columns, row)}"


def _spelled(columns: Sequence[str], row: Sequence[Any]) -> str:
    values = {column: value for column, value in zip(columns, row, strict=True) if value is not None and value != ""}
    return _ENCODER.encode(values)


def _run_statement() -> Select[Any]:
    in_force, as_written = CONFIGURATIONS.alias(), CONFIGURATIONS.alias()
    columns = [column for column in RUNS.c if column.name not in {"in_force", "as_written"}]
    return (
        select(*columns, in_force.c.hash.label("in_force"), as_written.c.hash.label("as_written"))
        .join_from(RUNS, in_force, in_force.c.id == RUNS.c.in_force, isouter=True)
        .join(as_written, as_written.c.id == RUNS.c.as_written, isouter=True)
        .where(RUNS.c.id == _RUN)
    )


def _readings_statement() -> Select[Any]:
    own = [column for column in READINGS.c if column.name not in {"series", "query", "run"}]
    parts = [SERIES.c[name] for name in _SERIES_PARTS]
    return (
        select(*parts, *own, QUERIES.c.hash.label("query"))
        .join_from(READINGS, SERIES, SERIES.c.id == READINGS.c.series)
        .join(QUERIES, QUERIES.c.id == READINGS.c.query, isouter=True)
        .where(READINGS.c.run == _RUN)
        .order_by(READINGS.c.series, READINGS.c.as_of, READINGS.c.period_start)
    )


def _plain_statement(table: Table, *order: str) -> Select[Any]:
    return select(table).where(table.c.run == _RUN).order_by(*(table.c[name] for name in order))


_STATEMENTS: tuple[tuple[str, Select[Any]], ...] = (
    ("runs", _run_statement()),
    ("source_runs", _plain_statement(SOURCE_RUNS, "source")),
    ("metric_runs", _plain_statement(METRIC_RUNS, "metric")),
    ("readings", _readings_statement()),
    ("statuses", _plain_statement(STATUSES, "cycle", "key_result", "as_of")),
    ("manual_values", _plain_statement(MANUAL_VALUES, "id")),
    ("agreed_records", _plain_statement(AGREED_RECORDS, "kind", "cycle", "number")),
    ("event_names", _plain_statement(EVENT_NAMES, "source", "events", "name")),
    ("review_records", _plain_statement(REVIEW_RECORDS, "kind", "item", "version")),
)
"""What belongs to a run. A table of the history that a later schema adds comes last here."""
CHAINED = tuple(name for name, _ in _STATEMENTS)
"""The tables that the chain covers, in the order in which their rows are hashed."""


def runs_without_link(connection: Connection) -> list[int]:
    """Return the numbers of the runs that no link covers."""
    statement = select(RUNS.c.id).join(CHAIN, CHAIN.c.run == RUNS.c.id, isouter=True).where(CHAIN.c.run.is_(None))
    return [row.id for row in connection.execute(statement.order_by(RUNS.c.id))]


def newest_run(connection: Connection) -> int:
    """Return the number of the newest run; 0 before the first."""
    return int(connection.execute(select(func.coalesce(func.max(RUNS.c.id), 0))).scalar_one())
