"""The way from start to target as a small drawing on paper: the bar, where the plan has it today, the bar's mark."""

from __future__ import annotations

from okr import numbers
from okr.model import KeyResultKind
from okr.progress import STRETCH_SHARE
from okr.scorecard import KeyResultCard
from okr.sentences import limit_words
from okr.words import JUDGED
from tracking.report.markup import Html, tag
from tracking.report.tone import tone

_WIDTH, _HEIGHT, _START, _END = 220.0, 14.0, 6.0, 214.0


def way(card: KeyResultCard) -> Html:
    """Return start, drawing and target of a key result; its limits in words where it is to be kept."""
    key_result = card.key_result
    if key_result.kind is KeyResultKind.KEEP:
        return tag("span", limit_words(key_result.keep_above, key_result.keep_below, card.unit), class_="to")
    if card.baseline is None or card.target is None or card.baseline == card.target:
        return tag("span", numbers.NOTHING, class_="to")
    start, target = numbers.number(card.baseline, card.unit), numbers.amount(card.target, card.unit, short=True)
    ends = (tag("span", numbers.beside(start, target), class_="from"), tag("span", target, class_="to"))
    return tag("span", ends[0], _drawn(card, f"from {start} to {target}"), ends[1], class_="way")


def _drawn(card: KeyResultCard, words: str) -> Html:
    shapes = [_box("rail", _START, _END)]
    is_judged = card.status in JUDGED and card.progress is not None
    if is_judged and card.progress is not None:
        at = _x(card.progress)
        shapes.append(_box(tone(card.status), min(_START, at), max(_START, at)))
    if card.bar is not None and card.bar != card.target:
        shapes.append(_mark("bar", _x(STRETCH_SHARE)))
    if is_judged and card.plan_now is not None and card.baseline is not None and card.target is not None:
        shapes.append(_mark("plan", _x((card.plan_now - card.baseline) / (card.target - card.baseline))))
        words += f", now {numbers.amount(card.current.value if card.current else None, card.unit)}"
        words += f", plan today {numbers.amount(card.plan_now, card.unit)}"
    box = f"0 0 {_WIDTH:g} {_HEIGHT:g}"
    return tag("svg", *shapes, viewBox=box, role="img", aria_label=words, preserveAspectRatio="none")


def _box(class_: str, left: float, right: float) -> Html:
    return tag("rect", class_=class_, x=_n(left), y="4", width=_n(right - left), height="6")


def _mark(class_: str, at: float) -> Html:
    return tag("path", class_=class_, d=f"M{_n(at)} 0V{_HEIGHT:g}")


def _x(progress: float) -> float:
    """Return where a share of the way is drawn; what lies beyond an end stays in the margin."""
    return min(_WIDTH - 1.0, max(1.0, _START + (_END - _START) * progress))


def _n(number: float) -> str:
    return f"{round(number, 1) + 0.0:g}"
