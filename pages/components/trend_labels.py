"""The words on the main chart: what each line is called, which work shipped, where the definition changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any

from okr import numbers
from okr.model import KeyResultKind
from pages.components.axis import spread
from pages.components.palette import tone
from pages.components.trend_scene import Scene, breaks, cut

PLOT_PIXELS = 320.0
_LABEL_PIXELS = 19.0


def end_labels(scene: Scene, low: float, high: float) -> list[dict[str, Any]]:
    """Return what the lines are called, at their right ends, moved apart where they would cover each other."""
    found = list(_named_levels(scene))
    per_pixel = (high - low) / PLOT_PIXELS
    places = spread([level for level, _, _ in found], _LABEL_PIXELS * per_pixel)
    room = {"xref": "paper", "x": 1.0, "xanchor": "left", "xshift": 8, "showarrow": False, "align": "left"}
    return [
        {**room, "y": cut(place), "text": escape(text), "font": {"color": colour, "size": 15}}
        for place, (_, text, colour) in zip(places, found, strict=True)
    ]


def _named_levels(scene: Scene) -> Iterator[tuple[float, str, str]]:
    card, unit, key_result = scene.card, scene.card.unit, scene.card.key_result
    if scene.points and (value := scene.points[-1].value) is not None:
        colour = getattr(scene.colours, f"{tone(card.status)}_text")
        yield value, f"now {numbers.amount(value, unit, short=True)}", colour
    if card.bar is not None and card.plan and card.bar != card.target:
        yield card.bar, f"bar {numbers.amount(card.bar, unit, short=True)}", scene.colours.muted
    if card.target is not None and key_result.kind is not KeyResultKind.KEEP:
        yield card.target, f"target {numbers.amount(card.target, unit, short=True)}", scene.colours.ink
    for word, limit in (("at least", key_result.keep_above), ("at most", key_result.keep_below)):
        if limit is not None:
            yield limit, f"{word} {numbers.amount(limit, unit, short=True)}", scene.colours.ink


def ship_labels(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield the number of each ship over the day on which it shipped."""
    for number, item in enumerate(scene.ships, start=1):
        if item.ships is not None:
            hover = escape(f"{item.title}: shipped {numbers.day_words(item.ships)}")
            yield _on_top(item.ships, f"▼{number}", scene.colours.ink) | {"hovertext": hover}


def break_labels(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield from when something else was measured."""
    for day in breaks(scene.points):
        words = f"measured differently from {day.day} {day:%b}"
        yield _on_top(day, words, scene.colours.warn_text) | {
            "y": 0,
            "yanchor": "bottom",
            "xanchor": "left",
            "xshift": 4,
        }


def _on_top(day: date, text: str, colour: str) -> dict[str, Any]:
    place = {"x": day.isoformat(), "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    return {**place, "text": text, "font": {"color": colour, "size": 15}}
