"""The fan on the main chart: where the line goes if this continues, opening from its newest point."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go

from okr import numbers
from okr.outlook.shelf import FanPoint
from pages.components.palette import LIGHT
from pages.components.trend_scene import Scene, cut


def fan_points(scene: Scene) -> tuple[FanPoint, ...]:
    """Return the forecast as it is drawn; empty without one, or where it does not begin at the newest point."""
    made = scene.card.forecast
    points = scene.points
    is_current = made is not None and bool(points) and points[-1].day == made.made_on
    return made.fan if made is not None and is_current and made.value is not None else ()


def fan(scene: Scene) -> list[go.Scatter]:
    """Return the range as an area and its middle as a thin line, both quieter than what was measured."""
    points = fan_points(scene)
    if not points:
        return []
    days = [point.day.isoformat() for point in points]
    edge = {"x": days, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    upper = go.Scatter(y=[cut(point.upper) for point in points], **edge)
    lower = go.Scatter(y=[cut(point.lower) for point in points], fill="tonexty", fillcolor=LIGHT.rail, **edge)
    return [upper, lower, _middle(points, scene.card.unit)]


def _middle(points: tuple[FanPoint, ...], unit: str) -> go.Scatter:
    return go.Scatter(
        x=[point.day.isoformat() for point in points[1:]],
        y=[cut(point.value) for point in points[1:]],
        text=[_hover(point, unit) for point in points[1:]],
        hovertemplate="%{text}<extra></extra>",
        mode="lines",
        line={"color": LIGHT.faint, "width": 2, "dash": "dot"},
        showlegend=False,
    )


def _hover(point: FanPoint, unit: str) -> str:
    ends = numbers.between(point.lower, point.upper, unit)
    return escape(f"if this continues {numbers.amount(point.value, unit)} ({ends})")
