"""PostgreSQL: a fresh read-only connection with time limits; the role's rights are the boundary."""

from __future__ import annotations

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from okr.metric import SourceDefinition

CONNECT_SECONDS = 10


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine whose sessions are read only, in UTC, and limited in time."""
    milliseconds = int(source.limits.seconds * 1000)
    options = (
        f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c default_transaction_read_only=on"
        " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
    )
    url = url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
    connect = {"connect_timeout": CONNECT_SECONDS, "options": options, "application_name": "plumbline"}
    return create_engine(url, connect_args=connect, poolclass=NullPool, hide_parameters=True)


def can_write(connection: Connection) -> bool:
    """Return whether the role could change any table: read from the catalogue, never tried."""
    query = text(
        "select exists (select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')"
        " and n.nspname not like 'pg_toast%' and (has_table_privilege(c.oid, 'INSERT')"
        " or has_table_privilege(c.oid, 'UPDATE') or has_table_privilege(c.oid, 'DELETE')))"
    )
    return bool(connection.execute(query).scalar())
