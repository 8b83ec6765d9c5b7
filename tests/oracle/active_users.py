"""Active users: different actors with qualifying events, in each period or in a window that ends with it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.groups import by_group, of_group
from tests.oracle.local_time import Period, back, duration, hours_back, start_of_day
from tests.oracle.rows import Row, history_start, matches, within, without_actor


def readings(case: Case) -> list[Reading]:
    """One count per period; with a breakdown one per period and group."""
    active = of_group(case, [event for event in case.events() if matches(event, case.metric["active"])])
    if "breakdown" in case.metric and "only" not in case.metric:
        windows = [within(active, window_start(case, period), period.end_at) for period in case.periods]
        return by_group(case, [event for window in windows for event in window], readings)
    return [_one(case, period, active) for period in case.periods]


def _one(case: Case, period: Period, active: list[Row]) -> Reading:
    if not has_history(case, period):
        return reading(period, status="no_data", reason="history", mature_at=period.end_at)
    if period.end_at > case.watermark:
        return too_early(period, mature_at=period.end_at)
    window = within(active, window_start(case, period), period.end_at)
    events = Counter(event["actor"] for event in window if event["actor"] is not None)
    users = sum(count >= case.metric.get("at_least", 1) for count in events.values())
    left_out = without_actor(within(window, period.start_at, period.end_at))
    fields = {"value": users, "numerator": users, "n": users, "excluded_null": left_out}
    return reading(period, **fields, mature_at=period.end_at)


def window_start(case: Case, period: Period) -> datetime:
    """Where the window begins that ends with the period."""
    length = case.metric.get("trailing") or case.metric.get("over")
    if length is None:
        return period.start_at
    count, unit = duration(length)
    if unit == "hour":
        return hours_back(period.end_at, count, case.place)
    return start_of_day(back(period.end, count, unit), case.place)


def has_history(case: Case, period: Period) -> bool:
    """Whether a window lies wholly, or a calendar period at least in part, within the history."""
    begins = history_start(case.source, case.tables)
    if begins is None:
        return False
    windowed = "trailing" in case.metric or "over" in case.metric
    return window_start(case, period) >= begins if windowed else period.end_at > begins


def total(case: Case, found: list[Reading]) -> Reading:
    """The mean over the periods that have a figure."""
    if "breakdown" in case.metric:
        case = case._replace(metric={key: value for key, value in case.metric.items() if key != "breakdown"})
        found = readings(case)
    figures = [one["value"] for one in found if one["status"] == "ok"]
    fields = {"mature_at": found[-1]["mature_at"], "excluded_null": sum(one["excluded_null"] for one in found)}
    if not figures:
        return reading(case.whole(), status=found[-1]["status"], reason=found[-1]["reason"], **fields)
    counts = {"numerator": sum(figures), "denominator": len(figures), "n": len(figures)}
    return reading(case.whole(), value=sum(figures) / len(figures), **counts, **fields)
