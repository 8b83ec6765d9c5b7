"""Tables of the demo as Arrow columns, each stored the way such systems really store moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # no types are published for it
from numpy.typing import NDArray

from tracking.demo.calendar import ZONE
from tracking.demo.moments import Flags, Floats, Ints, Span

Table: TypeAlias = pa.Table
Tables = dict[str, Table]


def table(**columns: pa.Array | NDArray[np.generic]) -> Table:
    """Return a table of the named columns."""
    return pa.table(
        {name: column if isinstance(column, pa.Array) else pa.array(column) for name, column in columns.items()}
    )


def numbers(count: int, first: int = 1) -> Ints:
    """Return consecutive ids."""
    return np.arange(first, first + count)


def instants(at: Floats) -> pa.Array:
    """Return UTC epoch seconds as timestamps with zone; not a number becomes null."""
    return pa.array(_microseconds(at), pa.timestamp("us", tz="UTC"), mask=~np.isfinite(at))


def utc_naive(at: Floats) -> pa.Array:
    """Return UTC epoch seconds as timestamps without zone, in UTC."""
    return pa.array(_microseconds(at), pa.timestamp("us"), mask=~np.isfinite(at))


def local_naive(at: Floats) -> pa.Array:
    """Return UTC epoch seconds as timestamps without zone, on the local wall clock."""
    return pa.array(_wall(at), pa.timestamp("us"))


def epoch_ms(at: Floats) -> pa.Array:
    """Return UTC epoch seconds as whole milliseconds since 1970."""
    return pa.array(np.floor(at * 1000.0).astype(np.int64))


def epoch_s(at: Floats) -> pa.Array:
    """Return UTC epoch seconds as whole seconds since 1970."""
    return pa.array(np.floor(at).astype(np.int64))


def dates(span: Span, day: NDArray[np.number]) -> pa.Array:
    """Return story days as dates; not a number becomes null."""
    origin = np.datetime64(span.start, "D").astype(np.int64)
    known = np.isfinite(day)
    return pa.array((origin + np.where(known, day, 0)).astype(np.int32), pa.int32(), mask=~known).cast(pa.date32())


def local_day(span: Span, at: Floats) -> Ints:
    """Return the story day on whose local date each instant falls."""
    origin = np.datetime64(span.start, "D").astype(np.int64)
    return np.floor_divide(_wall(at), 86_400_000_000) - origin


def words(code: Ints, names: Sequence[str]) -> pa.Array:
    """Return coded words as text, in little space."""
    return pa.DictionaryArray.from_arrays(pa.array(code.astype(np.int32)), pa.array(list(names)))


def some_missing(values: NDArray[np.generic], missing: Flags) -> pa.Array:
    """Return values of which some are null."""
    return pa.array(values, mask=missing)


def coded(content: Table) -> frozenset[str]:
    """Return the names of the columns that hold coded words."""
    return frozenset(field.name for field in content.schema if pa.types.is_dictionary(field.type))


def _microseconds(at: Floats) -> Ints:
    return np.where(np.isfinite(at), np.floor(np.where(np.isfinite(at), at, 0.0) * 1e6), 0.0).astype(np.int64)


def _wall(at: Floats) -> Ints:
    """Return the local wall clock as microseconds since 1970."""
    wall = pd.to_datetime(_microseconds(at), unit="us", utc=True).tz_convert(str(ZONE)).tz_localize(None)
    return np.asarray(wall.as_unit("us").asi8)
