"""The trend of a key result in a line as small as a word: the same thirteen weeks for all, the last point clear."""

from __future__ import annotations

from datetime import date, timedelta

from okr import numbers
from okr.scorecard import KeyResultCard, Point
from okr.words import State
from pages.components.drawing import STROKES, dot, image, line, upright
from pages.components.markup import Markup
from pages.components.palette import tone

_WIDTH, _HEIGHT = 320, 52
_EDGE = 12.0
_DAYS = 91
_MOST_POINTS = 31


def sparkline(card: KeyResultCard, as_of: date, cycle_start: date) -> Markup:
    """Return the last thirteen weeks up to ``as_of``, with a fine line where the cycle began."""
    first = as_of - timedelta(days=_DAYS)
    points = [point for point in card.series if point.day >= first and _is_shown(point)]
    if len(points) < 2:
        return image(
            (line("l", ((_EDGE, _HEIGHT / 2), (_WIDTH - _EDGE, _HEIGHT / 2)), 1.5, "1 4"),),
            (_WIDTH, _HEIGHT),
            "no trend yet",
            "pl-spark",
        )
    low, high = _scale(points)
    places = [(_x(point.day, first), _y(point.value or 0.0, low, high)) for point in _thinned(points)]
    shapes = [line("m", places, 2), dot(STROKES[tone(card.status)], places[-1], 7)]
    if first < cycle_start <= as_of:
        shapes.insert(0, upright("l", _x(cycle_start, first), (0, _HEIGHT), 1))
    return image(shapes, (_WIDTH, _HEIGHT), _words(points, card.unit), "pl-spark")


def _is_shown(point: Point) -> bool:
    return point.state is State.OK and point.value is not None


def _thinned(points: list[Point]) -> list[Point]:
    """Return at most a handful of points with the first and the last among them: more cannot be seen."""
    step = -(-len(points) // _MOST_POINTS)
    return points[::-1][::step][::-1]


def _scale(points: list[Point]) -> tuple[float, float]:
    """Return the ends of the scale; a line that hardly moves is drawn as one that hardly moves."""
    values = [point.value for point in points if point.value is not None]
    low, high = min(values), max(values)
    least = 0.04 * max(abs(low), abs(high))
    room = max(0.0, least - (high - low)) / 2
    return low - room, high + room or 1.0


def _x(day: date, first: date) -> float:
    return _EDGE + (_WIDTH - 2 * _EDGE) * (day - first).days / _DAYS


def _y(value: float, low: float, high: float) -> float:
    return _HEIGHT - 8 - (_HEIGHT - 16) * (value - low) / (high - low) if high > low else _HEIGHT / 2


def _words(points: list[Point], unit: str) -> str:
    ends = f"{numbers.amount(points[0].value, unit)} on {numbers.day_words(points[0].day)}"
    return f"trend: {ends}, {numbers.amount(points[-1].value, unit)} on {numbers.day_words(points[-1].day)}"
