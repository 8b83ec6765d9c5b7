"""The SQL of one measure per window, and what its rows mean.

A percentile returns only the few order statistics that the figure and its interval need: the ranks around the
quantile and around both ends of the interval, picked exactly in Python once the count is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    null,
    or_,
    select,
    union_all,
)

from metrics.adapter import Ask, Rows
from metrics.dates.buckets import bucket_of_window
from metrics.dates.window import Window
from metrics.measures.measured_rows import cut_of, takes_own_periods
from metrics.measures.written import Measured
from metrics.queries.constructs import floor_div
from metrics.queries.gate import number
from metrics.queries.literals import decimal, whole
from metrics.statistics.intervals import Z, order_statistic_ends
from okr.words import State

_NEAR = 3
"""Ranks kept on each side of an approximate one; exact binomial ranks are never further away."""


@dataclass(frozen=True)
class Figure:
    """The outcome of one measure over one window, in fields of a reading."""

    state: State
    reason: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0
    lower: float | None = None
    upper: float | None = None
    interval: str = ""
    excluded_null: int = 0

    @property
    def fields(self) -> dict[str, Any]:
        """The fields as a mapping."""
        return dict(self.__dict__)


def figures(ask: Ask, measured: Measured) -> Select[Any]:
    """Return one row per window and group: ``bucket``, ``grp``, ``place``, ``n``, ``rows``, ``figure``, ``nulls``.

    ``place`` is the rank of an order statistic, 0 for a window's own row, -1 for events left out of the period.
    """
    cut, own = cut_of(ask, measured)
    parts = [_left_out(measured, own), *_measured(measured, _belonging(measured, cut))]
    both = union_all(*parts).subquery()
    return select(*both.c)


def _grp(relation: Any) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _missing(measured: Measured, relation: Any) -> ColumnElement[bool]:
    """Whether a row has no actor, or no measured value."""
    parts = [relation.c.named == 0]
    if measured.measure.needs_value:
        parts.append(relation.c.value.is_(None))
    if measured.per:
        parts.append(relation.c.per.is_(None))
    return or_(*parts)


def _left_out(measured: Measured, cut: Any) -> Select[Any]:
    keys = [cut.c.bucket, *_grp(cut)]
    zero = whole(0)
    missing = func.sum(case((_missing(measured, cut), 1), else_=0))
    columns: list[ColumnElement[Any]] = [
        whole(-1).label("place"),
        zero.label("n"),
        zero.label("rows"),
        null().label("figure"),
    ]
    return select(*keys, *columns, missing.label("nulls")).group_by(*keys)


def _belonging(measured: Measured, cut: Any) -> Any:
    """Rows that are somebody's; with ``per`` the units, each reduced to one value."""
    if measured.per is None:
        kept = [column for column in cut.c if column.name != "named"]
        return select(*kept).where(cut.c.named == 1).subquery()
    keys = [cut.c.bucket, cut.c.per, *_grp(cut)]
    inner: Mapping[str, Callable[..., ColumnElement[Any]]] = {
        "sum": func.sum,
        "mean": _average,
        "min": func.min,
        "max": func.max,
        "count": func.count,
    }
    reduced = inner[measured.inner or "sum"](cut.c.value)
    usable = and_(cut.c.named == 1, cut.c.value.is_not(None), cut.c.per.is_not(None))
    units = select(*keys, reduced.label("value")).where(usable).group_by(*keys).subquery()
    return select(units.c.bucket, units.c.value, *_grp(units)).subquery()


