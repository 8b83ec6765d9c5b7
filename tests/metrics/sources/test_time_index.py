"""Missing time indexes, as PostgreSQL and SQLite plan one new day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from metrics.sources import OpenSource, open_source
from metrics.sources.time_index import MissingIndex, missing_time_indexes
from okr.metric import EventsRelation, SourceDefinition, StoredAs

WATERMARK = datetime(2026, 10, 28, tzinfo=UTC)
DAYS, ROWS = 300, 300_000
TABLE = "time_index_events"
MADE = f"""
drop table if exists {TABLE};
create table {TABLE} as
  select i % 5000 as actor, 'opened' as name, timestamp '2026-01-01' + i * interval '{DAYS} days' / {ROWS} as at,
         repeat('x', 20) as note
  from generate_series(0, {ROWS - 1}) as numbers(i) order by {{order}};
"""


@contextmanager
def opened(url: str, stored_as: StoredAs) -> Iterator[OpenSource]:
    """A source of one table of events."""
    relation = EventsRelation(TABLE, "actor", "at", "name", stored_as=stored_as)
    source = SourceDefinition("product", url, "Europe/Oslo", events=(relation,))
    with open_source(source, Path(), {}) as found:
        yield found


def made(url: str, order: str, index: str = "") -> str:
    """Make the table anew in PostgreSQL and return the URL."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(MADE.format(order=order))
        if index:
            connection.execute(f"create index on {TABLE} {index}")
        connection.execute(f"vacuum analyze {TABLE}")
    return url


def missing(url: str, stored_as: StoredAs = StoredAs.UTC_NAIVE) -> tuple[MissingIndex, ...]:
    with opened(url, stored_as) as source:
        return missing_time_indexes(source, WATERMARK, DAYS)


def test_a_table_in_order_of_time_lacks_an_index_of_ranges(postgres_url: str) -> None:
    (found,) = missing(made(postgres_url, "i"))
    assert found.statement.replace('"', "") == f"CREATE INDEX ON {TABLE} USING brin (at)"
    assert 10 <= found.gain <= 40, "a range of 128 pages of some 2,500"


def test_a_table_in_no_order_lacks_an_index_of_rows(postgres_url: str) -> None:
    (found,) = missing(made(postgres_url, "md5(i::text)"))
    assert found.statement.replace('"', "") == f"CREATE INDEX ON {TABLE} (at)"
    assert found.words.startswith(f"one new day reads all of {TABLE}; about 1/")


@pytest.mark.parametrize("index", ["using brin (at)", "(at)"])
def test_nothing_is_said_of_a_table_with_an_index_on_time(postgres_url: str, index: str) -> None:
    assert missing(made(postgres_url, "i", index)) == ()


@pytest.mark.parametrize(
    ("index", "columns"), [("", "(name, at)"), ("(name)", "(name, at)"), ("(at)", ""), ("(name, at)", "")]
)
def test_sqlite_is_asked_for_its_plan(tmp_path: Path, index: str, columns: str) -> None:
    path = tmp_path / "product.sqlite"
    filled(path, ROWS // 2, index)
    found = missing(f"sqlite:///{path}", StoredAs.UTC_NAIVE)
    assert [item.statement for item in found] == (
        [f"CREATE INDEX {TABLE}_by_time ON {TABLE} {columns}"] if columns else []
    )


def test_nothing_is_said_of_a_small_table(tmp_path: Path) -> None:
    path = tmp_path / "product.sqlite"
    filled(path, 500, "")
    assert missing(f"sqlite:///{path}") == ()


def filled(path: Path, rows: int, index: str) -> None:
    """Write events into a SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"create table {TABLE} (actor integer, name text, at text)")
        values = ((i % 50, "opened", f"2026-{i % 12 + 1:02}-11 10:00:00") for i in range(rows))
        connection.executemany(f"insert into {TABLE} values (?, ?, ?)", values)
        if index:
            connection.execute(f"create index some_index on {TABLE} {index}")
        connection.commit()
