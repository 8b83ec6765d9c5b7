"""How long until something happens, when some are still waiting: Kaplan and Meier's curve, and a quantile of it.

The curve is made by the database: at each time at which somebody got there, how many were still at risk and how many
got there. Only the few points come back that a quantile and its interval can stand on.

Sources: Kaplan and Meier, "Nonparametric estimation from incomplete observations", 1958; Greenwood, "The natural
duration of cancer", 1926; Brookmeyer and Crowley, "A confidence interval for the median survival time", 1982, here on
the log-log scale; for times that are all known, order statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log, sqrt
from typing import Any

from sqlalchemy import ColumnElement, Double, FromClause, Select, Subquery, and_, case, cast, func, or_, select

from metrics.queries.literals import decimal
from metrics.statistics.intervals import Z, order_statistic_ends

NOBODY_LEFT = -700.0
"""Stands for the logarithm of zero: still a number to every engine, and below that of any share of people."""

EQUAL = 1e-9
"""Logarithms nearer than this are of the same share; the sums of a million logarithms agree far better."""

_NEAR_RANKS = 4
_SLACK = 1.000001


@dataclass(frozen=True)
class Point:
    """The curve at a time at which somebody got there.

    Attributes:
        time: The time.
        at_risk: How many had not got there, and were still watched, just before.
        events: How many got there.
        log_share: Logarithm of the share still waiting after it; :data:`NOBODY_LEFT` for none.
        spread: Greenwood's sum up to it.
        following: The next time at which somebody got there; None after the last.
    """

    time: float
    at_risk: int
    events: int
    log_share: float
    spread: float
    following: float | None


def curve(rows: FromClause, keys: tuple[str, ...]) -> Subquery:
    """Return the points of the curve as a relation, one row a time at which somebody got there.

    Args:
        rows: The keys, ``time`` and ``happened`` (1: got there; 0: only watched until then).
        keys: Columns that each have a curve of their own.

    Columns: the keys, ``time``, ``at_risk``, ``events``, ``log_share``, ``spread``, ``following``, ``everybody`` and
    ``got_there`` (counts over the whole curve). Those watched until a time are still at risk at it.
    """
    counted = _at_risk(rows, keys).cte()
    points = select(*counted.c).where(counted.c.events > 0).cte()
    own: dict[str, Any] = {"partition_by": [points.c[key] for key in keys], "order_by": points.c.time}
    left = points.c.at_risk - points.c.events
    at_risk, remaining = cast(points.c.at_risk, Double), cast(left, Double)
    falls = case((left > 0, func.ln(case((left > 0, remaining), else_=at_risk) / at_risk)), else_=decimal(NOBODY_LEFT))
    share = case((left > 0, points.c.events / (at_risk * case((left > 0, remaining), else_=at_risk))), else_=decimal(0))
    columns = [
        func.sum(falls).over(**own).label("log_share"),
        func.sum(share).over(**own).label("spread"),
        func.lead(points.c.time).over(**own).label("following"),
    ]
    return select(*points.c, *columns).subquery()


def _at_risk(rows: FromClause, keys: tuple[str, ...]) -> Select[Any]:
    columns = [rows.c[key] for key in keys]
    events = func.sum(rows.c.happened).label("events")
    counted = select(*columns, rows.c.time, events, func.count().label("n")).group_by(*columns, rows.c.time).cte()
    own = [counted.c[key] for key in keys]
    totals = {"everybody": counted.c.n, "got_there": counted.c.events}
    return select(
        *own,
        counted.c.time,
        counted.c.events,
        func.sum(counted.c.n).over(partition_by=own, order_by=counted.c.time.desc()).label("at_risk"),
        *(func.sum(column).over(partition_by=own).label(name) for name, column in totals.items()),
    )


def is_reached(points: FromClause, quantile: Fraction) -> ColumnElement[bool]:
    """Return the condition that the curve has come down to a quantile: the first such time is its value."""
    return points.c.log_share <= decimal(_level(quantile) + EQUAL)


def near_quantile(points: Subquery, quantile: Fraction) -> Select[Any]:
    """Return the points that a quantile and its interval can stand on."""
    columns = [column for column in points.c if column.name not in ("everybody", "got_there")]
    all_known = points.c.everybody == points.c.got_there
    ends = or_(and_(all_known, _near_a_rank(points, quantile)), and_(~all_known, _fits(points, quantile)))
    return select(*columns).where(or_(_crosses(points, quantile), ends))


def _level(quantile: Fraction) -> float:
    """The logarithm of the share that still waits at the quantile."""
    return log(1 - quantile)


def _crosses(points: FromClause, quantile: Fraction) -> ColumnElement[bool]:
    """Whether a point is the first at or below the quantile."""
    left = points.c.at_risk - points.c.events
    before = points.c.log_share - func.ln(
        case((left > 0, cast(left, Double)), else_=decimal(1)) / cast(points.c.at_risk, Double)
    )
    return and_(is_reached(points, quantile), or_(left == 0, before > decimal(_level(quantile) - EQUAL)))


def _near_a_rank(points: FromClause, quantile: Fraction) -> ColumnElement[bool]:
    """Whether a point holds one of the ranks of the order statistics, where everybody got there."""
    q, n = float(quantile), points.c.everybody
    half = func.sqrt(n * decimal(q * (1 - q))) * decimal(Z)
    first, last = n - points.c.at_risk + 1, n - points.c.at_risk + points.c.events
    near = ((first - edge, last - edge) for edge in (n * decimal(q) - half, n * decimal(q), n * decimal(q) + half))
    return or_(*(and_(low <= _NEAR_RANKS, high >= -_NEAR_RANKS) for low, high in near))


def _fits(points: FromClause, quantile: Fraction) -> ColumnElement[bool]:
    """Whether the curve at a point does not refute the quantile, give or take a rounding."""
    logs = -points.c.log_share
    somebody_left = points.c.at_risk > points.c.events
    distance = func.ln(case((somebody_left, logs), else_=decimal(1))) - decimal(log(-_level(quantile)))
    error = decimal(Z * _SLACK) * func.sqrt(points.c.spread)
    return and_(somebody_left, func.abs(distance) * logs <= error)


def reached_at(points: Sequence[Point], quantile: Fraction) -> float | None:
    """Return the first time by which the share of the quantile got there; None where the curve never comes so low."""
    low = _level(quantile) + EQUAL
    return min((point.time for point in points if point.log_share <= low), default=None)


def brookmeyer_crowley(points: Sequence[Point], quantile: Fraction) -> tuple[float | None, float | None]:
    """Return the times between which the quantile lies; an open end is None.

    The first time at which the curve does not refute the quantile, and the event time after the last such.
    """
    wanted = log(-_level(quantile))
    fits = [point for point in points if _is_compatible(point, wanted)]
    if not fits:
        return None, None
    return min(point.time for point in fits), max(fits, key=lambda point: point.time).following


def _is_compatible(point: Point, wanted: float) -> bool:
    if point.at_risk == point.events:
        return False
    logs = -point.log_share
    return abs(log(logs) - wanted) * logs <= Z * sqrt(point.spread)


def order_statistics(points: Sequence[Point], n: int, quantile: Fraction) -> tuple[float | None, float | None]:
    """Return the ends of the interval where everybody got there, from the points that hold their ranks."""
    low, high = order_statistic_ends(n, float(quantile))
    return _at_rank(points, n, low), _at_rank(points, n, high)


def _at_rank(points: Sequence[Point], n: int, rank: int | None) -> float | None:
    held = (point.time for point in points if rank and n - point.at_risk < rank <= n - point.at_risk + point.events)
    return next(held, None)
