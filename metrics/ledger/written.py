"""Subscriptions as written: where they are, how often an amount is paid, and which figure is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from okr.metric import Condition, StoredAs
from okr.metric_schema import FILTER, NAME, PROPERTIES, STORED_AS
from okr.schema import Choice, Key, Number, OneOf, Record, Table, Whole

MOVEMENTS = ("new", "reactivation", "upgrade", "downgrade", "churn")
"""What changes the monthly amount of a customer from one period's end to the next."""

AMOUNTS = ("mrr", *MOVEMENTS)
SHARES = ("logo_churn",)
RATES = ("nrr", "grr")
FIGURES = (*AMOUNTS, "active", *SHARES, *RATES)

MONTHS: Mapping[str, int] = {
    **dict.fromkeys(("month", "months", "monthly", "1 month"), 1),
    **dict.fromkeys(("quarter", "quarterly", "3 months"), 3),
    **dict.fromkeys(("half-year", "half-yearly", "semiannual", "6 months"), 6),
    **dict.fromkeys(("year", "years", "yearly", "annual", "annually", "12 months", "1 year"), 12),
}
"""Months in an interval, as ledgers name it (in small letters)."""


@dataclass(frozen=True)
class Ledger:
    """A table with one row per subscription and price: active from ``start`` until before ``end``.

    Attributes:
        table: Its name.
        customer: Column of who pays.
        start: Column of the first moment.
        end: Column of the first moment after it; null while it runs.
        amount: Column of what is paid for each interval.
        interval: Column that names the interval or counts its months, or the months of all; None: every month.
        currency: Column of the amount's currency.
        stored_as: How ``start`` and ``end`` store a moment.
        where: Conditions on its columns.
        columns: Name as called in the metric → column.
    """

    table: str
    customer: str
    start: str
    end: str
    amount: str
    interval: str | int | None = None
    currency: str | None = None
    stored_as: StoredAs = StoredAs.INSTANT
    where: tuple[Condition, ...] = ()
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Subscriptions:
    """Parameters of a figure over subscriptions.

    Attributes:
        origin: The table.
        figure: Which figure.
        intervals: Months by the ledger's own word for an interval, in addition to the usual words.
        rates: What one unit of each currency is worth in the figure's; empty where there is only one.
    """

    origin: Ledger
    figure: str
    intervals: Mapping[str, int] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)


def _check_ledger(ledger: Ledger) -> list[tuple[str, str, str]]:
    if ledger.start == ledger.end:
        return [("end", "start and end are the same column", "end: the first moment after the subscription.")]
    return []


def _check(parameters: Subscriptions) -> list[tuple[str, str, str]]:
    if (parameters.origin.currency is None) == bool(parameters.rates):
        hint = "Name the column in from: {currency: …} and what each is worth, like rates: {EUR: 1, USD: 0.92}."
        return [("rates", "currency and rates belong together", hint)]
    if parameters.intervals and not isinstance(parameters.origin.interval, str):
        return [("intervals", "intervals are words of a column", "Name it in from: {interval: …}.")]
    return []


def _months(months: int) -> int:
    return months


_INTERVAL = OneOf(
    (
        (lambda node: node.is_mapping, Record(_months, (Key("months", Whole(1, 120), "months", required=True),))),
        (lambda node: not node.is_list, NAME),
    ),
    "a column, or {months: 12}",
)

_LEDGER = Record(
    Ledger,
    (
        Key("table", NAME, "table or view", required=True),
        Key("customer", NAME, "column of who pays", required=True),
        Key("start", NAME, "column of the first moment", required=True),
        Key("end", NAME, "column of the first moment after it; null while it runs", required=True),
        Key("amount", NAME, "column of what is paid for each interval", required=True),
        Key("interval", _INTERVAL, "column of the interval (month, year, … or a number of months), or {months: 12}"),
        Key("currency", NAME, "column of the amount's currency"),
        Key("stored_as", STORED_AS, "how start and end store a moment", default=StoredAs.INSTANT),
        Key("where", FILTER, "conditions on its columns", default=()),
        Key("columns", PROPERTIES, "name as called in the metric → column"),
    ),
    check=_check_ledger,
    what="a ledger",
)


def _build(**keys: Any) -> Subscriptions:
    return Subscriptions(**{name: value for name, value in keys.items() if value is not None})


SUBSCRIPTIONS = Record(
    _build,
    (
        Key("from", _LEDGER, "the table of subscriptions", required=True, attribute="origin"),
        Key("figure", Choice(FIGURES), "which figure", required=True),
        Key("intervals", Table(Whole(1, 120)), "months by a word of your own for the interval"),
        Key("rates", Table(Number(0, open_ends=True)), "what one of each currency is worth in the figure's"),
    ),
    check=_check,
    what="the parameters of subscriptions",
)
"""A metric of kind subscriptions."""
