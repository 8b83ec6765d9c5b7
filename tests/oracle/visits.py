"""Sessions counted and timed: by a pause, by a property that names them, or from one event to another."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.intervals import Ends, Z, discrete, quantile_ends
from tests.oracle.local_time import Period, local_day, seconds
from tests.oracle.rows import Cell, Row, by_actor, history_start, matches, within, without_actor

DEFAULT_EDGES = ("10 seconds", "1 minute", "5 minutes", "10 minutes", "30 minutes", "1 hour", "2 hours")


class Visit(NamedTuple):
    """One session: whose, from when, to when (None: it needs an end and has none), and whether it can still go on."""

    actor: Cell
    start: datetime
    end: datetime | None
    is_open: bool


class Rule(NamedTuple):
    """When a session ends."""

    gap: timedelta
    at_midnight: bool
    longest: timedelta


def readings(case: Case) -> list[Reading]:
    """One figure per period in which sessions begin."""
    events, visits = case.events(), visits_of(case)
    return [_one(case, period, visits, _nameless(case, events, period)) for period in case.periods]


def total(case: Case, _found: list[Reading]) -> Reading:
    """The figure over the sessions of all complete periods."""
    complete = [period for period in case.periods if period.end_at <= case.watermark]
    whole = case._replace(periods=complete or case.periods).whole()
    return _one(case, whole, visits_of(case), _nameless(case, case.events(), whole))


def rule_of(case: Case) -> Rule:
    """The rule as written for the metric, else for the source."""
    written = {**case.source.get("sessions", {}), **case.metric}
    return Rule(
        seconds(written.get("gap", "30 minutes")),
        written.get("cut_at_midnight", False),
        seconds(written.get("max", "24 hours")),
    )


def visits_of(case: Case) -> list[Visit]:
    """All sessions."""
    makers = {"by": _named, "from": _enclosed}
    maker = next((make for key, make in makers.items() if key in case.metric), _paused)
    found = by_actor(case.events())
    return [visit for actor, own in found.items() for visit in maker(case, actor, own)]


def _paused(case: Case, actor: Cell, own: list[Row]) -> list[Visit]:
    rule = rule_of(case)
    runs: list[list[datetime]] = []
    for event in (event for event in own if matches(event, case.metric["active"])):
        at = event["at"]
        if runs and _goes_on(case, rule, runs[-1][-1], at):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [_visit(case, actor, piece, rule.gap) for run in runs for piece in _pieces(rule, run)]


def _goes_on(case: Case, rule: Rule, before: datetime, after: datetime) -> bool:
    same_day = local_day(before, case.place) == local_day(after, case.place)
    return after - before <= rule.gap and (same_day or not rule.at_midnight)


def _pieces(rule: Rule, run: list[datetime]) -> list[tuple[list[datetime], datetime]]:
    """The moments of a run in pieces, each with the latest end it can have."""
    pieces = defaultdict(list)
    for at in run:
        pieces[(at - run[0]) // rule.longest].append(at)
    return [(moments, run[0] + (number + 1) * rule.longest) for number, moments in sorted(pieces.items())]


def _visit(case: Case, actor: Cell, piece: tuple[list[datetime], datetime], gap: timedelta | None) -> Visit:
    moments, until = piece
    closed = until if gap is None else min(moments[-1] + gap, until)
    return Visit(actor, moments[0], moments[-1], closed > case.watermark)


def _named(case: Case, actor: Cell, own: list[Row]) -> list[Visit]:
    names: dict[Cell, list[datetime]] = defaultdict(list)
    for event in own:
        name = event["properties"].get(case.metric["by"])
        if matches(event, case.metric["active"]) and name not in (None, ""):
            names[name].append(event["at"])
    return [_visit(case, actor, piece, None) for run in names.values() for piece in _pieces(rule_of(case), run)]


def _enclosed(case: Case, actor: Cell, own: list[Row]) -> list[Visit]:
    """Sessions from an opening to the next closing; at one instant openings come first."""
    rule, visits = rule_of(case), []
    moments = [(event["at"], 0) for event in own if matches(event, case.metric["from"])]
    moments += [(event["at"], 1) for event in own if matches(event, case.metric["to"])]
    run: list[datetime] = []
    for at, is_end in [*sorted(moments), (None, 1)]:
        if not is_end:
            run.append(at)
            continue
        for opened, until in _pieces(rule, run):
            inside = at is not None and opened[0] <= at < until
            is_open = not inside and until > case.watermark
            visits.append(Visit(actor, opened[0], at if inside else None, is_open))
        run = []
    return visits


def _nameless(case: Case, events: list[Row], period: Period) -> int:
    """Events of the period that belong to no session for want of an actor or of the session's name."""
    wanted = case.metric["from"] if "from" in case.metric else case.metric["active"]
    inside = [event for event in within(events, period.start_at, period.end_at) if matches(event, wanted)]
    if "by" not in case.metric:
        return without_actor(inside)
    return sum(e["actor"] is None or e["properties"].get(case.metric["by"]) in (None, "") for e in inside)


