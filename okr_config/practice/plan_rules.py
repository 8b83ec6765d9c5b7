"""Practice rules that look at cycles, at several objectives together, and at the roadmap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from okr.alignment.claims import Claim, Hold, claims_of
from okr.alignment.conflicts import Clash, Conflict, conflicts, double_counts
from okr.alignment.tree import Root, tree
from okr.issues import Severity
from okr.model import Configuration, KeyResultKind, Objective
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


def double_binding(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """One metric counts for one key result in a cycle.

    The same move would be counted twice. Where two key results want the same metric in opposite directions, the rule
    `opposite-directions` says so instead. Key results that are still finding a baseline do not count.

    Source: "How to set and achieve product goals using OKRs": isolated OKRs pursue the same objectives independently.
    """
    for cycle in configuration.cycles:
        for double in double_counts(claims_of(configuration, cycle.id)):
            first, *others = double.claims
            for other in others:
                message = f'"{other.ref}" counts the same metric as "{first.ref}"{_at(first)}: {double.metric}'
                yield _about(configuration, other, message, "Keep one of the two.")


def opposite_directions(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """No two key results of a cycle pull one metric in opposite directions.

    One of the two teams can only win where the other loses, whichever way the number goes.

    Source: "How to set and achieve product goals using OKRs": or worse, objectives that work against each other.
    """
    for conflict in _conflicts(configuration, Clash.OPPOSED):
        first, other = conflict.first, conflict.second
        message = f'"{other.ref}" pulls the metric {conflict.metric} the other way than "{first.ref}"{_at(first)}'
        yield _about(configuration, other, message, "Let the two teams agree on one direction.")


def limit_against_target(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """No limit of a cycle stands against a target of the same cycle.

    A guard, a health metric or a key result of `kind: keep` holds a metric on one side of a limit, and a target lies on
    the other side: no value meets both. It speaks only where both numbers are known from the files.

    Source: "How to set and achieve product goals using OKRs": or worse, objectives that work against each other.
    """
    for conflict in _conflicts(configuration, Clash.LIMIT):
        first, other = conflict.first, conflict.second
        holder = f'"{other.ref}"' if other.hold is Hold.KEY_RESULT else f"the {_holder(other)}"
        message = f'"{first.ref}" takes the metric {conflict.metric} past a limit of {holder}{_at(other)}'
        yield _about(configuration, first, message, "Move the target or the limit; no value meets both.")


def _holder(claim: Claim) -> str:
    return f'guard on "{claim.ref}"' if claim.hold is Hold.GUARD else f"health metrics of {claim.team}"


def _conflicts(configuration: Configuration, clash: Clash) -> Iterator[Conflict]:
    for cycle in configuration.cycles:
        found = conflicts(claims_of(configuration, cycle.id))
        yield from (conflict for conflict in found if conflict.clash is clash)


def _at(claim: Claim) -> str:
    return f" ({claim.line})" if claim.line else ""


def _about(configuration: Configuration, claim: Claim, message: str, hint: str) -> Finding:
    """Return what is found of a claim of a key result, so that this key result can silence it."""
    objective = next(one for one in configuration.objectives if one.ref == claim.objective)
    result = next(one for one in objective.key_results if one.ref == claim.ref)
    return Finding(message, hint, result.place, objective, key_result=result)


def circular_support(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """No objective supports itself by way of others.

    Following the reasons from parent to parent must end at one that stands for itself.

    Source: "How to set and achieve product goals using OKRs": aligned with product strategy and customer value.
    """
    for cycle in configuration.cycles:
        for branch in tree(configuration, cycle.id):
            for node in branch.nodes if branch.root is Root.CIRCLE else ():
                objective = node.objective
                message = f'from parent to parent, "{objective.title}" leads round in a circle'
                yield Finding(message, "Take one supports: away.", objective.place, objective)


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
