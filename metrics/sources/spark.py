"""Spark SQL through its Thrift server: single SELECTs in UTC, limited in time; the user's rights are the boundary."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.pool import NullPool

from metrics.queries.statement import changes
from okr.errors import SourceError
from okr.metric import SourceDefinition

registry.register("spark", "metrics.sources.spark_dialect", "SparkDialect")

CONNECT_SECONDS = 10
PORT = 10000

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.legacy.consecutiveStringLiterals.enabled": "false",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases",
}
"""Settings under which a wrong cast is an error, a quote is doubled, and unions of one table with itself can be planned
(that rule loses columns of theirs, and Spark 4.3 refuses its own plan)."""


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine whose sessions are in UTC, limited in time, and asked single SELECTs only."""
    # Without a user the handshake fails; without this its driver says so little that nobody could act on it.
    _answers(url, source)
    url = url.set(drivername="spark", username=url.username or "plumbline")
    made = create_engine(url, poolclass=NullPool, hide_parameters=True)
    limit = {"spark.sql.thriftServer.queryTimeout": f"{max(1, int(source.limits.seconds))}s"}
    configure(made, SETTINGS | limit)
    event.listen(made, "before_cursor_execute", _only_reads)
    return made


def _answers(url: URL, source: SourceDefinition) -> None:
    """Raise a :class:`SourceError` where nothing listens: the driver's own error is none of its module's."""
    port = url.port or PORT
    try:
        socket.create_connection((url.host or "", port), timeout=CONNECT_SECONDS).close()
    except OSError:
        message = f"source {source.id} at {url.host}:{port}: it does not answer"
        raise SourceError(message, "Check that it runs.", temporary=True) from None


def configure(made: Engine, settings: Mapping[str, str] = SETTINGS) -> None:
    """Give every session of an engine the settings."""
    event.listen(made, "connect", lambda connection, _record: _set(connection, settings))


def _set(connection: Any, settings: Mapping[str, str]) -> None:
    cursor = connection.cursor()
    for name, value in settings.items():
        cursor.execute(f"set {name}={value}")
    cursor.close()


def _only_reads(_connection: Any, _cursor: object, statement: str, *_rest: object) -> None:
    """Refuse everything but reading: Spark has no session that can only read."""
    words = changes(statement)
    if words:
        message = f"the statement is no SELECT alone ({', '.join(words)})"
        raise SourceError(message, "Only reading is possible.", temporary=False)
