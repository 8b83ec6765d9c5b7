"""Readings of the product and of the oracle, side by side."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from okr.reading import Reading

FIELDS = (
    "period_start",
    "period_end",
    "status",
    "value",
    "numerator",
    "denominator",
    "n",
    "lower",
    "upper",
    "mature_at",
    "excluded_immature",
    "excluded_null",
    "group",
    "offset",
    "cohort_size",
    "histogram",
)


TOTAL_FIELDS = ("period_start", "period_end", "status", "value", "excluded_immature", "excluded_null", "cohort_size")
SUMS = ("numerator", "denominator", "n")


def shown(reading: Reading) -> dict[str, Any]:
    """A reading of the product under the names that ``measure --json`` gives."""
    own = {name: getattr(reading, name) for name in FIELDS if name not in ("status", "histogram")}
    period = {name: own[name].isoformat() for name in ("period_start", "period_end")}
    return {**own, **period, "status": str(reading.state), "histogram": reading.fields.get("histogram")}


SECONDS = {"seconds": 1, "hours": 3600, "days": 86400}


MEANS = ("mean_time", "mean_duration")
TIMED = ("quantile", "median_time", "durations", "cycle_time", *MEANS)
"""Figures that are times; those of MEANS have a sum of times above the line."""


_CLOSE, _LOOSE = 1e-9, 1e-7
"""A spread that comes from sums of squares has half the digits of the sums."""


def in_unit(expected: dict[str, Any], metric: dict[str, Any]) -> dict[str, Any]:
    """Durations in the metric's own unit of time, as readings keep them; the oracle has seconds."""
    figure = metric.get("figure", "quantile" if metric["kind"] == "time_to_value" else "rate")
    if figure not in TIMED:
        return expected
    names = ["value", "lower", "upper"] + (["numerator"] if figure in MEANS else [])
    seconds = SECONDS.get(metric["unit"], 1)
    return expected | {name: expected[name] / seconds for name in names if expected[name] is not None}


def differences(expected: list[dict[str, Any]], found: list[Reading]) -> list[str]:
    """What differs, one line a field; empty where all agree."""
    if len(expected) != len(found):
        first = [[one["period_start"] for one in expected[:3]], [one.period_start.isoformat() for one in found[:3]]]
        return [f"{len(expected)} readings expected, {len(found)} found: {first}"]
    pairs = zip(expected, map(shown, found), strict=True)
    named = [
        f"{want['period_start']} {name}: expected {figure!r}, found {one.fields.get(name)!r}"
        for want, one in zip(expected, found, strict=True)
        for name, figure in want["fields"].items()
        if not _equal(figure, one.fields.get(name))
    ]
    return named + [
        f"{want['period_start']} (offset {want['offset']}) {name}: expected {want[name]!r}, found {have[name]!r}"
        for want, have in pairs
        for name in FIELDS
        if not _equal(want[name], have[name], _LOOSE if name in ("lower", "upper") else _CLOSE)
    ]


def total_differences(expected: dict[str, Any], found: Reading) -> list[str]:
    """What differs in the figure of a whole span; sums are looked at only where there is a figure."""
    have = shown(found)
    fields = TOTAL_FIELDS if expected["value"] is None else (*TOTAL_FIELDS, *SUMS)
    return [
        f"total {name}: expected {expected[name]!r}, found {have[name]!r}"
        for name in fields
        if not _equal(expected[name], have[name])
    ]


def _equal(want: Any, have: Any, tolerance: float = _CLOSE) -> bool:
    if isinstance(want, datetime) and isinstance(have, datetime):
        return want.astimezone(UTC) == have.astimezone(UTC)
    if isinstance(want, (int, float)) and isinstance(have, (int, float)):
        return math.isclose(want, have, rel_tol=tolerance, abs_tol=1e-12)
    if isinstance(want, list) and have is not None:
        return list(want) == list(have)
    return bool(want == have)
