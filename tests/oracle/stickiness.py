"""Stickiness: how much of a window its actors are active, as one share or as a histogram."""

from __future__ import annotations

import math
import operator
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

from tests.oracle.active_users import has_history, window_start
from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.intervals import Ends, Z
from tests.oracle.local_time import Period, back, duration, hours_back, later, local_day, periods
from tests.oracle.rows import Row, history_start, matches, within, without_actor


def readings(case: Case) -> list[Reading]:
    """One share, or one histogram, per period."""
    active = [event for event in case.events() if matches(event, case.metric["active"])]
    return [_one(case, period, active) for period in case.periods]


def total(case: Case, found: list[Reading]) -> Reading | None:
    """Mean daily actives over different actors, both added up; of histograms nothing is asked."""
    if "histogram" in case.metric:
        return None
    if "breakdown" in case.metric:
        case = case._replace(metric={key: value for key, value in case.metric.items() if key != "breakdown"})
        found = readings(case)
    known = [one for one in found if one["denominator"] is not None]
    below = sum(one["denominator"] for one in known)
    fields = {
        "mature_at": max(one["mature_at"] for one in found),
        "excluded_null": sum(one["excluded_null"] for one in found),
    }
    if not below:
        states = [one["status"] for one in found]
        status = next((state for state in ("too_early", "nobody") if state in states), states[-1])
        return reading(case.whole(), status=status, reason=status, **fields)
    above = sum(one["numerator"] for one in known)
    return reading(case.whole(), value=above / below, numerator=above, denominator=below, n=below, **fields)


def _one(case: Case, period: Period, active: list[Row]) -> Reading:
    if not _has_history(case, period):
        return reading(period, status="no_data", reason="history", mature_at=period.end_at)
    if period.end_at > case.watermark:
        return too_early(period, mature_at=period.end_at)
    begin = max(period.start_at, window_start(case, period)) if "over" in case.metric else period.start_at
    left_out = without_actor(within(active, begin, period.end_at))
    fields = {"mature_at": period.end_at, "excluded_null": left_out}
    known = [event for event in active if event["actor"] is not None]
    return (_histogram if "histogram" in case.metric else _share)(case, period, known, fields)


def _has_history(case: Case, period: Period) -> bool:
    if "histogram" not in case.metric:
        return has_history(case, period)
    begins = history_start(case.source, case.tables)
    return begins is not None and _stretches(case, period)[0].start_at >= begins


def _share(case: Case, period: Period, active: list[Row], fields: Reading) -> Reading:
    """Mean daily actives over different actors of the same days."""
    begin, length = window_start(case, period), (period.end - back(period.end, *duration(case.metric["over"]))).days
    days: dict[Any, set[date]] = defaultdict(set)
    for event in within(active, begin, period.end_at):
        days[event["actor"]].add(local_day(event["at"], case.place))
    mean_daily = sum(map(len, days.values())) / length
    fields |= {"numerator": mean_daily, "denominator": len(days), "n": len(days)}
    if not days:
        return reading(period, status="nobody", reason="nobody", **fields)
    lower, upper = _ends([len(own) / length for own in days.values()])
    return reading(period, value=mean_daily / len(days), lower=lower, upper=upper, **fields)


def _ends(shares: list[float]) -> Ends:
    """The normal interval of a mean over actors."""
    count = len(shares)
    if count < 2:
        return None, None
    mean = sum(shares) / count
    variance = sum((share - mean) ** 2 for share in shares) / (count - 1)
    half = Z * math.sqrt(variance / count)
    return max(0.0, mean - half), min(1.0, mean + half)


def _histogram(case: Case, period: Period, active: list[Row], fields: Reading) -> Reading:
    """Actors by the number of stretches in which they are active."""
    stretches = _stretches(case, period)
    active_in: Counter[Any] = Counter()
    for stretch in stretches:
        events = Counter(event["actor"] for event in within(active, stretch.start_at, stretch.end_at))
        active_in.update(actor for actor, count in events.items() if _enough(case, count))
    fields |= {"denominator": len(active_in), "n": len(active_in), "histogram": _bars(case, active_in, len(stretches))}
    if not active_in:
        return reading(period, status="nobody", reason="nobody", **fields)
    return reading(period, **fields)


def _stretches(case: Case, period: Period) -> list[Period]:
    """The last ``periods`` periods, ``group`` of them made one."""
    count, group = case.metric["periods"], case.metric.get("group", 1)
    single = _last_periods(case, period, count)
    together = [single[at : at + group] for at in range(0, count, group)]
    return [Period(some[0].start, some[-1].end, some[0].start_at, some[-1].end_at) for some in together]


def _last_periods(case: Case, period: Period, count: int) -> list[Period]:
    if case.grain != "hour":
        return periods(case.grain, later(case.grain, period.start, 1 - count), period.end, case.place)
    edges = [*(hours_back(period.end_at, number, case.place) for number in range(count, 0, -1)), period.end_at]
    return [Period(start, end, start, end) for start, end in pairwise(edges)]


def _enough(case: Case, count: int) -> bool:
    rules = {"at_least": operator.ge, "exactly": operator.eq, "at_most": operator.le}
    return all(rule(count, case.metric[word]) for word, rule in rules.items() if word in case.metric)


def _bars(case: Case, active_in: Counter[Any], most: int) -> list[int]:
    rule = operator.ge if case.metric["histogram"] == "cumulative" else operator.eq
    return [sum(rule(count, bar) for count in active_in.values()) for bar in range(1, most + 1)]
