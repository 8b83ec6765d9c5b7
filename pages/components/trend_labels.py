"""The words on the main chart: what each line is called, which work shipped, where the definition changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any, TypeAlias

from okr import numbers
from okr.model import KeyResultKind
from okr.words import JUDGED
from pages.components.agreed import replaced_target
from pages.components.axis import spread
from pages.components.key_results import TODAY
from pages.components.palette import LIGHT, tone
from pages.components.trend_fan import fan_points
from pages.components.trend_scene import Scene, broken_on, changed_on, cut

PLOT_PIXELS = 320.0
_LABEL_PIXELS = 21.0
_ROOM_SHARE = 0.14
_Named: TypeAlias = tuple[float, str, str]
"""A level, its words, and their colour."""


def end_labels(scene: Scene, low: float, high: float) -> list[dict[str, Any]]:
    """Return what the lines are called, moved apart where the words would cover each other.

    Bar and target stand at the right end; the value and its plan stand beside the newest point while there is room.
    """
    ends, today = list(_at_the_end(scene)), list(_today(scene))
    if not _has_room(scene):
        return _labels([*today, *ends], {"xref": "paper", "x": 1.0, "xshift": 8}, low, high)
    newest = {"x": scene.points[-1].day.isoformat(), "xshift": 12} if scene.points else {}
    newest |= {} if fan_points(scene) else {"bgcolor": LIGHT.page}
    return [
        *_labels(ends, {"xref": "paper", "x": 1.0, "xshift": 8}, low, high),
        *_labels(today, newest, low, high),
    ]


def _labels(found: list[_Named], at: dict[str, Any], low: float, high: float) -> list[dict[str, Any]]:
    per_pixel = (high - low) / PLOT_PIXELS
    places = spread([level for level, _, _ in found], _LABEL_PIXELS * per_pixel)
    common = {**at, "xanchor": "left", "showarrow": False, "align": "left", "borderpad": 1}
    return [
        {**common, "y": cut(place), "text": escape(text), "font": {"color": colour, "size": 15}}
        for place, (_, text, colour) in zip(places, found, strict=True)
    ]


def _has_room(scene: Scene) -> bool:
    """Return whether the words fit between the newest point and the right end."""
    if not scene.points:
        return True
    return (scene.last - scene.points[-1].day).days > _ROOM_SHARE * (scene.last - scene.first).days


def _today(scene: Scene) -> Iterator[_Named]:
    card, unit = scene.card, scene.card.unit
    is_judged = card.status in JUDGED
    if scene.points and (value := scene.points[-1].value) is not None:
        colour = getattr(LIGHT, f"{tone(card.status)}_text")
        yield value, f"{'now' if card.status in TODAY else 'last'} {numbers.amount(value, unit, short=True)}", colour
    if is_judged and card.plan_now is not None and card.plan:
        yield card.plan_now, f"plan {numbers.amount(card.plan_now, unit, short=True)}", LIGHT.muted


def _at_the_end(scene: Scene) -> Iterator[_Named]:
    card, unit, key_result = scene.card, scene.card.unit, scene.card.key_result
    if card.bar is not None and card.plan and card.bar != card.target:
        yield card.bar, f"bar {numbers.amount(card.bar, unit, short=True)}", LIGHT.muted
    if card.target is not None and key_result.kind is not KeyResultKind.KEEP:
        yield card.target, f"target {numbers.amount(card.target, unit, short=True)}", LIGHT.ink
    if (agreed := replaced_target(card)) is not None:
        yield agreed, f"agreed {numbers.amount(agreed, unit, short=True)}", LIGHT.muted
    for word, limit in (("at least", key_result.keep_above), ("at most", key_result.keep_below)):
        if limit is not None:
            yield limit, f"{word} {numbers.amount(limit, unit, short=True)}", LIGHT.ink
    if found := fan_points(scene):
        yield found[-1].value, f"likely {numbers.amount(found[-1].value, unit, short=True)}", LIGHT.muted


def ship_labels(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield the number of each ship over the day on which it shipped."""
    for number, item in enumerate(scene.ships, start=1):
        if item.ships is not None:
            hover = escape(f"{item.title}: shipped {numbers.day_words(item.ships)}")
            yield _on_top(item.ships, f"▼{number}", LIGHT.ink) | {"hovertext": hover}


def break_labels(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield from when something else was measured."""
    for day in broken_on(scene):
        words = f"measured differently from {day.day} {day:%b}"
        yield _on_top(day, words, LIGHT.warn_text) | {
            "y": 0,
            "yanchor": "bottom",
            "xanchor": "left",
            "xshift": 4,
        }


def change_labels(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield a mark over each day on which what was agreed changed, its words on hovering."""
    for day, words in changed_on(scene):
        yield _on_top(day, "◆", LIGHT.ink) | {"hovertext": escape(words)}


def _on_top(day: date, text: str, colour: str) -> dict[str, Any]:
    place = {"x": day.isoformat(), "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    return {**place, "text": text, "font": {"color": colour, "size": 15}}
