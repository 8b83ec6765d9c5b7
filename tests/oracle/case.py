"""What one measurement starts from, and the shape of what it gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from tests.oracle.intervals import SHARES
from tests.oracle.local_time import Period, Place
from tests.oracle.rows import Cell, Row, Tables, Written, events, passes, place_of

Reading = dict[str, Cell]

FIELDS: Reading = {
    "value": None,
    "numerator": None,
    "denominator": None,
    "n": None,
    "lower": None,
    "upper": None,
    "status": "ok",
    "reason": "",
    "mature_at": None,
    "excluded_immature": 0,
    "excluded_null": 0,
    "group": None,
    "offset": None,
    "cohort_size": None,
    "histogram": None,
    "fields": {},
}
"""Every field of a reading beside its period, as it is where nothing is said."""


class Case(NamedTuple):
    """A metric and a source as written, the rows, the watermark, and the periods asked for."""

    metric: Written
    source: Written
    tables: Tables
    watermark: datetime
    periods: list[Period]

    @property
    def place(self) -> Place:
        """Zone and week start."""
        return place_of(self.source)

    @property
    def grain(self) -> str:
        """The length of one period."""
        return str(self.metric.get("grain", "day"))

    def all_events(self) -> list[Row]:
        """Events before the metric's own filter."""
        return events(self.source, self.tables, self.watermark, self.metric)

    def wanted(self, event: Row) -> bool:
        """Whether an event passes the metric's own filter."""
        return passes(event["properties"], self.metric.get("where", {}))

    def events(self) -> list[Row]:
        """Events that pass the metric's own filter."""
        return [event for event in self.all_events() if self.wanted(event)]

    def whole(self) -> Period:
        """All periods asked for as one."""
        first, last = self.periods[0], self.periods[-1]
        return Period(first.start, last.end, first.start_at, last.end_at)


def reading(period: Period, **fields: Cell) -> Reading:
    """One reading with every field."""
    unknown = fields.keys() - FIELDS.keys()
    if unknown:
        raise KeyError(unknown)
    return {"period_start": _shown(period.start), "period_end": _shown(period.end), **FIELDS, **fields}


def _shown(edge: date) -> str:
    return edge.isoformat()


def too_early(period: Period, **fields: Cell) -> Reading:
    """A reading whose period, or whose last unit, is not complete."""
    return reading(period, **{"status": "too_early", "reason": "not complete", **fields})


def share(case: Case, period: Period, numerator: int, denominator: int, **fields: Cell) -> Reading:
    """A share over mature units; without any, too early while some are immature or the period is not over."""
    is_open = period.end_at > case.watermark
    fields |= {"numerator": numerator, "denominator": denominator, "n": denominator}
    if denominator == 0:
        early = is_open or fields.get("excluded_immature", 0) > 0
        return too_early(period, **fields) if early else reading(period, **fields, status="nobody", reason="nobody")
    lower, upper = SHARES[case.metric.get("interval", "wilson")](numerator, denominator)
    return reading(period, **fields, value=numerator / denominator, lower=lower, upper=upper)


def pooled(case: Case, readings: list[Reading]) -> Reading:
    """The share over all readings: sums over sums, never a mean of shares."""
    whole = case.whole()
    return share(
        case,
        whole,
        sum(one["numerator"] for one in readings),
        sum(one["denominator"] for one in readings),
        excluded_immature=sum(one["excluded_immature"] for one in readings),
        excluded_null=sum(one["excluded_null"] for one in readings),
        mature_at=max(one["mature_at"] for one in readings),
    )
