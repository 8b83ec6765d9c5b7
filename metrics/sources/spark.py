"""Spark SQL through its Thrift server: single SELECTs in UTC, limited in time; the user's rights are the boundary."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.pool import NullPool

from metrics.queries.statement import changes
from okr.errors import SourceError
from okr.metric import SourceDefinition

registry.register("spark", "metrics.sources.spark_dialect", "SparkDialect")

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.legacy.consecutiveStringLiterals.enabled": "false",
}
"""Settings under which a wrong cast is an error, and a quote is doubled."""


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine whose sessions are in UTC, limited in time, and asked single SELECTs only."""
    # Without a user the handshake fails.
    url = url.set(drivername="spark", username=url.username or "plumbline")
    made = create_engine(url, poolclass=NullPool, hide_parameters=True)
    limit = {"spark.sql.thriftServer.queryTimeout": f"{max(1, int(source.limits.seconds))}s"}
    event.listen(made, "connect", lambda connection, _record: _set(connection, SETTINGS | limit))
    event.listen(made, "before_cursor_execute", _only_reads)
    return made


def _set(connection: Any, settings: dict[str, str]) -> None:
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
