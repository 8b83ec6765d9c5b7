"""DuckDB in memory over the files: it may read these files and nothing else, and runs single SELECTs only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from metrics.sources.duckdb_file import FENCE, limit
from metrics.sources.files.heading import first_line, uneven_line
from metrics.sources.files.tables import FileTable, declared_types, tables_at
from okr.errors import SourceError
from okr.issues import near_miss
from okr.metric import SourceDefinition

Types = Mapping[str, str | None]

_SETTINGS = {name: value for name, value in FENCE.items() if name != "enable_external_access"} | {"temp_directory": ""}

_FITTING = {
    "TIMESTAMP WITH TIME ZONE": ("TIMESTAMP",),
    "TIMESTAMP": ("TIMESTAMP",),
    "DATE": ("DATE", "TIMESTAMP"),
    "DOUBLE": ("DOUBLE", "FLOAT", "DECIMAL", "BIGINT", "INTEGER", "UBIGINT", "UINTEGER"),
    "BIGINT": ("DOUBLE", "BIGINT", "INTEGER", "UBIGINT", "UINTEGER", "HUGEINT"),
}
"""What a time column may be instead of the type that is asked for: beginnings of type names."""


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine whose tables are the files at the address.

    Raises:
        SourceError: If there is no such file.
    """
    tables = tables_at(Path(url.database or ""), source)
    made = create_engine(
        "duckdb:///:memory:", connect_args={"config": _SETTINGS}, poolclass=NullPool, hide_parameters=True
    )
    event.listen(made, "connect", lambda connection, _record: _open(connection, tables, source))
    event.listen(made, "before_cursor_execute", _only_select)
    limit(made, source.limits.seconds)
    return made


def _open(connection: Any, tables: Sequence[FileTable], source: SourceDefinition) -> None:
    """Fence the connection, then make a view of every table; only those of the source's own relations must work."""
    cursor = connection.cursor()
    allowed = ", ".join(_quoted(str(path)) for table in tables for path in table.paths)
    for setting in ("TimeZone = 'UTC'", f"allowed_paths = [{allowed}]", "enable_external_access = false"):
        cursor.execute(f"set {setting}")
    wanted = declared_types(source)
    for table in sorted(tables, key=lambda table: table.name not in wanted):
        _make(cursor, table, wanted.get(table.name), source)
    cursor.execute("set lock_configuration = true")
    cursor.close()


def _make(cursor: Any, table: FileTable, types: Types | None, source: SourceDefinition) -> None:
    import duckdb

    if types is None:
        with suppress(duckdb.Error, SourceError):
            cursor.execute(_view(table, {}, source.id))
        return
    make = _view(table, types, source.id)
    for path in table.paths:
        _has_columns(cursor, path, types, source.id)
    try:
        cursor.execute(make)
    except duckdb.Error:
        _has_even_lines(table, source.id)
        raise
    _has_types(cursor, table, types, source.id)


def _view(table: FileTable, types: Types, source_id: str) -> str:
    paths = ", ".join(_quoted(str(path)) for path in table.paths)
    view = f'create view "{_doubled(table.name)}" as select * from'
    if table.is_parquet:
        return f"{view} read_parquet([{paths}], union_by_name = true)"
    _, delimiter = first_line(table.paths[0], source_id)
    known = f"union_by_name = true, header = true, delim = {_quoted(delimiter)}, quote = '\"', escape = '\"'"
    fixed = ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in types.items() if kind is not None)
    typed = f", types = {{{fixed}}}" if fixed else ""
    return f"{view} read_csv([{paths}], {known}{typed})"


def _has_columns(cursor: Any, path: Path, types: Types, source_id: str) -> None:
    """Every file must have every column: where one lacks it, its rows would silently have none."""
    if path.suffix == ".parquet":
        names = [name for name, _ in _described(cursor, f"from read_parquet({_quoted(str(path))})")]
    else:
        names, _ = first_line(path, source_id)
    missing = [name for name in types if name.lower() not in map(str.lower, names)]
    if missing:
        message = f"source {source_id}: {path.name}:1 has no column `{missing[0]}`"
        raise SourceError(message, near_miss(missing[0], names), temporary=False)


def _has_even_lines(table: FileTable, source_id: str) -> None:
    """DuckDB does not say which line it could not make sense of when it looked for types."""
    for path in table.paths if not table.is_parquet else ():
        line = uneven_line(path, source_id)
        if line is not None:
            message = f"source {source_id}: {path.name}:{line} has more or fewer cells than the first line"
            raise SourceError(message, "Quote cells that hold the delimiter.", temporary=False)


def _has_types(cursor: Any, table: FileTable, types: Types, source_id: str) -> None:
    """A Parquet file says itself what its columns are; the time column must be what ``stored_as`` says."""
    found = {name.lower(): kind for name, kind in _described(cursor, f'"{_doubled(table.name)}"')}
    for name, wanted in types.items():
        if wanted in _FITTING and not found[name.lower()].startswith((wanted, *_FITTING[wanted])):
            message = f"source {source_id}: column `{name}` of {table.paths[0].name} holds {found[name.lower()]}"
            raise SourceError(message, f"Its stored_as asks for {wanted}.", temporary=False)


def _described(cursor: Any, relation: str) -> list[tuple[str, str]]:
    cursor.execute(f"describe {relation}")
    return [(name, kind) for name, kind, *_ in cursor.fetchall()]


def _only_select(connection: Any, _cursor: object, statement: str, *_rest: object) -> None:
    """Refuse everything but one SELECT: a file that may be read could be written too."""
    raw = connection.connection.driver_connection
    kinds = [found.type.name for found in raw.extract_statements(statement)]
    if kinds != ["SELECT"]:
        message = f"the statement is {' and '.join(kinds) or 'empty'}, not one SELECT"
        raise SourceError(message, "Only reading is possible.", temporary=False)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _doubled(name: str) -> str:
    return name.replace('"', '""')
