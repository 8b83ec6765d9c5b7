"""Two charts of a metric: its series with the interval, and its weeks against their usual variation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

from okr import numbers
from okr.inputs import reading_day
from okr.noise import BETTER, FEWEST_WEEKS, NORMAL, WORSE, Week, natural_limits, verdict
from okr.reading import Reading
from pages.components.axis import ticks, value_range
from pages.components.palette import LIGHT
from pages.components.trend_scene import cut
from tracking.boards.dossier import Dossier, is_usable

_FONT = '"Source Sans", sans-serif'
_HEIGHT = 300
_ROOM = timedelta(days=5)
_TONES = {BETTER: "good", WORSE: "bad"}


def drawn(found: Dossier) -> list[tuple[date, Reading]]:
    """Return the readings that the series is drawn from, each with its day: the window that is read, else periods."""
    shown = found.windows or found.periods
    return [(reading_day(item, found.maturity_days), item) for item in shown if is_usable(item)]


def series(found: Dossier) -> go.Figure:
    """Return the series with its interval as a band; what is not complete is grey."""
    points, unit = drawn(found), found.metric.unit
    values = [end for _, item in points for end in (item.value, item.lower, item.upper) if end is not None]
    made = go.Figure(data=[*_band(points), *_line(points, unit)])
    made.update_layout(_layout(value_range(values), unit, _days(found)))
    return made


def series_words(found: Dossier) -> str:
    """Return what the series shows, for those who do not see it."""
    points, unit = drawn(found), found.metric.unit
    if not points:
        return "No figure yet."
    ends = [f"{numbers.amount(item.value, unit)} on {numbers.day_words(day)}" for day, item in (points[0], points[-1])]
    values = [item.value for _, item in points if item.value is not None]
    reach = f"between {numbers.amount(min(values), unit)} and {numbers.amount(max(values), unit)}"
    sure = numbers.between(points[-1][1].lower, points[-1][1].upper, unit)
    interval = f"; interval of the newest figure {sure}" if sure else ""
    return f"Line of {found.metric.title}: {ends[0]}, {ends[1]}, {reach}{interval}."


def _band(points: Sequence[tuple[date, Reading]]) -> list[go.Scatter]:
    sure = [(day, item) for day, item in points if item.lower is not None and item.upper is not None]
    if len(sure) < 2:
        return []
    edge: dict[str, Any] = {"x": [day.isoformat() for day, _ in sure], "mode": "lines", "line": {"width": 0}}
    edge |= {"hoverinfo": "skip", "showlegend": False}
    upper = go.Scatter(y=[cut(item.upper) for _, item in sure], **edge)
    return [upper, go.Scatter(y=[cut(item.lower) for _, item in sure], fill="tonexty", fillcolor=LIGHT.band, **edge)]


def _line(points: Sequence[tuple[date, Reading]], unit: str) -> list[go.Scatter]:
    return [
        go.Scatter(
            x=[day.isoformat() for day, _ in points],
            y=[cut(item.value) for _, item in points],
            text=[_hover(item, unit) for _, item in points],
            hovertemplate="%{text}<extra></extra>",
            mode="lines" if len(points) > 1 else "markers",
            line={"color": LIGHT.accent, "width": 3},
            marker={"color": LIGHT.accent, "size": 8},
            showlegend=False,
        )
    ]


def _hover(item: Reading, unit: str) -> str:
    sure = numbers.between(item.lower, item.upper, unit)
    count = f", n = {item.n:,}" if item.n is not None else ""
    return escape(f"{numbers.amount(item.value, unit)}{f' ({sure})' if sure else ''}{count}")


def weeks(found: Dossier) -> go.Figure:
    """Return the values that share no day, with their mean and natural limits; real changes stand out."""
    low, high = limits(found.weeks)
    values = [week.value for week in found.weeks]
    made = go.Figure(data=[_dots(found)])
    layout = _layout(value_range([*values, low, high]), found.metric.unit, _days(found))
    first, last = (found.weeks[place].last_day.isoformat() for place in (0, -1))
    shape = {"type": "rect", "x0": first, "x1": last, "y0": cut(low), "y1": cut(high)}
    layout["shapes"] = [
        {**shape, "fillcolor": LIGHT.quiet_wash, "line": {"width": 0}, "layer": "below"},
        {**shape, "type": "line", "y0": cut((low + high) / 2), "y1": cut((low + high) / 2), "line": _thin("dash")},
        {**shape, "type": "line", "y1": cut(low), "line": _thin("dot")},
        {**shape, "type": "line", "y0": cut(high), "line": _thin("dot")},
    ]
    made.update_layout(layout)
    return made


def limits(found: Sequence[Week]) -> tuple[float, float]:
    """Return the natural limits of the values before the newest one."""
    return natural_limits([week.value for week in found[:-1]])


def is_told(found: Dossier) -> bool:
    """Return whether there is enough history for natural limits."""
    return len(found.weeks) > FEWEST_WEEKS


def outside(found: Dossier) -> list[tuple[Week, str]]:
    """Return every value that was a real change when it was the newest one, with the verdict of then."""
    said = [
        (week, verdict(found.weeks[: place + 1], found.metric.better))
        for place, week in enumerate(found.weeks)
        if place >= FEWEST_WEEKS
    ]
    return [(week, word) for week, word in said if word != NORMAL]


def weeks_words(found: Dossier) -> str:
    """Return what the chart of weeks says in one sentence."""
    unit, told = found.metric.unit, outside(found)
    low, high = (numbers.amount(end, unit) for end in limits(found.weeks))
    newest = verdict(found.weeks, found.metric.better)
    many = f"{len(told)} of {len(found.weeks) - FEWEST_WEEKS} values were real changes when they came"
    return f"Usual: {numbers.beside(low, high)} to {high}. The newest: {newest}. {many}."


def _dots(found: Dossier) -> go.Scatter:
    tones = {week.last_day: _TONES.get(word, "warn") for week, word in outside(found)}
    unit, marked = found.metric.unit, [tones.get(week.last_day) for week in found.weeks]
    return go.Scatter(
        x=[week.last_day.isoformat() for week in found.weeks],
        y=[cut(week.value) for week in found.weeks],
        text=[escape(f"to this day: {numbers.amount(week.value, unit)}") for week in found.weeks],
        hovertemplate="%{text}<extra></extra>",
        mode="lines+markers",
        line={"color": LIGHT.faint, "width": 1.5},
        marker={
            "color": [getattr(LIGHT, tone) if tone else LIGHT.accent for tone in marked],
            "symbol": ["diamond" if tone else "circle" for tone in marked],
            "size": [12 if tone else 6 for tone in marked],
            "line": {"width": 0},
        },
        showlegend=False,
    )


def _thin(dash: str) -> dict[str, Any]:
    return {"color": LIGHT.muted, "width": 1, "dash": dash}


def _days(found: Dossier) -> tuple[date, date]:
    """Return the first and the last day of both charts, with some room behind the last."""
    days = [*(day for day, _ in drawn(found)), *(week.last_day for week in found.weeks)]
    return min(days) - _ROOM, max(days) + _ROOM


def _layout(ends: tuple[float, float], unit: str, days: tuple[date, date]) -> dict[str, Any]:
    places, words = ticks(*ends, unit)
    return {
        "template": {},
        "height": _HEIGHT,
        "margin": {"l": 4, "r": 16, "t": 10, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": _FONT, "size": 15, "color": LIGHT.muted},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": LIGHT.panel, "bordercolor": LIGHT.line, "font": {"color": LIGHT.ink, "size": 15}},
        "dragmode": False,
        "showlegend": False,
        "xaxis": {
            "type": "date",
            "showgrid": False,
            "linecolor": LIGHT.line,
            "showline": True,
            "hoverformat": "%a %-d %b %Y",
            "fixedrange": True,
            "automargin": True,
            "tickangle": 0,
            "tickformat": "%b\n%Y",
            "range": [day.isoformat() for day in days],
        },
        "yaxis": {
            "range": [cut(ends[0]), cut(ends[1])],
            "tickvals": places,
            "ticktext": [escape(word) for word in words],
            "automargin": True,
            "gridcolor": LIGHT.line,
            "zeroline": False,
            "fixedrange": True,
        },
    }
