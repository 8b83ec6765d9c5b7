"""Quantiles by rank: the few ordered values that a quantile and its interval need, and what they say.

The database orders the values and returns only those near the ranks wanted; which ranks these are exactly is found
once the count is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import FromClause, Select, case, func, or_, select

from metrics.queries.constructs import floor_div
from metrics.queries.literals import decimal
from metrics.statistics.intervals import Z, order_statistic_ends

_NEAR = 4
"""Values kept on each side of an approximate rank; the exact binomial ranks are never further away."""


def ranked(rows: FromClause, keys: tuple[str, ...] = ("bucket",)) -> Select[Any]:
    """Return ``place`` (the rank, from 1), ``n`` and ``value`` of every row within its keys.

    Args:
        rows: The keys, and a column ``value`` without nulls.
        keys: Columns within which values are ordered.
    """
    columns = [rows.c[key] for key in keys]
    place = func.row_number().over(partition_by=columns, order_by=rows.c.value).label("place")
    return select(*columns, place, func.count().over(partition_by=columns).label("n"), rows.c.value)


def near_ranks(rows: FromClause, keys: tuple[str, ...], quantile: Fraction) -> Select[Any]:
    """Return the ranked values that the quantile and its interval may need."""
    placed = ranked(rows, keys).subquery()
    q = float(quantile)
    centre = placed.c.n * decimal(q)
    half = func.sqrt(placed.c.n * decimal(q * (1 - q))) * decimal(Z)
    near = (func.abs(placed.c.place - edge) <= _NEAR for edge in (centre, centre - half, centre + half))
    return select(*placed.c).where(or_(*near))


def value_at(rows: FromClause, quantile: Fraction) -> Select[Any]:
    """Return the one value at the rank of a quantile over all rows, as ``value``, and their number ``n``."""
    placed = ranked(rows, ()).subquery()
    rank = floor_div(placed.c.n * quantile.numerator + (quantile.denominator - 1), quantile.denominator)
    return select(placed.c.value, placed.c.n).where(placed.c.place == rank)


def value_between(rows: FromClause, quantile: Fraction) -> Select[Any]:
    """Return the value on the straight line between the two ranks around a quantile, as ``value``, and ``n``."""
    placed = ranked(rows, ()).subquery()
    scaled = (placed.c.n - 1) * quantile.numerator
    base = floor_div(scaled, quantile.denominator)
    part = (scaled - base * quantile.denominator) * decimal(1) / quantile.denominator
    weight = case((placed.c.place == base + 1, 1 - part), (placed.c.place == base + 2, part), else_=decimal(0))
    value: Any = func.sum(placed.c.value * weight)
    return select(value.label("value"), func.count().label("n"))


def between_ranks(values: Mapping[int, float], n: int, quantile: Fraction) -> float:
    """Return the continuous quantile: on the straight line between the values of the two ranks around it."""
    position = quantile * (n - 1)
    base = position.numerator // position.denominator
    low = values[base + 1]
    return low + (values.get(base + 2, low) - low) * float(position - base)


def rank_of(n: int, quantile: Fraction) -> int:
    """Return the rank of the discrete quantile of ``n`` values: the least with at least that share at or below it."""
    return max(1, -(-(quantile.numerator * n) // quantile.denominator))


def quantile_of(values: Mapping[int, float], n: int, quantile: Fraction) -> tuple[float, float | None, float | None]:
    """Return a quantile and both ends of its interval from values by rank; an open end is None."""
    low, high = order_statistic_ends(n, float(quantile))
    return values[rank_of(n, quantile)], values[low] if low else None, values[high] if high else None
