"""Event files as a source: found by file, pattern or folder, read only, and their faults named by file and line."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from metrics.adapters.sql import Sql
from metrics.collect import measure
from metrics.freshness import watermark
from metrics.sources import OpenSource, open_source
from okr.errors import MetricError, SourceError
from okr.metric import MetricDefinition, SourceDefinition
from tests.metrics.conformance.configured import configured

HEAD = "user_id,at,what,amount\n"
EVENTS = {"table": "events", "actor": "user_id", "time": "at", "name": "what", "properties": {"amount": "amount"}}
NOW = datetime(2026, 3, 3, tzinfo=UTC)
METRIC = {"kind": "active_users", "unit": "users", "active": {"event": "open"}, "trailing": "1 day"}


def made(url: str, **written: Any) -> tuple[MetricDefinition, SourceDefinition]:
    lag = {} if "watermark" in written else {"lag": "1 hour"}
    return configured(METRIC, {"url": url, "timezone": "UTC", "events": EVENTS, **lag, **written})


def active(opened: OpenSource, metric: MetricDefinition) -> list[float | None]:
    until = watermark(opened, NOW)
    return [reading.value for reading in measure(metric, opened, (date(2026, 3, 1), date(2026, 3, 2)), until).readings]


def asked(folder: Path, url: str, **written: Any) -> list[float | None]:
    metric, source = made(url, **written)
    with open_source(source, folder, {}) as opened:
        return active(opened, metric)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two days as CSV, one of them with its columns in another order, and both as one Parquet file."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "day-1.csv").write_text(HEAD + "7,2026-03-01T10:00:00Z,open,1\n007,2026-03-01T12:00:00+05:45,open,2\n")
    (exports / "day-2.csv").write_text("at,user_id,amount,what\n2026-03-02T10:00:00Z,9,3,open\n")
    both = f"select * from read_csv('{exports}/day-*.csv', union_by_name = true, types = {{'user_id': 'VARCHAR'}})"
    duckdb.sql(f"copy ({both}) to '{tmp_path}/all.parquet'")
    return tmp_path


@pytest.mark.parametrize(
    "url",
    [
        "files:///exports/day-1.csv",
        "files:///exports/*.csv",
        "files:///exports/day-[12].csv",
        "files:///**/day-*.csv",
        "files:///exports",
        "files:///all.parquet",
    ],
)
def test_a_file_a_pattern_and_a_folder_are_tables_below_the_configuration(folder: Path, url: str) -> None:
    declared = {"watermark": {"sql": "select timestamp '2026-03-02 00:00:00'"}}
    assert [2] == asked(folder, url, **declared)


def test_an_address_that_is_absolute_is_taken_as_it_is(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert [2] == asked(tmp_path_factory.mktemp("elsewhere"), f"files:///{folder}/exports/*.csv")


def test_a_folder_holds_a_table_for_each_file_and_each_folder(folder: Path) -> None:
    (folder / "users.csv").write_text("id,kind\n007,test\n")
    (folder / "packed").mkdir()
    with gzip.open(folder / "packed" / "one.csv.gz", "wt") as file:
        file.write(
            HEAD + "7,2026-03-01T10:00:00Z,open,1\n007,2026-03-01T10:00:00Z,open,1\nx,2026-03-02T10:00:00Z,open,1\n"
        )
    people = {"table": "users", "id": "id", "properties": {"kind": "kind"}}
    tests = {"actors": people, "test_actors": {"where": {"kind": "test"}}}

    assert [1] == asked(folder, "files:///.", events={**EVENTS, "table": "exports"}, **tests)
    assert [1] == asked(folder, "files:///.", events={**EVENTS, "table": "packed"}, **tests)


def test_the_watermark_is_the_newest_stamp_less_the_lag_and_new_files_are_seen(folder: Path) -> None:
    _, source = made("files:///exports/*.csv")
    with open_source(source, folder, {}) as opened:
        assert datetime(2026, 3, 2, 9, tzinfo=UTC) == watermark(opened, NOW)
    (folder / "exports" / "day-3.csv").write_text(HEAD + "7,2026-03-02T20:00:00Z,open,1\n")
    with open_source(source, folder, {}) as opened:
        assert datetime(2026, 3, 2, 19, tzinfo=UTC) == watermark(opened, NOW)


def test_a_missing_file_is_named(folder: Path) -> None:
    """Fault 42."""
    with pytest.raises(SourceError, match=r'source product: there is no file "dya-\*\.csv".*below the configuration'):
        asked(folder, "files:///exports/dya-*.csv")


def test_a_table_without_a_file_is_named_with_the_nearest(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"no file or folder for table `exprots`.*exports"):
        asked(folder, "files:///.", events={**EVENTS, "table": "exprots"})


def test_a_column_that_one_file_lacks_is_named_with_the_file(folder: Path) -> None:
    """Fault 52."""
    (folder / "exports" / "day-3.csv").write_text("userid,at,what,amount\n7,2026-03-01T10:00:00Z,open,1\n")

    with pytest.raises(SourceError, match=r"source product: day-3\.csv:1 has no column `user_id`.*userid"):
        asked(folder, "files:///exports")


@pytest.mark.parametrize("line", ["7,yesterday,open,1", "7,2026-13-45,open,1"])
def test_a_value_of_the_wrong_type_is_named_with_file_and_line_but_not_shown(folder: Path, line: str) -> None:
    """Fault 74."""
    (folder / "exports" / "day-3.csv").write_text(HEAD + "7,2026-03-01T10:00:00Z,open,1\n" + line + "\n")

    with pytest.raises((MetricError, SourceError)) as caught:
        asked(folder, "files:///exports/*.csv")

    assert "day-3.csv:3 holds a value that is no TIMESTAMP WITH TIME ZONE" in str(caught.value)
    assert line.split(",")[1] not in str(caught.value)
    assert str(folder) not in str(caught.value)


def test_a_line_with_too_few_cells_is_named(folder: Path) -> None:
    (folder / "exports" / "day-3.csv").write_text(HEAD + "7,2026-03-01T10:00:00Z,open,1\n" * 3 + "7,2026\n")

    with pytest.raises((MetricError, SourceError), match=r"day-3\.csv:5"):
        asked(folder, "files:///exports/*.csv")


def test_semicolons_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    text = "\ufeffuser_id;at;what;amount\n7;2026-03-01T10:00:00Z;open;1\n8;2026-03-02T10:00:00Z;open;1\n"
    (tmp_path / "events.csv").write_text(text, encoding="utf-8")

    assert [1] == asked(tmp_path, "files:///events.csv")


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (b"\xff\xfe\x00a", "no text in UTF-8")])
def test_a_file_without_a_first_line_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "events.csv").write_bytes(content)

    with pytest.raises(SourceError, match=rf"source product: events\.csv.*{said}"):
        asked(tmp_path, "files:///events.csv")


def test_a_time_column_of_another_type_in_a_parquet_file_is_named(folder: Path) -> None:
    duckdb.sql(f"copy (select 'x' as user_id, '2026' as at, 'open' as what, 1 as amount) to '{folder}/text.parquet'")

    with pytest.raises(SourceError, match=r"column `at` of text\.parquet holds VARCHAR. Its stored_as asks for TIMEST"):
        asked(folder, "files:///text.parquet")


def test_a_file_that_is_no_parquet_file_is_named(folder: Path) -> None:
    """Fault 47."""
    (folder / "torn.parquet").write_bytes(b"PAR1 and then nothing")

    with pytest.raises(SourceError, match=r"source product: torn\.parquet cannot be read"):
        asked(folder, "files:///torn.parquet")


def test_a_broken_file_that_nobody_declared_hides_no_other(folder: Path) -> None:
    (folder / "torn.parquet").write_bytes(b"PAR1 and then nothing")

    assert [2] == asked(folder, "files:///.", events={**EVENTS, "table": "all"})


@pytest.mark.parametrize(
    "attack",
    [
        "copy (select 1) to '{}/exports/day-1.csv'",
        "copy (select 1) to '{}/exports/day-1.csv' (use_tmp_file false)",
        "select 1; copy (select 1) to '{}/exports/day-1.csv' (use_tmp_file false)",
        "create table t as select 1",
        "set enable_external_access = true",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('{}/exports/secret.txt')",
        "attach '{}/other.duckdb'",
        "install httpfs",
    ],
)
def test_nothing_but_these_files_can_be_read_and_nothing_written(folder: Path, attack: str) -> None:
    """Fault 45."""
    (folder / "exports" / "secret.txt").write_text("secret")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    _, source = made("files:///exports")

    with (
        open_source(source, folder, {}) as opened,
        pytest.raises(Exception, match=r"not one SELECT|disabled|Permission"),
    ):
        opened.connection.exec_driver_sql(attack.format(folder))

    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_query_of_ones_own_asks_the_files(folder: Path) -> None:
    parameters = Sql("select sum(amount) as value from events", None, None)
    metric = MetricDefinition("asked", "Asked", "sql", "product", "items", "up", "speed", "shop", parameters, {})
    _, source = made("files:///exports")

    with open_source(source, folder, {}) as opened:
        found = measure(metric, opened, (date(2026, 3, 1), date(2026, 3, 2)), NOW).readings

    assert [6] == [reading.value for reading in found]
