"""A query that never ends costs itself, and nothing else. Fault 36."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from metrics.adapters.sql import Sql
from metrics.collect import measure
from metrics.sources import open_source
from okr.errors import MetricError
from okr.metric import MetricDefinition, SourceDefinition, SourceLimits

ENDLESS = (
    "with recursive forever(n) as (select 1 union all select n + 1 from forever)"
    " select count(*) as value from forever where n < 0"
)


def metric(sql: str) -> MetricDefinition:
    parameters = Sql(sql, None, None)
    return MetricDefinition("slow", "Slow", "sql", "shop", "items", "up", "speed", "shop", parameters, {})


def a_duckdb_file(folder: Path) -> str:
    duckdb.connect(str(folder / "shop.duckdb")).close()
    return "duckdb:///shop.duckdb"


def an_sqlite_file(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "shop.sqlite")) as connection, connection:
        connection.execute("create table anything (n integer)")
    return "sqlite:///shop.sqlite"


@pytest.mark.parametrize("make", [a_duckdb_file, an_sqlite_file])
def test_an_endless_query_is_the_fault_of_its_metric_and_the_next_one_is_read(
    make: Callable[[Path], str], tmp_path: Path
) -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC).date()
    limits = SourceLimits(seconds=0.5)
    source = SourceDefinition("shop", make(tmp_path), "UTC", history_from=day, limits=limits)
    until = datetime(2026, 3, 2, tzinfo=UTC)

    with open_source(source, tmp_path, {}) as opened:
        with pytest.raises(MetricError, match=r"shop\.slow: the query took longer than allowed.*raise limits: seconds"):
            measure(metric(ENDLESS), opened, (day, None), until)
        after = measure(metric("select 7 as value"), opened, (day, until.date()), until)

    assert [7] == [reading.value for reading in after.readings]
