"""Events to measure on: the same rows for every engine, made anew from a formula.

One hundredth as many actors as events. Every actor signs up once and is active less and less after that, a dozen events
at a time, some actors far more than others. Times are naive UTC, over 366 days with both clock changes of Europe/Oslo.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import psycopg

FIRST, LAST = "2025-11-03", "2026-11-04"
COLUMNS = ("actor", "name", "happened_at", "amount")

DRAWN = """
create table signups as
  select actor, epoch_ms(
    epoch_ms(timestamp '{first}') + (366 * 86400000.0 * (hash(actor, 'day') % 1000003) / 1000003)::bigint
  ) as happened_at
  from range({actors}) as actors(actor);

create table events as
with drawn as (
  select (((hash(i // 12, 'who') % 1000003) / 1000003.0) ** 2 * {actors})::bigint % {actors} as actor,
         -ln(1 - (hash(i // 12, 'late') % 1000003) / 1000004.0) * 40 as days_later,
         (hash(i // 12, 'hour') % 50400000)::bigint + (hash(i, 'clock') % 2400000)::bigint as clock,
         (hash(i, 'what') % 100)::bigint as what,
         (hash(i, 'amount') % 100000)::bigint / 100.0 as amount
  from range({events}) as numbers(i)
), later as (
  select drawn.actor, what, amount,
         epoch_ms(epoch_ms(signups.happened_at) + floor(days_later)::bigint * 86400000 + clock) as happened_at
  from drawn join signups using (actor)
)
select actor,
       case when what < 70 then 'opened' when what < 82 then 'created' when what < 92 then 'shared' else 'paid' end
         as name,
       happened_at, amount
from later where happened_at < timestamp '{last}'
union all
select actor, 'signed_up', happened_at, null from signups
order by happened_at, actor, name;

drop table signups;
"""


def make_duckdb(path: Path, events: int) -> None:
    """Write about as many events as asked for into a new DuckDB file."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(DRAWN.format(events=events, actors=events // 100, first=FIRST, last=LAST))


def make_sqlite(path: Path, made: Path) -> None:
    """Copy the events of a DuckDB file into a new SQLite file, with the index that a product would have."""
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    connection.execute("create table events (actor integer, name text, happened_at text, amount real)")
    connection.executemany("insert into events values (?, ?, ?, ?)", _rows(made))
    connection.execute("create index events_name_at on events (name, happened_at)")
    connection.execute("analyze")
    connection.commit()
    connection.close()


def make_postgresql(url: str, made: Path) -> None:
    """Copy the events of a DuckDB file into a PostgreSQL database, with the index that a product would have."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop table if exists events")
        connection.execute(
            "create table events (actor bigint, name text, happened_at timestamp, amount double precision)"
        )
        with connection.cursor().copy("copy events from stdin") as copy:
            for row in _rows(made):
                copy.write_row(row)
        connection.execute("create index events_at on events using brin (happened_at)")
        connection.execute("vacuum analyze events")


def _rows(made: Path) -> Iterator[Sequence[Any]]:
    with duckdb.connect(str(made), read_only=True) as connection:
        answer = connection.execute(
            "select actor, name, strftime(happened_at, '%Y-%m-%d %H:%M:%S.%g'), amount from events"
        )
        while rows := answer.fetchmany(100_000):
            yield from rows
