"""How each engine makes the tables of generated data, and how it is opened to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from metrics.sources.clickhouse import STANDARD, as_arguments, speak_standard
from metrics.sources.spark import configure

ENGINES = ("duckdb", "sqlite", "postgresql", "mariadb")
"""Engines of every run."""
HEAVY = ("clickhouse", "spark")
"""Engines of the nightly run."""


@dataclass(frozen=True)
class Spelling:
    """An engine's way to make a table.

    Attributes:
        types: Kind of column (or how a time column stores a moment) → type.
        address: URL, or the fixture of tests/conftest.py that starts a server and gives it.
        setup: What makes a session's zone UTC.
        before: What stands before the word table.
        after: What stands behind the columns.
        quote: What stands around a name that may be one of the engine's own words.
        zones: Whether a literal of an instant carries its zone.
        options: Of ``create_engine``.
        opened: What is done to the engine once it is made.
    """

    types: Mapping[str, str]
    address: str
    setup: str = "select 1"
    before: str = ""
    after: str = ""
    quote: str = '"'
    zones: bool = True
    options: Mapping[str, object] = field(default_factory=dict)
    opened: Callable[[Engine], None] = lambda _engine: None


def _types(text: str, number: str, integer: str, flag: str, stamps: tuple[str, str] | str) -> dict[str, str]:
    instant, wall = (stamps, stamps) if isinstance(stamps, str) else stamps
    times = {"instant": instant, "utc_naive": wall, "local_naive": wall, "date": "date"}
    return {"text": text, "number": number, "integer": integer, "flag": flag, **times}


def _nullable(types: Mapping[str, str]) -> dict[str, str]:
    return {name: f"Nullable({kind})" for name, kind in types.items()}


_IN_UTC = "set timezone = 'UTC'"

SPELLINGS: Mapping[str, Spelling] = {
    "duckdb": Spelling(
        _types("varchar", "double", "bigint", "boolean", ("timestamptz", "timestamp")), "duckdb:///:memory:", _IN_UTC
    ),
    "sqlite": Spelling(_types("text", "real", "integer", "boolean", "text"), "sqlite:///:memory:"),
    "postgresql": Spelling(
        _types("text", "double precision", "bigint", "boolean", ("timestamptz", "timestamp")), "postgres_url", _IN_UTC
    ),
    "mariadb": Spelling(
        _types("varchar(64)", "double", "bigint", "boolean", ("timestamp(6) null", "datetime(6)")),
        "mariadb_url",
        "set time_zone = '+00:00', default_tmp_storage_engine = 'Aria'",
        quote="`",
        before="temporary",
        zones=False,
        options={"enable_from_linting": False},
    ),
    "clickhouse": Spelling(
        _nullable(_types("String", "Float64", "Int64", "Bool", "DateTime64(6, 'UTC')") | {"date": "Date32"}),
        "clickhouse_url",
        after="engine = Memory",
        zones=False,
        options={"connect_args": as_arguments(STANDARD)},
        opened=speak_standard,
    ),
    "spark": Spelling(
        _types("string", "double", "bigint", "boolean", ("timestamp", "timestamp_ntz")),
        "spark_url",
        opened=configure,
    ),
}


def writing(name: str, url: str) -> Engine:
    """Return an engine that may write."""
    made = create_engine(url, poolclass=NullPool, **SPELLINGS[name].options)
    SPELLINGS[name].opened(made)
    return made
