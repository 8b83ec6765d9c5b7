from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracking.store.connection import Store
from tracking.store.migrate import current_version
from tracking.store.runs import Outcome, Run, begin
from tracking.web.health import Health, health_now, read_health

NOW = datetime(2026, 11, 20, 6, 10, tzinfo=UTC)


def test_a_new_store_is_ready_and_empty(store: Store) -> None:
    assert Health(ready=True, schema=current_version()) == read_health(store.path)


def test_the_newest_refresh_is_told_and_what_people_entered_is_not(store: Store) -> None:
    refresh = Run("refresh", NOW, NOW, date(2026, 11, 19), Outcome.PARTIAL)
    entry = Run("record", NOW, NOW.replace(hour=9), date(2026, 11, 19))
    with store.writing() as connection:
        begin(connection, refresh)
        begin(connection, entry)

    health = read_health(store.path)

    assert ("2026-11-20T06:10", "partial") == ((health.last_run_at or "")[:16], health.last_run_outcome)


def test_without_a_store_nothing_is_created(tmp_path: Path) -> None:
    health = read_health(tmp_path / "history.sqlite")

    assert not health.ready
    assert "make run" in health.problem
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to look like one" * 20, b"SQLite format 3\x00"]
)
def test_a_damaged_store_is_told_and_not_touched(tmp_path: Path, content: bytes) -> None:
    """Fault 85."""
    path = tmp_path / "history.sqlite"
    path.write_bytes(content)

    health = read_health(path)

    assert (False, None) == (health.ready, health.schema)
    assert "Restore it" in health.problem
    assert content == path.read_bytes()


def test_somebody_elses_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE shopping (item TEXT)")

    assert "no history store" in read_health(path).problem


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("INSERT INTO migrations SELECT max(version) + 1, max(applied_at) FROM migrations", "newer program"),
        ("DELETE FROM migrations WHERE version = (SELECT max(version) FROM migrations)", "refresh` upgrades it"),
    ],
)
def test_a_store_of_another_version_is_not_ready(store: Store, change: str, words: str) -> None:
    """Fault 86."""
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(change)
        connection.commit()

    health = read_health(store.path)

    assert not health.ready
    assert words in health.problem


def test_no_answer_names_a_path(tmp_path: Path) -> None:
    health = health_now({"PLUMBLINE_STORE": str(tmp_path / "nowhere" / "history.sqlite")})

    assert str(tmp_path) not in repr(health)
    assert not health.ready


def test_a_setting_that_cannot_be_understood_is_the_problem() -> None:
    assert "PLUMBLINE_AS_OF" in health_now({"PLUMBLINE_AS_OF": "tomorrow"}).problem
