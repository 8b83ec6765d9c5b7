"""ClickHouse as a source: single reads for a limited time, and the same answer in a client of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from metrics.adapters.sql import Sql
from metrics.collect import measure, receipt
from metrics.sources import open_source
from okr.errors import MetricError, SourceError
from okr.metric import EventsRelation, MetricDefinition, SourceDefinition, SourceLimits, StoredAs
from tests.metrics.conformance.bench import Bench, open_bench
from tests.metrics.conformance.configured import configured

pytestmark = pytest.mark.nightly

DAY, UNTIL = date(2026, 3, 1), datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def writer(clickhouse_url: str) -> Iterator[Bench]:
    """A connection that may write, to a database with a few events."""
    with open_bench("clickhouse", clickhouse_url) as bench:
        run = bench.connection.exec_driver_sql
        run(
            "create table log (who LowCardinality(String), at DateTime64(6, 'Asia/Kathmandu'), what Enum8('open' = 1))"
            " engine = Memory"
        )
        run("insert into log select 'ann', toDateTime64('2026-03-01 23:59:59.6', 6, 'UTC'), 'open'")
        run("insert into log select 'Ann', toDateTime64('2026-03-01 00:00:00', 6, 'UTC'), 'open'")
        yield bench


def source(url: str, seconds: float = 20) -> SourceDefinition:
    events = (EventsRelation("log", "who", "at", "what", stored_as=StoredAs.INSTANT),)
    return SourceDefinition("shop", url, "UTC", history_from=DAY, events=events, limits=SourceLimits(seconds=seconds))


def active() -> MetricDefinition:
    written = {"kind": "active_users", "unit": "users", "active": {"event": "open"}, "trailing": "1 day"}
    return configured(written, {"timezone": "UTC"})[0]


def asking(sql: str) -> MetricDefinition:
    return MetricDefinition("asked", "Asked", "sql", "shop", "items", "up", "speed", "shop", Sql(sql, None, None), {})


def test_the_receipt_gives_the_same_figure_in_a_client_of_its_own(writer: Bench, clickhouse_url: str) -> None:
    with open_source(source(clickhouse_url), Path(), {}) as opened:
        found = measure(active(), opened, (DAY, UNTIL.date()), UNTIL).readings
        window = opened.calendar.windows(active().grain, DAY, UNTIL.date())[0]
        text = receipt(active(), opened, window, UNTIL)

    assert [2] == [reading.value for reading in found]
    assert 2 == writer.connection.exec_driver_sql(text).scalar()


@pytest.mark.usefixtures("writer")
def test_nothing_is_written(clickhouse_url: str) -> None:
    """Fault 40."""
    with open_source(source(clickhouse_url), Path(), {}) as opened, pytest.raises(DBAPIError, match="readonly"):
        opened.connection.exec_driver_sql("drop table log")


@pytest.mark.usefixtures("writer")
def test_a_query_over_the_limit_costs_itself_alone(clickhouse_url: str) -> None:
    """Fault 36."""
    endless = "select sum(cityHash64(number)) as value from numbers(1000000000000)"
    with open_source(source(clickhouse_url, seconds=1), Path(), {}) as opened:
        with pytest.raises(MetricError, match=r"shop\.asked: the query took longer than allowed"):
            measure(asking(endless), opened, (DAY, UNTIL.date()), UNTIL)
        after = measure(asking("select 7 as value"), opened, (DAY, UNTIL.date()), UNTIL)

    assert [7] == [reading.value for reading in after.readings]


def test_a_wrong_password_is_named_but_not_shown(clickhouse_url: str) -> None:
    """Fault 50."""
    wrong = clickhouse_url.replace(":plumbline@", ":wrong-horse@")
    with pytest.raises(SourceError, match="authentication failed") as caught, open_source(source(wrong), Path(), {}):
        pass

    assert "wrong-horse" not in str(caught.value)


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Fault 31."""
    gone = source("clickhousedb://reader@127.0.0.1:1/product")
    with (
        pytest.raises(SourceError, match=r"source shop at 127\.0\.0\.1:1: it does not answer"),
        open_source(gone, tmp_path, {}),
    ):
        pass
