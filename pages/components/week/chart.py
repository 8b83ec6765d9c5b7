"""The chart of a review: what was measured, the plan, the ships, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from okr import numbers
from okr.model import Cycle
from okr.review.slide import Mark, Slide
from pages.components.drawing import STROKES, dot, image, line, upright
from pages.components.markup import Markup, apart, element, together
from pages.components.palette import tone

_WIDTH, _HEIGHT = 1000, 300
_EDGE = 16.0
_DAY = timedelta(days=1)


def chart(slide: Slide, cycle: Cycle) -> Markup:
    """Return the line of a key result over its cycle with the plan line and the ships, and the words under it."""
    points = [point for point in slide.points if point.value is not None]
    if len(points) < 2:
        return element("p", "No line to draw yet.", class_="pl-review-none")
    low, high = _ends([*points, *slide.plan])
    first, days = min(points[0].day, cycle.start), max(1, (cycle.end - min(points[0].day, cycle.start)).days)

    def at(mark: Mark) -> tuple[float, float]:
        share = ((mark.value or 0.0) - low) / (high - low)
        return _x(mark.day, first, days), _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * share

    shapes = [upright("m", _x(ship.day, first, days), (0, _HEIGHT), 3, "2 6") for ship in slide.ships]
    shapes += [
        line("m", [at(mark) for mark in slide.plan], 4, "14 10"),
        line("i", [at(point) for point in points], 6),
        dot(STROKES[tone(slide.status)], at(points[-1]), 18),
    ]
    drawn = image(shapes, (_WIDTH, _HEIGHT), words(slide), "pl-review-lines")
    return element("figure", drawn, _below(slide, first, cycle), class_="pl-review-chart")


def words(slide: Slide) -> str:
    """Return what the chart shows, for those who do not see it."""
    points = [point for point in slide.points if point.value is not None]
    ends = [
        f"{numbers.amount(mark.value, slide.unit)} on {numbers.day_words(mark.day)}"
        for mark in points[:: max(1, len(points) - 1)]
    ]
    said = [f"Line of {slide.title}: {', '.join(ends)}"]
    if slide.plan_words:
        said.append(slide.plan_words)
    said += [f"shipped {numbers.day_words(ship.day)}: {ship.words}" for ship in slide.ships]
    return "; ".join(said) + "."


def _below(slide: Slide, first: date, cycle: Cycle) -> Markup:
    ends = (numbers.day_words(first).partition(" ")[2], numbers.day_words(cycle.end - _DAY).partition(" ")[2])
    keys = [element("span", element("i", class_="pl-review-plan"), "plan")] if slide.plan else []
    ships = [
        element("span", "┆ ", apart(ship.words), f" {numbers.day_words(ship.day).partition(' ')[2]}")
        for ship in slide.ships[-2:]
    ]
    legend = element("span", together([*keys, *ships]), class_="pl-review-legend") if keys or ships else None
    return element("figcaption", element("span", ends[0]), element("span", ends[1]), legend)


def _ends(marks: list[Mark]) -> tuple[float, float]:
    """Return the ends of the scale; what hardly moves is drawn as something that hardly moves."""
    values = [mark.value for mark in marks if mark.value is not None]
    low, high = min(values), max(values)
    room = max(0.0, 0.04 * max(abs(low), abs(high)) - (high - low)) / 2
    return low - room, (high + room) if high + room > low - room else low - room + 1.0


def _x(day: date, first: date, days: int) -> float:
    return _EDGE + (_WIDTH - 2 * _EDGE) * min(1.0, max(0.0, (day - first).days / days))
