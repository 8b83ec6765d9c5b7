"""One door: a metric, a source and rows go in, readings come out, with the field names of ``measure --json``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle import (
    active_users,
    aggregate,
    availability,
    conversion,
    delivery,
    lifecycle,
    ratio,
    retention,
    stickiness,
    subscriptions,
    survey,
    time_to_value,
    visits,
    written_query,
)
from tests.oracle.case import Case, Reading
from tests.oracle.local_time import local_day, period_start, periods
from tests.oracle.rows import Tables, Written, history_day, place_of

KINDS: dict[str, Any] = {
    "active_users": active_users,
    "stickiness": stickiness,
    "lifecycle": lifecycle,
    "sessions": visits,
    "survey": survey,
    "availability": availability,
    "delivery": delivery,
    "retention": retention,
    "conversion": conversion,
    "time_to_value": time_to_value,
    "aggregate": aggregate,
    "ratio": ratio,
    "subscriptions": subscriptions,
    "sql": written_query,
}


def measure(
    metric: Written, source: Written, tables: Tables, watermark: datetime, span: tuple[date | None, date | None]
) -> tuple[list[Reading], Reading | None]:
    """The readings of the periods that begin in the span, and their total where the kind has one."""
    place, grain = place_of(source), str(metric.get("grain", "day"))
    start, end = span
    if start is None:
        begins = history_day(source, tables)
        if begins is None:
            return [], None
        start = period_start(grain, begins, place)
    end = end or local_day(watermark, place) + timedelta(days=1)
    found = periods(grain, start, end, place)
    if not found:
        return [], None
    case = Case(metric, source, tables, watermark, found)
    kind = KINDS[metric["kind"]]
    readings: list[Reading] = kind.readings(case)
    if grain == "range":
        undivided = {key: value for key, value in metric.items() if key != "breakdown"}
        return readings, readings[0] if undivided == metric else kind.readings(case._replace(metric=undivided))[0]
    has_total = hasattr(kind, "total") and "triangle" not in metric
    return readings, kind.total(case, readings) if has_total else None
