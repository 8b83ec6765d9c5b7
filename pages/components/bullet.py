"""The bullet of a key result: how far the value is on its way, beside where the plan has it today.

The way from start to target always runs from left to right, for falling targets too. A key result whose number cannot
be judged gets an empty rail, never a bar. After Stephen Few, "Bullet Graph Design Specification" (2013).
"""

from __future__ import annotations

from okr import numbers
from okr.model import KeyResultKind
from okr.progress import STRETCH_SHARE, is_inside
from okr.scorecard import KeyResultCard
from okr.words import JUDGED, WORDS
from pages.components.drawing import FILLS, STROKES, bar, dot, image, upright
from pages.components.markup import Markup, element, joined
from pages.components.palette import tone

_WIDTH, _HEIGHT = 400, 22
_START, _END = 16.0, 384.0
_TOP, _THICK = 7.0, 8.0
_FULL = (1.0, 21.0)
_SHORT = (4.0, 18.0)
_LONGEST_TARGET = 12


def bullet(card: KeyResultCard) -> Markup:
    """Return the bullet with its start and target beside it."""
    if card.key_result.kind is KeyResultKind.KEEP:
        return _kept(card)
    if card.baseline is None or card.target is None or card.baseline == card.target:
        return _rail("", _drawn((_empty(),), f"{WORDS[card.status]}: nothing to draw"), "")
    start, target = numbers.number(card.baseline, card.unit), numbers.amount(card.target, card.unit, short=True)
    is_judged = card.status in JUDGED and card.progress is not None
    shapes = (*_way(card, card.progress),) if is_judged and card.progress is not None else (_empty(), *_ends(card))
    return _rail(numbers.beside(start, target), _drawn(shapes, _words(card, start, target)), target)


def _way(card: KeyResultCard, progress: float) -> tuple[str, ...]:
    shade = tone(card.status)
    shapes = [_empty(), bar(FILLS[shade], _START, _x(progress), _TOP, _THICK)]
    if progress < 0:
        shapes.append(upright(STROKES[shade], _x(progress), (_TOP, _TOP + _THICK), 3))
    return (*shapes, *_ends(card), *_plan(card))


def _ends(card: KeyResultCard) -> tuple[str, ...]:
    shapes = [upright("m", _START, _SHORT, 1), upright("m", _END, _SHORT, 2)]
    if card.bar is not None and card.bar != card.target:
        shapes.append(upright("m", _x(STRETCH_SHARE), _SHORT, 1.5, "2 2"))
    return tuple(shapes)


def _plan(card: KeyResultCard) -> tuple[str, ...]:
    if card.plan_now is None or card.baseline is None or card.target is None:
        return ()
    planned = (card.plan_now - card.baseline) / (card.target - card.baseline)
    return (upright("i", _x(planned), _FULL, 2.5),)


def _kept(card: KeyResultCard) -> Markup:
    """Return where the value stands against its limits: inside is drawn as a band."""
    above, below = card.key_result.keep_above, card.key_result.keep_below
    low, high = _kept_scale(card, above, below)
    ends = [(low if above is None else above), (high if below is None else below)]
    inside = [_START + (_END - _START) * (end - low) / (high - low) for end in ends]
    shapes = [_empty(), bar("v", inside[0], inside[1], _TOP, _THICK)]
    shapes += [
        upright("m", _START + (_END - _START) * (end - low) / (high - low), _SHORT, 2)
        for end in (above, below)
        if end is not None
    ]
    value = card.current.value if card.current is not None and card.status in JUDGED else None
    if value is not None:
        at = _START + (_END - _START) * (min(high, max(low, value)) - low) / (high - low)
        shapes.append(dot(STROKES[tone(card.status)], (at, _TOP + _THICK / 2), 13))
    least = "" if above is None else f"≥ {numbers.amount(above, card.unit, short=True)}"
    most = "" if below is None else f"≤ {numbers.amount(below, card.unit, short=True)}"
    verdict = "" if value is None else ("inside" if is_inside(value, above, below) else "outside")
    alt = f"to be kept {least} {most}".strip() + (
        f"; {numbers.amount(value, card.unit)} is {verdict}" if verdict else ""
    )
    return _rail(least if below is not None else "", _drawn(shapes, alt), most or least)


def _kept_scale(card: KeyResultCard, above: float | None, below: float | None) -> tuple[float, float]:
    seen = [point.value for point in card.series[-91:] if point.value is not None]
    marks = [*seen, *(limit for limit in (above, below) if limit is not None)]
    low, high = min(marks, default=0.0), max(marks, default=1.0)
    room = (high - low) * 0.35 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def _words(card: KeyResultCard, start: str, target: str) -> str:
    way = f"from {start} to {target}"
    if card.status not in JUDGED or card.progress is None:
        return f"{way}; {WORDS[card.status].lower()}"
    plan = f", plan today {numbers.amount(card.plan_now, card.unit)}" if card.plan_now is not None else ""
    value = card.current.value if card.current else None
    return f"{way}: now {numbers.amount(value, card.unit)}{plan}"


def _empty() -> str:
    return bar("r", _START, _END, _TOP, _THICK)


def _x(progress: float) -> float:
    """Return where a share of the way is drawn; what lies beyond an end stays in the margin."""
    return min(_WIDTH - 2.0, max(2.0, _START + (_END - _START) * progress))


def _drawn(shapes: tuple[str, ...] | list[str], alt: str) -> Markup:
    return image(shapes, (_WIDTH, _HEIGHT), alt, "pl-bullet")


def _brief(amount: str) -> str:
    """Return a target that fits beside the rail: a long unit is left to the value and to the words of the drawing."""
    return amount if len(amount) <= _LONGEST_TARGET else amount.partition(" ")[0]


def _rail(start: str, drawing: Markup, target: str) -> Markup:
    left, right = (
        element("span", start, class_="pl-from"),
        element("span", _brief(target), class_="pl-to"),
    )
    return element("div", joined(left, drawing, right), class_="pl-way")
