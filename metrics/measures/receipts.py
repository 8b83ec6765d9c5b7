"""One SQL statement for the figure of one window, to be pasted into a database's own client."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from metrics.adapter import Ask
from metrics.dates.window import Window
from metrics.measures.compared import over, stretches
from metrics.measures.measured_rows import cut_of, takes_own_periods
from metrics.measures.measuring import belonging, in_one_scan
from metrics.measures.written import Measured
from metrics.queries.constructs import floor_div
from metrics.queries.literals import decimal
from okr.metric import Grain


def receipt_of(ask: Ask, measured: Measured) -> Select[Any]:
    """Return a SELECT with the window's figure as ``value`` (and what it is made of)."""
    wanted = stretches(ask, measured)
    now = _one(_only(wanted.ask, wanted.now[0]), measured)
    if wanted.then is None:
        return now
    return _less(now, _one(_only(wanted.ask, wanted.then[0]), measured), measured)


def newest(ask: Ask) -> Ask:
    """Return the question of the last period of the metric's grain in a longer window; of a period as it is."""
    window, grain = ask.windows[0], ask.definition.grain
    is_own = window.label == grain.value or grain is Grain.RANGE
    periods = () if is_own else ask.scope.zone.calendar.windows(grain, window.start, window.end)
    whole = [period for period in periods if period.end_at <= window.end_at]
    return over(ask, (whole[-1],)) if whole else ask


def mean_receipt_of(ask: Ask, measured: Measured, periods: tuple[Window, ...]) -> Select[Any]:
    """Return a SELECT with the mean of the figures of several periods as ``value``; for what adds up."""
    wanted = stretches(over(ask, periods), measured)
    now = _mean_of(wanted.ask, measured, wanted.now)
    return now if wanted.then is None else _less(now, _mean_of(wanted.ask, measured, wanted.then), measured)


def _mean_of(ask: Ask, measured: Measured, places: tuple[int, ...]) -> Select[Any]:
    """The sum over stretches, each as often as it is looked at, divided by their number."""
    windows = tuple(ask.windows[place] for place in places)
    cut = cut_of(replace(ask, windows=windows), measured, by_period=False)
    each = in_one_scan(measured, cut).subquery()
    return select((func.sum(each.c.figure) * decimal(1) / len(windows)).label("value"))


def _only(ask: Ask, place: int) -> Ask:
    return replace(ask, windows=(ask.windows[place],))


def _less(now: Select[Any], then: Select[Any], measured: Measured) -> Select[Any]:
    sides: list[Any] = [select(func.max(side.subquery().c.value)).scalar_subquery() for side in (now, then)]
    if measured.fill is not None:
        sides = [func.coalesce(side, measured.fill) for side in sides]
    return select((sides[0] - sides[1]).label("value"), sides[0].label("now"), sides[1].label("then"))


def _one(ask: Ask, measured: Measured) -> Select[Any]:
    cut = cut_of(ask, measured, by_period=takes_own_periods(ask, measured))
    rows = belonging(measured, cut)
    if measured.measure.word == "percentile":
        return _percentile(measured, rows)
    own = in_one_scan(replace(measured, per=None), rows).subquery()
    if measured.measure.word == "mean":
        ratio = own.c.figure * decimal(1) / own.c.n
        return select(ratio.label("value"), own.c.figure.label("numerator"), own.c.n.label("denominator"))
    return select(own.c.figure.label("value"), own.c.n)


def _percentile(measured: Measured, rows: Any) -> Select[Any]:
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
