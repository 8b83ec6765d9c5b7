"""Practice rules: what makes objectives and key results good, as far as that can be seen in the files.

Each rule is one small function; the last line of its docstring names where it comes from. Advice never blocks
anything, is given at most three times for one objective, and can be silenced there with a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from okr.issues import Issue, Place, Severity, near_miss
from okr.model import Configuration
from okr_config.practice import objective_rules, plan_rules
from okr_config.practice.findings import Finding

MOST_ADVICE: Final = 3


@dataclass(frozen=True)
class Rule:
    """One practice rule.

    Attributes:
        code: Its name, by which it can be silenced.
        check: Finds where a configuration does not follow it.
    """

    code: str
    check: Callable[[Configuration], Iterable[Finding]]

    @property
    def meaning(self) -> str:
        """The rule in one sentence."""
        return (self.check.__doc__ or "").split("\n", 1)[0]

    @property
    def source(self) -> str:
        """Where the rule comes from."""
        return (self.check.__doc__ or "").rsplit("Source: ", 1)[-1].strip()


RULES: Final = (
    Rule("objective-count", plan_rules.objective_count),
    Rule("key-result-count", objective_rules.key_result_count),
    Rule("opposite-directions", plan_rules.opposite_directions),
    Rule("double-binding", plan_rules.double_binding),
    Rule("task-title", objective_rules.task_title),
    Rule("only-outputs", objective_rules.only_outputs),
    Rule("number-in-objective", objective_rules.number_in_objective),
    Rule("vague-objective", objective_rules.vague_objective),
    Rule("unconfirmed-dependency", objective_rules.unconfirmed_dependency),
    Rule("no-why", objective_rules.no_why),
    Rule("no-because", objective_rules.no_because),
    Rule("long-cycle", plan_rules.long_cycle),
    Rule("item-without-key-result", plan_rules.item_without_key_result),
    Rule("key-result-without-item", plan_rules.key_result_without_item),
    Rule("no-baseline", objective_rules.no_baseline),
)
"""All practice rules; where an objective breaks more than three, those that stand first are told."""


def practice_issues(configuration: Configuration) -> tuple[Issue, ...]:
    """Return what the practice rules find, at most three pieces of advice for one objective."""
    given: Counter[str] = Counter()
    issues = list(_unknown_rules(configuration))
    for rule in RULES:
        for finding in rule.check(configuration):
            if _silenced(rule, finding):
                continue
            if finding.objective is not None and finding.severity is Severity.ADVICE:
                given[finding.objective.ref] += 1
                if given[finding.objective.ref] > MOST_ADVICE:
                    continue
            issues.append(Issue(finding.severity, rule.code, finding.message, finding.hint, finding.place))
    return tuple(issues)


def _silenced(rule: Rule, finding: Finding) -> bool:
    on_objective = finding.objective is not None and rule.code in finding.objective.silenced
    return on_objective or (finding.key_result is not None and rule.code in finding.key_result.silenced)


def _unknown_rules(configuration: Configuration) -> Iterator[Issue]:
    codes = [rule.code for rule in RULES]
    for silenced, place in _silences(configuration):
        for code in silenced:
            if code not in codes:
                message = f'there is no practice rule "{code}" to silence'
                yield Issue(Severity.WARNING, "unknown-rule", message, near_miss(code, codes), place)


def _silences(configuration: Configuration) -> Iterator[tuple[Iterable[str], Place]]:
    for objective in configuration.objectives:
        yield objective.silenced, objective.place
        yield from ((result.silenced, result.place) for result in objective.key_results)
