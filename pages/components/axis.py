"""Ticks with the units of the one number formatter: few, round, and the same for the same data."""

from __future__ import annotations

import math

from okr import numbers

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def value_range(values: list[float]) -> tuple[float, float]:
    """Return the ends of an axis that shows all values with some room; never an empty one."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
    bottom = 0.0 if low >= 0 and low - room < 0 else low - room
    return bottom, high + room


def ticks(low: float, high: float, unit: str, wanted: int = 5) -> tuple[list[float], list[str]]:
    """Return about ``wanted`` round values between two ends, and how they are written."""
    step = _step((high - low) / wanted)
    first = math.ceil(low / step)
    found = [step * count for count in range(first, math.floor(high / step) + 1)]
    values = [round(value, 12) + 0.0 for value in found]
    return values, [numbers.amount(value, unit, short=True) for value in values]


def _step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    return next((size * factor for factor in _ROUND if size * factor >= rough), size * 10)


def spread(places: list[float], gap: float) -> list[float]:
    """Return places moved apart so that neighbours keep a gap, as near to where they were as that allows.

    The order of the list stays; equal places keep it too.
    """
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    clusters: list[list[int]] = []
    for index in order:
        clusters.append([index])
        while len(clusters) > 1 and _reach(clusters[-2], places, gap)[1] + gap > _reach(clusters[-1], places, gap)[0]:
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    moved = list(places)
    for cluster in clusters:
        start = _reach(cluster, places, gap)[0]
        for offset, index in enumerate(cluster):
            moved[index] = start + offset * gap
    return moved


def _reach(cluster: list[int], places: list[float], gap: float) -> tuple[float, float]:
    """Return the lowest and highest place of a cluster set out around its middle."""
    middle = sum(places[index] for index in cluster) / len(cluster)
    half = gap * (len(cluster) - 1) / 2
    return middle - half, middle + half
