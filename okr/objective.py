"""An objective from its judged key results: the mean score, its range, and the worst status."""

from __future__ import annotations

from collections.abc import Sequence

from okr import numbers
from okr.model import Objective
from okr.scorecard import KeyResultCard, ObjectiveCard
from okr.status import SEVERITY
from okr.words import JUDGED, WORDS

_ORDINALS = {1: "one", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def judge_objective(objective: Objective, cards: Sequence[KeyResultCard]) -> ObjectiveCard:
    """Return an objective with its key results.

    The score is the weighted mean of the judged scores (re:Work: the mean of its key results). Beside it stands the
    range that it would have whatever the unjudged ones do, key results with a fault in the file included, so missing
    data never raise a score unnoticed. The status is that of the worst judged key result; among equals, of the one
    furthest behind. A key result that was dropped counts for neither.
    """
    judged = [index for index, card in enumerate(cards) if card.status in JUDGED and counts(card)]
    worst = min(judged, key=lambda index: _badness(cards[index]), default=None)
    mean, low, high = _scores(cards, len(objective.left_out))
    unjudged = sum(counts(card) for card in cards) + len(objective.left_out) - len(judged)
    return ObjectiveCard(
        objective=objective,
        cards=tuple(cards),
        status=None if worst is None else cards[worst].status,
        worst=worst,
        judged=len(judged),
        score=mean,
        score_low=low,
        score_high=high,
        sentence=_sentence(None if worst is None else cards[worst], unjudged),
    )


def counts(card: KeyResultCard) -> bool:
    """Return whether a key result counts for its objective; one that was dropped weighs nothing."""
    return card.key_result.weight > 0


def score_words(card: ObjectiveCard) -> str:
    """Return the score: ``0.46``, or ``0.46 from 2 of 3 · between 0.31 and 0.64 whatever the third does``."""
    if card.score is None or card.score_low is None or card.score_high is None:
        return "no score"
    total = sum(counts(one) for one in card.cards) + len(card.objective.left_out)
    scored = sum(one.score is not None and counts(one) for one in card.cards)
    if scored == total:
        return numbers.score(card.score)
    others = f"the {_ORDINALS.get(total, 'last')} does" if total - scored == 1 else f"the other {total - scored} do"
    span = f"between {numbers.score(card.score_low)} and {numbers.score(card.score_high)} whatever {others}"
    return f"{numbers.score(card.score)} from {scored} of {total} · {span}"


def _scores(cards: Sequence[KeyResultCard], left_out: int) -> tuple[float | None, float | None, float | None]:
    """Return the weighted mean of the scores, and what it would be with all others at 0 and at 1.

    What was left out of the file has no weight that we know, so it gets that of an ordinary key result.
    """
    scored = [(max(0.0, card.key_result.weight), card.score) for card in cards if card.score is not None]
    known = sum(weight for weight, _ in scored)
    if known <= 0:
        return None, None, None
    gained = sum(weight * score for weight, score in scored)
    whole = sum(max(0.0, card.key_result.weight) for card in cards) + left_out
    return gained / known, gained / whole, min(1.0, (gained + whole - known) / whole)


def _badness(card: KeyResultCard) -> tuple[int, float]:
    return SEVERITY.index(card.status), -(card.weeks_behind or 0.0)


def _sentence(worst: KeyResultCard | None, unjudged: int) -> str:
    tail = f"{unjudged} cannot be judged" if unjudged else ""
    if worst is None:
        return tail or "no key results"
    title = worst.key_result.title or worst.metric_title
    line = f"{WORDS[worst.status]} because of {title}: {worst.sentence}"
    return f"{line} · {tail}" if tail else line
