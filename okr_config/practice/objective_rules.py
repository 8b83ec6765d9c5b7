"""Practice rules that look at one objective alone."""

from __future__ import annotations

from collections.abc import Iterator

from okr.model import Configuration, KeyResult, KeyResultKind
from okr_config.practice.findings import Finding
from okr_config.practice.wording import number_in, reads_like_task, vague_word

FEWEST_KEY_RESULTS, MOST_KEY_RESULTS = 2, 4


def key_result_count(configuration: Configuration) -> Iterator[Finding]:
    """An objective has two to four key results.

    Source: "How to set and achieve product goals using OKRs" and "How to use OKRs for product teams".
    """
    for objective in configuration.objectives:
        count = len(objective.key_results) + len(objective.left_out)
        if not FEWEST_KEY_RESULTS <= count <= MOST_KEY_RESULTS:
            message = f'"{objective.title}" has {count or "no"} key result{"" if count == 1 else "s"}'
            hint = "Two to four show that it is reached, and keep the focus."
            yield Finding(message, hint, objective.place, objective)


def task_title(configuration: Configuration) -> Iterator[Finding]:
    """An objective says what will be different, not what will be done.

    Source: "How to set and achieve product goals using OKRs": tasks are how objectives are achieved.
    """
    for objective in configuration.objectives:
        if reads_like_task(objective.title):
            message = f'"{objective.title}" reads like a task'
            yield Finding(message, "Say what will be different for whom once it is done.", objective.place, objective)


def number_in_objective(configuration: Configuration) -> Iterator[Finding]:
    """An objective carries no number: its key results do.

    Source: "How to use OKRs for product teams": the objective is qualitative, key results are quantitative.
    """
    for objective in configuration.objectives:
        number = number_in(objective.title)
        if number:
            message = f'the objective "{objective.title}" carries the number "{number}"'
            yield Finding(message, "Move it into a key result.", objective.place, objective)


def vague_objective(configuration: Configuration) -> Iterator[Finding]:
    """An objective is inspiring and grounded: it could not be said by anybody about anything.

    Source: "How to use OKRs for product teams": objectives such as being the leading platform are too vague.
    """
    for objective in configuration.objectives:
        word = vague_word(objective.title)
        if word:
            message = f'"{word}" in "{objective.title}" could be said of anything'
            yield Finding(message, "Name the people and what changes for them.", objective.place, objective)


def no_why(configuration: Configuration) -> Iterator[Finding]:
    """An objective traces back to a reason, a parent or a priority of its cycle.

    Source: "How to set and achieve product goals using OKRs": aligned with product strategy and customer value.
    """
    for objective in configuration.objectives:
        if not objective.why and objective.supports is None and not objective.priority:
            message = f'nothing says why "{objective.title}" matters now'
            yield Finding(message, "Write why:, supports: or priority:.", objective.place, objective)


def no_because(configuration: Configuration) -> Iterator[Finding]:
    """A link to a parent says why the one serves the other.

    Source: "How to use OKRs for product teams": cascading too rigidly obscures the reasoning.
    """
    for objective in configuration.objectives:
        if objective.supports is not None and not objective.supports.because:
            message = f'"{objective.title}" supports {objective.supports.objective}, and nothing says why'
            yield Finding(message, "Write because: beside it.", objective.place, objective)


def unconfirmed_dependency(configuration: Configuration) -> Iterator[Finding]:
    """What an objective needs from another team is agreed with that team.

    Source: "How to set and achieve product goals using OKRs": owned by the team, unless explicitly agreed.
    """
    for objective in configuration.objectives:
        for dependency in objective.depends_on:
            if not dependency.confirmed:
                message = f'{dependency.team} has not confirmed "{dependency.what}" for "{objective.title}"'
                hint = f"{dependency.team} writes agreements: [{{to: {objective.team}, for: {dependency.what}}}]."
                yield Finding(message, hint, objective.place, objective)


def only_outputs(configuration: Configuration) -> Iterator[Finding]:
    """At least one key result of an objective is an outcome, not an output.

    Source: "How to set and achieve product goals using OKRs": outcome-focused, not output-driven.
    """
    for objective in configuration.objectives:
        if objective.key_results and all(result.is_output for result in objective.key_results):
            message = f'all key results of "{objective.title}" are things to deliver'
            yield Finding(message, "Add the number that they are meant to move.", objective.place, objective)


def no_baseline(configuration: Configuration) -> Iterator[Finding]:
    """A key result names its baseline beside metric and target.

    Source: "How to set and achieve product goals using OKRs": naming the specific metric, the baseline, and the target.
    """
    for objective in configuration.objectives:
        without = [result.id for result in objective.key_results if _lacks_baseline(result)]
        if without:
            message = f'"{objective.title}" names no baseline for {" and ".join(without)}'
            hint = "Write baseline:, or let it be measured when the cycle is agreed."
            yield Finding(message, hint, objective.place, objective)


def _lacks_baseline(result: KeyResult) -> bool:
    reaches = result.kind is KeyResultKind.REACH and result.baseline is None
    return reaches and "no-baseline" not in result.silenced
