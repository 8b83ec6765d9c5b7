"""An objective from its judged key results: the mean score, its range, and the worst status."""

from __future__ import annotations

from collections.abc import Sequence

from okr.model import Objective
from okr.scorecard import KeyResultCard, ObjectiveCard
from okr.status import SEVERITY
from okr.words import JUDGED, WORDS


def judge_objective(objective: Objective, cards: Sequence[KeyResultCard]) -> ObjectiveCard:
    """Return an objective with its key results.

    The score is the weighted mean of the judged scores; with an unjudged key result it comes with the range it would
    have whatever the others do, so missing data never raise it unnoticed. The status is that of the worst judged key
    result (the one furthest behind, among equals).
    """
    judged = [index for index, card in enumerate(cards) if card.status in JUDGED and card.score is not None]
    worst = min(judged, key=lambda index: _badness(cards[index]), default=None)
    mean, low, high = _scores(cards, judged)
    return ObjectiveCard(
        objective=objective,
        cards=tuple(cards),
        status=None if worst is None else cards[worst].status,
        worst=worst,
        judged=len(judged),
        score=mean,
        score_low=low,
        score_high=high,
        sentence=_sentence(cards, worst, len(judged)),
    )


def score_words(card: ObjectiveCard) -> str:
    """Return the score: ``0.46``, or ``0.46 from 2 of 3 · between 0.31 and 0.64 whatever the third does``."""
    if card.score is None or card.score_low is None or card.score_high is None:
        return "no score"
    missing = len(card.cards) - card.judged
    if missing == 0:
        return f"{card.score:.2f}"
    rest = f"the {_ORDINALS.get(len(card.cards), 'last')} does" if missing == 1 else f"the other {missing} do"
    span = f"between {card.score_low:.2f} and {card.score_high:.2f} whatever {rest}"
    return f"{card.score:.2f} from {card.judged} of {len(card.cards)} · {span}"


_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def _scores(cards: Sequence[KeyResultCard], judged: Sequence[int]) -> tuple[float | None, float | None, float | None]:
    """Return the weighted mean of the judged scores, and what it would be with all others at 0 and at 1."""
    weights = [max(0.0, card.key_result.weight) for card in cards]
    known = sum(weights[index] for index in judged)
    if known <= 0:
        return None, None, None
    gained = sum(weights[index] * (cards[index].score or 0.0) for index in judged)
    return gained / known, gained / sum(weights), (gained + sum(weights) - known) / sum(weights)


def _badness(card: KeyResultCard) -> tuple[int, float]:
    return SEVERITY.index(card.status), -(card.weeks_behind or 0.0)


def _sentence(cards: Sequence[KeyResultCard], worst: int | None, judged: int) -> str:
    if worst is None:
        return "no key result can be judged" if cards else "no key results"
    unjudged = len(cards) - judged
    tail = f" · {unjudged} cannot be judged" if unjudged else ""
    title = cards[worst].key_result.title or cards[worst].metric_title
    return f"{WORDS[cards[worst].status]}: {title} · {cards[worst].sentence}{tail}"
