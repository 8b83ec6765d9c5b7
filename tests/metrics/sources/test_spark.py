"""Spark as a source: single SELECTs only, for a limited time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from metrics.adapters.sql import Sql
from metrics.collect import measure
from metrics.queries.statement import changes
from metrics.sources import open_source
from okr.errors import MetricError, SourceError
from okr.metric import MetricDefinition, SourceDefinition, SourceLimits

DAY, UNTIL = date(2026, 3, 1), datetime(2026, 3, 2, tzinfo=UTC)


def source(url: str, seconds: float = 60) -> SourceDefinition:
    return SourceDefinition("shop", url, "UTC", history_from=DAY, limits=SourceLimits(seconds=seconds))


def asking(sql: str) -> MetricDefinition:
    return MetricDefinition("asked", "Asked", "sql", "shop", "items", "up", "speed", "shop", Sql(sql, None, None), {})


@pytest.mark.parametrize(
    "statement",
    [
        "insert into t values (1)",
        "with x as (select 1) insert into t select * from x",
        "create table t as select 1",
        "from x insert overwrite table t select *",
        "drop table t",
        "set spark.sql.ansi.enabled = false",
        "",
    ],
)
def test_a_statement_that_does_not_only_read_is_seen(statement: str) -> None:
    assert changes(statement)


@pytest.mark.parametrize(
    "statement", ["select 1", "with x as (select 'insert' as `drop`) select * from x", "describe t"]
)
def test_a_statement_that_only_reads_is_let_through(statement: str) -> None:
    assert [] == changes(statement)


@pytest.mark.nightly
def test_nothing_is_written(spark_url: str) -> None:
    """Fault 40."""
    with open_source(source(spark_url), Path(), {}) as opened, pytest.raises(SourceError, match="no SELECT alone"):
        opened.connection.exec_driver_sql("create table t as select 1 as one")


@pytest.mark.nightly
def test_a_query_over_the_limit_costs_itself_alone(spark_url: str) -> None:
    """Fault 36."""
    endless = "select count(distinct hash(a.id, b.id)) as value from range(3000000) a cross join range(3000000) b"
    with open_source(source(spark_url, seconds=20), Path(), {}) as opened:
        with pytest.raises(MetricError, match=r"shop\.asked: the query took longer than allowed"):
            measure(asking(endless), opened, (DAY, UNTIL.date()), UNTIL)
        after = measure(asking("select 7 as value"), opened, (DAY, UNTIL.date()), UNTIL)

    assert [7] == [reading.value for reading in after.readings]


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Fault 31."""
    gone = source("spark://reader@127.0.0.1:1/default")
    with pytest.raises(SourceError, match=r"source shop.*does not answer"), open_source(gone, tmp_path, {}):
        pass
