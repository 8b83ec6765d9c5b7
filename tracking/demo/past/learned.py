"""What the teams said of the demo's cycles when they closed them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from okr.scorecard import ObjectiveCard

_REACHED, _PARTLY = 0.95, 0.3


@dataclass(frozen=True)
class Learned:
    """What is said of an objective at its end.

    Attributes:
        objective: Its reference.
        could_fail: Whether all could be met and the objective still fail.
        learnings: What the team learned.
        adjusted: Key results whose computed score does not tell what was achieved: reference below the objective,
            score, reason.
    """

    objective: str
    could_fail: str
    learnings: str
    adjusted: tuple[tuple[str, float, str], ...] = ()


LEARNED = (
    Learned(
        "growth/trial-becomes-plan",
        "Yes: people could pay out of habit and leave after the first invoice.",
        "Fewer plans sold better than more plans. The sample project is looked at once; what brings people back is a "
        "report of their own.",
    ),
    Learned(
        "experience/daily-habit",
        "Yes: coming more often is no use to somebody who only looks for a button.",
        "Faster tables please those who come anyway. Nobody opens us more often because a page is faster.",
        (
            (
                "weekly-actives",
                0.7,
                "the common holiday took three weeks of July; without them more than half of the way was made",
            ),
        ),
    ),
    Learned(
        "platform/steady-growth",
        "No: releases at any hour and growing revenue are the objective.",
        "Everything was reached, and early. We knew before we began that most of it would be.",
    ),
    Learned(
        "growth/start-without-help",
        "No: whoever sets up and brings a colleague has found the way.",
        "One short list did more than four videos. A link is sent where an address is not.",
    ),
    Learned(
        "experience/pleasant-to-use",
        "Yes: people may write fewer tickets because they have given up.",
        "An answer beside the step works for that step only. New functions bring their own questions.",
    ),
    Learned(
        "platform/word-is-kept",
        "No: promises kept and outages ended are what customers mean.",
        "Smaller promises are kept more often. Nobody could say whether we could have done more.",
    ),
)


def answers(cards: Iterable[ObjectiveCard]) -> str:
    """Return the answers about a cycle as YAML: outcomes by the computed scores, words by the teams."""
    return "\n".join(["objectives:", *(line for card in cards for line in _answer(card))]) + "\n"


def _answer(card: ObjectiveCard) -> Iterator[str]:
    said = next(item for item in LEARNED if item.objective == card.objective.ref)
    yield f"  - objective: {said.objective}"
    yield f"    outcome: {_outcome(card.score)}"
    yield f"    could_fail: {json.dumps(said.could_fail)}"
    yield f"    learnings: {json.dumps(said.learnings)}"
    if said.adjusted:
        yield "    key_results:"
    for name, score, reason in said.adjusted:
        yield f"      - {{key_result: {said.objective}/{name}, adjusted: {score}, reason: {json.dumps(reason)}}}"


def _outcome(score: float | None) -> str:
    if score is None or score < _PARTLY:
        return "not reached"
    return "reached" if score >= _REACHED else "partly"
