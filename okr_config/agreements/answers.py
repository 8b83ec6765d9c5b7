"""``closing/<cycle>.yaml``: what people say of a cycle that is over, beside the scores that the program computes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from okr.agreement.closing import OUTCOMES
from okr.model import Objective
from okr.schema import Choice, Key, Many, Number, Record, Text
from okr.written import Report
from okr_config.file_text import read_text
from okr_config.sections import sections, value_of
from okr_config.yaml_tree import read_tree

CLOSING: Final = "closing"
COULD_FAIL: Final = "Could all these be met and the objective still fail?"


class KeyResultAnswer(NamedTuple):
    """What people say of one key result."""

    key_result: str
    outcome: str
    adjusted: float | None
    reason: str


class ObjectiveAnswer(NamedTuple):
    """What people say of one objective."""

    objective: str
    outcome: str
    could_fail: str
    learnings: str
    key_results: tuple[KeyResultAnswer, ...]


def _has_reason(answer: KeyResultAnswer) -> Sequence[tuple[str, str, str]]:
    if answer.adjusted is not None and not answer.reason.strip():
        hint = "Say in one sentence why the computed score is not what it was worth."
        return (("adjusted", f'the adjusted score of "{answer.key_result}" has no reason', hint),)
    return ()


KEY_RESULT: Final = Record(
    KeyResultAnswer,
    (
        Key("key_result", Text("a reference", longest=200), "Which one (team/objective/key-result).", required=True,
            example="growth/activation/setup"),
        Key("outcome", Choice(OUTCOMES), "How it ended; not written: by its score.", default="", example="partly"),
        Key("adjusted", Number(0, 1), "A score that stands beside the computed ones, where they do not tell what was "
            "achieved.", example="0.6"),
        Key("reason", Text("the reason", longest=1_000), "Why the score was adjusted.", default="",
            example="the outage of November hid two weeks of sign-ups"),
    ),
    _has_reason,
    "an answer about a key result",
)  # fmt: skip
OBJECTIVE: Final = Record(
    ObjectiveAnswer,
    (
        Key("objective", Text("a reference", longest=200), "Which one (team/objective).", required=True,
            example="growth/activation"),
        Key("outcome", Choice(OUTCOMES), "How it ended.", required=True, example="partly"),
        Key("could_fail", Text("an answer", longest=1_000), f"{COULD_FAIL} Yes or no, and why.", required=True,
            example="no, whoever completes set-up has seen what the product does"),
        Key("learnings", Text("what was learned", longest=4_000), "What the team learned.", required=True,
            example="half of the drop-outs never saw the import page"),
        Key("key_results", Many(KEY_RESULT), "Answers about single key results, where there is something to say.",
            default=(), example="[{key_result: growth/activation/setup, adjusted: 0.6, reason: the outage hid weeks}]"),
    ),
    what="an answer about an objective",
)  # fmt: skip
SECTIONS: Final = (Key("objectives", Many(OBJECTIVE), "The answers.", required=True),)


def answers_file(cycle: str) -> str:
    """Return the file of the answers about a cycle, below the configuration folder."""
    return f"{CLOSING}/{cycle}.yaml"


def read_answers(
    folder: Path, cycle: str, objectives: Sequence[Objective], report: Report
) -> tuple[ObjectiveAnswer, ...]:
    """Return the answers about a cycle, after reporting what does not fit; every objective must be answered for."""
    file = answers_file(cycle)
    text = read_text(folder, file, report)
    root = None if text is None else read_tree(text, file, report)
    found = sections(root, SECTIONS, report) if root is not None else {}
    answers = value_of(found, SECTIONS[0], report)
    if root is None or not isinstance(answers, tuple):
        return ()
    refs = {item.ref for item in objectives} | {one.ref for item in objectives for one in item.key_results}
    for name in _named(answers):
        if name not in refs:
            report.error("unknown-reference", f'"{name}" is not agreed in {cycle}', report.near_miss(name, refs),
                         root.place)  # fmt: skip
    answered = {answer.objective for answer in answers}
    for objective in objectives:
        if objective.ref not in answered:
            message = f'nothing is said of the objective "{objective.ref}"'
            report.error("missing-answer", message, "Write its outcome and what was learned.", root.place)
    return answers


def _named(answers: Sequence[ObjectiveAnswer]) -> Iterator[str]:
    for answer in answers:
        yield answer.objective
        yield from (item.key_result for item in answer.key_results)


def proposed_answers(cycle: str, lines: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> str:
    """Return a file of answers to be filled in.

    Args:
        cycle: Id of the cycle.
        lines: For each objective its reference, its title, and for each key result its reference and how it ended.
    """
    text = [f"# How {cycle} ended. Fill in what is empty, then run `close {cycle}` again.", "objectives:"]
    for ref, title, results in lines:
        text += [f"  - objective: {ref}", f"    # {_one_line(title)}"]
        text += [f"    #   {_one_line(name)}: {_one_line(said)}" for name, said in results]
        text += [f"    outcome:      # {', '.join(OUTCOMES)}", f"    could_fail:   # {COULD_FAIL}", "    learnings:"]
        text += ["    # key_results: [{key_result: …, adjusted: 0.6, reason: …}]   # where a score needs a word"]
    return "\n".join(text) + "\n"


def _one_line(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
