"""Ratios: one aggregate over another of the same complete window."""

from __future__ import annotations

from tests.oracle import aggregate
from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.groups import by_group
from tests.oracle.intervals import ratio_ends
from tests.oracle.local_time import Period
from tests.oracle.rows import Written

SHARED = ("grain", "where", "actors", "breakdown", "only")
SIDES = ("numerator", "denominator")


def readings(case: Case) -> list[Reading]:
    """One ratio per period; with a breakdown one per period and group."""
    if "breakdown" in case.metric and "only" not in case.metric:
        rows = [row for side in SIDES for row in aggregate.touched(_side(case, side))]
        return by_group(case, rows, readings)
    tops, bottoms = (aggregate.readings(_side(case, side)) for side in SIDES)
    trios = zip(case.periods, tops, bottoms, strict=True)
    return [_with_ends(case, period, _one(period, top, bottom)) for period, top, bottom in trios]


def total(case: Case, found: list[Reading]) -> Reading:
    """The ratio of both sides over the complete periods; of what only periods have the newest."""
    if "breakdown" in case.metric:
        case = case._replace(metric={key: value for key, value in case.metric.items() if key != "breakdown"})
        found = readings(case)
    if any(aggregate.looks_from_periods(case.metric[side]) for side in SIDES):
        return aggregate.newest(found)
    top, bottom = (aggregate.figure_of_whole(_side(case, side)) for side in SIDES)
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


def _with_ends(case: Case, period: Period, found: Reading) -> Reading:
    """With its interval where both sides add up over the same actors."""
    sides = [_side(case, side) for side in SIDES]
    if found["status"] != "ok" or not all(_adds_up(side.metric) for side in sides):
        return found
    above, below = (aggregate.per_actor(side, period) for side in sides)
    lower, upper = ratio_ends([(above.get(actor, 0), below.get(actor, 0)) for actor in above | below])
    return found | {"lower": lower, "upper": upper}


def _adds_up(metric: Written) -> bool:
    """Whether a side is a sum of what each actor adds in the reading's own stretch."""
    if any(word in metric for word in ("per", "shift", "change_from")) or not aggregate.has_actors(metric):
        return False
    measure = metric["measure"]
    return "count" in measure or "count_null" in measure or "sum" in measure or measure == {"count_distinct": "actor"}
