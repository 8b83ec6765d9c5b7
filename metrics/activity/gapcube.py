"""Figures from the gap cube: day, days since the actors' previous active day, actors.

It names nobody and adds up, so every trailing window up to its cap, and what stickiness and the lifecycle count, follow
from it without asking the source again. An actor active on day ``d`` after a gap ``g`` joins the windows of ``N`` days
that end on ``max(d, d - g + N)`` and later, and leaves those that end on ``d + N``, unless it was active again before:
the running sum of both is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from okr.errors import MetricError

FIRST_EVER = 0
"""The gap of an actor's first active day."""
CAP = 366
"""Longest gap that is told exactly, and with it the longest window."""


@dataclass(frozen=True)
class GapCube:
    """How many actors were active on each day, by how long ago they were active before.

    Attributes:
        first: Index of the first day of the history.
        last: Index of the last complete day.
        cells: (day index, gap in days) → actors; a gap above ``cap`` stands for every longer one.
        cap: Longest gap that is told exactly.
    """

    first: int
    last: int
    cells: Mapping[tuple[int, int], int] = field(repr=False)
    cap: int = CAP


class Moves(NamedTuple):
    """The lifecycle's counts of one period against the period before."""

    new: int
    returning: int
    resurrecting: int
    dormant: int


def daily(cube: GapCube) -> dict[int, int]:
    """Return the actors of every day of the history, 0 included."""
    found = dict.fromkeys(range(cube.first, cube.last + 1), 0)
    for (day, _gap), actors in cube.cells.items():
        if day in found:
            found[day] += actors
    return found


def trailing(cube: GapCube, days: int) -> dict[int, int]:
    """Return the distinct actors of the ``days`` days that end with each day, from the first whole window on.

    Raises:
        MetricError: If the window is longer than the cube's cap.
    """
    _refuse_longer(cube, days)
    changes: dict[int, int] = defaultdict(int)
    for (day, gap), actors in cube.cells.items():
        joins = day if gap == FIRST_EVER else max(day, day - gap + days)
        changes[joins] += actors
        changes[day + days] -= actors
    start = min([cube.first, *changes])
    sums = accumulate(changes.get(day, 0) for day in range(start, cube.last + 1))
    whole = cube.first + days - 1
    return {day: actors for day, actors in enumerate(sums, start) if day >= whole}


def active_between(cube: GapCube, first: int, last: int) -> int:
    """Return the distinct actors of the days from ``first`` to ``last``, both included.

    Raises:
        MetricError: If the stretch is longer than the cube's cap.
    """
    _refuse_longer(cube, last - first + 1)
    return sum(
        actors
        for (day, gap), actors in cube.cells.items()
        if first <= day <= last and (gap == FIRST_EVER or gap > day - first)
    )


def stickiness(cube: GapCube, days: int) -> dict[int, tuple[float, int]]:
    """Return the mean of the days' actors, and the distinct actors, of the ``days`` days that end with each day.

    Raises:
        MetricError: If the window is longer than the cube's cap.
    """
    distinct = trailing(cube, days)
    each = daily(cube)
    running = list(accumulate(each.values(), initial=0))
    means = {day: (running[day + 1 - cube.first] - running[day + 1 - days - cube.first]) / days for day in distinct}
    return {day: (means[day], distinct[day]) for day in distinct}


def lifecycle(cube: GapCube, first: int, last: int, before: int) -> Moves:
    """Return who is new, returns, comes back and went, from ``first`` to ``last`` against the days from ``before`` on.

    Raises:
        MetricError: If both periods together are longer than the cube's cap.
    """
    _refuse_longer(cube, last - before + 1)
    counts = {"new": 0, "returning": 0, "resurrecting": 0}
    for (day, gap), actors in cube.cells.items():
        if first <= day <= last:
            # Only an actor's first active day in the period counts it.
            if gap == FIRST_EVER:
                counts["new"] += actors
            elif gap > day - before:
                counts["resurrecting"] += actors
            elif gap > day - first:
                counts["returning"] += actors
    return Moves(**counts, dormant=active_between(cube, before, first - 1) - counts["returning"])


def _refuse_longer(cube: GapCube, days: int) -> None:
    if not 1 <= days <= cube.cap:
        raise MetricError(
            f"a window of {days} days cannot be told from a gap cube with a cap of {cube.cap} days",
            "Ask the source for it.",
        )
