"""Databases for generated data: one open connection per engine, tables made anew for every case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

ENGINES = ("duckdb", "sqlite", "postgresql")

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
}
STAMPS = {"instant": "timestamptz", "utc_naive": "timestamp", "local_naive": "timestamp"}


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
        self.connection.exec_driver_sql(f"create table {name} ({columns})")
        if table.rows:
            rows = ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in table.rows)
            self.connection.exec_driver_sql(f"insert into {name} values {rows}")

    def _type(self, kind: str) -> str:
        if kind in STAMPS:
            return "text" if self.name == "sqlite" else STAMPS[kind]
        return TYPES[self.name][kind]


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
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            if name != "sqlite":
                connection.exec_driver_sql("set timezone = 'UTC'")
                connection.commit()
            yield Bench(name, connection)
    finally:
        engine.dispose()