def _one(case: Case, period: Period, visits: list[Visit], nameless: int) -> Reading:
    begins, is_timed = history_start(case.source, case.tables), case.metric["figure"] in ("mean_duration", "durations")
    rule = rule_of(case)
    gap = rule.gap if not {"by", "from"} & case.metric.keys() else timedelta(0)
    final = period.end_at + (rule.longest + gap if is_timed else timedelta(0))
    if begins is None or period.end_at <= begins:
        return reading(period, status="no_data", reason="history", mature_at=period.end_at)
    if period.end_at > case.watermark:
        return too_early(period, mature_at=final)
    own = [visit for visit in visits if period.start_at <= visit.start < period.end_at]
    fields: dict[str, Any] = {"mature_at": final, "excluded_null": nameless}
    if not is_timed:
        return _counted(case, period, own, fields)
    still_open = sum(visit.is_open for visit in own)
    if still_open:
        return too_early(period, **fields, excluded_immature=still_open)
    fields["excluded_null"] += sum(visit.end is None for visit in own)
    return _timed(case, period, own, fields)


def _counted(case: Case, period: Period, own: list[Visit], fields: Reading) -> Reading:
    if case.metric["figure"] == "count":
        return reading(period, value=len(own), numerator=len(own), n=len(own), **fields)
    each = Counter(visit.actor for visit in own)
    fields |= {"numerator": len(own), "denominator": len(each), "n": len(each)}
    if not own:
        return reading(period, status="nobody", reason="nobody", **fields)
    lower, upper = _ratio_ends([(1, count) for count in each.values()])
    return reading(period, value=len(own) / len(each), lower=lower, upper=upper, **fields)


def _timed(case: Case, period: Period, own: list[Visit], fields: Reading) -> Reading:
    times: dict[Cell, list[float]] = defaultdict(list)
    for visit in own:
        if visit.end is not None:
            times[visit.actor].append((visit.end - visit.start).total_seconds())
    lengths = [length for some in times.values() for length in some]
    if case.metric["figure"] == "mean_duration":
        fields |= {"numerator": sum(lengths), "denominator": len(lengths), "n": len(times)}
        if not lengths:
            return reading(period, status="nobody", reason="nobody", **fields)
        lower, upper = _ratio_ends([(len(some), sum(some)) for some in times.values()])
        return reading(period, value=sum(lengths) / len(lengths), lower=lower, upper=upper, **fields)
    fields |= {"n": len(lengths), "histogram": _bars(case, lengths)}
    if not lengths:
        return reading(period, status="nobody", reason="nobody", **fields)
    quantile = case.metric.get("quantile", 0.5)
    lower, upper = quantile_ends(lengths, quantile)
    return reading(period, value=discrete(lengths, quantile), lower=lower, upper=upper, **fields)


def _bars(case: Case, lengths: list[float]) -> list[int]:
    edges = [seconds(edge).total_seconds() for edge in case.metric.get("edges", DEFAULT_EDGES)]
    bounds = [0.0, *edges, math.inf]
    return [sum(low <= length < high for length in lengths) for low, high in pairwise(bounds)]


def _ratio_ends(pairs: list[tuple[float, float]]) -> Ends:
    """The interval of a ratio of sums over actors (x below the line, y above it), by the delta method."""
    count = len(pairs)
    if count < 2:
        return None, None
    ratio = sum(y for _, y in pairs) / sum(x for x, _ in pairs)
    spread = sum((y - ratio * x) ** 2 for x, y in pairs) * count / (count - 1)
    half = Z * math.sqrt(spread) / sum(x for x, _ in pairs)
    return ratio - half, ratio + half
