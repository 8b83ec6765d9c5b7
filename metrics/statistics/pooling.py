"""One figure of a longer window from the readings of its periods: sums over sums, or the mean of the periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from typing import Any

from metrics.adapter import Pooling
from metrics.dates.window import Window
from metrics.statistics.intervals import block_bootstrap_mean, clopper_pearson, delta_ratio, wilson
from okr.metric import MetricDefinition
from okr.reading import Reading
from okr.words import State

_OF_SHARES = ("wilson", "clopper_pearson")
"""Intervals of a share, whose numerator counts some of the units that the denominator counts."""

SUMS = ("sx", "sy", "sxx", "syy", "sxy")
"""Names of the per-actor sums in a reading's statistics: x below the line, y above it."""
_STATISTICS = (*SUMS, "actors")
"""What is added up over periods; ``actors`` where n counts something else. The same actor counts in each period."""


def pool(definition: MetricDefinition, how: Pooling, readings: Sequence[Reading], window: Window) -> Reading:
    """Return the figure of ``window`` from the readings of the periods in it (oldest first, at least one).

    Immature units are out of both sums already; a mean and a sum need every period. Never a mean of rates. Where
    periods have nothing below the line, their pooled figure is the sum above it.
    """
    if how is Pooling.LATEST:
        return _framed(readings[-1], window, readings)
    if how is Pooling.SUM:
        return _sum(readings, window)
    return _mean(readings, window) if how is Pooling.MEAN else _pooled(definition, readings, window)


def _framed(like: Reading, window: Window, readings: Sequence[Reading], **fields: Any) -> Reading:
    final = [reading.mature_at for reading in readings if reading.mature_at is not None]
    return replace(
        like,
        window=window.label,
        period_start=window.start,
        period_end=window.end,
        watermark=max(reading.watermark for reading in readings),
        complete=all(reading.complete for reading in readings),
        mature_at=max(final) if final else None,
        excluded_immature=sum(reading.excluded_immature for reading in readings),
        excluded_null=sum(reading.excluded_null for reading in readings),
        sql="",
        seconds=0.0,
        **fields,
    )


_NOTHING: dict[str, Any] = {"value": None, "lower": None, "upper": None, "interval": ""}
_OK: dict[str, Any] = {"state": State.OK, "reason": ""}


def _pooled(definition: MetricDefinition, readings: Sequence[Reading], window: Window) -> Reading:
    numerator = sum(_side(reading, "numerator") for reading in readings)
    denominator = sum(_side(reading, "denominator") for reading in readings)
    statistics = {
        name: sum(r.statistics.get(name, 0) for r in readings) for name in _STATISTICS if _has(readings, name)
    }
    n = sum(reading.n or 0 for reading in readings)
    size = [reading.cohort_size for reading in readings if reading.cohort_size is not None]
    counts = {
        "numerator": numerator,
        "denominator": denominator,
        "n": n,
        "statistics": statistics,
        "cohort_size": sum(size) if size else None,
        "fields": _added_up(readings),
    }
    known = [reading for reading in readings if reading.numerator is not None]
    if any(reading.denominator is None for reading in known):
        counts["denominator"] = None
        return _framed(readings[0], window, readings, **_NOTHING | _OK | {"value": numerator}, **counts)
    if denominator == 0 or not known:
        return _framed(readings[0], window, readings, **_empty(readings), **_NOTHING, **counts)
    state = _OK | {"value": numerator / denominator}
    is_share = any(reading.interval in _OF_SHARES for reading in readings)
    ends = _interval(definition, counts, statistics, is_share=is_share)
    return _framed(readings[0], window, readings, **state, **ends, **counts)


def _side(reading: Reading, name: str) -> float:
    """What a period adds to a sum; a period without a figure may still add to the sum below the line."""
    own = getattr(reading, name)
    return float(own) if isinstance(own, float) else own or reading.statistics.get(name, 0)


def _added_up(readings: Sequence[Reading]) -> dict[str, int]:
    """Return the further figures that are counts, added up; others are of their period alone."""
    found = [(name, figure) for reading in readings for name, figure in reading.fields.items()]
    counts = [(name, figure) for name, figure in found if isinstance(figure, int) and not isinstance(figure, bool)]
    return {name: sum(figure for other, figure in counts if other == name) for name, _ in counts}


def _has(readings: Sequence[Reading], name: str) -> bool:
    return any(name in reading.statistics for reading in readings)


def _empty(readings: Sequence[Reading]) -> dict[str, Any]:
    """Why nothing is below the line: some period is still too early, or there is nobody at all."""
    for state in (State.TOO_EARLY, State.NOBODY):
        of_state = [reading for reading in readings if reading.state is state]
        if of_state:
            return {"state": state, "reason": of_state[0 if state is State.TOO_EARLY else -1].reason}
    return {"state": readings[-1].state, "reason": readings[-1].reason}


def _interval(
    definition: MetricDefinition, counts: dict[str, Any], statistics: dict[str, float], *, is_share: bool
) -> dict[str, Any]:
    above, below = counts["numerator"], counts["denominator"]
    if statistics:
        actors = int(statistics.get("actors", counts["n"]))
        ends = delta_ratio(actors, [statistics.get(name, 0.0) for name in SUMS])
        return {"lower": None, "upper": None, "interval": ""} if ends is None else _named(ends, "delta")
    if is_share or _are_counts(definition, above, below):
        exact = definition.interval == "clopper_pearson"
        ends = clopper_pearson(int(above), int(below)) if exact else wilson(above, below)
        return _named(ends, definition.interval)
    return {"lower": None, "upper": None, "interval": ""}


def _are_counts(definition: MetricDefinition, above: float, below: float) -> bool:
    """Whether a share written as SQL gave whole numbers, which are taken for counts of the same units."""
    whole = float(above).is_integer() and float(below).is_integer()
    return definition.kind == "sql" and definition.unit == "share" and whole and 0 <= above <= below


def _named(ends: tuple[float, float], name: str) -> dict[str, Any]:
    return {"lower": ends[0], "upper": ends[1], "interval": name}


def _sum(readings: Sequence[Reading], window: Window) -> Reading:
    missing = [reading for reading in readings if reading.value is None]
    if missing:
        why = {"state": missing[0].state, "reason": missing[0].reason, "numerator": None, "n": None}
        return _framed(readings[-1], window, readings, **why, **_NOTHING)
    value = sum(reading.value for reading in readings if reading.value is not None)
    counts = {"numerator": value, "n": sum(reading.n or 0 for reading in readings)}
    return _framed(readings[-1], window, readings, **{**_NOTHING, "value": value}, **counts)


def _mean(readings: Sequence[Reading], window: Window) -> Reading:
    missing = [reading for reading in readings if reading.value is None]
    counts: dict[str, Any] = {"numerator": None, "denominator": None, "n": len(readings), "statistics": {}}
    if missing:
        why = {"state": missing[0].state, "reason": missing[0].reason}
        counts["n"] = None
        return _framed(readings[-1], window, readings, **why, **_NOTHING, **counts)
    values = [reading.value for reading in readings if reading.value is not None]
    counts |= {"numerator": sum(values), "denominator": len(values)}
    ends = block_bootstrap_mean(values)
    interval = {"lower": None, "upper": None, "interval": ""} if ends is None else _named(ends, "block bootstrap")
    return _framed(readings[-1], window, readings, state=State.OK, reason="", value=fmean(values), **interval, **counts)
