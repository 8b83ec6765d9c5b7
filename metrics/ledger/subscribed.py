"""The rows of a ledger as numbers: from when to when, who pays, and how much a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, String, and_, case, cast, func, or_, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of_window
from metrics.dates.calendar import day_index, epoch_us
from metrics.dates.stamp import Stamp
from metrics.dates.window import Window
from metrics.ledger.written import MONTHS, Ledger, Subscriptions
from metrics.queries.actors import actor_conditions, actor_group, with_actor_group
from metrics.queries.catalog import is_text
from metrics.queries.literals import decimal, whole
from metrics.queries.numbers import as_number
from metrics.queries.scope import compare
from okr.metric import Grain

NEVER = 2**62
"""The end of what still runs, on every axis."""


def spans(ask: Ask, windows: Sequence[Window]) -> list[tuple[int, int]]:
    """Return first and behind-last place of every window on the axis that fits all: hours, days or microseconds."""
    if _is_hourly(windows):
        hours = [bucket_of_window(window, Grain.HOUR, ask.scope.zone) for window in windows]
        return [(hour, hour + 1) for hour in hours]
    if _is_daily(windows):
        return [(day_index(window.start), day_index(window.end)) for window in windows]
    return [(epoch_us(window.start_at), epoch_us(window.end_at)) for window in windows]


def _is_hourly(windows: Sequence[Window]) -> bool:
    return all(window.label == Grain.HOUR.value for window in windows)


def _is_daily(windows: Sequence[Window]) -> bool:
    return not any(isinstance(edge, datetime) for window in windows for edge in (window.start, window.end))


def _place(stamp: Stamp, windows: Sequence[Window]) -> ColumnElement[int]:
    if _is_hourly(windows):
        return stamp.hour()
    return stamp.day if _is_daily(windows) else stamp.us


def subscribed(ask: Ask, windows: Sequence[Window]) -> CTE:
    """Return the subscriptions that had begun by the last window's end.

    Columns: ``customer``, ``since`` and ``till`` (places on the axis of :func:`spans`), ``monthly``, ``bad`` (1 where
    customer, amount, interval or rate is unknown), and ``grp`` with a breakdown.
    """
    scope, ledger = ask.scope, ask.parameters.origin
    base = scope.catalog.relation(ledger.table)
    start, end = (
        Stamp(scope.catalog.column(base, name), ledger.stored_as, scope.zone, scope.dialect)
        for name in (ledger.start, ledger.end)
    )
    who = scope.catalog.column(base, ledger.customer)
    customer = func.nullif(who, "") if is_text(who.type) else who
    monthly = _monthly(ask, base)
    limit = min(max(window.end_at for window in windows), ask.watermark)
    is_ever_active = or_(end.column.is_(None), end.us > start.us)
    return (
        select(
            customer.label("customer"),
            _place(start, windows).label("since"),
            func.coalesce(_place(end, windows), whole(NEVER)).label("till"),
            monthly.label("monthly"),
            case((or_(customer.is_(None), monthly.is_(None)), 1), else_=0).label("bad"),
            *_breakdown(ask, base),
        )
        .select_from(with_actor_group(scope, base, customer))
        .where(start.column.is_not(None), start.before(limit), is_ever_active, *_tests(ask, base, customer))
        .cte("subscribed")
    )


def _column(ask: Ask, base: FromClause, name: str) -> ColumnElement[Any]:
    ledger: Ledger = ask.parameters.origin
    return ask.scope.catalog.column(base, (ledger.columns or {}).get(name, name))


def _tests(ask: Ask, base: FromClause, customer: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The conditions on rows; customers are actors only where the metric asks for properties of actors."""
    conditions = (*ask.parameters.origin.where, *ask.scope.where)
    own = [compare(_column(ask, base, condition.property), condition) for condition in conditions]
    return own + (actor_conditions(ask.scope, customer) if ask.scope.actors_where else [])


def _breakdown(ask: Ask, base: FromClause) -> list[ColumnElement[Any]]:
    breakdown = ask.scope.breakdown
    if breakdown is None:
        return []
    if breakdown.of == "actor":
        return [actor_group().label("grp")]
    return [cast(_column(ask, base, breakdown.property), String).label("grp")]


def _monthly(ask: Ask, base: FromClause) -> ColumnElement[Any]:
    """The amount of one month in the figure's currency; null where something about it is unknown."""
    parameters: Subscriptions = ask.parameters
    amount = as_number(ask.scope.catalog.column(base, parameters.origin.amount)) * decimal(1)
    if parameters.origin.currency is not None:
        currency = ask.scope.catalog.column(base, parameters.origin.currency)
        amount = amount * case(*((currency == code, decimal(rate)) for code, rate in parameters.rates.items()))
    if parameters.origin.interval is None:
        return amount
    return amount / _months(ask, base, parameters.origin.interval)


def _months(ask: Ask, base: FromClause, interval: str | int) -> ColumnElement[Any]:
    if isinstance(interval, int):
        return whole(interval)
    column = ask.scope.catalog.column(base, interval)
    if not is_text(column.type):
        return case((column > 0, column))
    own = {word.lower(): months for word, months in ask.parameters.intervals.items()}
    known = {**MONTHS, **own}
    lengths = sorted(set(known.values()))
    word = func.lower(column)
    named = ((length, [name for name, months in known.items() if months == length]) for length in lengths)
    return case(*((and_(column.is_not(None), word.in_(names)), whole(length)) for length, names in named))
