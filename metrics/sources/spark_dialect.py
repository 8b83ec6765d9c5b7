"""Spark SQL as a dialect of SQLAlchemy, over the driver for Hive, which speaks the same protocol.

The driver's own dialect casts a date to a timestamp, does not know ``timestamp_ntz``, and gives schemas where tables
are asked for.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, text, types
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import DBAPIError, NoSuchTableError
from sqlalchemy.sql.compiler import GenericTypeCompiler, IdentifierPreparer, SQLCompiler

_TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "string": types.String,
    "varchar": types.String,
    "char": types.String,
    "boolean": types.Boolean,
    "tinyint": types.SmallInteger,
    "smallint": types.SmallInteger,
    "int": types.Integer,
    "bigint": types.BigInteger,
    "float": types.Float,
    "double": types.Double,
    "decimal": types.Numeric,
    "date": types.Date,
    "timestamp": types.DateTime,
    "timestamp_ntz": types.DateTime,
}

_NAMES: tuple[tuple[type[types.TypeEngine[Any]], str], ...] = (
    (types.Boolean, "BOOLEAN"),
    (types.Integer, "BIGINT"),
    (types.Float, "DOUBLE"),
    (types.String, "STRING"),
    (types.DateTime, "TIMESTAMP"),
)


class SparkCompiler(SQLCompiler):
    """Statements as Spark writes them."""

    def render_literal_value(self, value: Any, type_: Any) -> str:
        """Return a literal; a backslash means itself."""
        rendered = super().render_literal_value(value, type_)
        return rendered.replace("\\", "\\\\") if isinstance(value, str) else rendered


class SparkTypeCompiler(GenericTypeCompiler):
    """Types in casts."""

    def process(self, type_: types.TypeEngine[Any], **kw: Any) -> str:
        """Return the name of a type; the widest of its family, so that a cast never cuts."""
        plain = type_.dialect_impl(self.dialect)
        return next((name for kind, name in _NAMES if isinstance(plain, kind)), None) or super().process(type_, **kw)


class SparkPreparer(IdentifierPreparer):
    """Names, always between backticks: which words are reserved depends on a setting."""

    def __init__(self, dialect: Any) -> None:
        super().__init__(dialect, initial_quote="`")

    def _requires_quotes(self, _value: str) -> bool:
        return True


class SparkDialect(DefaultDialect):
    """Spark's Thrift server."""

    name = "spark"
    driver = "thrift"
    statement_compiler = SparkCompiler
    type_compiler_cls = SparkTypeCompiler
    preparer: type[IdentifierPreparer] = SparkPreparer
    default_schema_name = "default"
    supports_statement_cache = False
    supports_native_boolean = True
    supports_native_decimal = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return the driver's module."""
        from pyhive import hive

        return hive

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        """Return what the driver is called with."""
        known = {"host": url.host, "port": url.port or 10000, "username": url.username, "password": url.password}
        return [], {**known, "database": url.database or "default", **url.query}

    def do_rollback(self, _connection: Any) -> None:
        """Do nothing: there are no transactions."""

    def get_columns(self, connection: Connection, table_name: str, schema: str | None = None, **_: Any) -> list[Any]:
        """Return name and type of every column.

        Raises:
            NoSuchTableError: If there is no such table or view.
        """
        whole = ".".join(self.identifier_preparer.quote_identifier(part) for part in (schema, table_name) if part)
        try:
            rows = connection.execute(text(f"describe {whole}")).all()
        except DBAPIError as error:
            if "TABLE_OR_VIEW_NOT_FOUND" in str(error.orig):
                raise NoSuchTableError(whole) from None
            raise
        named = [(str(row[0]), str(row[1])) for row in rows]
        end = next((at for at, (name, _) in enumerate(named) if not name or name.startswith("#")), len(named))
        return [{"name": name, "type": _type(kind), "nullable": True, "default": None} for name, kind in named[:end]]

    def get_table_names(self, connection: Connection, schema: str | None = None, **_: Any) -> list[str]:
        """Return the names of tables and views."""
        where = f" in {self.identifier_preparer.quote_identifier(schema)}" if schema else ""
        return [str(row[1]) for row in connection.execute(text(f"show tables{where}"))]

    def get_view_names(self, *_: Any, **__: Any) -> list[str]:
        """Return nothing: views are among the tables."""
        return []


def _type(kind: str) -> types.TypeEngine[Any]:
    return _TYPES.get(kind.split("(", 1)[0].lower(), types.NullType)()
