"""Practice rules that look at cycles, at several objectives together, and at the roadmap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from okr.issues import Severity
from okr.model import Configuration, KeyResult, KeyResultKind, Objective
from okr_config.practice.directions import direction
from okr_config.practice.findings import Finding
from okr_config.practice.rule import Facts

MANY_OBJECTIVES, TOO_MANY_OBJECTIVES = 3, 5
LONGEST_QUARTER_DAYS: Final = 92


def objective_count(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A team has one to three objectives in a cycle; more than five are too many.

    Four or five are advice, since one source allows two to five; from six on it is a warning. The fourth is named.

    Source: "How to set and achieve product goals using OKRs" (1 to 3) and "How to use OKRs for product teams" (2 to 5).
    """

    def owner(objective: Objective) -> tuple[str, str]:
        return objective.cycle, objective.team

    for (cycle, team), group in groupby(sorted(configuration.objectives, key=owner), owner):
        objectives = list(group)
        if len(objectives) > MANY_OBJECTIVES:
            severity = Severity.WARNING if len(objectives) > TOO_MANY_OBJECTIVES else Severity.ADVICE
            message = f"{team} has {len(objectives)} objectives in {cycle}"
            extra = objectives[MANY_OBJECTIVES]
            yield Finding(message, "Keep the one to three that matter most.", extra.place, extra, severity)


def long_cycle(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A cycle lasts a month or a quarter.

    A quarter of up to 92 days is fine. A year may stand in a calendar of its own as the parent of its quarters.

    Source: "How to set and achieve product goals using OKRs": deadline-bound, whether monthly or quarterly.
    """
    for cycle in configuration.cycles:
        if cycle.days > LONGEST_QUARTER_DAYS:
            message = f'the cycle "{cycle.id}" lasts {cycle.days} days'
            hint = "Set key results for a quarter at most; keep longer aims as parents."
            yield Finding(message, hint, cycle.place, silenced=cycle.silenced)


def _bound(configuration: Configuration) -> Iterator[list[tuple[Objective, KeyResult]]]:
    """Yield the key results that one metric is bound to in one cycle, where there are several."""
    bound: dict[tuple[str, str], list[tuple[Objective, KeyResult]]] = {}
    for objective in configuration.objectives:
        for result in objective.key_results:
            if result.kind is not KeyResultKind.DISCOVER:
                bound.setdefault((objective.cycle, result.metric), []).append((objective, result))
    yield from (pairs for pairs in bound.values() if len(pairs) > 1)


def double_binding(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """One metric counts for one key result in a cycle.

    The same move would be counted twice. Where two key results want the same metric in opposite directions, the rule
    `opposite-directions` says so instead. Key results that are still finding a baseline do not count.

    Source: "How to set and achieve product goals using OKRs": isolated OKRs pursue the same objectives independently.
    """
    for (__, first), *others in _bound(configuration):
        for objective, result in others:
            if direction(result) * direction(first) >= 0:
                message = f'"{result.ref}" counts the same metric as "{first.ref}": {result.metric}'
                yield Finding(message, "Keep one of the two.", result.place, objective, key_result=result)


def opposite_directions(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """No two key results of a cycle pull one metric in opposite directions.

    One of the two teams can only win where the other loses, whichever way the number goes.

    Source: "How to set and achieve product goals using OKRs": or worse, objectives that work against each other.
    """
    for (__, first), *others in _bound(configuration):
        for objective, result in others:
            if direction(result) * direction(first) < 0:
                message = f'"{result.ref}" pulls the metric {result.metric} the other way than "{first.ref}"'
                hint = "Let the two teams agree on one direction."
                yield Finding(message, hint, result.place, objective, Severity.WARNING, result)


def item_without_key_result(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A roadmap item says which key result it is meant to advance.

    Dropped items do not count. Work that helps less directly says so with `kind: indirect`.

    Source: "How to use OKRs for product teams": even indirect contributions should be traceable.
    """
    for item in configuration.roadmap:
        if not item.advances and not item.left_out and item.state != "dropped":
            message = f'the roadmap item "{item.title}" advances no key result'
            hint = "Write advances:, or ask whether it is the right work now."
            yield Finding(message, hint, item.place, silenced=item.silenced)


def key_result_without_item(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A key result has work on the roadmap that is meant to advance it.

    It speaks only of teams that have work on the roadmap, and once any item is linked at all.

    Source: "How to set and achieve product goals using OKRs": the roadmap organises the journey.
    """
    advanced = {link.key_result for item in configuration.roadmap for link in item.advances}
    planned = {item.team for item in configuration.roadmap}
    for objective in configuration.objectives if advanced else ():
        for result in objective.key_results if objective.team in planned else ():
            if result.kind is KeyResultKind.REACH and result.ref not in advanced:
                message, hint = f"no roadmap item advances {result.ref}", "Link the work to it in roadmap.yaml."
                yield Finding(message, hint, result.place, objective, key_result=result, about=result.ref)


def overlapping_cycles(_: Configuration, __: Facts) -> Iterator[Finding]:
    """Cycles of one calendar do not overlap.

    Otherwise nobody can say which cycle runs. A year and its quarters stand in two calendars.

    Source: "How to set and achieve product goals using OKRs": deadline-bound, whether monthly or quarterly.
    """
    yield from ()
