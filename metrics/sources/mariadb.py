"""MariaDB and MySQL: a fresh read-only connection with time limits; the user's grants are the boundary."""

from __future__ import annotations

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.pool import NullPool

from okr.metric import SourceDefinition

CONNECT_SECONDS = 10


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine whose sessions are read only, in UTC, and limited in time."""
    url = url.set(drivername="mysql+pymysql") if url.drivername in ("mysql", "mariadb") else url
    setup = f"set session transaction read only, max_statement_time={source.limits.seconds:g}, time_zone='+00:00'"
    seconds = int(source.limits.seconds) + 1
    connect = {"connect_timeout": CONNECT_SECONDS, "read_timeout": seconds, "init_command": setup}
    return create_engine(url, connect_args=connect, poolclass=NullPool, hide_parameters=True)
