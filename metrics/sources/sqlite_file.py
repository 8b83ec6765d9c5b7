"""SQLite files: read-only mode is not enough, so an authorizer lets only reading through."""

from __future__ import annotations

import os
import sqlite3
import time
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from metrics.sources.duckdb_file import missing_file
from okr.metric import SourceDefinition

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}
_HARMLESS_PRAGMAS = {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list"}
_FORBIDDEN_FUNCTIONS = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
_STEPS = 10_000
_LONGEST_VALUE = 10_000_000


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine that can only read the file.

    Raises:
        SourceError: If there is no such file; nothing is created.
    """
    path = url.database
    if not path or not os.path.isfile(path):  # noqa: PTH113 - a str from the URL
        raise missing_file(source, url)

    def connect() -> sqlite3.Connection:
        uri = f"file:{quote(path)}?mode=ro"
        return sqlite3.connect(uri, uri=True, timeout=5.0, check_same_thread=False)

    made = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    deadline = _Deadline(source.limits.seconds)
    event.listen(made, "connect", lambda connection, _record: fence(connection, deadline))
    event.listen(made, "before_cursor_execute", lambda *_: deadline.restart())
    return made


def fence(connection: Any, deadline: _Deadline) -> None:
    """Refuse everything but reading, and end a query that is over its deadline."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.set_authorizer(_authorize)
    connection.set_progress_handler(deadline.is_over, _STEPS)


class _Deadline:
    """Counts the seconds of the running query."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def restart(self) -> None:
        """Begin to count anew."""
        self._end = time.monotonic() + self._seconds

    def is_over(self) -> int:
        """Return 1 to interrupt the running query."""
        return int(time.monotonic() > self._end)


def _authorize(action: int, first: str | None, second: str | None, *_rest: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _HARMLESS_PRAGMAS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
