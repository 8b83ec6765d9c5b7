"""The SQL of one measure per window.

Whatever is a count, sum, extreme or mean comes from one scan. Units and percentiles look at their rows twice; a
percentile returns only the few order statistics that the figure and its interval need: the ranks around the quantile
and around both ends of the interval, picked exactly in Python once the count is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, and_, case, cast, func, null, or_, select, true, union_all

from metrics.adapter import Ask
from metrics.measures.compared import stretches
from metrics.measures.measured_rows import cut_of, takes_own_periods
from metrics.measures.written import Measured
from metrics.queries.literals import decimal, whole
from metrics.statistics.intervals import Z

_NEAR = 3
"""Ranks kept on each side of an approximate one; exact binomial ranks are never further away."""
_OVER_ACTORS = ("actors", "sxx", "syy", "sxy")


def figures(ask: Ask, measured: Measured) -> Select[Any]:
    """Return rows per window and group: ``bucket``, ``grp``, ``place``, ``n``, ``rows``, ``figure``, ``nulls``.

    ``place`` is the rank of an order statistic, 0 for a window's own row, -1 for rows left out of its own period. A
    mean whose actors or units are known has their sums besides: ``actors``, ``sxx``, ``syy``, ``sxy``.
    """
    asked = stretches(ask, measured).ask
    cut = cut_of(asked, measured, by_period=takes_own_periods(asked, measured))
    if measured.per is None and measured.measure.word != "percentile":
        return _mean_over_actors(measured, cut) if _has_clusters(measured) else in_one_scan(measured, cut)
    rows = select(*cut.c).cte()
    both = union_all(_left_out(measured, rows), *_in_two_steps(measured, rows)).subquery()
    return select(*both.c)


def _has_clusters(measured: Measured) -> bool:
    return measured.measure.word == "mean" and measured.has_actors


def keys_of(relation: Any, *more: str) -> list[ColumnElement[Any]]:
    """Return the columns that a figure is of: window, group where there is one, and others by name."""
    return [relation.c.bucket, *([relation.c.grp] if "grp" in relation.c else []), *(relation.c[name] for name in more)]


def in_one_scan(measured: Measured, cut: Any, *more: str) -> Select[Any]:
    """Return place, n, rows, figure and nulls per window, group and further columns of the cut."""
    keys = keys_of(cut, *more)
    columns = _counts(measured, cut) | {"figure": _figure(measured, cut), "nulls": _nulls(measured, cut)}
    return select(*keys, *(value.label(name) for name, value in columns.items())).group_by(*keys)


def _counts(measured: Measured, cut: Any) -> dict[str, ColumnElement[Any]]:
    """Place 0, the rows that are measured, and the rows that are anybody's."""
    rows = func.count(cut.c.who) if "who" in cut.c else func.count()
    return {"place": whole(0), "n": func.count(_value(cut)) if measured.measure.needs_value else rows, "rows": rows}


def _value(cut: Any) -> ColumnElement[Any]:
    """The measured value, where the row is somebody's."""
    value: ColumnElement[Any] = cut.c.value
    return case((cut.c.who.is_not(None), value)) if "who" in cut.c else value


def _figure(measured: Measured, cut: Any) -> ColumnElement[Any]:
    word, value = measured.measure.word, _value(cut)
    if word == "count":
        return _counts(measured, cut)["n"]
    somebody = cut.c.who.is_not(None) if "who" in cut.c else true()
    figures: Mapping[str, Callable[[], ColumnElement[Any]]] = {
        "count_null": lambda: func.sum(case((and_(somebody, cut.c.value.is_(None)), 1), else_=0)),
        "count_distinct": lambda: func.count(value.distinct()),
        "sum": lambda: func.sum(value),
        "mean": lambda: func.sum(value),
        "min": lambda: func.min(value),
        "max": lambda: func.max(value),
    }
    return figures[word]()


def _nulls(measured: Measured, cut: Any) -> ColumnElement[Any]:
    """How many rows of the window's own period have no actor, or no measured value."""
    parts = [cut.c.who.is_(None)] if "who" in cut.c else []
    parts += [cut.c.value.is_(None)] if measured.measure.needs_value else []
    parts += [cut.c.per.is_(None)] if measured.per else []
    if not parts:
        return whole(0)
    missing = or_(*parts)
    return func.sum(case((and_(missing, cut.c.own == 1) if "own" in cut.c else missing, 1), else_=0))


