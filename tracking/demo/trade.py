"""What people pay: subscriptions and the invoices that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tracking.demo.columns import Table, Tables, dates, local_day, numbers, table, words
from tracking.demo.moments import Floats, Ints, Rng, Span
from tracking.demo.people import People

PLANS = ("starter", "team", "business")
INTERVALS = ("month", "year")
_PLAN_WEIGHTS = (0.52, 0.37, 0.11)
_SEAT_PRICES = np.array((9.0, 14.0, 22.0))
_MONTH = 30.44
_CHURN_DAYS = 1050.0
_GROWS_DAYS = 480.0


@dataclass(frozen=True)
class Spells:
    """Stretches of one price: person, story days of start and end (not a number: still running), what is paid."""

    person: Ints
    start: Floats
    end: Floats
    plan: Ints
    seats: Ints
    yearly: Ints

    @property
    def amount(self) -> Floats:
        """Price of one interval in euro; ten months are paid for a year."""
        return np.asarray(self.seats * _SEAT_PRICES[self.plan] * np.where(self.yearly == 1, 10.0, 1.0))


def trade(span: Span, who: People) -> Tables:
    """Return the tables ``subscriptions`` and ``invoices``."""
    rng = span.rng(3)
    spells = _spells(span, who, rng)
    ids = numbers(len(spells.person))
    subscriptions = table(
        subscription_id=ids,
        user_id=spells.person + 1,
        plan=words(spells.plan, PLANS),
        seats=spells.seats,
        amount_eur=spells.amount,
        billed_every=words(spells.yearly, INTERVALS),
        started_on=dates(span, spells.start),
        ended_on=dates(span, spells.end),
    )
    return {"subscriptions": subscriptions, "invoices": _invoices(span, spells, ids, rng)}


def _spells(span: Span, who: People, rng: Rng) -> Spells:
    """Return the first price of every customer and, where seats were added, the price after that."""
    person = np.flatnonzero(who.pays_at < span.end_seconds)
    count = len(person)
    start = local_day(span, who.pays_at[person]).astype(np.float64)
    leaves = start + np.maximum(_MONTH, rng.exponential(_CHURN_DAYS, count)).round()
    grows = start + np.maximum(14.0, rng.exponential(_GROWS_DAYS, count)).round()
    plan = rng.choice(len(PLANS), count, p=_PLAN_WEIGHTS)
    seats = 1 + rng.negative_binomial(1.3, 1.3 / (1.3 + np.array((1.2, 4.0, 11.0))[plan]))
    first = Spells(person, start, np.minimum(leaves, grows), plan, seats, (rng.random(count) < 0.27).astype(np.int64))
    more = np.flatnonzero((grows < leaves) & (grows < span.end))
    second = Spells(
        person[more],
        grows[more],
        leaves[more],
        plan[more],
        seats[more] + rng.geometric(0.45, len(more)),
        first.yearly[more],
    )
    return _open_ended(span, _one_after_the_other(first, second))


def _one_after_the_other(first: Spells, second: Spells) -> Spells:
    both = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in vars(first)}
    order = np.argsort(both["start"], kind="stable")
    return Spells(**{name: column[order] for name, column in both.items()})


def _open_ended(span: Span, spells: Spells) -> Spells:
    """Return the spells as known today: an end that lies ahead is not known yet."""
    return replace(spells, end=np.where(spells.end < span.end, spells.end, np.nan))


def _invoices(span: Span, spells: Spells, ids: Ints, rng: Rng) -> Table:
    """Return an invoice for every interval begun; days are local dates, as in most ledgers."""
    every = np.where(spells.yearly == 1, 12 * _MONTH, _MONTH)
    until = np.where(np.isfinite(spells.end), spells.end, span.end - 1)
    count = np.maximum(np.floor((until - spells.start) / every).astype(np.int64) + 1, 1)
    row = np.repeat(np.arange(len(ids)), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    issued = np.floor(spells.start[row] + place * every[row])
    paid = issued + rng.poisson(9.0, len(row))
    order = np.argsort(issued, kind="stable")
    return table(
        invoice_id=numbers(len(row)),
        subscription_id=ids[row][order],
        user_id=spells.person[row][order] + 1,
        amount_eur=spells.amount[row][order],
        issued_on=dates(span, issued[order]),
        paid_on=dates(span, np.where(paid < span.end, paid, np.nan)[order]),
    )
