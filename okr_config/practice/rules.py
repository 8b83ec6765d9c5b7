"""All practice rules, and what they find in a configuration.

Errors and warnings are told as often as they are found; advice never blocks anything and is given at most three times
for one objective. Every rule can be silenced where it speaks, with a reason, and what was silenced is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Final

from okr.issues import Issue, Place, Severity, near_miss
from okr.model import Configuration
from okr_config.practice import key_result_rules, measured_rules, objective_rules, plan_rules
from okr_config.practice.findings import Finding
from okr_config.practice.rule import Facts, Rule

MOST_ADVICE = 3
_NO_FACTS: Final[Facts] = MappingProxyType({})

RULES: Final = (
    Rule("no-metric", key_result_rules.no_metric, Severity.ERROR, while_reading=True),
    Rule("no-target", key_result_rules.no_target, Severity.ERROR, while_reading=True),
    Rule("overlapping-cycles", plan_rules.overlapping_cycles, Severity.ERROR, while_reading=True),
    Rule("opposite-directions", plan_rules.opposite_directions, Severity.WARNING),
    Rule("limit-against-target", plan_rules.limit_against_target, Severity.WARNING),
    Rule("circular-support", plan_rules.circular_support, Severity.WARNING),
    Rule("cannot-mature", measured_rules.cannot_mature, Severity.WARNING, needs_figures=True),
    Rule("objective-count", plan_rules.objective_count),
    Rule("key-result-count", objective_rules.key_result_count),
    Rule("double-binding", plan_rules.double_binding),
    Rule("number-in-objective", objective_rules.number_in_objective),
    Rule("key-result-is-task", key_result_rules.key_result_is_task),
    Rule("objective-is-task", objective_rules.objective_is_task),
    Rule("mostly-outputs", key_result_rules.mostly_outputs),
    Rule("no-baseline", key_result_rules.no_baseline),
    Rule("move-within-variation", measured_rules.move_within_variation, needs_figures=True),
    Rule("vague-objective", objective_rules.vague_objective),
    Rule("unconfirmed-dependency", objective_rules.unconfirmed_dependency),
    Rule("no-why", objective_rules.no_why),
    Rule("no-because", objective_rules.no_because),
    Rule("late-first-result", measured_rules.late_first_result, needs_figures=True),
    Rule("no-guard", key_result_rules.no_guard),
    Rule("long-cycle", plan_rules.long_cycle),
    Rule("item-without-key-result", plan_rules.item_without_key_result),
    Rule("key-result-without-item", plan_rules.key_result_without_item),
)
"""All practice rules; where an objective breaks more than three, those that stand first are told."""


@dataclass(frozen=True)
class Silence:
    """That somebody silenced a rule.

    Attributes:
        code: The rule.
        subject: The objective, key result, cycle or roadmap item.
        reason: As written.
        findings: How much the rule would have said.
        place: Of the subject.
    """

    code: str
    subject: str
    reason: str
    findings: int
    place: Place


@dataclass(frozen=True)
class Examined:
    """What the practice rules say of a configuration.

    Attributes:
        issues: What is told.
        silences: What was silenced, in file order; also what would have said nothing.
        held_back: How many pieces of advice are not told because their objective has three already.
    """

    issues: tuple[Issue, ...]
    silences: tuple[Silence, ...]
    held_back: int


def rule_of(code: str) -> Rule | None:
    """Return the practice rule with this code."""
    return next((rule for rule in RULES if rule.code == code), None)


def practice_issues(configuration: Configuration, facts: Facts = _NO_FACTS) -> tuple[Issue, ...]:
    """Return what the practice rules find, at most three pieces of advice for one objective."""
    return examined(configuration, facts).issues


def examined(configuration: Configuration, facts: Facts = _NO_FACTS) -> Examined:
    """Return what the practice rules say of a configuration.

    Args:
        configuration: As read.
        facts: What is known of its metrics; rules that need more than is known say nothing.
    """
    given: Counter[str] = Counter()
    silenced: Counter[tuple[str, Place]] = Counter()
    issues = list(_unknown_rules(configuration))
    held_back = 0
    for rule in RULES:
        open_findings = []
        for finding in rule.find(configuration, facts):
            if finding.reason_against(rule.code) is None:
                open_findings.append(finding)
            else:
                silenced[rule.code, _silent_place(rule.code, finding)] += 1
        for finding in _merged(open_findings):
            severity = finding.severity or rule.severity
            if finding.objective is not None and severity is Severity.ADVICE:
                given[finding.objective.ref] += 1
                if given[finding.objective.ref] > MOST_ADVICE:
                    held_back += 1
                    continue
            issues.append(Issue(severity, rule.code, finding.message, finding.hint, finding.place))
    return Examined(tuple(issues), tuple(_silences(configuration, silenced)), held_back)


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of one rule; what it says of several key results of one objective becomes one."""

    def whole(finding: Finding) -> str:
        return finding.objective.ref if finding.objective is not None and finding.about else ""

    for ref, group in groupby(findings, whole):
        first, *others = group
        if not ref or not others:
            yield from (first, *others)
            continue
        names = [other.about for other in others]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        yield replace(first, message=f"{first.message}; the same holds for {listed}")


def _silent_place(code: str, finding: Finding) -> Place:
    """Return the place of what holds the reason against a finding."""
    result, objective = finding.key_result, finding.objective
    if result is not None and code in result.silenced:
        return result.place
    return objective.place if objective is not None and code in objective.silenced else finding.place


def _unknown_rules(configuration: Configuration) -> Iterator[Issue]:
    codes = [rule.code for rule in RULES if not rule.while_reading]
    for _, reasons, place in _written(configuration):
        for code in reasons:
            if code not in codes:
                message = f'there is no practice rule "{code}" to silence'
                yield Issue(Severity.WARNING, "unknown-rule", message, near_miss(code, codes), place)


def _silences(configuration: Configuration, silenced: Counter[tuple[str, Place]]) -> Iterator[Silence]:
    for subject, reasons, place in _written(configuration):
        for code, reason in reasons.items():
            if rule_of(code) is not None:
                yield Silence(code, subject, reason, silenced[code, place], place)


def _written(configuration: Configuration) -> Iterator[tuple[str, Mapping[str, str], Place]]:
    """Yield everything that may silence a rule, with its reasons."""
    for cycle in configuration.cycles:
        yield f"cycle {cycle.id}", cycle.silenced, cycle.place
    for objective in configuration.objectives:
        yield f"objective {objective.ref}", objective.silenced, objective.place
        for result in objective.key_results:
            yield f"key result {result.ref}", result.silenced, result.place
    for item in configuration.roadmap:
        yield f"roadmap item {item.id}", item.silenced, item.place
