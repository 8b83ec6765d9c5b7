"""Databases for generated data: one open connection per engine, tables made anew for every case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.metrics.conformance.engines import ENGINES, HEAVY, SPELLINGS, Spelling, writing

PARAMS = (*ENGINES, *(pytest.param(name, marks=pytest.mark.nightly) for name in HEAVY))
"""The engines as parameters of a fixture."""


@dataclass(frozen=True)
class Table:
    """A table to be made: column → type (of ``Spelling.types``), and rows as stored."""

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
        make = _view if self.name == "spark" else _table
        try:
            for name, table in tables.items():
                for statement in make(name, table, SPELLINGS[self.name]):
                    self.connection.exec_driver_sql(statement)
            yield self.connection
        finally:
            self.connection.rollback()


def _table(name: str, table: Table, spelling: Spelling) -> Iterator[str]:
    quote = spelling.quote
    columns = ", ".join(f"{quote}{column}{quote} {spelling.types[kind]}" for column, kind in table.columns.items())
    yield f"drop table if exists {name}"
    yield f"create {spelling.before} table {name} ({columns}) {spelling.after}"
    if table.rows:
        yield f"insert into {name} values {_rows(table, spelling)}"


def _view(name: str, table: Table, spelling: Spelling) -> Iterator[str]:
    """A view over literals, for an engine that takes seconds to write a table."""
    casts = ", ".join(f"cast({column} as {spelling.types[kind]}) as {column}" for column, kind in table.columns.items())
    rows = _rows(table, spelling) if table.rows else "(" + ", ".join("null" for _ in table.columns) + ")"
    wanted = "" if table.rows else "where false"
    given = f"values {rows} as given ({', '.join(table.columns)}) {wanted}"
    yield f"create or replace temporary view {name} as select {casts} from {given}"


def _rows(table: Table, spelling: Spelling) -> str:
    return ", ".join("(" + ", ".join(literal(value, zones=spelling.zones) for value in row) + ")" for row in table.rows)


@contextmanager
def bench_of(name: str, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The engine of a name, its server started where it needs one."""
    address = SPELLINGS[name].address
    with open_bench(name, address if "://" in address else request.getfixturevalue(address)) as opened:
        yield opened


def literal(value: object, *, zones: bool = True) -> str:
    """A value as SQL; an instant without its zone where literals carry none."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"'{(value if zones else value.replace(tzinfo=None)).isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


@contextmanager
def open_bench(name: str, url: str) -> Iterator[Bench]:
    """An engine with a connection that may write, in UTC as the product's own connections are."""
    engine = writing(name, url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(SPELLINGS[name].setup)
            connection.commit()
            yield Bench(name, connection)
    finally:
        engine.dispose()