def _mean_over_actors(measured: Measured, cut: Any) -> Select[Any]:
    """A mean of rows whose spread is that of the actors': each actor's rows and sum first."""
    each = in_one_scan(measured, cut, "who").subquery()
    keys = keys_of(each)
    x, y = cast(each.c.n, Double), cast(func.coalesce(each.c.figure, 0), Double)
    sums = {name: func.sum(each.c[name]) for name in ("n", "rows", "figure", "nulls")}
    sums |= {"actors": func.sum(case((each.c.n > 0, 1), else_=0))}
    sums |= {"sxx": func.sum(x * x), "syy": func.sum(y * y), "sxy": func.sum(x * y)}
    columns = [whole(0).label("place"), *(value.label(name) for name, value in sums.items())]
    return select(*keys, *columns).group_by(*keys)


def _left_out(measured: Measured, cut: Any) -> Select[Any]:
    keys = keys_of(cut)
    columns = [whole(-1).label("place"), whole(0).label("n"), whole(0).label("rows"), null().label("figure")]
    columns += [_nulls(measured, cut).label("nulls")]
    return select(*keys, *columns, *_zeros(measured)).group_by(*keys)


def _zeros(measured: Measured) -> list[ColumnElement[Any]]:
    return [whole(0).label(name) for name in _OVER_ACTORS] if measured.measure.word == "mean" else []


def belonging(measured: Measured, cut: Any) -> Any:
    """Return rows that are somebody's; with ``per`` the units, each reduced to one value."""
    somebody = cut.c.who.is_not(None) if "who" in cut.c else true()
    if measured.per is None:
        return select(*keys_of(cut), cut.c.value).where(somebody).subquery()
    inner: Mapping[str, Callable[..., ColumnElement[Any]]] = {
        "sum": func.sum,
        "mean": _average,
        "min": func.min,
        "max": func.max,
        "count": func.count,
    }
    reduced = inner[measured.inner or "sum"](cut.c.value)
    usable = and_(somebody, cut.c.value.is_not(None), cut.c.per.is_not(None))
    keys = keys_of(cut, "per")
    units = select(*keys, reduced.label("value")).where(usable).group_by(*keys).subquery()
    return select(*keys_of(units), units.c.value).subquery()


def _average(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(column) * decimal(1) / func.count(column)


def _in_two_steps(measured: Measured, cut: Any) -> list[Select[Any]]:
    rows = belonging(measured, cut)
    keys = keys_of(rows)
    is_ranked = measured.measure.word == "percentile"
    columns = _counts(measured, rows) | {
        "figure": whole(0) if is_ranked else _figure(measured, rows),
        "nulls": whole(0),
    }
    if measured.measure.word == "mean":
        value = cast(rows.c.value, Double)
        over = (func.count(value), func.count(value), func.sum(value * value), func.sum(value))
        columns |= dict(zip(_OVER_ACTORS, over, strict=True))
    own = select(*keys, *(value.label(name) for name, value in columns.items())).group_by(*keys)
    return [own, _order_statistics(measured, rows)] if is_ranked else [own]


def _order_statistics(measured: Measured, rows: Any) -> Select[Any]:
    keys = keys_of(rows)
    place = func.row_number().over(partition_by=keys, order_by=rows.c.value).label("place")
    count = func.count().over(partition_by=keys).label("n")
    ranked = select(*keys, place, count, rows.c.value).where(rows.c.value.is_not(None)).subquery()
    q = float(measured.measure.quantile)
    # Twice the exact half-width would always do; a few ranks around the normal one are enough and cheap.
    half = func.sqrt(ranked.c.n * decimal(q * (1 - q))) * decimal(Z)
    centre = ranked.c.n * decimal(q)
    near = or_(*(func.abs(ranked.c.place - edge) <= _NEAR for edge in (centre, centre - half, centre + half)))
    columns = [ranked.c.place, ranked.c.n, whole(0).label("rows"), ranked.c.value.label("figure")]
    return select(*keys_of(ranked), *columns, whole(0).label("nulls")).where(near)
