"""Subscriptions: what each customer pays at two instants, and what became of the difference."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from tests.oracle.case import Case, Reading, pooled, reading, share, too_early
from tests.oracle.intervals import Ends, Z
from tests.oracle.local_time import Period
from tests.oracle.rows import Cell, Row, moment, passes

MOVEMENTS = ("new", "reactivation", "upgrade", "downgrade", "churn")
MONTHS = {"month": 1, "monthly": 1, "quarter": 3, "year": 12, "annual": 12}


class Spell(NamedTuple):
    """One subscription: who pays how much a month, from when until before when."""

    customer: Cell
    start: datetime
    end: datetime | None
    monthly: float | None

    def is_active(self, last_before: datetime) -> bool:
        """Whether it is active at the last instant before a moment."""
        return self.start < last_before and (self.end is None or self.end >= last_before)


def readings(case: Case) -> list[Reading]:
    """One figure per period."""
    spells = _spells(case)
    return [_one(case, period, spells) for period in case.periods]


def total(case: Case, found: list[Reading]) -> Reading:
    """Movements added up, shares and rates pooled, and what there is at the end of the last complete period."""
    figure = case.metric["figure"]
    if figure in ("mrr", "active"):
        complete = [period for period in case.periods if period.end_at <= case.watermark]
        anew = case._replace(periods=complete or case.periods)
        return _one(anew, anew.whole(), _spells(anew))
    if figure in MOVEMENTS:
        return _added_up(case, found)
    known = [one for one in found if one["numerator"] is not None]
    if figure == "logo_churn" and sum(one["denominator"] for one in known) > 0:
        return pooled(case, known) | {"excluded_null": sum(one["excluded_null"] for one in found)}
    return _rates_pooled(case, found, known)


def _added_up(case: Case, found: list[Reading]) -> Reading:
    fields: Row = {"excluded_null": sum(one["excluded_null"] for one in found)}
    known = [one for one in found if one["value"] is not None]
    if not known:
        return reading(case.whole(), **fields, status=found[-1]["status"], reason="nothing")
    value = sum(one["value"] for one in known)
    return reading(case.whole(), **fields, value=value, numerator=value, n=sum(one["n"] for one in known))


def _rates_pooled(case: Case, found: list[Reading], known: list[Reading]) -> Reading:
    sums = {name: sum(one[name] for one in known) for name in ("numerator", "denominator", "n")}
    fields: Row = {"excluded_null": sum(one["excluded_null"] for one in found)}
    if sums["denominator"] == 0:
        states = [one["status"] for one in found]
        status = next((state for state in ("too_early", "nobody") if state in states), states[-1])
        return reading(case.whole(), **fields, status=status, reason="nobody")
    return reading(case.whole(), **fields, **sums, value=sums["numerator"] / sums["denominator"])


def _spells(case: Case) -> list[Spell]:
    """The rows that pass all filters and were ever active, as known at the watermark."""
    origin, found = case.metric["from"], []
    for row in case.tables[origin["table"]]:
        start, end = (moment(row[origin[name]], case.place) for name in ("start", "end"))
        wanted = passes(row, origin.get("where", {})) and passes(row, case.metric.get("where", {}))
        if wanted and start is not None and start < case.watermark and (end is None or end > start):
            found.append(Spell(row[origin["customer"]] or None, start, end, _monthly(case, row)))
    return found


def _monthly(case: Case, row: Row) -> float | None:
    origin, rates = case.metric["from"], case.metric.get("rates")
    amount, interval = row[origin["amount"]], origin.get("interval", {"months": 1})
    words = MONTHS | case.metric.get("intervals", {})
    months = interval["months"] if isinstance(interval, dict) else words.get((row[interval] or "").lower())
    rate = 1 if rates is None else rates.get(row[origin["currency"]])
    return None if None in (amount, months, rate) else amount * rate / months


def _is_good(spell: Spell) -> bool:
    return spell.customer is not None and spell.monthly is not None


def _paid(spells: Iterable[Spell], last_before: datetime) -> dict[Cell, float]:
    paid: dict[Cell, float] = defaultdict(float)
    for spell in spells:
        if spell.is_active(last_before):
            paid[spell.customer] += spell.monthly or 0.0
    return paid


def _one(case: Case, period: Period, spells: list[Spell]) -> Reading:
    if period.end_at > case.watermark:
        return too_early(period, mature_at=period.end_at)
    left_out = sum(spell.is_active(period.end_at) for spell in spells if not _is_good(spell))
    fields: Row = {"mature_at": period.end_at, "excluded_null": left_out}
    good = [spell for spell in spells if _is_good(spell)]
    if not any(spell.start < period.end_at for spell in good):
        return reading(period, **fields, status="no_data", reason="nobody yet")
    before, now = _paid(good, period.start_at), _paid(good, period.end_at)
    figure = case.metric["figure"]
    if figure == "logo_churn":
        was = {customer for customer, amount in before.items() if amount > 0}
        return share(case, period, sum(not now.get(customer, 0) > 0 for customer in was), len(was), **fields)
    if figure in ("nrr", "grr"):
        return _rate(period, _pairs(before, now, figure), fields)
    value, n = _ledger(figure, _changes(good, period, (before, now)), now)
    return reading(period, **fields, value=value, numerator=value, n=n)


def _ledger(figure: str, changes: list[tuple[str, float]], now: dict[Cell, float]) -> tuple[float, int]:
    active = sum(amount > 0 for amount in now.values())
    if figure in MOVEMENTS:
        moved = [amount for movement, amount in changes if movement == figure]
        return sum(moved), len(moved)
    return (sum(now.values()) if figure == "mrr" else active), active


def _changes(
    good: list[Spell], period: Period, amounts: tuple[dict[Cell, float], dict[Cell, float]]
) -> list[tuple[str, float]]:
    """What every customer's amount did from the start to the end, as a positive amount under a name."""
    before, now = amounts
    found = []
    for customer in before.keys() | now.keys():
        old, fresh = before.get(customer, 0.0), now.get(customer, 0.0)
        paid_since = [spell.start for spell in good if spell.customer == customer and (spell.monthly or 0) > 0]
        if fresh > 0 >= old:
            found.append(("new" if min(paid_since) >= period.start_at else "reactivation", fresh - old))
        elif old > 0 >= fresh:
            found.append(("churn", old - fresh))
        elif fresh != old:
            found.append(("upgrade", fresh - old) if fresh > old else ("downgrade", old - fresh))
    return found


