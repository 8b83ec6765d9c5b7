"""Readings of how long something takes, some of it still going on: the rows they need and what these mean.

The relation that all functions take has one row per unit that began: ``bucket``, ``grp`` with a breakdown, ``time``
(microseconds until it was over, or for which it was watched), ``happened`` (1: it was over; 0: only watched so long),
``mature`` and ``in_time`` (1: a stated window has passed; it was over in it).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import CTE, FromClause, Select, String, cast, func, null, select

from metrics.adapter import Ask
from metrics.dates.window import Window
from metrics.queries.literals import whole
from metrics.shape import blank, seconds_per_unit
from metrics.statistics.ranks import near_ranks
from metrics.statistics.survival import (
    Point,
    brookmeyer_crowley,
    curve,
    near_quantile,
    order_statistics,
    reached_at,
)
from okr.reading import Reading
from okr.words import State

COUNTS = ("size", "reached", "mature", "in_time")
_POINT = ("time", "at_risk", "events", "log_share", "spread", "following")


def _grp(relation: FromClause) -> list[Any]:
    return [relation.c.grp] if "grp" in relation.c else []


def counted(found: CTE) -> Select[Any]:
    """Return per bucket the sums of :data:`COUNTS`: who began, who was over, whose window has passed, who in it."""
    keys = [found.c.bucket, *_grp(found)]
    counts = {"reached": found.c.happened, "mature": found.c.mature, "in_time": found.c.in_time}
    sums = [func.count().label("size"), *(func.sum(column).label(name) for name, column in counts.items())]
    rest = [whole(0).label(name) for name in _POINT]
    return select(*keys, whole(0).label("sort"), *sums, *rest).group_by(*keys)


def left_out(found: CTE, nulls: FromClause) -> Select[Any]:
    """Return what was left out (``bucket``, ``nulls``) in the same columns."""
    group = [cast(null(), String).label("grp")] if "grp" in found.c else []
    rest = [whole(0).label(name) for name in (*COUNTS[1:], *_POINT)]
    return select(nulls.c.bucket, *group, whole(-1).label("sort"), nulls.c.nulls.label("size"), *rest)


def points(found: CTE, quantile: Fraction) -> Select[Any]:
    """Return the points of the curve that a quantile and its interval need, in the same columns."""
    keys = ("bucket", "grp") if "grp" in found.c else ("bucket",)
    near = near_quantile(curve(found, keys), quantile).subquery()
    zeros = [whole(0).label(name) for name in COUNTS]
    return select(*(near.c[key] for key in keys), whole(1).label("sort"), *zeros, *(near.c[name] for name in _POINT))


def ranked(found: CTE, quantile: Fraction) -> Select[Any]:
    """Return the times of what is over that a quantile by rank needs, in the same columns."""
    keys = ("bucket", "grp") if "grp" in found.c else ("bucket",)
    times = select(*(found.c[key] for key in keys), found.c.time.label("value")).where(found.c.happened == 1)
    placed = near_ranks(times.subquery(), keys, quantile).subquery()
    zeros = [whole(0).label(name) for name in COUNTS]
    rest = [placed.c.value, placed.c.place, *(whole(0).label(name) for name in _POINT[2:])]
    return select(*(placed.c[key] for key in keys), whole(1).label("sort"), *zeros, *rest)


def on_curve(ask: Ask, window: Window, rows: list[Any], quantile: Fraction, known: dict[str, Any]) -> Reading:
    """Return the quantile of the curve through the rows of :func:`points`; "not reached" has no value.

    ``known`` holds the reading's other fields, ``numerator`` (what is over) and ``n`` (what began) among them.
    """
    unit = seconds_per_unit(ask.definition.unit) * 1_000_000
    found = [_point(row, unit) for row in rows]
    if known["numerator"] == known["n"]:
        ends = named_ends(order_statistics(found, known["n"], quantile), "order statistics")
    else:
        ends = named_ends(brookmeyer_crowley(found, quantile), "brookmeyer-crowley")
    reached = reached_at(found, quantile)
    if reached is None:
        fields = {**known.pop("fields", {}), "not_reached": True}
        return blank(ask, window, State.OK, "not reached", **ends, **known, fields=fields)
    return blank(ask, window, State.OK, value=reached, **ends, **known)


def times_by_rank(ask: Ask, rows: list[Any]) -> dict[int, float]:
    """Return the times of the rows of :func:`ranked` by their rank, in the metric's unit."""
    unit = seconds_per_unit(ask.definition.unit) * 1_000_000
    return {int(row["at_risk"]): float(row["time"]) / unit for row in rows}


def named_ends(ends: tuple[float | None, float | None], name: str) -> dict[str, Any]:
    """Return the ends of an interval as fields of a reading; without a name where both are open."""
    return {"lower": ends[0], "upper": ends[1], "interval": "" if ends == (None, None) else name}


def _point(row: Any, unit: float) -> Point:
    following = None if row["following"] is None else float(row["following"]) / unit
    counts = (int(row["at_risk"]), int(row["events"]))
    return Point(float(row["time"]) / unit, *counts, float(row["log_share"]), float(row["spread"]), following)
