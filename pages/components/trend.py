"""The main chart of a key result: what was measured, how sure, and what the plan says, with the ships on it.

It is drawn in the colours of light; the stylesheet turns each of them into the one that the mode of the page has, so a
change of mode shows at once and the same data give the same figure in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import plotly.graph_objects as go

from okr import numbers
from okr.outlook.words import forecast_words
from pages.components.agreed import replaced_target
from pages.components.axis import ticks, value_range
from pages.components.palette import LIGHT
from pages.components.trend_fan import fan, fan_points
from pages.components.trend_labels import break_labels, change_labels, end_labels, ship_labels
from pages.components.trend_lines import actual, band, plan
from pages.components.trend_scene import Scene, broken_on, changed_on, cut

_FONT = '"Source Sans", sans-serif'
_HEIGHT = 400


def figure(scene: Scene) -> go.Figure:
    """Return the chart; the same data give the same figure."""
    low, high = value_range(_values(scene))
    made = go.Figure(data=[*fan(scene), *band(scene), *plan(scene), *actual(scene)])
    made.update_layout(_layout(scene, low, high))
    return made


def _values(scene: Scene) -> list[float]:
    card, key_result = scene.card, scene.card.key_result
    seen = [value for point in scene.points for value in (point.value, point.lower, point.upper) if value is not None]
    ends = (
        card.target,
        replaced_target(card),
        card.bar,
        card.baseline if card.plan else None,
        key_result.keep_above,
        key_result.keep_below,
    )
    foretold = [value for point in fan_points(scene) for value in (point.lower, point.upper)]
    return seen + foretold + [value for value in ends if value is not None]


def _layout(scene: Scene, low: float, high: float) -> dict[str, Any]:
    places, words = ticks(low, high, scene.card.unit)
    font = {"family": _FONT, "size": 15, "color": LIGHT.muted}
    return {
        "template": {},
        "height": _HEIGHT,
        "margin": {"l": 4, "r": 136, "t": 30, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": font,
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": LIGHT.panel,
            "bordercolor": LIGHT.line,
            "font": {"color": LIGHT.ink, "size": 15},
        },
        "dragmode": False,
        "showlegend": False,
        "xaxis": _day_axis(scene),
        "yaxis": {
            "range": [cut(low), cut(high)],
            "tickvals": places,
            "ticktext": [escape(word) for word in words],
            "automargin": True,
            "gridcolor": LIGHT.line,
            "zeroline": False,
            "fixedrange": True,
        },
        "shapes": [*_limits(scene), *_uprights(scene)],
        "annotations": [
            *end_labels(scene, low, high),
            *ship_labels(scene),
            *break_labels(scene),
            *change_labels(scene),
        ],
    }


def _marks(scene: Scene) -> Iterator[dict[str, Any]]:
    yield from (*ship_labels(scene), *change_labels(scene), *break_labels(scene))


def _day_axis(scene: Scene) -> dict[str, Any]:
    return {
        "type": "date",
        "range": [scene.first.isoformat(), scene.last.isoformat()],
        "showgrid": False,
        "linecolor": LIGHT.line,
        "showline": True,
        "hoverformat": "%a %-d %b",
        "fixedrange": True,
        "automargin": True,
        "tickangle": 0,
        "tickformat": "%b %Y" if scene.is_year else "%-d %b",
    }


def _limits(scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield the target, or the limits to be kept, as dotted lines over the cycle."""
    key_result = scene.card.key_result
    levels = (scene.card.target, key_result.keep_above, key_result.keep_below)
    line = {"color": LIGHT.ink, "width": 2, "dash": "dot"}
    start, end = scene.cycle.start.isoformat(), scene.last.isoformat()
    for level in levels:
        if level is not None:
            yield {"type": "line", "x0": start, "x1": end, "y0": cut(level), "y1": cut(level), "line": line}
    if (agreed := replaced_target(scene.card)) is not None:
        faint = {"color": LIGHT.faint, "width": 1.5, "dash": "dot"}
        yield {"type": "line", "x0": start, "x1": end, "y0": cut(agreed), "y1": cut(agreed), "line": faint}


def _uprights(scene: Scene) -> Iterator[dict[str, Any]]:
    days = [item.ships.isoformat() for item in scene.ships if item.ships is not None]
    for day in days:
        yield _upright(day, {"color": LIGHT.faint, "width": 1})
    for changed in broken_on(scene):
        yield _upright(changed.isoformat(), {"color": LIGHT.warn, "width": 1.5, "dash": "dash"})
    for changed, _ in changed_on(scene):
        yield _upright(changed.isoformat(), {"color": LIGHT.ink, "width": 1, "dash": "dot"})
    if scene.is_year:
        yield _upright(scene.cycle.start.isoformat(), {"color": LIGHT.line, "width": 1.5})


def _upright(day: str, line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}


def words(scene: Scene) -> str:
    """Return what the chart shows, for those who do not see it."""
    card, unit, points = scene.card, scene.card.unit, scene.points
    if not points:
        return "No figure in this time."
    ends = [
        f"{numbers.amount(point.value, unit)} on {numbers.day_words(point.day)}" for point in (points[0], points[-1])
    ]
    said = [f"Line of {card.metric_title}: {ends[0]}, {ends[1]}"]
    if card.plan_now is not None:
        said.append(f"plan today {numbers.amount(card.plan_now, unit)}")
    if card.target is not None:
        said.append(f"target {numbers.amount(card.target, unit)}")
    if card.forecast is not None and fan_points(scene):
        said.append(forecast_words(card.forecast, unit, scene.as_of))
    said += [text for _, text in changed_on(scene)]
    said += [f"shipped {numbers.day_words(item.ships)}: {item.title}" for item in scene.ships if item.ships is not None]
    return "; ".join(said) + "."
