"""One key result as a review shows it: every word and every point, so that it can be shown again exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from okr import numbers
from okr.model import Cycle, KeyResultKind
from okr.noise import BETTER, NORMAL, TOO_LITTLE, WORSE
from okr.outlook.words import forecast_words
from okr.review.agenda import WORDS, Reason
from okr.roadmap import RoadmapItem
from okr.scorecard import KeyResultCard
from okr.sentences import gap, limit_words
from okr.words import JUDGED, State, Status

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_DIGITS = 6
_STANDING = JUDGED | {Status.FINDING_BASELINE, Status.NO_MOVE_PLANNED, Status.TOO_FEW, Status.CHECK_NUMBER}
"""Statuses whose figure is the one of today."""


@dataclass(frozen=True)
class Mark:
    """A day with a value or with words: a point of a line, or a ship on it."""

    day: date
    value: float | None = None
    words: str = ""


@dataclass(frozen=True)
class Slide:
    """A key result as shown.

    Attributes:
        ref: Its reference.
        title: What people call it.
        status: One word.
        sentence: Why.
        figure: The value with its unit; ``–`` where there is none of today.
        plan_words: The plan beside it and the gap.
        move_words: From the last review (or the last week) to now.
        verdict: What that move is.
        outlook: Where it ends if this continues.
        guards: Broken guards, in words.
        reason: Why it is talked about, in words; empty for the others.
        value: The value itself, in the metric's unit.
        unit: The metric's unit.
        target: In the metric's unit.
        points: What was measured in the cycle, oldest first; empty for the others.
        plan: The plan line, its ends and bends.
        ships: What shipped in the cycle for it.
    """

    ref: str
    title: str
    status: Status
    sentence: str
    figure: str
    plan_words: str = ""
    move_words: str = ""
    verdict: str = ""
    outlook: str = ""
    guards: tuple[str, ...] = ()
    reason: str = ""
    value: float | None = None
    unit: str = ""
    target: float | None = None
    points: tuple[Mark, ...] = ()
    plan: tuple[Mark, ...] = ()
    ships: tuple[Mark, ...] = ()


def slide_of(card: KeyResultCard, reason: Reason | None, before: Slide | None, as_of: date) -> Slide:
    """Return a key result without its lines.

    Args:
        card: As judged.
        reason: Why it is talked about; None for one of the others.
        before: How the last review showed it.
        as_of: The last whole day that counts.
    """
    is_of_today = card.status in _STANDING and card.current is not None
    value = card.current.value if is_of_today and card.current else None
    return Slide(
        ref=card.key_result.ref,
        title=card.key_result.title or card.metric_title,
        status=card.status,
        sentence=card.sentence,
        figure=numbers.amount(value, card.unit),
        plan_words=_plan_words(card),
        move_words=_move_words(card, value, before),
        verdict=card.week.verdict if value is not None and card.week.change is not None else "",
        outlook=_outlook(card, as_of),
        guards=tuple(guard.sentence for guard in card.guards if guard.kept is False),
        reason=WORDS[reason] if reason is not None else "",
        value=value,
        unit=card.unit,
        target=card.target,
    )


def with_lines(slide: Slide, card: KeyResultCard, cycle: Cycle, ships: Iterable[RoadmapItem]) -> Slide:
    """Return a slide with what its chart is drawn from: the cycle and the week before it."""
    seen = [point for point in card.series if cycle.start - _WEEK <= point.day < cycle.end]
    points = [Mark(point.day, _cut(point.value if point.state is State.OK else None)) for point in seen]
    last = seen[-1].day if seen else cycle.start
    shipped = [
        Mark(item.ships, words=item.title)
        for item in ships
        if item.ships is not None and cycle.start - _WEEK <= item.ships <= last
    ]
    return replace(
        slide,
        points=tuple(point for point in points if point.value is not None),
        plan=_bends([Mark(point.day, _cut(point.value)) for point in card.plan]),
        ships=tuple(sorted(shipped, key=lambda mark: mark.day)),
    )


def verdict_words(verdict: str) -> str:
    """Return the verdict on a move as a review says it."""
    return {BETTER: "Real change, better", WORSE: "Real change, worse", NORMAL: "Normal variation"}.get(
        verdict, "Too little history to tell" if verdict == TOO_LITTLE else verdict.capitalize()
    )


def _plan_words(card: KeyResultCard) -> str:
    key_result = card.key_result
    if key_result.kind is KeyResultKind.KEEP and (key_result.keep_above, key_result.keep_below) != (None, None):
        return f"to be kept {limit_words(key_result.keep_above, key_result.keep_below, card.unit)}"
    if card.plan_now is None:
        return ""
    behind = "" if card.weeks_behind is None else f" · {gap(card.weeks_behind)}"
    return f"plan {numbers.amount(card.plan_now, card.unit)}{behind}"


def _move_words(card: KeyResultCard, value: float | None, before: Slide | None) -> str:
    if value is None:
        return ""
    now = numbers.amount(value, card.unit)
    if before is not None and before.value is not None and before.unit == card.unit:
        return f"Last review {numbers.beside(numbers.amount(before.value, card.unit), now)} → {now}"
    if card.week.change is None:
        return ""
    return f"A week before {numbers.beside(numbers.amount(value - card.week.change, card.unit), now)} → {now}"


def _outlook(card: KeyResultCard, as_of: date) -> str:
    if card.forecast is None or card.forecast.value is None:
        return ""
    words = forecast_words(card.forecast, card.unit, as_of)
    return words[:1].upper() + words[1:]


def _bends(plan: list[Mark]) -> tuple[Mark, ...]:
    """Return a line without the points that a straight line between their neighbours goes through."""
    kept: list[Mark] = []
    for place, mark in enumerate(plan):
        if 0 < place < len(plan) - 1 and _is_straight(plan[place - 1], mark, plan[place + 1]):
            continue
        kept.append(mark)
    return tuple(kept)


def _is_straight(before: Mark, mark: Mark, after: Mark) -> bool:
    if (
        before.value is None
        or mark.value is None
        or after.value is None
        or after.day - mark.day != mark.day - before.day
    ):
        return False
    return abs(before.value + after.value - 2 * mark.value) <= 1e-5 * max(abs(mark.value), 1e-9)


def _cut(value: float | None) -> float | None:
    """Return a number with the digits that can be seen."""
    return None if value is None else float(f"{value:.{_DIGITS}g}")
