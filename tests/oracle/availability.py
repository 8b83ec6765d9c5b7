"""Availability: good requests over valid ones."""

from __future__ import annotations

from tests.oracle.case import Case, Reading, reading, share, too_early
from tests.oracle.local_time import Period
from tests.oracle.rows import passes, within
from tests.oracle.survey import rows_of


def readings(case: Case) -> list[Reading]:
    """One share per period."""
    return [_one(case, period) for period in case.periods]


def total(case: Case, _found: list[Reading]) -> Reading:
    """The share over all complete periods."""
    complete = [period for period in case.periods if period.end_at <= case.watermark]
    return _one(case, case._replace(periods=complete or case.periods).whole())


def _one(case: Case, period: Period) -> Reading:
    if period.end_at > case.watermark:
        return too_early(period, mature_at=period.end_at)
    rows = within(rows_of(case, case.metric["from"]), period.start_at, period.end_at)
    valid = [row for row in rows if passes(row, case.metric.get("valid", {}))]
    good = sum(passes(row, case.metric["good"]) for row in valid)
    if 0 < len(valid) < case.metric.get("minimum", 0):
        counts = {"numerator": good, "denominator": len(valid), "n": len(valid)}
        return reading(period, **counts, status="too_few", reason="too few", mature_at=period.end_at)
    return share(case, period, good, len(valid), mature_at=period.end_at)
