"""Ratios: one aggregate over another of the same complete window."""

from __future__ import annotations

from tests.oracle import aggregate
from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.local_time import Period

SHARED = ("grain", "where", "actors")


def readings(case: Case) -> list[Reading]:
    """One ratio per period."""
    tops, bottoms = (aggregate.readings(_side(case, side)) for side in ("numerator", "denominator"))
    return [_one(period, top, bottom) for period, top, bottom in zip(case.periods, tops, bottoms, strict=True)]


def total(case: Case, _found: list[Reading]) -> Reading:
    """The ratio of both sides over the complete periods."""
    top, bottom = (aggregate.figure_of_whole(_side(case, side)) for side in ("numerator", "denominator"))
    complete = [period for period in case.periods if period.end_at <= case.watermark]
    whole = case._replace(periods=complete or case.periods).whole()
    return _one(whole, top, bottom)


def _side(case: Case, side: str) -> Case:
    shared = {key: case.metric[key] for key in SHARED if key in case.metric}
    return case._replace(metric={**shared, **case.metric[side]})


def _one(period: Period, top: Reading, bottom: Reading) -> Reading:
    fields = {"mature_at": period.end_at}
    if bottom["status"] == "too_early":
        return too_early(period, **fields)
    fields |= {"n": bottom["n"], "excluded_null": top["excluded_null"] + bottom["excluded_null"]}
    if bottom["status"] == "no_data" or bottom["value"] == 0:
        return reading(period, **fields, numerator=0, denominator=0, status="nobody", reason="nobody")
    for side in (bottom, top):
        if side["status"] != "ok":
            return reading(period, **fields, status=side["status"], reason=side["reason"])
    sides = {"numerator": top["value"], "denominator": bottom["value"]}
    return reading(period, **fields, **sides, value=top["value"] / bottom["value"])
