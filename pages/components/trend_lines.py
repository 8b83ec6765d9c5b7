"""The lines of the main chart: what was measured, how sure it is, and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

import plotly.graph_objects as go

from okr import numbers
from okr.scorecard import Point
from pages.components.palette import LIGHT, tone
from pages.components.trend_scene import Scene, cut, is_sure, parts


def band(scene: Scene) -> list[go.Scatter]:
    """Return the interval as an area, in pieces where the definition changed or a figure is missing."""
    return [piece for part in parts(scene.points) for piece in _area(part)]


def _area(part: list[Point]) -> list[go.Scatter]:
    sure = [point for point in part if point.lower is not None and point.upper is not None]
    if len(sure) < 2:
        return []
    days = [point.day.isoformat() for point in sure]
    edge = {"x": days, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    upper = go.Scatter(y=[cut(point.upper) for point in sure], **edge)
    lower = go.Scatter(y=[cut(point.lower) for point in sure], fill="tonexty", fillcolor=LIGHT.band, **edge)
    return [upper, lower]


def plan(scene: Scene) -> list[go.Scatter]:
    """Return the plan from the baseline to the bar."""
    points = [point for point in scene.card.plan if scene.first <= point.day <= scene.last]
    if not points:
        return []
    text = [escape(numbers.amount(point.value, scene.card.unit)) for point in points]
    return [
        go.Scatter(
            x=[point.day.isoformat() for point in points],
            y=[cut(point.value) for point in points],
            text=text,
            hovertemplate="plan %{text}<extra></extra>",
            mode="lines",
            line={"color": LIGHT.muted, "width": 2, "dash": "dash"},
            showlegend=False,
        )
    ]


def actual(scene: Scene) -> list[go.Scatter]:
    """Return the line as measured; what is not complete yet or not scored is grey."""
    stretches = [stretch for part in parts(scene.points) for stretch in _by_certainty(part)]
    traces = [_stroke(stretch, scene) for stretch in stretches]
    return traces + ([_newest(scene)] if scene.points else [])


def _stroke(part: list[Point], scene: Scene) -> go.Scatter:
    colour = LIGHT.accent if is_sure(part[-1]) else LIGHT.faint
    return go.Scatter(
        x=[point.day.isoformat() for point in part],
        y=[cut(point.value) for point in part],
        text=[_hover(point, scene.card.unit) for point in part],
        hovertemplate="%{text}<extra></extra>",
        mode="lines" if len(part) > 1 else "markers",
        line={"color": colour, "width": 3.5},
        marker={"color": colour, "size": 7},
        showlegend=False,
    )


def _newest(scene: Scene) -> go.Scatter:
    point = scene.points[-1]
    return go.Scatter(
        x=[point.day.isoformat()],
        y=[cut(point.value)],
        mode="markers",
        hoverinfo="skip",
        marker={
            "color": getattr(LIGHT, tone(scene.card.status)),
            "size": 12,
            "line": {"color": LIGHT.panel, "width": 2},
        },
        showlegend=False,
    )


def _by_certainty(part: list[Point]) -> Iterator[list[Point]]:
    """Yield stretches that are sure or not; an unsure one begins at the last sure point, so there is no gap."""
    stretch = [part[0]]
    for before, point in pairwise(part):
        if is_sure(before) != is_sure(point):
            yield stretch
            stretch = [before] if is_sure(before) else []
        stretch.append(point)
    yield stretch


def _hover(point: Point, unit: str) -> str:
    tail = "" if point.complete else " not complete yet"
    return f"<b>{escape(numbers.amount(point.value, unit))}</b>{tail}"
