"""Numbered migrations: the store's schema grows in one transaction, with a backup of what was there before.

A migration is a file ``migrations/NNNN_name.sql``. Once released it is never edited; the next change
gets the next number.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from okr.errors import StoreError
from tracking.store.moments import instant_text


class Migration(NamedTuple):
    """One step of the schema: its number, and the SQL that leads there from the number before."""

    version: int
    script: str


def migrations() -> tuple[Migration, ...]:
    """Return every migration of this program, oldest first."""
    scripts = [item for item in files("tracking.store").joinpath("migrations").iterdir() if item.name.endswith(".sql")]
    return tuple(sorted(Migration(int(item.name[:4]), item.read_text("utf-8")) for item in scripts))


def current_version() -> int:
    """Return the version of the schema that this program writes."""
    return migrations()[-1].version


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a store's schema; 0 for an empty file.

    Raises:
        StoreError: If the file is a database of somebody else's.
    """
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "migrations" not in names:
        if names:
            raise StoreError(
                "The file is a database, but no history store.", "Choose another file with PLUMBLINE_STORE."
            )
        return 0
    return int(connection.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()[0])


def migrate(path: Path, now: datetime, steps: Sequence[Migration] | None = None) -> Path | None:
    """Bring the store at ``path`` to the newest version; one transaction, so it is there wholly or not at all.

    Args:
        path: The store; an empty or missing file becomes a new store.
        now: What is noted as the moment of the change.
        steps: The migrations, oldest first; None: those of this program.

    Returns:
        The backup that was made before; None for a new store or where nothing was to be done.

    Raises:
        StoreError: If the store comes from a newer version of the program.
    """
    steps = migrations() if steps is None else steps
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30.0)) as connection:
        version = version_of(connection)
        refuse_newer(version, steps[-1].version)
        if version == steps[-1].version:
            return None
        backup = backed_up(connection, path.with_name(f"{path.name}.before-{steps[-1].version}")) if version else None
        _apply(connection, steps, now)
    return backup


def refuse_newer(version: int, known: int) -> None:
    """Refuse a store whose schema this program does not know yet.

    Raises:
        StoreError: If ``version`` is above ``known``.
    """
    if version > known:
        hint = "Start the newer program, or restore the backup that was made before the upgrade."
        raise StoreError(f"The store has schema {version}, this program knows up to {known}.", hint)


def backed_up(connection: sqlite3.Connection, target: Path) -> Path:
    """Copy the open store to ``target``, whole and checked, and return the target; an older backup is replaced last."""
    draft = target.with_name(f"{target.name}.draft")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as copy:
        connection.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise StoreError(f"The backup {draft} does not read back.", "Nothing was changed; look at the disk.")
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    return draft.replace(target)


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one; a trigger's body stays in one piece."""
    lines: list[str] = []
    for line in script.splitlines():
        if not lines and (not line.strip() or line.startswith("--")):
            continue
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            yield "\n".join(lines)
            lines = []


def _apply(connection: sqlite3.Connection, steps: Sequence[Migration], now: datetime) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (version INTEGER NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL)"
        )
        version = version_of(connection)
        for step in (step for step in steps if step.version > version):
            for statement in statements(step.script):
                connection.execute(statement)
            connection.execute("INSERT INTO migrations VALUES (?, ?)", (step.version, instant_text(now)))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
