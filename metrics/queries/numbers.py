"""A column as numbers where it may hold text, which would sort by letters; in SQLite every column may."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from metrics.queries.catalog import is_text

_WRITTEN: Final = "^[ ]*-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?[ ]*$"
"""A number as text; what JSON takes for one."""
_WHERE_TEXT: Final = {
    "duckdb": "(case when regexp_matches({0}, '{1}') then cast({0} as double) end)",
    "postgresql": "(case when {0} ~ '{1}' then cast({0} as double precision) end)",
    "mysql": "(case when {0} regexp '{1}' then cast({0} as double) end)",
    "mariadb": "(case when {0} regexp '{1}' then cast({0} as double) end)",
    "clickhousedb": "if(match(ifNull({0}, ''), '{1}'), toFloat64OrNull(trimBoth(ifNull({0}, ''))), null)",
    "spark": "(case when {0} rlike '{1}' then cast({0} as double) end)",
}
"""A text column as a number, by dialect."""


class as_number(FunctionElement[Any]):  # noqa: N801 - reads as an SQL function
    """The number that a value is or that its text writes, like ``12.50``; null for any other text."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = Float() if is_text(column.type) else column.type


@compiles(as_number)
def _as_number(element: as_number, compiler: SQLCompiler, **kw: Any) -> str:
    (clause,) = element.clauses
    column = compiler.process(clause, **kw)
    spelling = _WHERE_TEXT.get(compiler.dialect.name)
    return spelling.format(column, _WRITTEN) if spelling is not None and is_text(clause.type) else column


@compiles(as_number, "sqlite")
def _as_number_sqlite(element: as_number, compiler: SQLCompiler, **kw: Any) -> str:
    (clause,) = element.clauses
    column = compiler.process(clause, **kw)
    # A cast alone would make 0 of text that is no number; JSON knows which text is one.
    written = f"json_valid({column}) and json_type({column}) in ('integer', 'real')"
    return (
        f"case when typeof({column}) = 'blob' then null when typeof({column}) <> 'text' then {column}"
        f" when {written} then cast({column} as numeric) end"
    )


__all__ = ["as_number"]
