"""Time to value: how long from an actor's first start to its first value, those still waiting included."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.intervals import discrete, quantile_ends
from tests.oracle.local_time import Period, seconds
from tests.oracle.rows import Row, by_actor, matches, within
from tests.oracle.survival import Observation, interval_of, quantile_of


def readings(case: Case) -> list[Reading]:
    """One quantile in seconds per period of the start."""
    events = case.events()
    watched, nobody = _watched(case, events), _nobody(case, events)
    return [_one(case, period, watched, nobody) for period in case.periods]


def total(case: Case, _found: list[Reading]) -> Reading:
    """The quantile over everybody who started in the periods."""
    events = case.events()
    return _one(case, case.whole(), _watched(case, events), _nobody(case, events))


def _nobody(case: Case, events: list[Row]) -> list[Row]:
    """Starts that name nobody."""
    return [event for event in events if event["actor"] is None and matches(event, case.metric["start"])]


def _watched(case: Case, events: list[Row]) -> list[tuple[datetime, Observation]]:
    """For each actor the start, and how long it was watched with what end."""
    found = []
    for own in by_actor(events).values():
        starts = [event for event in own if matches(event, case.metric["start"])]
        if starts:
            found.append((starts[0]["at"], _observed(case, starts[0]["at"], own)))
    return found


def _observed(case: Case, start: datetime, own: list[Row]) -> Observation:
    longest = case.watermark - start
    if "within" in case.metric:
        longest = min(longest, seconds(case.metric["within"]))
    times = [event["at"] - start for event in own if event["at"] >= start and _is_value(case, start, event)]
    reached = [time for time in times if time <= longest]
    return (min(reached).total_seconds(), True) if reached else (longest.total_seconds(), False)


def _is_value(case: Case, start: datetime, event: Row) -> bool:
    """A start at the start instant is not its own value."""
    same = event["at"] == start and matches(event, case.metric["start"])
    return matches(event, case.metric["value"]) and not same


def _one(case: Case, period: Period, watched: list[tuple[datetime, Observation]], nobody: list[Row]) -> Reading:
    seen = [observation for start, observation in watched if period.start_at <= start < period.end_at]
    counts = {"numerator": sum(reached for _, reached in seen), "denominator": len(seen)}
    fields: dict[str, Any] = {
        **counts,
        "mature_at": period.end_at + seconds(case.metric.get("within", "0 seconds")),
        "excluded_null": len(within(nobody, period.start_at, period.end_at)),
    }
    if case.metric.get("population", "all") == "converters":
        seen = [observation for observation in seen if observation[1]]
    fields["n"] = len(seen)
    if not seen:
        early = period.end_at > case.watermark
        return too_early(period, **fields) if early else reading(period, **fields, status="nobody", reason="nobody")
    return reading(period, **fields, **_figures(case, seen))


def _figures(case: Case, seen: list[Observation]) -> Reading:
    quantile = case.metric.get("quantile", 0.5)
    if case.metric.get("population", "all") == "converters":
        times = [time for time, _ in seen]
        lower, upper = quantile_ends(times, quantile)
        return {"value": discrete(times, quantile), "lower": lower, "upper": upper}
    value = quantile_of(seen, quantile)
    lower, upper = interval_of(seen, quantile)
    return {"value": value, "lower": lower, "upper": upper, "reason": "" if value is not None else "not reached"}