def _average(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(column) * decimal(1) / func.count(column)


def _measured(measured: Measured, cut: Any) -> list[Select[Any]]:
    word = measured.measure.word
    keys = [cut.c.bucket, *_grp(cut)]
    usable = func.count() if word == "count_null" or measured.measure.column == "rows" else func.count(cut.c.value)
    simple: Mapping[str, ColumnElement[Any]] = {
        "count": usable,
        "count_null": func.sum(case((cut.c.value.is_(None), 1), else_=0)),
        "count_distinct": func.count(cut.c.value.distinct()),
        "sum": func.sum(cut.c.value),
        "mean": func.sum(cut.c.value),
        "min": func.min(cut.c.value),
        "max": func.max(cut.c.value),
        "percentile": whole(0),
    }
    zero = whole(0)
    counts: list[ColumnElement[Any]] = [zero.label("place"), usable.label("n"), func.count().label("rows")]
    own = select(*keys, *counts, simple[word].label("figure"), zero.label("nulls")).group_by(*keys)
    return [own, _order_statistics(measured, cut)] if word == "percentile" else [own]


def _order_statistics(measured: Measured, cut: Any) -> Select[Any]:
    keys = [cut.c.bucket, *_grp(cut)]
    place = func.row_number().over(partition_by=keys, order_by=cut.c.value).label("place")
    count = func.count().over(partition_by=keys).label("n")
    ranked = select(*keys, place, count, cut.c.value).where(cut.c.value.is_not(None)).subquery()
    q = float(measured.measure.quantile)
    # Twice the exact half-width would always do; a few ranks around the normal one are enough and cheap.
    half = func.sqrt(ranked.c.n * decimal(q * (1 - q))) * decimal(Z)
    centre = ranked.c.n * decimal(q)
    near = or_(*(func.abs(ranked.c.place - edge) <= _NEAR for edge in (centre, centre - half, centre + half)))
    zero = whole(0)
    columns: list[ColumnElement[Any]] = [
        ranked.c.place,
        ranked.c.n,
        zero.label("rows"),
        ranked.c.value.label("figure"),
        zero.label("nulls"),
    ]
    return select(ranked.c.bucket, *_grp(ranked), *columns).where(near)


def by_window(ask: Ask, measured: Measured, rows: Rows) -> list[tuple[Window, str | None, Figure]]:
    """Return the figure of every window and group, in order."""
    own_periods = takes_own_periods(ask, measured)
    cells: dict[tuple[int, str | None], list[Any]] = {}
    left_out: dict[tuple[int, str | None], int] = {}
    for row in rows:
        group = None if row.get("grp") is None else str(row["grp"])
        if int(row["place"]) < 0:
            left_out[int(row["bucket"]), group] = int(row["nulls"] or 0)
        else:
            cells.setdefault((int(row["bucket"]), group), []).append(row)
    names = {group for _, group in (*cells, *left_out)} or {None}
    groups = sorted(names, key=lambda name: (name is None, name or ""))
    result = []
    for position, window in enumerate(ask.windows):
        bucket = bucket_of_window(window, ask.grain, ask.scope.zone) if own_periods else position
        for group in groups:
            found = figure_of(measured, cells.get((bucket, group), []), ask.definition.id)
            result.append((window, group, replace(found, excluded_null=left_out.get((bucket, group), 0))))
    return result


def figure_of(measured: Measured, rows: Sequence[Any], what: str) -> Figure:
    """Return the figure of one window from its rows."""
    own = next((row for row in rows if int(row["place"]) == 0), None)
    n, count = (int(own["n"]), int(own["rows"])) if own is not None else (0, 0)
    if own is None or count == 0 or (n == 0 and not measured.measure.is_count):
        return _nothing(measured, n)
    if n < measured.least:
        return Figure(State.TOO_FEW, f"{n} of at least {measured.least} values", n=n)
    if measured.measure.word == "percentile":
        return _percentile(measured, rows, n, what)
    value = number(own["figure"], what)
    if value is None:
        return _nothing(measured, n)
    if measured.measure.word == "mean":
        return Figure(State.OK, value=value / n, numerator=value, denominator=n, n=n)
    numerator = value if measured.measure.is_count or measured.measure.word == "sum" else None
    return Figure(State.OK, value=value, numerator=numerator, n=n)


def _nothing(measured: Measured, n: int) -> Figure:
    if measured.fill is not None:
        return Figure(State.OK, value=measured.fill, numerator=measured.fill, n=n)
    return Figure(State.NO_DATA, "no row with a value in this period", n=n)


def _percentile(measured: Measured, rows: Sequence[Any], n: int, what: str) -> Figure:
    values = {int(row["place"]): number(row["figure"], what) for row in rows if int(row["place"]) > 0}
    q = measured.measure.quantile
    low_rank, high_rank = order_statistic_ends(n, float(q))
    lower, upper = (values.get(rank) if rank else None for rank in (low_rank, high_rank))
    value = _at_rank(values, measured, n)
    interval = "order statistics" if lower is not None or upper is not None else ""
    return Figure(State.OK, value=value, n=n, lower=lower, upper=upper, interval=interval)


def _at_rank(values: Mapping[int, float | None], measured: Measured, n: int) -> float | None:
    q = measured.measure.quantile
    if measured.measure.method == "discrete":
        rank = -(-(q.numerator * n) // q.denominator)
        return values[max(1, rank)]
    position = q * (n - 1)
    base = position.numerator // position.denominator
    low, high = values[base + 1], values.get(base + 2, values[base + 1])
    share = float(position - base)
    return None if low is None or high is None else low + (high - low) * share


def receipt_of(ask: Ask, measured: Measured) -> Select[Any]:
    """Return a SELECT with the window's figure as ``value`` (and what it is made of)."""
    cut, _ = cut_of(ask, measured)
    rows = _belonging(measured, cut)
    if measured.measure.word == "percentile":
        return _percentile_receipt(measured, rows)
    own = _measured(measured, rows)[0].subquery()
    if measured.measure.word == "mean":
        ratio = own.c.figure * decimal(1) / own.c.n
        return select(ratio.label("value"), own.c.figure.label("numerator"), own.c.n.label("denominator"))
    return select(own.c.figure.label("value"), own.c.n)


def _percentile_receipt(measured: Measured, rows: Any) -> Select[Any]:
    place = func.row_number().over(order_by=rows.c.value).label("place")
    ranked = select(place, func.count().over().label("n"), rows.c.value).where(rows.c.value.is_not(None)).subquery()
    q = measured.measure.quantile
    if measured.measure.method == "discrete":
        rank = floor_div(ranked.c.n * q.numerator + (q.denominator - 1), q.denominator)
        return select(ranked.c.value.label("value"), ranked.c.n).where(ranked.c.place == rank)
    scaled = (ranked.c.n - 1) * q.numerator
    base = floor_div(scaled, q.denominator)
    share = (scaled - base * q.denominator) * decimal(1) / q.denominator
    weight = case((ranked.c.place == base + 1, 1 - share), else_=share)
    near = or_(ranked.c.place == base + 1, and_(ranked.c.place == base + 2, share > 0))
    return select(func.sum(ranked.c.value * weight).label("value")).where(near)
