"""A store that is missing, damaged, foreign, newer, full or busy: said in plain words, and nothing is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from okr.errors import StoreError
from tests.tracking.made import NOON, make_reading, record, values
from tracking.store.connection import Store, journal_mode, opened, prepare
from tracking.store.migrate import migrations
from tracking.store.readings import Line, known_readings
from tracking.store.tables import METADATA

DAY = date(2026, 11, 19)


def refusal(path: Path) -> str:
    with pytest.raises(StoreError) as caught, opened(path):
        pass
    return str(caught.value)


def test_a_missing_store_is_named_and_not_created(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"

    assert f"There is no history store at {path}." in refusal(path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named_and_not_created(tmp_path: Path) -> None:
    """Fault 84."""
    with pytest.raises(StoreError, match="does not exist"):
        prepare(tmp_path / "gone" / "history.sqlite", NOON)

    assert list(tmp_path.iterdir()) == []


def test_a_text_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_text("not a database, but longer than a header")

    assert "is no database" in refusal(path)
    with pytest.raises(StoreError, match="is no database"):
        prepare(path, NOON)


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "orders.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="no history store"):
        prepare(path, NOON)
    assert path.read_bytes() == before


@pytest.mark.parametrize("at", [0, 4096, 3 * 4096])
def test_flipped_bytes_are_noticed_before_anything_is_written(store: Store, at: int) -> None:
    """Fault 85."""
    record(store, NOON, [make_reading(DAY)])
    store.close()
    content = bytearray(store.path.read_bytes())
    content[at : at + 200] = b"\xff" * 200
    store.path.write_bytes(content)

    assert "estore" in refusal(store.path)
    with pytest.raises(StoreError):
        prepare(store.path, NOON)
    assert store.path.read_bytes() == bytes(content)


def test_a_truncated_store_is_noticed(store: Store) -> None:
    """Fault 85."""
    record(store, NOON, [make_reading(DAY)])
    store.close()
    store.path.write_bytes(store.path.read_bytes()[:-8192])

    assert "is damaged" in refusal(store.path)


def test_a_store_from_a_newer_program_is_refused_with_both_versions(store: Store) -> None:
    """Fault 86."""
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("INSERT INTO migrations VALUES (99, '2030-01-01T00:00:00.000000+00:00')")
        connection.commit()
    before = store.path.read_bytes()

    assert f"has schema 99, this program knows up to {migrations()[-1].version}" in refusal(store.path)
    with pytest.raises(StoreError, match="has schema 99"):
        prepare(store.path, NOON)
    assert store.path.read_bytes() == before


def test_a_full_disk_keeps_what_was_committed(store: Store) -> None:
    """Fault 83: the limit on pages stands in for the end of the disk."""
    record(store, NOON, [make_reading(DAY)])
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    many = [make_reading(date(2020, 1, 1) + timedelta(days=step)) for step in range(200)]
    with pytest.raises(StoreError, match="has no room to grow"):
        record(store, NOON.replace(hour=13), many)
    with opened(store.path) as again, again.reading() as connection:
        (known,) = known_readings(connection, [Line("setup", "v1", "day")]).values()
    assert values(known) == [(DAY, 0.5)]


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError, match="may not be written"), store.reading() as connection:
        connection.exec_driver_sql("DELETE FROM readings")


@pytest.mark.parametrize("table", ["readings", "runs", "statuses", "configurations", "queries", "series"])
def test_rows_are_neither_changed_nor_removed(store: Store, table: str) -> None:
    """Fault 91."""
    record(store, NOON, [make_reading(DAY)])
    with closing(sqlite3.connect(store.path)) as connection:
        triggers = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchone()
        assert triggers == (2,)
        if table in {"readings", "runs", "queries", "series"}:
            with pytest.raises(sqlite3.IntegrityError, match="never removed"):
                connection.execute(f"DELETE FROM {table}")


def written_and_then_failed(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO queries VALUES (1, 'x', 'SELECT 1')")
        raise RuntimeError


def test_an_error_in_the_middle_of_writing_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        written_and_then_failed(store)

    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM queries").scalar_one() == 0


def test_a_reader_sees_one_state_while_a_writer_waits_or_writes(store: Store) -> None:
    record(store, NOON, [make_reading(DAY)])
    with store.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM readings").scalar_one()
        after = connection.exec_driver_sql("SELECT count(*) FROM readings").scalar_one()
    assert (before, after) == (1, 1)


def test_the_tables_that_the_program_knows_are_those_that_migrations_make(store: Store) -> None:
    made = MetaData()
    made.reflect(store.engine)

    assert made.tables.keys() == METADATA.tables.keys()
    for name, table in METADATA.tables.items():
        expected = [(column.name, column.nullable, column.primary_key) for column in table.columns]
        assert expected == [(column.name, column.nullable, column.primary_key) for column in made.tables[name].columns]
        assert {index.name for index in table.indexes} == {index.name for index in made.tables[name].indexes}


@pytest.mark.parametrize(
    ("version", "mode"), [((3, 40, 1), "DELETE"), ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL"), ((3, 53, 4), "WAL")]
)
def test_write_ahead_logging_only_where_the_library_does_it_safely(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode
