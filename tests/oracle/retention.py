"""Retention: of the actors that started in a period, how many came back in a later one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tests.oracle.case import Case, Reading, pooled, reading, share, too_early
from tests.oracle.intervals import ratio_ends
from tests.oracle.local_time import Period, offset_at
from tests.oracle.rows import Row, by_actor, has_name, matches, within

UNITS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "quarter": timedelta(days=90),
}

Bracket = tuple[int, int]


class Unit(NamedTuple):
    """One actor in one cohort: when it started, and all its return events."""

    start: datetime
    returns: list[Row]


def readings(case: Case) -> list[Reading]:
    """One share per cohort period; with ``triangle`` one per period and offset."""
    events = case.events()
    returns = by_actor([event for event in events if matches(event, case.metric["return"])])
    starts = _starts(case, events)
    cohorts = {period: _cohort(case, period, starts, returns) for period in case.periods}
    nobody = [event for event in events if event["actor"] is None and matches(event, case.metric["start"])]
    left_out = {period: len(within(nobody, period.start_at, period.end_at)) for period in case.periods}
    return [
        _cell(case, period, cohorts[period], bracket) | {"excluded_null": left_out[period]}
        for period in case.periods
        for bracket in _brackets(case)
    ]


def total(case: Case, found: list[Reading]) -> Reading:
    """The pooled figure of all cohorts."""
    sizes = {"cohort_size": sum(one["cohort_size"] for one in found)}
    if "value" not in case.metric:
        return pooled(case, found) | sizes
    names = ("excluded_immature", "excluded_null", "n")
    sizes |= {name: sum(one[name] for one in found) for name in names}
    sizes |= {"numerator": sum(one["numerator"] for one in found), "mature_at": max(one["mature_at"] for one in found)}
    if _is_mean(case):
        sizes["denominator"] = sizes["n"]
    if any(one["status"] == "ok" for one in found):
        mean = sizes["numerator"] / (sizes["n"] if _is_mean(case) else 1)
        return reading(case.whole(), **sizes, value=mean)
    early = [one for one in found if one["status"] == "too_early"]
    return reading(case.whole(), **sizes, status="too_early" if early else "nobody", reason="no figure")


def _brackets(case: Case) -> list[Bracket | None]:
    """The offsets that count, both ends included; None is the cohort itself."""
    if "triangle" in case.metric:
        return [None, *((offset, offset) for offset in range(1, case.metric["triangle"] + 1))]
    returned = case.metric["returned"]
    if "on" in returned:
        return [(returned["on"], returned["on"])]
    if "between" in returned:
        return [(returned["between"][0], returned["between"][1])]
    return [(returned["on_or_after"], returned["on_or_after"] + returned["horizon"])]


def _starts(case: Case, events: list[Row]) -> dict[Any, list[datetime]]:
    """The instants at which each actor starts, oldest first."""
    passing = by_actor([event for event in events if matches(event, case.metric["start"])])
    found = {actor: [event["at"] for event in own] for actor, own in passing.items()}
    cohort = case.metric.get("cohort", "first_time")
    if cohort == "recurring":
        return found
    if cohort == "first_in_range":
        whole = case.whole()
        ranged = {actor: [at for at in own if whole.start_at <= at < whole.end_at] for actor, own in found.items()}
        return {actor: own[:1] for actor, own in ranged.items() if own}
    if cohort == "first_ever":
        named = by_actor([event for event in case.all_events() if has_name(event, case.metric["start"])])
        return {actor: own[:1] for actor, own in found.items() if own[0] == named[actor][0]["at"]}
    return {actor: own[:1] for actor, own in found.items()}


def _cohort(case: Case, period: Period, starts: dict[Any, list[datetime]], returns: dict[Any, list[Row]]) -> list[Unit]:
    """The actors that start in a period, each from its first start in it."""
    units = []
    for actor, own in starts.items():
        inside = [at for at in own if period.start_at <= at < period.end_at]
        if inside and inside[0] < case.watermark:
            units.append(Unit(inside[0], returns.get(actor, [])))
    return units


def _cell(case: Case, period: Period, cohort: list[Unit], bracket: Bracket | None) -> Reading:
    if bracket is None:
        return _column_of_sizes(case, period, cohort)
    ends = [(unit, *_window(case, period, unit, bracket)) for unit in cohort]
    mature = [(unit, begin, end) for unit, begin, end in ends if end <= case.watermark]
    kept = [(unit, begin, end) for unit, begin, end in mature if _came_back(case, unit, begin, end)]
    fields: Reading = {
        "excluded_immature": len(cohort) - len(mature),
        "mature_at": _mature_at(case, period, bracket),
        "cohort_size": len(cohort),
        "offset": bracket[0] if "triangle" in case.metric else None,
    }
    if "value" not in case.metric or not mature:
        return share(case, period, len(kept), len(mature), **fields)
    return _amount(case, period, [_sum(case, *one) for one in kept], len(mature), fields)


def _amount(case: Case, period: Period, sums: list[float], mature: int, fields: Reading) -> Reading:
    """What those who came back did, in all or each; ``sums`` has one number for each of them."""
    if not _is_mean(case):
        return reading(period, **fields, value=sum(sums), numerator=sum(sums), n=mature)
    fields |= {"numerator": sum(sums), "denominator": len(sums), "n": len(sums)}
    if not sums:
        return reading(period, **fields, status="nobody", reason="nobody came back")
    lower, upper = ratio_ends([(one, 1) for one in sums])
    return reading(period, **fields, value=sum(sums) / len(sums), lower=lower, upper=upper)


def _is_mean(case: Case) -> bool:
    return bool(case.metric["value"]["aggregate"] == "mean_per_active")


def _sum(case: Case, unit: Unit, begin: datetime, end: datetime) -> float:
    """The sum of the property over the returns that count; those without it add nothing."""
    found = [event["properties"][case.metric["value"]["property"]] for event in _returns(unit, begin, end)]
    return float(sum(value for value in found if value is not None))


def _column_of_sizes(case: Case, period: Period, cohort: list[Unit]) -> Reading:
    fields: Reading = {"mature_at": period.end_at, "cohort_size": len(cohort), "offset": 0}
    if period.end_at > case.watermark:
        return too_early(period, **fields, numerator=0, denominator=0, n=0, excluded_immature=len(cohort))
    fields |= {"numerator": len(cohort), "denominator": len(cohort), "n": len(cohort)}
    if not cohort:
        return reading(period, **fields, status="nobody", reason="nobody")
    return reading(period, **fields, value=1.0)


def _window(case: Case, period: Period, unit: Unit, bracket: Bracket) -> tuple[datetime, datetime]:
    """The stretch in which a return counts."""
    first, last = bracket
    clock = case.metric.get("clock", "calendar")
    if clock == "calendar":
        return _edge(case, period, first), _edge(case, period, last + 1)
    length = UNITS[case.grain]
    start = unit.start.astimezone(UTC)
    if clock == "elapsed_hour":
        start = start.replace(minute=0, second=0, microsecond=0)
    return start + first * length, start + (last + 1) * length


def _edge(case: Case, period: Period, offset: int) -> datetime:
    return offset_at(case.grain, period, offset, case.place)


def _came_back(case: Case, unit: Unit, begin: datetime, end: datetime) -> bool:
    """Whether enough return events lie in the window, after the start itself."""
    return len(_returns(unit, begin, end)) >= int(case.metric.get("min_occurrences", 1))


def _returns(unit: Unit, begin: datetime, end: datetime) -> list[Row]:
    return [event for event in unit.returns if begin <= event["at"] < end and event["at"] > unit.start]


def _mature_at(case: Case, period: Period, bracket: Bracket) -> datetime:
    if case.metric.get("clock", "calendar") == "calendar":
        return _edge(case, period, bracket[1] + 1)
    return period.end_at + (bracket[1] + 1) * UNITS[case.grain]
