"""MariaDB as a source: read only, in UTC, for a limited time, and its text compared letter by letter."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from metrics.adapters.sql import Sql
from metrics.collect import measure, receipt
from metrics.sources import OpenSource, open_source
from metrics.sources.mariadb import can_write
from okr.errors import MetricError, SourceError
from okr.metric import EventsRelation, MetricDefinition, SourceDefinition, SourceLimits, StoredAs
from tests.metrics.conformance.configured import configured

DAY = date(2026, 3, 1)
SECRET = "correct-horse-battery"  # noqa: S105 - a password made for the test
ROWS = (
    ("'Ann'", "'2026-03-01 10:00:00'", "'open'"),
    ("'ann'", "'2026-03-01 23:59:59.6'", "'open'"),
    ("'ann '", "'2026-03-01 11:00:00'", "'open'"),
    ("'bob'", "'2026-03-01 11:00:00'", "'OPEN'"),
)


@pytest.fixture(scope="module")
def writer(mariadb_url: str) -> Iterator[Connection]:
    """A connection that may write, to a database with a few events and a user who may read them."""
    with create_engine(mariadb_url, poolclass=NullPool).connect() as connection:
        run = connection.exec_driver_sql
        run("create table log (who varchar(40), at datetime(6), what varchar(40))")
        run(f"insert into log values {', '.join(f'({who}, {at}, {what})' for who, at, what in ROWS)}")
        run(f"create user reader identified by '{SECRET}'")
        run("grant select on product.log to reader")
        connection.commit()
        yield connection


def source(url: str, seconds: float = 10) -> SourceDefinition:
    events = (EventsRelation("log", "who", "at", "what", stored_as=StoredAs.UTC_NAIVE),)
    return SourceDefinition("shop", url, "UTC", history_from=DAY, events=events, limits=SourceLimits(seconds=seconds))


def reader(url: str, password: str = SECRET) -> str:
    return url.replace("root@", f"reader:{password}@")


def asking(sql: str) -> MetricDefinition:
    return MetricDefinition("asked", "Asked", "sql", "shop", "items", "up", "speed", "shop", Sql(sql, None, None), {})


def active() -> MetricDefinition:
    written = {"kind": "active_users", "unit": "users", "active": {"event": "open"}, "trailing": "1 day"}
    return configured(
        written, {"timezone": "UTC", "events": {"table": "log", "actor": "who", "time": "at", "name": "what"}}
    )[0]


def users(opened: OpenSource) -> float | None:
    return measure(active(), opened, (DAY, date(2026, 3, 2)), datetime(2026, 3, 2, tzinfo=UTC)).readings[0].value


def test_a_role_that_may_read_reads_and_is_known_to_write_nothing(writer: Connection, mariadb_url: str) -> None:
    with open_source(source(reader(mariadb_url)), Path(), {}) as opened:
        assert "mysql" == opened.engine_name
        assert not can_write(opened.connection)
    assert can_write(writer)


@pytest.mark.usefixtures("writer")
def test_text_is_compared_letter_by_letter_whatever_the_collation(mariadb_url: str) -> None:
    with open_source(source(reader(mariadb_url)), Path(), {}) as opened:
        assert 3 == users(opened)


def test_the_receipt_gives_the_same_figure_in_a_client_of_its_own(writer: Connection, mariadb_url: str) -> None:
    with open_source(source(reader(mariadb_url)), Path(), {}) as opened:
        window = opened.calendar.windows(active().grain, DAY, date(2026, 3, 2))[0]
        text = receipt(active(), opened, window, datetime(2026, 3, 2, tzinfo=UTC))

    assert 3 == writer.exec_driver_sql(text.replace("%", "%%")).scalar()


def test_even_a_role_that_can_write_is_not_let(writer: Connection, mariadb_url: str) -> None:
    """Fault 40."""
    with open_source(source(mariadb_url), Path(), {}) as opened, pytest.raises(DBAPIError, match="READ ONLY"):
        opened.connection.exec_driver_sql("delete from log")

    assert len(ROWS) == writer.exec_driver_sql("select count(*) from log").scalar()


def test_a_query_over_the_limit_ends_at_the_server_too(writer: Connection, mariadb_url: str) -> None:
    """Fault 36."""
    day = datetime(2026, 3, 2, tzinfo=UTC)
    with open_source(source(reader(mariadb_url), seconds=0.5), Path(), {}) as opened:
        with pytest.raises(MetricError, match=r"shop\.asked: the query took longer than allowed"):
            measure(asking("select sleep(30) as value"), opened, (DAY, day.date()), day)
        after = measure(asking("select 7 as value"), opened, (DAY, day.date()), day)

    running = writer.exec_driver_sql("select info from information_schema.processlist").scalars().all()
    assert [7] == [reading.value for reading in after.readings]
    assert [] == [text for text in running if text is not None and "sleep(30)" in text]


@pytest.mark.usefixtures("writer")
def test_a_wrong_password_is_named_but_not_shown(mariadb_url: str) -> None:
    """Fault 50."""
    with (
        pytest.raises(SourceError, match=r"source shop at 127\.0\.0\.1:[0-9]+: authentication failed") as caught,
        open_source(source(reader(mariadb_url, "wrong-horse")), Path(), {}),
    ):
        pass

    assert not any(word in f"{caught.value} {caught.value.__dict__}" for word in ("wrong-horse", "reader"))


def test_a_connection_that_is_cut_in_mid_query_fails_the_source_as_temporary(
    writer: Connection, mariadb_url: str
) -> None:
    """Fault 34."""
    day = datetime(2026, 3, 2, tzinfo=UTC)
    with open_source(source(reader(mariadb_url)), Path(), {}) as opened:
        own = opened.connection.exec_driver_sql("select connection_id()").scalar()
        cut = threading.Timer(0.3, lambda: writer.exec_driver_sql(f"kill {own}"))
        cut.start()
        with pytest.raises(SourceError, match="the connection broke") as caught:
            measure(asking("select sleep(30) as value"), opened, (DAY, day.date()), day)
        cut.join()

    assert caught.value.temporary


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Fault 31."""
    with (
        pytest.raises(SourceError, match=r"source shop at 127\.0\.0\.1:1: it does not answer"),
        open_source(source("mysql+pymysql://reader@127.0.0.1:1/product"), tmp_path, {}),
    ):
        pass


