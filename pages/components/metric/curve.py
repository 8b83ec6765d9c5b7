"""How many had got there by when: the curve behind a time, from the points that the history holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from okr import numbers
from okr.reading import Reading
from okr.words import State
from pages.components.drawing import dot, image, line, upright
from pages.components.markup import Markup, apart, element
from tracking.boards.dossier import Dossier

_WIDTH, _HEIGHT = 400, 160


def survival(found: Dossier) -> Markup | None:
    """Return the newest figure's curve with the quantile on it; None where its points are not kept."""
    newest = next((item for item in reversed(found.windows or found.periods) if _points(item)), None)
    points = _points(newest) if newest is not None else []
    if newest is None or not points:
        return None
    unit, last = found.metric.unit, points[-1][0] or 1.0
    places = _stairs([(_x(time, last), _y(share)) for time, share in points])
    shapes = [line("l", ((0, _y(0.5)), (_WIDTH, _y(0.5))), 1, "3 3"), line("G", [(0, _y(0)), *places], 2.5)]
    if newest.value is not None and newest.value <= last:
        at = _x(newest.value, last)
        shapes += [upright("m", at, (0, _HEIGHT), 1), dot("G", (at, _y(_share_at(points, newest.value))), 9)]
    words = _words(points, unit)
    heading = element("h3", "How many had got there by when", class_="pl-label")
    ends = element("p", element("span", "0"), element("span", numbers.amount(last, unit)), class_="pl-axis")
    drawn = image(shapes, (_WIDTH, _HEIGHT), words, "pl-curve")
    return element("section", heading, element("p", apart(words), class_="pl-note"), drawn, ends)


def _points(reading: Reading) -> list[tuple[float, float]]:
    curve = reading.fields.get("curve") if reading.state is State.OK else None
    return [(float(time), float(share)) for time, share in curve] if isinstance(curve, list) else []


def _words(points: Sequence[tuple[float, float]], unit: str) -> str:
    told = [_first_at(points, share) for share in (0.25, 0.5, 0.75)]
    named = zip(("a quarter", "half", "three quarters"), told, strict=True)
    said = [f"{name} by {numbers.amount(time, unit)}" for name, time in named if time is not None]
    return f"{', '.join(said) or 'fewer than a quarter so far'}; dashed: half of those who began."


def _first_at(points: Sequence[tuple[float, float]], share: float) -> float | None:
    return next((time for time, reached in points if reached >= share), None)


def _share_at(points: Sequence[tuple[float, float]], time: float) -> float:
    return max((share for at, share in points if at <= time), default=0.0)


def _stairs(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a line that stays level until the next point and then steps."""
    stairs = list(places[:1])
    for before, after in pairwise(places):
        stairs += [(after[0], before[1]), after]
    return stairs


def _x(time: float, last: float) -> float:
    return _WIDTH * time / last


def _y(share: float) -> float:
    return _HEIGHT - 6 - (_HEIGHT - 12) * share
