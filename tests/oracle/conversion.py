"""Conversion: of the entries of a period, how many went through the steps in time, or how long it took them."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from tests.oracle.attempts import (
    FIRST_SESSION,
    Attempt,
    attempt_of,
    endless,
    is_excluded,
    order_of,
    reached,
)
from tests.oracle.case import Case, Reading, pooled, reading, share, too_early
from tests.oracle.intervals import Ends, Z, discrete, quantile_ends
from tests.oracle.local_time import Period, seconds
from tests.oracle.rows import Cell, Row, by_actor, matches, within, without_actor
from tests.oracle.sessions import gap_of, longest_of


class Actor(NamedTuple):
    """An actor: its rows that pass the metric's filter, all its rows, and its entries."""

    name: Cell
    rows: list[Row]
    everything: list[Row]
    entries: list[Row]


class Outcome(NamedTuple):
    """What became of a unit: below the line, above it, and the time from the one step to the other."""

    actor: Cell
    came: bool
    went: bool
    took: float


def readings(case: Case) -> list[Reading]:
    """One share, or one time, per period."""
    rows = case.events()
    everything, own = by_actor(case.all_events()), by_actor(rows)
    actors = [Actor(name, own[name], everything[name], _entries(case, own[name])) for name in own]
    opening = [row for row in rows if _opens(case, row)]
    return [_one(case, period, opening, actors) for period in case.periods]


def total(case: Case, found: list[Reading]) -> Reading | None:
    """The pooled share of all periods; a median is taken anew over the entries of all of them."""
    figure = case.metric.get("figure", "rate")
    if figure == "median_time":
        undivided = {key: value for key, value in case.metric.items() if key != "breakdown"}
        return readings(case._replace(metric=undivided, periods=[case.whole()]))[0]
    return pooled(case, found) if figure == "rate" else None


def _opens(case: Case, row: Row) -> bool:
    """Whether a row can be an entry: the first step, or any step where order does not matter."""
    steps = case.metric["steps"]
    return any(matches(row, step) for step in (steps if order_of(case) == "unordered" else steps[:1]))


def _entries(case: Case, own: list[Row]) -> list[Row]:
    """The rows of one actor that open an attempt; for the first session only those of the very first instant."""
    found = [row for row in own if _opens(case, row)]
    if case.metric["within"] == FIRST_SESSION:
        return [row for row in found if row["at"] == found[0]["at"]]
    return found


def _one(case: Case, period: Period, opening: list[Row], actors: list[Actor]) -> Reading:
    units = [(actor, unit) for actor in actors for unit in _units(case, actor, period)]
    mature = [(actor, unit) for actor, unit in units if all(attempt.mature for attempt in unit)]
    outcomes = [outcome for actor, unit in mature if (outcome := _outcome(case, actor, unit)) is not None]
    fields: Reading = {
        "excluded_immature": len(units) - len(mature),
        "excluded_null": without_actor(within(opening, period.start_at, period.end_at)),
        "mature_at": _mature_at(case, period),
    }
    if case.metric.get("figure", "rate") != "rate":
        return _time(case, period, [outcome for outcome in outcomes if outcome.went], fields)
    return share(case, period, sum(one.went for one in outcomes), sum(one.came for one in outcomes), **fields)


def _units(case: Case, actor: Actor, period: Period) -> list[list[Attempt]]:
    """What is counted: each entry, or the attempts of an actor from which the best one is taken."""
    entries = within(actor.entries, period.start_at, period.end_at)
    found = [attempt_of(case, entry, actor.rows, actor.everything) for entry in entries]
    if case.metric.get("count", "actors") == "events":
        return [[attempt] for attempt in found]
    if case.metric.get("entry", "first") == "first":
        found = [attempt for attempt in found if attempt.entry["at"] == found[0].entry["at"]]
    return [found] if found else []


def _outcome(case: Case, actor: Actor, unit: list[Attempt]) -> Outcome | None:
    """What became of the best attempt that was not excluded: converted, then earliest, then shortest."""
    first, last = case.metric.get("from_step", 1), case.metric.get("to_step", len(case.metric["steps"]))
    left = [attempt for attempt in unit if not is_excluded(case, attempt)]
    if not left:
        return None
    best = []
    for attempt in left:
        instants = reached(case, attempt)
        went = len(instants) >= last and _has_credit(case, actor, attempt, instants[last - 1])
        took = (instants[last - 1] - instants[first - 1]).total_seconds() if went else 0.0
        place = (not went, len(instants) < first, attempt.entry["at"], took)
        best.append((place, Outcome(actor.name, len(instants) >= first, went, took)))
    return min(best, key=lambda pair: pair[0])[1]


def _has_credit(case: Case, actor: Actor, attempt: Attempt, instant: datetime) -> bool:
    """With ``credit: latest`` no later entry may come to the conversion, and of entries of one instant one has it."""
    if case.metric.get("credit", "entry") == "entry":
        return True
    own, last = attempt.entry, case.metric.get("to_step", len(case.metric["steps"]))
    for entry in actor.entries:
        instants = reached(case, endless(attempt._replace(entry=entry), actor.rows))
        if len(instants) < last:
            continue
        is_later = entry["at"] > own["at"] and instants[last - 1] <= instant
        is_next = entry["at"] == own["at"] and entry["row"] > own["row"] and instants[last - 1] == instant
        if is_later or is_next:
            return False
    return True


def _mature_at(case: Case, period: Period) -> datetime:
    if case.metric["within"] == FIRST_SESSION:
        return period.end_at + longest_of(case.source) + gap_of(case.source)
    return period.end_at + seconds(case.metric["within"])


def _time(case: Case, period: Period, gone: list[Outcome], fields: Reading) -> Reading:
    """The mean or median of the times of those who converted."""
    if not gone:
        fields |= {"numerator": 0, "denominator": 0, "n": 0}
        early = period.end_at > case.watermark or fields["excluded_immature"] > 0
        return too_early(period, **fields) if early else reading(period, **fields, status="nobody", reason="nobody")
    times = [outcome.took for outcome in gone]
    if case.metric["figure"] == "median_time":
        lower, upper = quantile_ends(times, 0.5)
        return reading(period, **fields, value=discrete(times, 0.5), n=len(times), lower=lower, upper=upper)
    lower, upper = _ends_of_mean(gone)
    figures = {"numerator": sum(times), "denominator": len(times), "n": len({outcome.actor for outcome in gone})}
    return reading(period, **fields, **figures, value=sum(times) / len(times), lower=lower, upper=upper)


def _ends_of_mean(gone: list[Outcome]) -> Ends:
    """The delta method for a ratio of sums over actors: their times over their number of conversions."""
    own: dict[Cell, list[float]] = defaultdict(list)
    for outcome in gone:
        own[outcome.actor].append(outcome.took)
    if len(own) < 2:
        return None, None
    mean = sum(map(sum, own.values())) / len(gone)
    squares = sum((sum(times) - mean * len(times)) ** 2 for times in own.values())
    half = Z * math.sqrt(squares * len(own) / (len(own) - 1)) / len(gone)
    return mean - half, mean + half
