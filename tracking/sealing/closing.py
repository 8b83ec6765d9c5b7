"""``close``: the scores of a cycle that is over, beside what people say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from okr import numbers
from okr.agreement.closing import Closing, KeyResultResult, ObjectiveResult
from okr.agreement.words import score_words, short_day
from okr.canonical import content_hash
from okr.errors import ConfigurationError
from okr.issues import Severity, near_miss
from okr.model import Objective
from okr.scorecard import KeyResultCard, ObjectiveCard
from okr.words import WORDS, Status
from okr.written import Report
from okr_config.agreements.answers import (
    KeyResultAnswer,
    ObjectiveAnswer,
    answers_file,
    proposed_answers,
    read_answers,
)
from okr_config.agreements.sealed_files import CLOSED, sealed_text
from tracking.boards.board import Selection, View, load_view
from tracking.boards.judging import as_of_day, inputs_of
from tracking.sealing.files import refuse, write_whole
from tracking.store.connection import Store

_DAY = timedelta(days=1)
_REACHED, _PARTLY = 1.0, 0.3


@dataclass(frozen=True)
class Closed:
    """What came of closing.

    Attributes:
        closing: What is frozen; None where people must first say how it went.
        path: The file that was written: that of the closing, or that of the answers to be filled in.
        hash: Of the closing; empty without one.
    """

    closing: Closing | None
    path: Path
    hash: str = ""


def close_cycle(store: Store, folder: Path, cycle: str, now: datetime) -> Closed:
    """Close a cycle by its computed scores and the answers in ``closing/<cycle>.yaml``.

    Where nobody has answered yet, the file is written with the scores, to be filled in. Afterwards
    ``closed/<cycle>.json`` holds everything, and the next refresh knows it.

    Args:
        store: The history; scores come from it alone.
        folder: Of the files.
        cycle: Id of the cycle.
        now: The present; the day of the closing is its local day.

    Raises:
        ConfigurationError: If the cycle is not agreed, not over or closed already, or an answer is missing.
        StoreError: If the history cannot be read.
    """
    view = load_view(store, Selection(now, cycle))
    _check(view, folder, cycle, now)
    file = folder / answers_file(cycle)
    if not file.exists():
        write_whole(file, proposed_answers(cycle, [_proposed(card) for card in view.board.objectives]))
        return Closed(None, file)
    report = Report()
    answers = read_answers(folder, cycle, [card.objective for card in view.board.objectives], report)
    refuse([item for item in report.issues if item.severity is Severity.ERROR], f"{cycle} cannot be closed")
    closing = closing_of(view, {item.objective: item for item in answers}, _today(view, now))
    target = folder / CLOSED / f"{cycle}.json"
    write_whole(target, sealed_text(closing))
    return Closed(closing, target, content_hash(closing))


def closing_of(view: View, answers: Mapping[str, ObjectiveAnswer], today: date) -> Closing:
    """Return a closing from the board of a cycle and what people said of its objectives."""
    results = (_objective(view, card, answers[card.objective.ref]) for card in view.board.objectives)
    return Closing(view.board.cycle.id, today, tuple(results))


def closing_words(closing: Closing) -> Iterator[str]:
    """Yield a closing line by line."""
    for objective in closing.objectives:
        changed, agreed = numbers.score(objective.score), numbers.score(objective.as_agreed)
        yield f"{objective.title}: {objective.outcome}, {agreed} as agreed, {changed} as changed{_range(objective)}"
        for item in objective.key_results:
            adjusted = (
                f", adjusted to {numbers.score(item.adjusted)}: {item.reason}" if item.adjusted is not None else ""
            )
            final = f", not final until {short_day(item.final_on)}" if item.final_on > closing.closed_on else ""
            scores = f"{numbers.score(item.as_agreed)} as agreed, {numbers.score(item.as_changed)} as changed"
            yield f"  {item.ref}: {item.outcome}, {scores}{adjusted}{final}"


def _range(objective: ObjectiveResult) -> str:
    low, high = objective.score_low, objective.score_high
    if low is None or high is None or numbers.score(low) == numbers.score(high):
        return ""
    return f" (between {numbers.score(low)} and {numbers.score(high)} whatever the unjudged ones did)"


def _check(view: View, folder: Path, cycle: str, now: datetime) -> None:
    found = view.board.cycle
    configuration = view.known.lens.configuration
    if found.id != cycle:
        hint = near_miss(cycle, [item.id for item in configuration.cycles]) or "Run a refresh first."
        raise ConfigurationError(f'The history knows no cycle "{cycle}".', hint)
    if cycle not in view.known.agreed.seals:
        hint = f"Seal it and run a refresh; only what was agreed can be closed. (`seal {cycle}`)"
        raise ConfigurationError(f"{cycle} was never agreed.", hint)
    if cycle in view.known.agreed.closings or (folder / CLOSED / f"{cycle}.json").exists():
        raise ConfigurationError(f"{cycle} is closed already.", "What was late is kept apart beside it.")
    if as_of_day(found, now) < found.end - _DAY:
        raise ConfigurationError(f"{cycle} lasts until {found.end - _DAY}.", "It can be closed on the day after.")


def _today(view: View, now: datetime) -> date:
    return as_of_day(view.board.cycle, now) + _DAY


def _objective(view: View, card: ObjectiveCard, answer: ObjectiveAnswer) -> ObjectiveResult:
    about = {item.key_result: item for item in answer.key_results}
    objective: Objective = card.objective
    return ObjectiveResult(
        ref=objective.ref,
        team=objective.team,
        title=objective.title,
        score=card.score,
        score_low=card.score_low,
        score_high=card.score_high,
        as_agreed=card.as_agreed,
        outcome=answer.outcome,
        could_fail=answer.could_fail,
        learnings=answer.learnings,
        key_results=tuple(_result(view, item, about.get(item.key_result.ref)) for item in card.cards),
    )


def _result(view: View, card: KeyResultCard, answer: KeyResultAnswer | None) -> KeyResultResult:
    inputs = inputs_of(view.known, card.key_result, view.board.cycle, view.as_of)
    mark = card.agreed
    return KeyResultResult(
        ref=card.key_result.ref,
        value=card.current.value if card.current else None,
        as_agreed=mark.as_agreed if mark else None,
        as_changed=mark.as_changed if mark else card.score,
        status=card.status.value,
        final_on=inputs.rhythm.last_day + _DAY,
        adjusted=answer.adjusted if answer else None,
        reason=answer.reason if answer else "",
        outcome=(answer.outcome if answer else "") or proposed_outcome(card),
        baseline=card.baseline,
        target=card.target,
    )


def proposed_outcome(card: KeyResultCard) -> str:
    """Return how a key result ended by its score: reached at the target, partly from 0.3 on; dropped where it was."""
    if card.key_result.weight == 0:
        return "dropped"
    if card.score is None or card.score < _PARTLY:
        return "not reached"
    return "reached" if card.status is Status.REACHED or card.score >= _REACHED else "partly"


def _proposed(card: ObjectiveCard) -> tuple[str, str, Sequence[tuple[str, str]]]:
    said = [(item.key_result.title or item.metric_title, _ended(item)) for item in card.cards]
    return card.objective.ref, card.objective.title, said


def _ended(card: KeyResultCard) -> str:
    both = score_words(card.agreed) if card.agreed else ""
    scores = both or numbers.score(card.score)
    return f"{WORDS[card.status].lower()}, {scores} ({proposed_outcome(card)})"
