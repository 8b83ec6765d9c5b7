"""The few SQL constructs that differ between engines, each written once per dialect.

Everything else an adapter says is plain SQLAlchemy Core: CASE, windows, COUNT, whole-number arithmetic. A moment
becomes one of two whole numbers: microseconds since the epoch, or the local day index of :mod:`metrics.dates.calendar`.
The self-check of :mod:`metrics.sources.selfcheck` holds each construct against Python when a source is opened.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from okr.metric import StoredAs

_NAIVE = (StoredAs.UTC_NAIVE, StoredAs.LOCAL_NAIVE)

_BIAS = 1_000_000
"""Divisors added before a division and taken off after it, so that it floors before 1970 too."""


class wall_us(FunctionElement[int]):  # noqa: N801 - reads as an SQL function
    """Microseconds since the epoch of a stamp, its wall time read as UTC (so exact where it is an instant or UTC)."""

    inherit_cache = False
    type = BigInteger()

    def __init__(self, column: ColumnElement[Any], stored_as: StoredAs) -> None:
        super().__init__(column)
        self.stored_as = stored_as


class wall_day(FunctionElement[int]):  # noqa: N801 - reads as an SQL function
    """Days from 1970-01-01 to a date column, or to the date part of a wall-time column."""

    inherit_cache = False
    type = BigInteger()


class shifted_day(FunctionElement[int]):  # noqa: N801 - reads as an SQL function
    """Days from 1970-01-01 of a native stamp after adding a shift.

    The shift is a number of whole seconds; for PostgreSQL's own stamps it is an interval.
    """

    inherit_cache = False
    type = BigInteger()

    def __init__(self, column: ColumnElement[Any], shift: ColumnElement[int], stored_as: StoredAs) -> None:
        super().__init__(column, shift)
        self.stored_as = stored_as


class exact_text(FunctionElement[str]):  # noqa: N801 - reads as an SQL function
    """A text column compared letter by letter: case, accents and spaces at its end count, as in Python."""

    inherit_cache = True
    type = String()


class floor_div(FunctionElement[int]):  # noqa: N801 - reads as an SQL function
    """Whole-number division that floors, by a positive constant."""

    inherit_cache = False
    type = BigInteger()

    def __init__(self, value: ColumnElement[int], divisor: int) -> None:
        super().__init__(value)
        self.divisor = divisor


def _arguments(element: FunctionElement[Any], compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
    return [compiler.process(clause, **kw) for clause in element.clauses]


def _from_number(element: wall_us, column: str) -> str | None:
    factor = {StoredAs.EPOCH_S: 1_000_000, StoredAs.EPOCH_MS: 1_000, StoredAs.EPOCH_US: 1}.get(element.stored_as)
    return None if factor is None else column if factor == 1 else f"({column} * {factor})"


@compiles(wall_us, "duckdb")
def _wall_us_duckdb(element: wall_us, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    number = _from_number(element, column)
    if number is not None:
        return f"cast({number} as bigint)"
    if element.stored_as is StoredAs.TEXT:
        return f"epoch_us(cast({column} as timestamptz))"
    if element.stored_as is StoredAs.INSTANT:
        return f"epoch_us({column})"
    return f"epoch_us(cast({column} as timestamp))"


@compiles(wall_us, "postgresql")
def _wall_us_postgresql(element: wall_us, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    number = _from_number(element, column)
    if number is not None:
        return f"cast({number} as bigint)"
    kind = "timestamptz" if element.stored_as in (StoredAs.TEXT, StoredAs.INSTANT) else "timestamp"
    return f"cast(extract(epoch from cast({column} as {kind})) * 1000000 as bigint)"


@compiles(wall_us, "sqlite")
def _wall_us_sqlite(element: wall_us, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    number = _from_number(element, column)
    if number is not None:
        return f"cast({number} as integer)"
    # unixepoch() needs SQLite 3.38 and rounds to the millisecond first, so it must not see the digits behind the point.
    if element.stored_as in _NAIVE:
        fraction = f"cast(round(cast('0' || substr({column}, 20) as real) * 1000000) as integer)"
        return f"({_seconds_sqlite(column)} * 1000000 + {fraction})"
    point, digits = f"instr({column}, '.')", "'0123456789'"
    whole = f"substr({column}, 1, {point} - 1) || ltrim(substr({column}, {point} + 1), {digits})"
    fraction = f"cast(round(cast('0' || substr({column}, {point}) as real) * 1000000) as integer)"
    return (
        f"(case when {point} > 0 then unixepoch({whole}) * 1000000 + {fraction} else unixepoch({column}) * 1000000 end)"
    )


def _seconds_sqlite(column: str) -> str:
    """Whole seconds of a stamp without an offset: what stands behind the 19th letter is below a second."""
    return f"unixepoch(substr({column}, 1, 19))"


@compiles(wall_us, "mysql")
@compiles(wall_us, "mariadb")
def _wall_us_mysql(element: wall_us, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    number = _from_number(element, column)
    if number is not None:
        return f"cast({number} as signed)"
    if element.stored_as is StoredAs.TEXT:
        return _text_us_mysql(column)
    return _since_epoch_mysql(f"cast({column} as datetime(6))")


def _since_epoch_mysql(stamp: str) -> str:
    return f"timestampdiff(microsecond, cast('1970-01-01 00:00:00' as datetime(6)), {stamp})"


def _text_us_mysql(column: str) -> str:
    """A cast drops the offset behind a text stamp, so it is cut off and reckoned here."""
    offset = f"coalesce(regexp_substr(substr({column}, 12), '[+-][0-9]{{2}}(:?[0-9]{{2}})?$'), '')"
    wall = f"trim(trailing 'Z' from substr({column}, 1, char_length({column}) - char_length({offset})))"
    minutes = f"(case when char_length({offset}) > 3 then right({offset}, 2) else '0' end)"
    seconds = f"(cast(substr({offset}, 2, 2) as signed) * 3600 + cast({minutes} as signed) * 60)"
    signed = f"(case when left({offset}, 1) = '-' then -{seconds} else {seconds} end)"
    return f"({_since_epoch_mysql(f'cast({wall} as datetime(6))')} - {signed} * 1000000)"


@compiles(wall_us, "clickhousedb")
def _wall_us_clickhouse(element: wall_us, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    number = _from_number(element, column)
    if number is not None:
        return f"toInt64({number})"
    if element.stored_as is not StoredAs.TEXT:
        return f"toUnixTimestamp64Micro(toDateTime64({column}, 6, 'UTC'))"
    # A function of text sees '' in rows that are null, and would refuse it.
    parsed = f"parseDateTime64BestEffort(ifNull({column}, '1970-01-01'), 6, 'UTC')"
    return f"if({column} is null, null, toUnixTimestamp64Micro({parsed}))"


@compiles(wall_us, "spark")
def _wall_us_spark(element: wall_us, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    number = _from_number(element, column)
    return f"cast({number} as bigint)" if number is not None else f"unix_micros(cast({column} as timestamp))"


@compiles(wall_day, "duckdb")
def _wall_day_duckdb(element: wall_day, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    return f"(cast({column} as date) - date '1970-01-01')"


@compiles(wall_day, "postgresql")
def _wall_day_postgresql(element: wall_day, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    return f"(cast({column} as date) - date '1970-01-01')"


@compiles(wall_day, "sqlite")
def _wall_day_sqlite(element: wall_day, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    return f"(unixepoch(substr({column}, 1, 10)) / 86400)"


@compiles(wall_day, "mysql")
@compiles(wall_day, "mariadb")
def _wall_day_mysql(element: wall_day, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    # A cast to a date may round 23:59:59.6 up into the next day; datediff looks at the date parts alone.
    return f"datediff({column}, '1970-01-01')"


@compiles(wall_day, "clickhousedb")
def _wall_day_clickhouse(element: wall_day, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    return f"toInt64(toInt32(toDate32({column}, 'UTC')))"


@compiles(wall_day, "spark")
def _wall_day_spark(element: wall_day, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    return f"cast(unix_date(cast({column} as date)) as bigint)"


@compiles(shifted_day, "postgresql")
def _shifted_day_postgresql(element: shifted_day, compiler: SQLCompiler, **kw: Any) -> str:
    # extract(epoch) makes a slow numeric; shifting the stamp itself is three times as fast.
    if element.stored_as in (StoredAs.EPOCH_S, StoredAs.EPOCH_MS, StoredAs.EPOCH_US):
        return _shifted_day(element, compiler, **kw)
    column, shift = _arguments(element, compiler, kw)
    instant = f"cast({column} as timestamptz)" if element.stored_as is StoredAs.TEXT else column
    is_wall = element.stored_as not in (StoredAs.TEXT, StoredAs.INSTANT)
    stamp = column if is_wall else f"({instant} at time zone 'UTC')"
    return f"(cast({stamp} + {shift} as date) - date '1970-01-01')"


@compiles(shifted_day, "duckdb")
def _shifted_day_duckdb(element: shifted_day, compiler: SQLCompiler, **kw: Any) -> str:
    # One division instead of two: this runs for every row of a scan.
    column, shift = element.clauses
    us = compiler.process(wall_us(column, element.stored_as), **kw)
    day_us = 86_400_000_000
    return (
        f"(({us} + cast({compiler.process(shift, **kw)} as bigint) * 1000000 + {day_us * _BIAS}) // {day_us} - {_BIAS})"
    )


@compiles(shifted_day, "sqlite")
def _shifted_day_sqlite(element: shifted_day, compiler: SQLCompiler, **kw: Any) -> str:
    if element.stored_as not in _NAIVE:
        return _shifted_day(element, compiler, **kw)
    # Whole seconds are enough for a day, and this runs for every row of a scan.
    column, shift = _arguments(element, compiler, kw)
    return f"(({_seconds_sqlite(column)} + {shift} + {86_400 * _BIAS}) / 86400 - {_BIAS})"


@compiles(shifted_day)
def _shifted_day(element: shifted_day, compiler: SQLCompiler, **kw: Any) -> str:
    column, shift = element.clauses
    seconds = floor_div(wall_us(column, element.stored_as), 1_000_000)
    return compiler.process(floor_div(seconds + shift, 86400), **kw)


@compiles(exact_text)
def _exact_text(element: exact_text, compiler: SQLCompiler, **kw: Any) -> str:
    return _arguments(element, compiler, kw)[0]


@compiles(exact_text, "mysql")
@compiles(exact_text, "mariadb")
def _exact_text_mysql(element: exact_text, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = _arguments(element, compiler, kw)
    collation = "utf8mb4_nopad_bin" if getattr(compiler.dialect, "is_mariadb", False) else "utf8mb4_0900_bin"
    return f"convert({column} using utf8mb4) collate {collation}"


@compiles(floor_div)
def _floor_div(element: floor_div, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = _arguments(element, compiler, kw)
    return f"(({value} + {_BIAS * element.divisor}) / {element.divisor} - {_BIAS})"


@compiles(floor_div, "duckdb")
def _floor_div_duckdb(element: floor_div, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = _arguments(element, compiler, kw)
    return f"(({value} + {_BIAS * element.divisor}) // {element.divisor} - {_BIAS})"


@compiles(floor_div, "clickhousedb")
def _floor_div_clickhouse(element: floor_div, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = _arguments(element, compiler, kw)
    return f"(intDiv({value} + {_BIAS * element.divisor}, {element.divisor}) - {_BIAS})"


@compiles(floor_div, "spark")
@compiles(floor_div, "mysql")
@compiles(floor_div, "mariadb")
def _floor_div_mysql(element: floor_div, compiler: SQLCompiler, **kw: Any) -> str:
    (value,) = _arguments(element, compiler, kw)
    return f"(({value} + {_BIAS * element.divisor}) div {element.divisor} - {_BIAS})"


__all__ = ["exact_text", "floor_div", "shifted_day", "wall_day", "wall_us"]
