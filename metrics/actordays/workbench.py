"""The file of actor days: a DuckDB database of one source, opened by nobody but the process that asks the source.

It holds keyed hashes of ids instead of ids, and nothing that a source could not give again. Deleting it costs one full
read of the relations in it and changes no figure.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from okr.errors import PlumblineError

VERSION = "1"
_MEMORY = "1GB"
_KEY_BYTES = 32
_HASH_BYTES = 8
_TABLES = (
    "CREATE TABLE about (version VARCHAR, hash_key BLOB)",
    # What has been read: days before `settled` stand, days from it on are read again.
    "CREATE TABLE relations (key VARCHAR PRIMARY KEY, watermark VARCHAR, generation VARCHAR)",
    "CREATE TABLE days (event VARCHAR, actor BIGINT, day DATE)",
    "CREATE TABLE aliases (alias BIGINT, actor BIGINT)",
    "CREATE TABLE outsiders (actor BIGINT, is_outside BOOLEAN)",
    "CREATE TABLE identity (digest VARCHAR)",
)


class WorkbenchError(PlumblineError):
    """The file cannot be used now; the source is asked for everything instead."""


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell a fault of the file (damaged, disk full) without what it holds."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise WorkbenchError(f"the actor days cannot be used ({type(error).__name__})") from None


@dataclass(frozen=True)
class Workbench:
    """The open file.

    Attributes:
        connection: Reads and writes it; only :meth:`change` changes it.
        key: What ids are hashed with.
    """

    connection: Connection
    key: bytes

    def hashed(self, actor: object) -> int:
        """Return what stands for an actor's id here, a whole number of 64 bits."""
        digest = blake2b(str(actor).encode(), digest_size=_HASH_BYTES, key=self.key).digest()
        return int.from_bytes(digest, "big", signed=True)

    def run(self, sql: str, *values: Any) -> Any:
        """Run one statement of ours with positional values and return the driver's answer."""
        with _plainly():
            return self._raw.execute(sql, list(values))

    def named(self, sql: str, values: Mapping[str, Any]) -> Any:
        """Run one statement of ours with named values and return the driver's answer."""
        with _plainly():
            return self._raw.execute(sql, dict(values))

    def insert(self, table: str, given: Mapping[str, Any], shape: str) -> None:
        """Insert arrays, named as columns; ``shape`` says what of them makes a row."""
        with _plainly():
            self._raw.register("given", given)
            self._raw.execute(f"INSERT INTO {table} SELECT {shape} FROM given")  # noqa: S608 - names of our own
            self._raw.unregister("given")

    @contextmanager
    def change(self) -> Iterator[None]:
        """Keep everything that the block writes, or nothing of it."""
        # A query of an adapter may have left a transaction open, which would see the file as it was.
        self.connection.rollback()
        self.run("BEGIN")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with suppress(WorkbenchError):
                self.run("ROLLBACK")
            raise

    @property
    def _raw(self) -> Any:
        return self.connection.connection.driver_connection


@contextmanager
def open_workbench(path: Path) -> Iterator[Workbench]:
    """Hold the file at ``path`` open; a missing, foreign or damaged one is begun anew.

    Raises:
        WorkbenchError: If the file is in use, or its folder cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _privately(path)
    except OSError as error:
        raise WorkbenchError(f"{path.parent.name} cannot be written ({error.strerror})") from None
    with _connected(path) as connection:
        yield Workbench(connection, _key(connection))


def _privately(path: Path) -> None:
    """Make sure that nobody else reads what will be written; an empty file is a new database to DuckDB."""
    if path.exists():
        path.chmod(0o600)
        return
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


@contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    connection = _connect(path)
    try:
        yield connection
    finally:
        with suppress(DBAPIError):
            connection.close()
        connection.engine.dispose()


def _connect(path: Path) -> Connection:
    try:
        return _sound(path)
    except DBAPIError as error:
        if "lock" in str(error).lower():
            raise WorkbenchError(f"{path.name} is in use by another process") from None
    discard(path)
    try:
        return _sound(path)
    except DBAPIError as error:
        raise WorkbenchError(f"{path.name} cannot be opened ({type(error.orig).__name__})") from None


def discard(path: Path) -> None:
    """Delete the file and what DuckDB keeps beside it."""
    for ending in ("", ".wal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def _sound(path: Path) -> Connection:
    """Return a connection to a file of this version, its tables made where there are none."""
    before = os.umask(0o077)
    try:
        fence = {"memory_limit": _MEMORY, "threads": 2, "enable_external_access": False}
        engine = create_engine(f"duckdb:///{path}", connect_args={"config": fence}, poolclass=NullPool)
        connection = engine.connect()
    finally:
        os.umask(before)
    try:
        _make_tables(connection)
    except DBAPIError:
        connection.close()
        raise
    return connection


def _make_tables(connection: Connection) -> None:
    names = {row[0] for row in connection.execute(text("SELECT table_name FROM duckdb_tables()"))}
    is_ours = "about" in names and connection.execute(text("SELECT version FROM about")).scalar() == VERSION
    if is_ours:
        return
    for name in names:
        connection.execute(text(f'DROP TABLE "{name}"'))
    for table in _TABLES:
        connection.execute(text(table))
    values = {"version": VERSION, "key": secrets.token_bytes(_KEY_BYTES)}
    connection.execute(text("INSERT INTO about VALUES (:version, :key)"), values)
    connection.commit()


def _key(connection: Connection) -> bytes:
    key = bytes(connection.execute(text("SELECT hash_key FROM about")).scalar_one())
    connection.rollback()
    return key
