"""Practice rules that look at cycles, at several objectives together, and at the roadmap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from okr.issues import Severity
from okr.model import Configuration, KeyResult, KeyResultKind, Objective
from okr_config.practice.findings import Finding

MANY_OBJECTIVES, TOO_MANY_OBJECTIVES = 3, 5
LONGEST_QUARTER_DAYS: Final = 92


def objective_count(configuration: Configuration) -> Iterator[Finding]:
    """A team has one to three objectives in a cycle; more than five are too many.

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


def long_cycle(configuration: Configuration) -> Iterator[Finding]:
    """A cycle lasts a month or a quarter.

    Source: "How to set and achieve product goals using OKRs": deadline-bound, whether monthly or quarterly.
    """
    for cycle in configuration.cycles:
        if cycle.days > LONGEST_QUARTER_DAYS:
            message = f'the cycle "{cycle.id}" lasts {cycle.days} days'
            yield Finding(message, "Set key results for a quarter at most; keep longer aims as parents.", cycle.place)


def _bound(configuration: Configuration) -> Iterator[list[tuple[Objective, KeyResult]]]:
    """Yield the key results that one metric is bound to in one cycle, where there are several."""
    bound: dict[tuple[str, str], list[tuple[Objective, KeyResult]]] = {}
    for objective in configuration.objectives:
        for result in objective.key_results:
            if result.kind is not KeyResultKind.DISCOVER:
                bound.setdefault((objective.cycle, result.metric), []).append((objective, result))
    yield from (pairs for pairs in bound.values() if len(pairs) > 1)


def double_binding(configuration: Configuration) -> Iterator[Finding]:
    """One metric counts for one key result in a cycle.

    Source: "How to set and achieve product goals using OKRs": isolated OKRs pursue the same objectives independently.
    """
    for (_, first), *others in _bound(configuration):
        for objective, result in others:
            if direction(result) * direction(first) >= 0:
                message = f'"{result.ref}" counts the same metric as "{first.ref}": {result.metric}'
                yield Finding(message, "Keep one of the two.", result.place, objective, key_result=result)


def opposite_directions(configuration: Configuration) -> Iterator[Finding]:
    """No two key results of a cycle pull one metric in opposite directions.

    Source: "How to set and achieve product goals using OKRs": or worse, objectives that work against each other.
    """
    for (_, first), *others in _bound(configuration):
        for objective, result in others:
            if direction(result) * direction(first) < 0:
                message = f'"{result.ref}" pulls the metric {result.metric} the other way than "{first.ref}"'
                hint = "Let the two teams agree on one direction."
                yield Finding(message, hint, result.place, objective, Severity.WARNING, result)


def direction(result: KeyResult) -> int:
    """Return 1 where a key result wants more, -1 where it wants less, 0 where it does not say."""
    if result.kind is KeyResultKind.KEEP:
        return (result.keep_above is not None) - (result.keep_below is not None)
    target = result.target
    if target is None:
        return 0
    if target.relative:
        return (target.value > 1) - (target.value < 1)
    baseline = result.baseline.value if result.baseline is not None else target.value
    return (target.value > baseline) - (target.value < baseline)


def item_without_key_result(configuration: Configuration) -> Iterator[Finding]:
    """A roadmap item says which key result it is meant to advance.

    Source: "How to use OKRs for product teams": even indirect contributions should be traceable.
    """
    for item in configuration.roadmap:
        if not item.advances and not item.left_out and item.state != "dropped":
            message = f'the roadmap item "{item.title}" advances no key result'
            yield Finding(message, "Write advances:, or ask whether it is the right work now.", item.place)


def key_result_without_item(configuration: Configuration) -> Iterator[Finding]:
    """A key result has work on the roadmap that is meant to advance it.

    Source: "How to set and achieve product goals using OKRs": the roadmap organises the journey.
    """
    advanced = {link.key_result for item in configuration.roadmap for link in item.advances}
    planned = {item.team for item in configuration.roadmap}
    for objective in configuration.objectives if advanced else ():
        lonely = [result.ref for result in objective.key_results if _wants_work(result) and result.ref not in advanced]
        if lonely and objective.team in planned:
            message = f"no roadmap item advances {' or '.join(lonely)}"
            yield Finding(message, "Link the work to it in roadmap.yaml.", objective.place, objective)


def _wants_work(result: KeyResult) -> bool:
    return result.kind is KeyResultKind.REACH and "key-result-without-item" not in result.silenced
