"""Which tables and columns a source really has, asked once per open source, so that a missing one is named."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, FromClause, Integer, Numeric, String, column, inspect, table
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError
from sqlalchemy.types import TypeEngine

from metrics.queries.constructs import exact_text
from okr.errors import MetricError
from okr.issues import near_miss

_LAX = ("mysql", "mariadb")
"""Dialects whose text columns usually compare without regard to case or to spaces at the end."""
_TOLD_AT_ONCE = "duckdb"
"""The dialect that goes through its whole catalog for the columns of one table."""


class Catalog:
    """The tables of one open connection; each is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._inspector = inspect(connection)
        self._is_lax = connection.dialect.name in _LAX
        self._is_told_at_once = connection.dialect.name == _TOLD_AT_ONCE
        self.columns = lru_cache(maxsize=None)(self._columns)

    def _columns(self, name: str) -> Mapping[str, TypeEngine[Any]]:
        """Return column name → type.

        Raises:
            MetricError: If there is no such table or view.
        """
        schema, _, bare = name.rpartition(".")
        try:
            found = self._all.get((None, bare)) if not schema else None
            found = found or self._inspector.get_columns(bare, schema=schema or None)
        except NoSuchTableError:
            found = []
        if not found:
            raise MetricError(f"there is no table or view `{name}`", self._near_table(bare, schema or None))
        return {entry["name"]: standard(entry["type"]) for entry in found}

    @cached_property
    def _all(self) -> Mapping[tuple[str | None, str], list[ReflectedColumn]]:
        """Columns of every table and view of the default schema, where one query tells them as fast as those of one."""
        if not self._is_told_at_once:
            return {}
        try:
            return self._inspector.get_multi_columns(kind=ObjectKind.ANY)
        except SQLAlchemyError:
            return {}

    def _near_table(self, bare: str, schema: str | None) -> str:
        try:
            names = [*self._inspector.get_table_names(schema=schema), *self._inspector.get_view_names(schema=schema)]
        except SQLAlchemyError:
            return ""
        return near_miss(bare, names)

    def relation(self, name: str) -> FromClause:
        """Return the table as a FROM clause with its real columns and types."""
        schema, _, bare = name.rpartition(".")
        columns = [column(key, kind) for key, kind in self.columns(name).items()]
        return table(bare, *columns, schema=schema or None)

    def column(self, relation: FromClause, name: str) -> ColumnElement[Any]:
        """Return one column of a relation made by :meth:`relation`.

        Raises:
            MetricError: If the column is gone or never was.
        """
        if name in relation.c:
            found = relation.c[name]
            return exact_text(found) if self._is_lax and is_text(found.type) else found
        shown = getattr(relation, "name", "the relation")
        raise MetricError(f"column `{name}` is gone from `{shown}`", near_miss(name, relation.c.keys()))


def standard(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return a type of a dialect's own as the standard type that it is called after, where it is not made from it."""
    name = type(kind).__name__.lower()
    return String() if name in ("string", "fixedstring", "enum8", "enum16") and not isinstance(kind, String) else kind


def is_text(kind: TypeEngine[Any]) -> bool:
    """Whether a column holds text (so that '' stands for nothing)."""
    return isinstance(kind, String)


def fitting(kind: TypeEngine[Any], value: object) -> object:
    """Return a value from a file so that the column can be compared with it (``1`` is ``"1"`` beside text)."""
    if isinstance(kind, String) and not isinstance(value, str) and value is not None:
        return str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(kind, Boolean) and isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), value)
    if isinstance(kind, (Integer, Numeric)) and isinstance(value, str):
        raise MetricError(f'a number column is compared with the text "{value}"', "Write the number without quotes.")
    return value
