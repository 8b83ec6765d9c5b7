"""Practice rules that look at one objective alone."""

from __future__ import annotations

from collections.abc import Iterator

from okr.model import Configuration, Objective
from okr_config.practice.findings import Finding
from okr_config.practice.numbers_in_titles import counted_in, names_it, number_in
from okr_config.practice.rule import Facts
from okr_config.practice.wording import task_in_objective, vague_word

FEWEST_KEY_RESULTS, MOST_KEY_RESULTS = 2, 4


def key_result_count(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """An objective has two to four key results.

    One number seldom shows that an objective is reached, and five no longer say what matters. Key results that have a
    fault in the file count as well.

    Source: "How to set and achieve product goals using OKRs" and "How to use OKRs for product teams".
    """
    for objective in configuration.objectives:
        count = len(objective.key_results) + len(objective.left_out)
        if not FEWEST_KEY_RESULTS <= count <= MOST_KEY_RESULTS:
            message = f'"{objective.title}" has {count or "no"} key result{"" if count == 1 else "s"}'
            hint = "Two to four show that it is reached, and keep the focus."
            yield Finding(message, hint, objective.place, objective)


def objective_is_task(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """An objective says what will be different, not what will be done.

    It speaks where an English title begins with work on a thing: "Launch the mobile app". It stays quiet for what a
    good objective may begin with ("Build trust with enterprise buyers"), for nouns ("Launch readiness"), and for titles
    in other languages.

    Source: "How to set and achieve product goals using OKRs": tasks are how objectives are achieved.
    """
    for objective in configuration.objectives:
        if task_in_objective(objective.title):
            message = f'"{objective.title}" reads like a task'
            yield Finding(message, "Say what will be different for whom once it is done.", objective.place, objective)


def number_in_objective(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """An objective carries no number: its key results do.

    A number in the title is scored by nobody. Where no key result names what the number counts, that is said too.
    Dates, years, quarters, ordinals and names (B2B, ISO 27001, Windows 11) are no such numbers.

    Source: "How to use OKRs for product teams": the objective is qualitative, key results are quantitative.
    """
    for objective in configuration.objectives:
        number = number_in(objective.title)
        if number:
            counted = counted_in(objective.title)
            missing = counted and not names_it(counted, _texts(objective, configuration))
            message = f'the objective "{objective.title}" carries the number "{number}"'
            message += f", and none of its key results is about {counted}" if missing else ""
            hint = f"Write a key result on {counted} instead." if missing else "Leave it to a key result."
            yield Finding(message, hint, objective.place, objective)


def _texts(objective: Objective, configuration: Configuration) -> Iterator[str]:
    """Yield everything that says what the key results of an objective measure."""
    yield from objective.left_out
    for result in objective.key_results:
        metric = configuration.metric(result.metric)
        yield from (result.title, result.id, result.metric)
        yield from (metric.title, metric.unit, metric.description) if metric else ()


def vague_objective(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """An objective is inspiring and grounded: it could not be said by anybody about anything.

    It speaks of phrases like "the leading platform" or "world-class", and of titles that consist of a verb and a large
    word alone ("Improve quality"). "Leading indicators" and "the obvious choice for security teams" are fine.

    Source: "How to use OKRs for product teams": objectives such as being the leading platform are too vague.
    """
    for objective in configuration.objectives:
        word = vague_word(objective.title)
        if word:
            message = f'"{word}" in "{objective.title}" could be said of anything'
            yield Finding(message, "Name the people and what changes for them.", objective.place, objective)


def no_why(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """An objective traces back to a reason, a parent or a priority of its cycle.

    One of `why`, `supports` and `priority` is enough.

    Source: "How to set and achieve product goals using OKRs": aligned with product strategy and customer value.
    """
    for objective in configuration.objectives:
        if not objective.why and objective.supports is None and not objective.priority:
            message = f'nothing says why "{objective.title}" matters now'
            yield Finding(message, "Write why:, supports: or priority:.", objective.place, objective)


def no_because(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """A link to a parent says why the one serves the other.

    A link without its reason is a cascade: nobody below can tell whether it still holds.

    Source: "How to use OKRs for product teams": cascading too rigidly obscures the reasoning.
    """
    for objective in configuration.objectives:
        if objective.supports is not None and not objective.supports.because:
            message = f'"{objective.title}" supports {objective.supports.objective}, and nothing says why'
            yield Finding(message, "Write because: beside it.", objective.place, objective)


def unconfirmed_dependency(configuration: Configuration, _: Facts) -> Iterator[Finding]:
    """What an objective needs from another team is agreed with that team.

    It is agreed once the other team says so in its own file, in the same words.

    Source: "How to set and achieve product goals using OKRs": owned by the team, unless explicitly agreed.
    """
    for objective in configuration.objectives:
        for dependency in objective.depends_on:
            if not dependency.confirmed:
                message = f'{dependency.team} has not confirmed "{dependency.what}" for "{objective.title}"'
                hint = f"{dependency.team} writes agreements: [{{to: {objective.team}, for: {dependency.what}}}]."
                yield Finding(message, hint, objective.place, objective)