@pytest.mark.usefixtures("writer")
def test_a_column_that_is_gone_is_named(mariadb_url: str) -> None:
    """Fault 52."""
    made, _ = configured(
        {"kind": "active_users", "unit": "users", "active": {"event": "any"}, "trailing": "1 day"}, {"timezone": "UTC"}
    )
    events = (EventsRelation("log", "whom", "at", "what", stored_as=StoredAs.UTC_NAIVE),)
    moved = SourceDefinition("shop", reader(mariadb_url), "UTC", history_from=DAY, events=events)
    until = datetime(2026, 3, 2, tzinfo=UTC)
    with open_source(moved, Path(), {}) as opened, pytest.raises(MetricError, match="column `whom` is gone from `log`"):
        measure(made, opened, (DAY, until.date()), until)


@pytest.mark.parametrize("text", ["2026-03-01T22:30:00Z", "2026-03-02 04:15:00+05:45", "2026-03-01T12:30:00.0-10"])
def test_the_offset_of_a_text_stamp_counts(writer: Connection, mariadb_url: str, text: str) -> None:
    writer.exec_driver_sql("create or replace table texts (who varchar(40), at varchar(40))")
    writer.exec_driver_sql(f"insert into texts values ('ann', '{text}')")
    writer.exec_driver_sql("grant select on product.texts to reader")
    writer.commit()
    events = (EventsRelation("texts", "who", "at", event="open", stored_as=StoredAs.TEXT),)
    told = SourceDefinition("shop", reader(mariadb_url), "UTC", history_from=DAY, events=events)

    with open_source(told, Path(), {}) as opened:
        assert 1 == users(opened)
