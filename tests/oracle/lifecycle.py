"""Lifecycle: who is new, who came again, who came back and who went, against the period before."""

from __future__ import annotations

from typing import Any

from tests.oracle.active_users import total as mean_of_periods
from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.local_time import Period, back, hours_back, later, start_of_day
from tests.oracle.rows import Row, by_actor, history_start, matches, within, without_actor

FIGURES = ("new", "returning", "resurrecting", "dormant")


def readings(case: Case) -> list[Reading]:
    """One count, or all four, per period."""
    active = [event for event in case.events() if matches(event, case.metric["active"])]
    return [_one(case, period, active) for period in case.periods]


def total(case: Case, found: list[Reading]) -> Reading:
    """The mean over the periods that have a figure; of all four the newest."""
    if "figure" in case.metric:
        return mean_of_periods(case, found)
    last = found[-1]
    left_out = sum(one["excluded_null"] for one in found)
    return {**last, "period_start": found[0]["period_start"], "excluded_null": left_out}


def _before(case: Case, period: Period) -> Period:
    """The period before, or as many days before a span."""
    if case.grain == "hour":
        begin = hours_back(period.start_at, 1, case.place)
        return Period(begin, period.start, begin, period.start_at)
    if case.grain == "range":
        start = back(period.start, (period.end - period.start).days, "day")
    else:
        start = later(case.grain, period.start, -1)
    return Period(start, period.start, start_of_day(start, case.place), period.start_at)


def _one(case: Case, period: Period, active: list[Row]) -> Reading:
    before, begins = _before(case, period), history_start(case.source, case.tables)
    if begins is None or before.end_at <= begins:
        return reading(period, status="no_data", reason="history", mature_at=period.end_at)
    if period.end_at > case.watermark:
        return too_early(period, mature_at=period.end_at)
    counts = _counts(active, before, period)
    left_out = without_actor(within(active, period.start_at, period.end_at))
    fields: dict[str, Any] = {"mature_at": period.end_at, "excluded_null": left_out}
    if "figure" in case.metric:
        count = counts[case.metric["figure"]]
        return reading(period, value=count, numerator=count, n=count, **fields)
    here = counts["new"] + counts["returning"] + counts["resurrecting"]
    return reading(period, n=here, fields=counts, **fields)


def _counts(active: list[Row], before: Period, period: Period) -> dict[str, int]:
    counts = dict.fromkeys(FIGURES, 0)
    for own in by_actor(active).values():
        is_here = bool(within(own, period.start_at, period.end_at))
        was_here = bool(within(own, before.start_at, before.end_at))
        if is_here and own[0]["at"] >= period.start_at:
            counts["new"] += 1
        elif is_here:
            counts["returning" if was_here else "resurrecting"] += 1
        elif was_here:
            counts["dormant"] += 1
    return counts
