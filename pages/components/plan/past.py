"""The past that a target is held against: the level with the target on it, and how far each cycle's worth moved."""

from __future__ import annotations

from okr import numbers
from okr.workshop import moves
from pages.components.drawing import bar, dot, image, line, upright
from pages.components.markup import Markup, apart, element
from tracking.planning.workshop import Workshop

_WIDTH, _HEIGHT, _LOW = 960, 220, 120
_MOST_POINTS = 200


def level(shop: Workshop, target: float | None) -> Markup:
    """Return the figures of 28 days over the whole history, with the target as a line."""
    unit, days = shop.metric.unit, sorted(shop.past.levels)
    values = [shop.past.levels[day] for day in days]
    ends = (min([*values, *([target] if target is not None else [])]), max([*values, *([target] if target else [])]))
    step = -(-len(days) // _MOST_POINTS)
    span = (days[-1] - days[0]).days or 1
    shown = days[::-1][::step][::-1]
    places = [(8 + (_WIDTH - 16) * (day - days[0]).days / span, _y(shop.past.levels[day], ends)) for day in shown]
    shapes = [line("m", places, 2.5), dot("G", places[-1], 9)]
    if target is not None:
        shapes.append(line("i", ((0, _y(target, ends)), (_WIDTH, _y(target, ends))), 2, "2 4"))
    first, last = (f"{numbers.day_words(day)} {day.year}" for day in (days[0], days[-1]))
    words = _level_words(shop, values, target, (first, last))
    heading = element("h2", "Where it has been", class_="pl-label")
    note = element("p", apart(words), class_="pl-note")
    drawn = image(shapes, (_WIDTH, _HEIGHT), words, "pl-level")
    axis = element("p", element("span", first), element("span", last), class_="pl-axis")
    high, low = (element("span", numbers.amount(end, unit, short=True)) for end in (ends[1], ends[0]))
    scale = element("div", high, low, class_="pl-scale")
    return element("section", heading, note, element("div", scale, drawn, class_="pl-scaled"), axis, class_="pl-card")


def _level_words(shop: Workshop, values: list[float], target: float | None, ends: tuple[str, str]) -> str:
    unit = shop.metric.unit
    reach = f"{numbers.amount(min(values), unit)} to {numbers.amount(max(values), unit)}"
    goal = f"; the target {numbers.amount(target, unit)} is dotted" if target is not None else ""
    return f"Figures of 28 days from {ends[0]} to {ends[1]}: {reach}, now {numbers.amount(values[-1], unit)}{goal}."


def spans(shop: Workshop, target: float | None) -> Markup | None:
    """Return how far the metric moved in each span as long as the cycle; None without a past."""
    found = moves(shop.past, round(shop.cycle.days / 7))
    if not found:
        return None
    planned = None if target is None else target - shop.past.now
    most = max(abs(move) for move in [*found, planned or 0.0]) or 1.0
    width = _WIDTH / len(found)
    middle = _LOW / 2
    shapes = [_span(place, move, planned, (most, width)) for place, move in enumerate(found)]
    shapes.append(line("l", ((0, middle), (_WIDTH, middle)), 1))
    if planned:
        at = middle - (middle - 4) * planned / most
        shapes.append(line("i", ((0, at), (_WIDTH, at)), 2, "2 4"))
    words = _span_words(shop, found, planned)
    drawn = image(shapes, (_WIDTH, _LOW), words, "pl-spans")
    heading = element("h2", "How far it moved in a cycle's time", class_="pl-label")
    axis = element("p", element("span", "oldest"), element("span", "newest"), class_="pl-axis")
    return element("section", heading, element("p", apart(words), class_="pl-note"), drawn, axis, class_="pl-card")


def _span(place: int, move: float, planned: float | None, scale: tuple[float, float]) -> str:
    most, width = scale
    middle = _LOW / 2
    height = (middle - 4) * abs(move) / most
    is_as_far = planned is not None and planned != 0 and move * planned > 0 and abs(move) >= abs(planned)
    top = middle - height if move > 0 else middle
    shade = "g" if is_as_far else "q"
    if height < 1:
        return upright("m", width * (place + 0.5), (middle - 2, middle + 2), 2)
    return bar(shade, width * place + width * 0.15, width * (place + 1) - width * 0.15, top, height)


def _span_words(shop: Workshop, found: tuple[float, ...], planned: float | None) -> str:
    unit = shop.metric.unit
    reach = f"from {numbers.change(min(found), unit)} to {numbers.change(max(found), unit)}"
    said = f"{len(found)} cycles' worth of past, each moved {reach}"
    return f"{said}; dotted: the {numbers.change(planned, unit)} planned." if planned else f"{said}."


def _y(value: float, ends: tuple[float, float]) -> float:
    height = (ends[1] - ends[0]) or 1.0
    return _HEIGHT - 10 - (_HEIGHT - 20) * (value - ends[0]) / height
