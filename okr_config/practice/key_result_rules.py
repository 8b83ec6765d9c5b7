"""Practice rules that look at the key results of one objective."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okr.alignment.claims import direction
from okr.inputs import PEOPLE_UNITS
from okr.metric import MetricDefinition
from okr.model import Configuration, KeyResult, KeyResultKind, Objective
from okr.written import shortened
from okr_config.amounts import SHARE, seconds_of
from okr_config.practice.findings import Finding
from okr_config.practice.rule import Facts
from okr_config.practice.wording import task_in_key_result

_COUNTING: Final = frozenset(("count", "count_distinct", "sum"))


def key_result_is_task(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A key result says what will be different, not what will be done.

    It speaks where an English title begins with work ("Conduct 20 user interviews"), with or without a metric. It stays
    quiet where the title says a move ("Build confidence from 3.2 to 4.1"), where the word is a noun ("Build time"), for
    `kind: deliver`, which is marked as output everywhere, and for titles in other languages.

    Source: "How to use OKRs for product teams": measurable outcomes, not tasks.
    """
    hint = "Name the number that it is meant to move, and write the work into roadmap.yaml."
    for objective in configuration.objectives:
        for result in objective.key_results:
            if result.kind is not KeyResultKind.DELIVER and task_in_key_result(result.title):
                yield _finding(objective, result, f'"{result.title}" reads like a task', hint)
        for name in objective.left_out:
            if task_in_key_result(name):
                shown = shortened(name)
                yield Finding(f'"{shown}" reads like a task', hint, objective.place, objective, about=f'"{shown}"')


def mostly_outputs(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """Most key results of an objective are outcomes, not outputs.

    Key results of `kind: deliver` count as outputs. One among several is fine; when they are more than half, the
    objective can be met and nothing be different.

    Source: "How to set and achieve product goals using OKRs": outcome-focused, not output-driven.
    """
    for objective in configuration.objectives:
        outputs = sum(result.is_output for result in objective.key_results)
        if 2 * outputs > len(objective.key_results):
            some = "all" if outputs == len(objective.key_results) else f"{outputs} of {len(objective.key_results)}"
            message = f'{some} key results of "{objective.title}" are things to deliver'
            yield Finding(message, "Add the number that they are meant to move.", objective.place, objective)


def no_baseline(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A key result names its baseline beside metric and target.

    Without one it is measured when the cycle is agreed. Until then a relative target is no number: "-40%" of something
    unknown can be reached by luck, so those are named.

    Source: "How to set and achieve product goals using OKRs": naming the specific metric, the baseline, and the target.
    """
    for objective in configuration.objectives:
        for result in objective.key_results:
            if result.kind is KeyResultKind.REACH and result.baseline is None:
                is_relative = result.target is not None and result.target.relative
                tail = ", and its target is relative to one" if is_relative else ""
                hint = "Write baseline:, or let it be measured when the cycle is agreed."
                yield _finding(objective, result, f"{result.id} names no baseline{tail}", hint)


def no_guard(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A quantity that is to grow has something beside it that must not suffer.

    It speaks where a head count, a count or a sum is to grow, and the objective has no guard, no limits to keep and no
    share or duration that would show what the growth costs.

    Source: A. Grove, High Output Management: measure effect and counter-effect in pairs.
    """
    for objective in configuration.objectives:
        if any(_shows_cost(result, configuration) for result in objective.key_results):
            continue
        for result in objective.key_results:
            metric = configuration.metric(result.metric)
            if metric and result.kind is KeyResultKind.REACH and _is_quantity(metric) and direction(result) > 0:
                hint = "Write guards: with what must not get worse."
                yield _finding(objective, result, f"nothing is guarded while {result.id} grows", hint)


def _shows_cost(result: KeyResult, configuration: Configuration) -> bool:
    metric = configuration.metric(result.metric)
    is_quality = metric is not None and (metric.unit == SHARE or seconds_of(metric.unit) is not None)
    return bool(result.guards) or result.kind is KeyResultKind.KEEP or is_quality


def _is_quantity(metric: MetricDefinition) -> bool:
    measure = metric.written.get("measure")
    counts = isinstance(measure, dict) and not _COUNTING.isdisjoint(measure)
    return metric.better == "up" and (metric.unit in PEOPLE_UNITS or metric.kind == "active_users" or counts)


def no_metric(_: Configuration, __: Facts) -> Iterator[Finding]:
    """A key result names the metric that scores it.

    Without a metric it cannot be scored, so it is left out and keeps the objective's score a range.

    Source: "How to set and achieve product goals using OKRs": if you cannot score it, it is no key result.
    """
    yield from ()


def no_target(_: Configuration, __: Facts) -> Iterator[Finding]:
    """A key result names its target.

    While the baseline is still being found it is written `kind: discover`, which has none and is never on track.

    Source: "How to set and achieve product goals using OKRs": naming the specific metric, the baseline, and the target.
    """
    yield from ()


def _finding(objective: Objective, result: KeyResult, message: str, hint: str) -> Finding:
    about = f'"{result.title}"' if message.startswith('"') else result.id
    return Finding(message, hint, result.place, objective, key_result=result, about=about)
