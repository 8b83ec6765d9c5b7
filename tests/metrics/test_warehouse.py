"""The actor-day table of one's own warehouse, made and asked."""

from __future__ import annotations

from datetime import date

import duckdb
import psycopg
import pytest

from metrics.actordays.warehouse import as_dbt, as_events, as_sql, engine_of
from okr.errors import MetricError
from okr.metric import EventsRelation, SourceDefinition, StoredAs

ROWS = """
create table events (actor text, name text, happened timestamp);
insert into events values ('a', 'opened', '2026-10-24 21:59:59'), ('a', 'opened', '2026-10-24 22:00:00'),
  ('a', 'opened', '2026-10-25 22:59:59'), ('b', 'shared', '2026-10-25 23:00:00'), (null, 'opened', '2026-10-25 10:00');
"""
DAYS = [
    ("a", "opened", date(2026, 10, 24), 1),
    ("a", "opened", date(2026, 10, 25), 2),
    ("b", "shared", date(2026, 10, 26), 1),
]


def source(url: str = "duckdb:///x", stored_as: StoredAs = StoredAs.UTC_NAIVE) -> SourceDefinition:
    relation = EventsRelation("events", "actor", "happened", "name", stored_as=stored_as)
    return SourceDefinition("product", url, "Europe/Oslo", events=(relation,))


def test_duckdb_cuts_the_days_of_the_zone_over_a_clock_change() -> None:
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        connection.execute(as_sql(source(), "duckdb"))
        assert connection.execute("select * from actor_days order by 1, 3").fetchall() == DAYS


def test_postgresql_cuts_the_same_days(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("create schema warehouse; set search_path = warehouse")
        connection.execute(ROWS)
        connection.execute(as_sql(source(), "postgresql"))
        assert connection.execute("select * from actor_days order by 1, 3").fetchall() == DAYS
        connection.rollback()


@pytest.mark.parametrize("engine", ["postgresql", "duckdb", "mariadb", "clickhouse", "spark"])
def test_a_dbt_model_reads_the_look_back_again(engine: str) -> None:
    model = as_dbt(source(), engine)
    assert "{{ source('product', 'events') }}" in model
    assert "unique_key='day'" in model
    assert "{% if is_incremental() %}\nWHERE day >= (SELECT max(day) FROM {{ this }}) - " in model


def test_numbers_of_milliseconds_become_moments() -> None:
    assert "to_timestamp(happened / 1000.0) AT TIME ZONE 'Europe/Oslo'" in as_sql(
        source(stored_as=StoredAs.EPOCH_MS), "postgresql"
    )


def test_an_engine_without_zones_is_refused() -> None:
    with pytest.raises(MetricError, match='not known on the engine "sqlite"'):
        as_sql(source("sqlite:///x"), "sqlite")


def test_the_source_over_the_table_is_told() -> None:
    assert "stored_as: local_date" in as_events(source())
    assert engine_of(source()) == "duckdb"
