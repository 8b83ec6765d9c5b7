"""Small multiples: one line a group, all on one scale, the largest group first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from okr import numbers
from okr.inputs import reading_day
from okr.reading import Reading
from okr.words import State
from pages.components.drawing import dot, image, line
from pages.components.markup import Markup, apart, element, together

_WIDTH, _HEIGHT = 320, 80
_MOST, _MOST_POINTS = 12, 60
Lines = dict[str, list[tuple[date, float]]]


def by_group(readings: Sequence[Reading], unit: str, maturity_days: int) -> Markup | None:
    """Return the lines of the groups of a breakdown; None without a figure."""
    lines: Lines = {}
    weight: dict[str, int] = {}
    for item in readings:
        if item.group is not None and item.value is not None and item.state is State.OK:
            lines.setdefault(item.group, []).append((reading_day(item, maturity_days), item.value))
            weight[item.group] = weight.get(item.group, 0) + (item.n or 0)
    shown = sorted(lines, key=lambda name: (-weight[name], name))[:_MOST]
    return multiples("By group", {name: lines[name] for name in shown}, unit, len(lines) - len(shown))


def multiples(title: str, lines: Lines, unit: str, left_out: int = 0) -> Markup | None:
    """Return lines side by side on one scale; None without any."""
    if not lines:
        return None
    values = [value for points in lines.values() for _, value in points]
    days = [day for points in lines.values() for day, _ in points]
    frame = (min(days), max(days), min(0.0, *values), max(values))
    entries = [_one(name, points, frame, unit) for name, points in lines.items()]
    more = element("p", f"{left_out} smaller groups are not shown.", class_="pl-note") if left_out else None
    note = element("p", "All on one scale.", class_="pl-note")
    heading = element("h3", title, class_="pl-label")
    return element("section", heading, note, element("ul", together(entries), class_="pl-multiples"), more)


def _one(name: str, points: list[tuple[date, float]], frame: tuple[date, date, float, float], unit: str) -> Markup:
    step = -(-len(points) // _MOST_POINTS)
    thinned = points[::-1][::step][::-1]
    places = [(_x(day, frame), _y(value, frame)) for day, value in thinned]
    (first, before), (last, now) = points[0], points[-1]
    ends = f"{numbers.amount(before, unit)} on {numbers.day_words(first)}"
    alt = f"{name}: {ends}, {numbers.amount(now, unit)} on {numbers.day_words(last)}"
    ground = line("l", ((0, _y(max(0.0, frame[2]), frame)), (_WIDTH, _y(max(0.0, frame[2]), frame))), 1)
    drawn = image([ground, line("i", places, 2), dot("G", places[-1], 7)], (_WIDTH, _HEIGHT), alt, "pl-multiple")
    head = element("span", apart(name), element("b", numbers.amount(now, unit, short=True)), class_="pl-multiple-head")
    return element("li", head, drawn)


def _x(day: date, frame: tuple[date, date, float, float]) -> float:
    span = (frame[1] - frame[0]).days or 1
    return 8 + (_WIDTH - 16) * (day - frame[0]).days / span


def _y(value: float, frame: tuple[date, date, float, float]) -> float:
    height = (frame[3] - frame[2]) or 1.0
    return _HEIGHT - 8 - (_HEIGHT - 16) * (value - frame[2]) / height