def _pairs(before: dict[Cell, float], now: dict[Cell, float], figure: str) -> list[tuple[float, float]]:
    """What each customer of the start paid then, and what of it (or in all) is kept at the end."""
    was = {customer: amount for customer, amount in before.items() if amount > 0}
    ends = {customer: now.get(customer, 0.0) for customer in was}
    return [(old, min(old, ends[who]) if figure == "grr" else ends[who]) for who, old in was.items()]


def _rate(period: Period, pairs: list[tuple[float, float]], fields: Row) -> Reading:
    sums = {"numerator": sum(end for _, end in pairs), "denominator": sum(start for start, _ in pairs)}
    fields = fields | sums | {"n": len(pairs)}
    if not pairs:
        return reading(period, **fields, status="nobody", reason="nobody")
    lower, upper = _ends(pairs)
    return reading(period, **fields, value=sums["numerator"] / sums["denominator"], lower=lower, upper=upper)


def _ends(pairs: list[tuple[float, float]]) -> Ends:
    """The ratio of both sums, give or take how far single customers lie from it (the delta method)."""
    n, below = len(pairs), sum(start for start, _ in pairs)
    if n < 2:
        return None, None
    ratio = sum(end for _, end in pairs) / below
    squares = math.fsum((end - ratio * start) ** 2 for start, end in pairs)
    half = Z * math.sqrt(squares * n / (n - 1)) / below
    return ratio - half, ratio + half
