"""Databases for generated data: one open connection per engine, tables made anew for every case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

ENGINES = ("duckdb", "sqlite", "postgresql", "mariadb")

TYPES = {
    "duckdb": {"text": "varchar", "number": "double", "integer": "bigint", "flag": "boolean", "date": "date"},
    "sqlite": {"text": "text", "number": "real", "integer": "integer", "flag": "boolean", "date": "date"},
    "postgresql": {
        "text": "text",
        "number": "double precision",
        "integer": "bigint",
        "flag": "boolean",
        "date": "date",
    },
    "mariadb": {"text": "varchar(64)", "number": "double", "integer": "bigint", "flag": "boolean", "date": "date"},
}
WALL = {"instant": "timestamptz", "utc_naive": "timestamp", "local_naive": "timestamp"}
STAMPS = {
    "duckdb": WALL,
    "sqlite": dict.fromkeys(WALL, "text"),
    "postgresql": WALL,
    "mariadb": {"instant": "timestamp(6) null", "utc_naive": "datetime(6)", "local_naive": "datetime(6)"},
}
SERVERS = {"postgresql": "postgres_url", "mariadb": "mariadb_url"}
"""Fixtures of tests/conftest.py that start an engine which is a server."""
TEMPORARY = {"mariadb": "temporary"}
"""Tables that are quick to make and to drop, where a rollback does not undo a table."""
SETUP = {
    "duckdb": "set timezone = 'UTC'",
    "sqlite": "select 1",
    "postgresql": "set timezone = 'UTC'",
    "mariadb": "set time_zone = '+00:00', default_tmp_storage_engine = 'Aria'",
}


@dataclass(frozen=True)
class Table:
    """A table to be made: column → type (of ``TYPES``, or how a time column stores a moment), and rows as stored."""

    columns: dict[str, str]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Bench:
    """An engine under test."""

    name: str
    connection: Connection

    @contextmanager
    def filled(self, tables: dict[str, Table]) -> Iterator[Connection]:
        """Hold the tables for the time of a block."""
        try:
            for name, table in tables.items():
                self._make(name, table)
            yield self.connection
        finally:
            self.connection.rollback()

    def _make(self, name: str, table: Table) -> None:
        columns = ", ".join(f"{column} {self._type(kind)}" for column, kind in table.columns.items())
        self.connection.exec_driver_sql(f"drop table if exists {name}")
        self.connection.exec_driver_sql(f"create {TEMPORARY.get(self.name, '')} table {name} ({columns})")
        if table.rows:
            cells = ([literal(self._stored(value)) for value in row] for row in table.rows)
            rows = ", ".join("(" + ", ".join(row) + ")" for row in cells)
            self.connection.exec_driver_sql(f"insert into {name} values {rows}")

    def _stored(self, value: object) -> object:
        """An instant without its zone where literals carry none; the session is in UTC."""
        is_plain = self.name == "mariadb" and isinstance(value, datetime)
        return value.replace(tzinfo=None) if is_plain and isinstance(value, datetime) else value

    def _type(self, kind: str) -> str:
        return (STAMPS[self.name] | TYPES[self.name])[kind]


@contextmanager
def bench_of(name: str, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The engine of a name, its server started where it needs one."""
    urls = {"duckdb": "duckdb:///:memory:", "sqlite": "sqlite:///:memory:"}
    url = urls.get(name) or request.getfixturevalue(SERVERS[name])
    with open_bench(name, url) as opened:
        yield opened


def literal(value: object) -> str:
    """A value as SQL."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"'{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


@contextmanager
def open_bench(name: str, url: str) -> Iterator[Bench]:
    """An engine with a connection that may write, in UTC as the product's own connections are."""
    engine = create_engine(url, poolclass=NullPool, enable_from_linting=name != "mariadb")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(SETUP[name])
            connection.commit()
            yield Bench(name, connection)
    finally:
        engine.dispose()
