"""DuckDB files: opened read only, external access off, configuration locked."""

from __future__ import annotations

import os
import threading
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from okr.errors import SourceError
from okr.metric import SourceDefinition

FENCE: dict[str, Any] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "memory_limit": "2GB",
    "threads": 2,
}
"""Settings of the connect call itself; set later they could be undone by a query."""


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine that can only read the file.

    Raises:
        SourceError: If there is no such file; nothing is created.
    """
    if not url.database or not os.path.isfile(url.database):  # noqa: PTH113 - a str from the URL
        raise missing_file(source, url)
    fenced = {"read_only": True, "config": FENCE}
    made = create_engine(url, connect_args=fenced, poolclass=NullPool, hide_parameters=True)
    event.listen(made, "connect", _lock)
    limit(made, source.limits.seconds)
    return made


def limit(made: Engine, seconds: float) -> None:
    """End every query that takes longer than ``seconds``: DuckDB has no setting for it, only a call from outside."""
    running: dict[int, threading.Timer] = {}

    def begin(connection: Connection, *_rest: Any) -> None:
        raw: Any = connection.connection.driver_connection
        timer = threading.Timer(seconds, raw.interrupt)
        timer.daemon = True
        running[id(connection)] = timer
        timer.start()

    def end(connection: Connection | None) -> None:
        timer = running.pop(id(connection), None)
        if timer is not None:
            timer.cancel()

    event.listen(made, "before_cursor_execute", begin)
    event.listen(made, "after_cursor_execute", lambda connection, *_rest: end(connection))
    event.listen(made, "handle_error", lambda context: end(context.connection))


def missing_file(source: SourceDefinition, url: URL) -> SourceError:
    """Return the error that says which file is not there."""
    name = os.path.basename(url.database or "")  # noqa: PTH119 - a str from the URL
    hint = "Check the path in sources.yaml; it is taken from the configuration folder."
    return SourceError(f'source {source.id}: there is no database file "{name}"', hint, temporary=False)


def _lock(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("set TimeZone = 'UTC'")
    cursor.execute("set lock_configuration = true")
    cursor.close()
