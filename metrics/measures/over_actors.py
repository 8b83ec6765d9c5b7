"""Two measures side by side as sums over actors, so that their ratio has an interval.

Each side is scanned once; its rows are added up by actor, and the actors by window. What comes back holds both
figures and the sums of squares and products over actors: nothing about a single actor leaves the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, case, cast, func, select, union_all

from metrics.adapter import Ask
from metrics.measures.measured_rows import cut_of, takes_own_periods
from metrics.measures.measuring import in_one_scan, keys_of
from metrics.measures.written import Measured
from metrics.queries.literals import whole

_SIDES = ("y", "x")
_COUNTS = ("n", "rows", "figure", "nulls")


def are_by_period(ask: Ask, sides: tuple[Measured, Measured]) -> bool:
    """Whether both sides take their own periods; else windows are numbered by position."""
    return all(takes_own_periods(ask, side) for side in sides)


def sums_over_actors(ask: Ask, sides: tuple[Measured, Measured]) -> Select[Any]:
    """Return one row per window and group: counts of both sides, and the sums over actors.

    Args:
        ask: The windows.
        sides: The measure above the line (y) and the one below it (x); both add up over actors.
    """
    by_period = are_by_period(ask, sides)
    cuts = [cut_of(ask, side, by_period=by_period) for side in sides]
    parts = [_side(side, cut, name) for side, cut, name in zip(sides, cuts, _SIDES, strict=True)]
    both = union_all(*parts).subquery()
    keys = keys_of(both, "who")
    names = [f"{name}_{count}" for name in _SIDES for count in _COUNTS]
    each = select(*keys, *(func.sum(both.c[name]).label(name) for name in names)).group_by(*keys).subquery()
    y, x = (cast(func.coalesce(each.c[f"{name}_figure"], 0), Double) for name in _SIDES)
    sums: dict[str, ColumnElement[Any]] = {name: func.sum(each.c[name]) for name in names}
    sums |= {"actors": func.sum(case((each.c.y_n + each.c.x_n > 0, 1), else_=0))}
    sums |= {"sx": func.sum(x), "sy": func.sum(y), "sxx": func.sum(x * x), "syy": func.sum(y * y)}
    sums |= {"sxy": func.sum(x * y)}
    outer = keys_of(each)
    return select(*outer, *(value.label(name) for name, value in sums.items())).group_by(*outer)


def _side(measured: Measured, cut: Any, name: str) -> Select[Any]:
    """One side's sums per actor, with zeros in the columns of the other."""
    own = in_one_scan(measured, cut, "who").subquery()
    columns = [
        (own.c[count] if side == name else whole(0)).label(f"{side}_{count}") for side in _SIDES for count in _COUNTS
    ]
    return select(*keys_of(own, "who"), *columns)


def side_of(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return one side's part of a row, ``y`` or ``x``, as a measure's own row."""
    return {"place": 0, **{count: row[f"{name}_{count}"] for count in _COUNTS}}
