"""ClickHouse: a read-only session with time limits, in which null, counts and neighbours are as in other engines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.types import Integer

from okr.metric import SourceDefinition

CONNECT_SECONDS = 10
SPARE_SECONDS = 5
"""The socket gives up this long after the server should have: its own message is the better one."""

STANDARD: dict[str, Any] = {
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "cast_keep_nullable": 1,
    "prefer_column_name_to_alias": 1,
    "allow_experimental_correlated_subqueries": 1,
    "session_timezone": "UTC",
}
"""Settings under which nothing is null, as in other engines, and not 0 or 1970."""


def ending() -> str:
    """Return what makes a statement mean the same in a session of somebody else's."""
    return "\nSETTINGS " + ", ".join(f"{name} = {value!r}" for name, value in STANDARD.items())


def engine(url: URL, source: SourceDefinition) -> Engine:
    """Return an engine whose sessions are read only, in UTC, and limited in time."""
    url = url.set(drivername="clickhousedb") if url.get_backend_name() == "clickhouse" else url
    seconds = source.limits.seconds
    settings = as_arguments(STANDARD | {"readonly": 2, "max_execution_time": seconds})
    timeouts = {"connect_timeout": CONNECT_SECONDS, "send_receive_timeout": int(seconds) + SPARE_SECONDS}
    connect = {"query_retries": 0, "autogenerate_session_id": False, **timeouts, **settings}
    made = create_engine(url, connect_args=connect, poolclass=NullPool, hide_parameters=True)
    speak_standard(made)
    return made


def as_arguments(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings of the server as arguments of the driver."""
    return {f"ch_{name}": value for name, value in settings.items()}


def speak_standard(made: Engine) -> None:
    """Make the engine's compiler write counts that can be negative and neighbours that can be null."""
    from clickhouse_connect.cc_sqlalchemy.sql.compiler import ChStatementCompiler

    class Standard(ChStatementCompiler):  # type: ignore[misc]
        """ClickHouse's SQL with signed counts and nullable neighbours."""

        def visit_over(self, over: Any, **kw: Any) -> str:
            text: str = super().visit_over(over, **{**kw, "is_inside": True})
            return f"toInt64({text})" if _is_whole(over.element) and not kw.get("is_inside") else text

        def visit_function(self, func: Any, add_to_result_map: Any = None, **kw: Any) -> str:
            is_inside = kw.pop("is_inside", False)
            text: str = super().visit_function(func, add_to_result_map=add_to_result_map, **kw)
            return f"toInt64({text})" if _is_whole(func) and not is_inside else text

        def visit_lag_func(self, func: Any, **kw: Any) -> str:
            return f"lag({_nullable_first(self, func, kw)})"

        def visit_lead_func(self, func: Any, **kw: Any) -> str:
            return f"lead({_nullable_first(self, func, kw)})"

    made.dialect.statement_compiler = Standard


def _is_whole(func: Any) -> bool:
    """Whether a function counts: unsigned numbers have no common type with negative ones."""
    name = getattr(func, "name", "")
    return name in ("count", "row_number", "rank", "dense_rank") or (name == "sum" and isinstance(func.type, Integer))


def _nullable_first(compiler: Any, func: Any, kw: dict[str, Any]) -> str:
    first, *rest = (compiler.process(clause, **kw) for clause in func.clauses)
    return ", ".join([f"toNullable({first})", *rest])
