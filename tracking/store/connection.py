"""The open store: who may read and write it, and how a transaction begins and ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import QueuePool

from okr.errors import StoreError
from tracking.store.chain import link_runs
from tracking.store.faults import plain_words
from tracking.store.heads import note_head
from tracking.store.migrate import current_version, migrate, refuse_newer, version_of

HEADER = b"SQLite format 3\x00"
BUSY_SECONDS = 15.0


@dataclass(frozen=True)
class Store:
    """The history store, open. ``reading`` and ``writing`` are the only ways in."""

    path: Path
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one unchanging state of the store.

        Raises:
            StoreError: If the store cannot be read.
        """
        with plain_words(self.path), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the one connection that may write; everything is kept at the end of the block, or nothing.

        The right to write is taken at the beginning, so what the block reads cannot change before it writes. Every new
        run gets its link of the chain, and the new head is noted beside the store.

        Raises:
            StoreError: If the store cannot be written.
        """
        with plain_words(self.path), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = OFF")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                head = link_runs(connection)
                connection.commit()
                note_head(self.path, head)
            finally:
                connection.rollback()
                connection.exec_driver_sql("PRAGMA query_only = ON")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Give the store at ``path`` as it stands; nothing is created and no schema is changed.

    Raises:
        StoreError: If there is none, it is damaged, or it belongs to another version of the program.
    """
    if not path.is_file():
        hint = "Run `python -m tracking refresh` to begin one (`demo` for the demo's), or set PLUMBLINE_STORE."
        raise StoreError(f"There is no history store at {path}.", hint)
    _look(path, current_version())
    store = Store(path, _engine(path))
    try:
        yield store
    finally:
        store.close()


def prepare(path: Path, now: datetime) -> None:
    """Make the store at ``path`` ready for writing: created, or brought to this program's schema.

    Raises:
        StoreError: If the folder is missing, or the file is damaged, not ours, or of a newer version.
    """
    if not path.parent.is_dir():
        raise StoreError(
            f"The folder {path.parent} of the history store does not exist.", "Create it, or set PLUMBLINE_STORE."
        )
    if path.exists():
        _look(path, None)
    with plain_words(path):
        migrate(path, now)
        with closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)) as connection:
            connection.execute(f"PRAGMA journal_mode = {journal_mode(sqlite3.sqlite_version_info)}")


def journal_mode(version: tuple[int, ...]) -> str:
    """Return how a SQLite library of this version keeps transactions whole.

    Libraries before 3.51.3 can damage a file in write-ahead mode when several connections use it at once; they get
    the rollback journal.
    """
    return "WAL" if version >= (3, 51, 3) else "DELETE"


def _look(path: Path, wanted: int | None) -> None:
    """Check header, pages and schema version before anything is done with the file."""
    with path.open("rb") as handle:
        header = handle.read(len(HEADER))
    if header not in {HEADER, b""}:
        raise StoreError(
            f"The file {path} is no database.", "Choose another file with PLUMBLINE_STORE, or restore this one."
        )
    with plain_words(path), closing(_connect(path)) as connection:
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if answer != "ok":
            raise StoreError(f"The history store {path} is damaged ({answer}).", "Restore it from its newest backup.")
        version = version_of(connection)
    if wanted is None:
        return
    refuse_newer(version, wanted)
    if version < wanted:
        hint = "Run `python -m tracking refresh`; it makes a backup and brings the store up to date."
        raise StoreError(f"The history store {path} has schema {version}, this program needs {wanted}.", hint)


def _engine(path: Path) -> Engine:
    return create_engine(
        "sqlite+pysqlite://", creator=lambda: _connect(path), poolclass=QueuePool, hide_parameters=True
    )


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file that is there. Readers too may write as far as the file system is concerned.

    After a process was killed in mid-write, the next one to open the file must be able to roll its journal back;
    ``query_only`` keeps readers from changing anything.
    """
    address = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
