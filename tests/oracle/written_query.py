"""The escape hatch: a few queries, each with what it means in plain Python over the rows of one period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.intervals import wilson
from tests.oracle.local_time import Period, seconds
from tests.oracle.rows import Row

_PERIOD = "from ledger where day >= :period_start and day < :period_end"


def _known(rows: list[Row]) -> list[float]:
    return [row["amount"] for row in rows if row["amount"] is not None]


def _share(rows: list[Row]) -> Reading:
    """Paid rows among all."""
    paid = sum(row["paid"] for row in rows)
    return {"numerator": paid if rows else None, "denominator": len(rows)}


def _sum(rows: list[Row]) -> Reading:
    """The sum of the amounts, and how many there are."""
    return {"value": sum(_known(rows)) if _known(rows) else None, "n": len(_known(rows))}


def _ends(rows: list[Row]) -> Reading:
    """The largest amount, with ends of its own."""
    known = _known(rows)
    return {"value": max(known), "lower": min(known), "upper": max(known) + 1} if known else {"value": None}


def _nothing(rows: list[Row]) -> Reading:
    """A row only where the period has one."""
    return {"value": float(len(rows))} if rows else {}


MEANINGS: dict[str, Callable[[list[Row]], Reading]] = {
    f"select sum(paid) as numerator, count(*) as denominator {_PERIOD}": _share,
    f"select sum(amount) as value, count(amount) as n {_PERIOD};": _sum,
    f"select max(amount) as value, min(amount) as lower, max(amount) + 1 as upper {_PERIOD}": _ends,
    f"select 1.0 * count(*) as VALUE {_PERIOD} having count(*) > 0": _nothing,
}


def readings(case: Case) -> list[Reading]:
    """One answer per period, once it is final."""
    return [_one(case, period) for period in case.periods]


def _one(case: Case, period: Period) -> Reading:
    final_at = period.end_at + seconds(case.metric.get("maturity", "0 days"))
    if final_at > case.watermark:
        return too_early(period, mature_at=final_at)
    rows = [row for row in case.tables["ledger"] if _in(period, row["day"])]
    answer = MEANINGS[case.metric["sql"]](rows)
    below = answer.get("denominator")
    if below == 0:
        counts = {"numerator": 0, "denominator": 0, "n": 0}
        return reading(period, **counts, mature_at=final_at, status="nobody", reason="nobody")
    if below is not None:
        answer |= _of_sides(answer["numerator"], below)
    if answer.get("value") is None:
        return reading(period, n=answer.get("n"), mature_at=final_at, status="no_data", reason="nothing")
    return reading(period, **answer, mature_at=final_at)


def _in(period: Period, day: date) -> bool:
    last = period.end - timedelta(days=1)
    return period.start <= day <= last


def _of_sides(above: int, below: int) -> dict[str, Any]:
    lower, upper = wilson(above, below)
    return {"value": above / below, "n": below, "lower": lower, "upper": upper}
