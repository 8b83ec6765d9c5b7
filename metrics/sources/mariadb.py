"""MariaDB and MySQL: a fresh read-only connection with time limits; the user's grants are the boundary."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from okr.metric import SourceDefinition

CONNECT_SECONDS = 10
SPARE_SECONDS = 5
"""The socket gives up this long after the server should have: its own message is the better one."""


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine whose sessions are read only, in UTC, and limited in time."""
    url = url.set(drivername="mysql+pymysql") if url.drivername in ("mysql", "mariadb") else url
    seconds = source.limits.seconds
    connect = {"connect_timeout": CONNECT_SECONDS, "read_timeout": int(seconds) + SPARE_SECONDS}
    # Its dialect does not see what joins of more than two relations connect, and would warn without a reason.
    quiet = {"hide_parameters": True, "enable_from_linting": False}
    made = create_engine(url, connect_args=connect, poolclass=NullPool, **quiet)
    event.listen(made, "connect", lambda connection, _record: _fence(connection, seconds))
    return made


def _fence(connection: Any, seconds: float) -> None:
    """Set up a session; ``transaction read only`` may not stand beside variables in one statement."""
    cursor = connection.cursor()
    cursor.execute("set session transaction read only")
    cursor.execute("select version()")
    is_mariadb = "mariadb" in str(cursor.fetchone()[0]).lower()
    limit = f"max_statement_time = {seconds:g}" if is_mariadb else f"max_execution_time = {int(seconds * 1000)}"
    cursor.execute(f"set session {limit}, time_zone = '+00:00', sql_select_limit = default")
    cursor.close()
    connection.commit()


_GRANTS = text(
    "select count(*) from (select grantee, privilege_type from information_schema.user_privileges"
    " union all select grantee, privilege_type from information_schema.schema_privileges"
    " union all select grantee, privilege_type from information_schema.table_privileges"
    " union all select grantee, privilege_type from information_schema.column_privileges) grants"
    " where privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER')"
    " and grantee = concat('\\'', replace(current_user(), '@', '\\'@\\''), '\\'')"
)


def can_write(connection: Connection) -> bool:
    """Return whether the user could change any table: read from its own grants, never tried."""
    return bool(connection.execute(_GRANTS).scalar())
