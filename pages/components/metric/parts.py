"""What a metric's figure is made of, by kind: only what the history holds, and a word where it holds nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from okr import numbers
from okr.inputs import reading_day
from okr.reading import Reading
from okr.words import State
from pages.components.markup import Markup, element, joined
from pages.components.metric.bars import Bar, bars
from pages.components.metric.multiples import by_group, multiples
from pages.components.metric.triangle import triangle
from tracking.boards.dossier import Dossier

_ANSWERS = (("promoters", "Promoters, 9 and 10"), ("passives", "Passives, 7 and 8"), ("detractors", "Detractors, to 6"))
_MOVEMENTS = ("new", "reactivation", "upgrade", "downgrade", "churn")
_LOSSES = frozenset({"downgrade", "churn"})
_LIFECYCLE = ("new", "returning", "resurrecting", "dormant")


def made_of(found: Dossier) -> Markup | None:
    """Return what the figure is made of; None where its kind has no parts or the history holds none."""
    newest = _newest(found.periods)
    fields = newest.fields if newest is not None else {}
    drawn = [
        triangle(found.metric, offsets)
        if (offsets := [one for one in found.parts if one.offset is not None])
        else None,
        by_group(found.parts, found.metric.unit, found.maturity_days),
        _histogram(fields, newest) if newest is not None else None,
        _answers(fields),
        _movements(fields, found.metric.unit),
        _lifecycle(found) if set(_LIFECYCLE) <= set(fields) else None,
        _funnel(found),
    ]
    kept = [part for part in drawn if part is not None]
    return element("section", joined(*kept), class_="pl-card pl-made") if kept else None


def _newest(readings: Sequence[Reading]) -> Reading | None:
    return next((item for item in reversed(readings) if item.state is State.OK and item.fields), None)


def _histogram(fields: Mapping[str, Any], newest: Reading) -> Markup | None:
    heights = fields.get("histogram")
    if not isinstance(heights, list) or not heights:
        return None
    edges = fields.get("edges")
    names = _between(edges, len(heights)) if isinstance(edges, list) else [str(at) for at in range(1, len(heights) + 1)]
    total, last = sum(heights) or 1, max((at for at, height in enumerate(heights) if height), default=0)
    rows = [
        Bar(name, float(height), f"{height:,}", numbers.amount(height / total, "share"))
        for name, height in zip(names, heights[: last + 1], strict=False)
    ]
    unit = "Sessions by length" if isinstance(edges, list) else "People by number of active periods"
    return bars(unit, rows, f"{newest.n or 0:,} in all.")


def _between(edges: Sequence[float], count: int) -> list[str]:
    names = [f"to {edges[0]:g}"] if edges else []
    names += [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
    return [*names, f"from {edges[-1]:g}" if edges else "all"][:count]


def _answers(fields: Mapping[str, Any]) -> Markup | None:
    if not {name for name, _ in _ANSWERS} <= set(fields):
        return None
    total = sum(int(fields[name]) for name, _ in _ANSWERS) or 1
    rows = [
        Bar(words, float(fields[name]), f"{int(fields[name]):,}", numbers.amount(int(fields[name]) / total, "share"))
        for name, words in _ANSWERS
    ]
    rate = fields.get("response_rate")
    asked = f" {numbers.amount(rate, 'share')} of those asked answered." if isinstance(rate, float) else ""
    return bars("Answers of the newest period", rows, f"{total:,} answers.{asked}", float(total))


def _movements(fields: Mapping[str, Any], unit: str) -> Markup | None:
    if not set(_MOVEMENTS) <= set(fields):
        return None
    signed = {name: float(fields[name]) * (-1 if name in _LOSSES else 1) for name in _MOVEMENTS}
    rows = [Bar(name.capitalize(), value, numbers.change(value, unit)) for name, value in signed.items()]
    before = numbers.amount(float(fields.get("before", 0.0)), unit)
    return bars("From the period before to the newest", rows, f"Before: {before}.")


def _lifecycle(found: Dossier) -> Markup | None:
    lines: dict[str, list[tuple[date, float]]] = {name.capitalize(): [] for name in _LIFECYCLE}
    for item in found.periods:
        for name in _LIFECYCLE if set(_LIFECYCLE) <= set(item.fields) else ():
            lines[name.capitalize()].append((reading_day(item, found.maturity_days), float(item.fields[name])))
    return multiples("Who they are", lines, found.metric.unit)


def _funnel(found: Dossier) -> Markup | None:
    newest, steps = found.newest, _steps(found)
    if newest is None or not steps or newest.numerator is None or not newest.denominator:
        return None
    counts = [newest.denominator, newest.numerator]
    rows = [
        Bar(name, count, f"{count:,.0f}", numbers.amount(count / counts[0], "share"))
        for name, count in zip(steps, counts, strict=True)
    ]
    return bars("From step to step", rows, f"Over the same people as the figure, {newest.window}.")


def _steps(found: Dossier) -> tuple[str, str] | None:
    """Return the names of the step that is counted from and of the one that is counted."""
    written = found.metric.written
    steps = written.get("steps")
    if found.metric.kind != "conversion" or not isinstance(steps, list | tuple) or len(steps) < 2:
        return None
    ends = (int(written.get("from_step") or 1), int(written.get("to_step") or len(steps)))
    names = [_name(step) for step in steps]
    return (names[ends[0] - 1], names[ends[1] - 1]) if max(ends) <= len(names) else None


def _name(step: object) -> str:
    if not isinstance(step, Mapping):
        return str(step).replace("_", " ")
    found = step.get("event") or step.get("any_of") or "any event"
    words = " or ".join(map(str, found)) if isinstance(found, list | tuple) else str(found)
    return words.replace("_", " ")
