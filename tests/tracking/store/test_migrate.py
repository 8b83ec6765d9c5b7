"""The schema grows in one step, with a backup before; whoever is killed in the middle leaves the old schema."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.tracking.made import NOON, make_reading, record
from tracking.store.connection import Store, prepare
from tracking.store.migrate import Migration, migrate, migrations, statements, version_of

NEWEST = migrations()[-1].version
NEXT = Migration(NEWEST + 1, "CREATE TABLE notes (id INTEGER);\nINSERT INTO notes VALUES (7);")
BROKEN = Migration(NEWEST + 1, "CREATE TABLE notes (id INTEGER);\nINSERT INTO nowhere VALUES (7);")


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return version_of(connection)


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def test_a_new_file_becomes_a_store_of_the_newest_version(tmp_path: Path) -> None:
    assert migrate(tmp_path / "history.sqlite", NOON) is None
    assert version(tmp_path / "history.sqlite") == migrations()[-1].version


def test_numbers_of_migrations_have_no_gap() -> None:
    assert [step.version for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_a_backup_with_every_row_is_made_before_the_schema_changes(store: Store) -> None:
    """Fault 87."""
    record(store, NOON, [make_reading(NOON.date())])

    backup = migrate(store.path, NOON, [*migrations(), NEXT])

    assert backup is not None
    assert version(store.path) == NEWEST + 1
    assert rows(store.path, "notes") == [(7,)]
    assert version(backup) == NEWEST
    assert rows(backup, "readings") == rows(store.path, "readings")


def test_a_migration_that_fails_changes_nothing(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError):
        migrate(store.path, NOON, [*migrations(), BROKEN])

    assert version(store.path) == NEWEST
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'notes'").fetchone() == (0,)


def test_a_process_killed_in_the_middle_of_a_migration_leaves_the_old_schema(store: Store) -> None:
    """Fault 87."""
    script = f"""
import os, sqlite3
from pathlib import Path
from datetime import UTC, datetime
from tracking.store import migrate as m
plain = m.statements
def deadly(script):
    for statement in plain(script):
        if "notes VALUES" in statement:
            os.kill(os.getpid(), 9)
        yield statement
m.statements = deadly
m.migrate(Path({str(store.path)!r}), datetime.now(UTC), [*m.migrations(), m.Migration({NEWEST + 1}, {NEXT.script!r})])
"""
    killed = subprocess.run([sys.executable, "-c", script], check=False)

    assert killed.returncode == -9
    prepare(store.path, NOON)
    assert version(store.path) == NEWEST


def test_several_processes_may_begin_one_store_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: prepare(tmp_path / "history.sqlite", NOON), range(4)))

    assert version(tmp_path / "history.sqlite") == migrations()[-1].version


def test_a_trigger_is_one_statement() -> None:
    script = "-- why\nCREATE TABLE a (b INTEGER);\n\nCREATE TRIGGER t BEFORE DELETE ON a\nBEGIN SELECT 1; END;\n"

    assert [text.split()[1] for text in statements(script)] == ["TABLE", "TRIGGER"]
