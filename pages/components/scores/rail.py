"""A score from 0 to 1 on a rail, with the mark that it is held against."""

from __future__ import annotations

from okr import numbers
from okr.model import Ambition
from okr.progress import STRETCH_SHARE
from pages.components.drawing import bar, image, upright
from pages.components.markup import Markup

_WIDTH, _HEIGHT = 300, 16
_PARTLY = 4 / 7
WORDS = (
    "0.7 and more is what a stretch is meant to reach, 0.4 to 0.7 is partly, less is not. "
    "A commitment is meant to reach 1."
)


def bar_of(ambition: Ambition) -> float:
    """Return the score that is meant to be reached: 0.7 for a stretch, 1 for a commitment."""
    return STRETCH_SHARE if ambition is Ambition.STRETCH else 1.0


def rail(score: float | None, band: tuple[float | None, float | None], bar_at: float, *, is_over: bool) -> Markup:
    """Return a score as a bar with the mark that it is held against; it is judged by its colour once the cycle is over.

    Args:
        score: From 0 to 1; None without one.
        band: The least and the most that it may still be; nothing where it is known.
        bar_at: The score that is meant to be reached.
        is_over: Whether the cycle is.
    """
    shapes = [bar("r", 0, _WIDTH, 5, 6)]
    low, high = band
    if low is not None and high is not None:
        shapes.append(bar("v", _WIDTH * low, _WIDTH * high, 1, 14))
    if score is not None:
        shapes.append(bar(_shade(score, bar_at) if is_over else "q", 0, _WIDTH * score, 4, 8))
    shapes.append(upright("i", min(_WIDTH - 1.0, _WIDTH * bar_at), (0, _HEIGHT), 1.5))
    return image(shapes, (_WIDTH, _HEIGHT), _alt(score, band), "pl-rail-score")


def _shade(score: float, bar_at: float) -> str:
    """Return the tone: reached, partly, or not; as it is shown."""
    shown = round(score, 2)
    if shown >= bar_at:
        return "g"
    return "w" if shown >= bar_at * _PARTLY else "b"


def _alt(score: float | None, band: tuple[float | None, float | None]) -> str:
    if score is None:
        return "no score"
    if band[0] is None:
        return f"{numbers.score(score)} of 1"
    return f"{numbers.score(score)} of 1, between {numbers.score(band[0])} and {numbers.score(band[1])}"
