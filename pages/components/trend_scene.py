"""What the main chart of a key result is drawn from, and which of its points are in view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from okr.model import Cycle
from okr.roadmap import RoadmapItem
from okr.scorecard import KeyResultCard, Point
from okr.words import State

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Scene:
    """What a chart is drawn from.

    Attributes:
        card: The key result.
        cycle: Its cycle.
        as_of: The last whole day that counts.
        is_year: Whether the last twelve months are shown, and not the cycle alone.
        ships: The pieces of work that shipped in view, in the order of their numbers.
    """

    card: KeyResultCard
    cycle: Cycle
    as_of: date
    is_year: bool
    ships: Sequence[RoadmapItem]

    @property
    def first(self) -> date:
        """The first day in view."""
        return self.as_of - _YEAR if self.is_year else self.cycle.start - _WEEK

    @property
    def last(self) -> date:
        """The last day in view."""
        return max(self.cycle.end - _DAY, self.as_of)

    @property
    def points(self) -> list[Point]:
        """The points in view that have a figure."""
        return [point for point in self.card.series if self.first <= point.day <= self.last and is_drawn(point)]


def is_drawn(point: Point) -> bool:
    """Return whether a point has a figure that may be shown."""
    return point.value is not None and point.state in {State.OK, State.TOO_FEW, State.CHECK_NUMBER}


def is_sure(point: Point) -> bool:
    """Return whether a point is drawn as a fact: complete, and on enough people."""
    return point.complete and point.state is State.OK


def parts(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield stretches of one definition."""
    part: list[Point] = []
    for point in points:
        if part and part[-1].definition_version != point.definition_version:
            yield part
            part = []
        part.append(point)
    if part:
        yield part


def breaks(points: Sequence[Point]) -> list[date]:
    """Return the days from which something else was measured."""
    return [after.day for before, after in pairwise(points) if before.definition_version != after.definition_version]


def broken_on(scene: Scene) -> list[date]:
    """Return the days in view from which something else was measured than agreed, or than before."""
    mark = scene.card.agreed
    redefined = mark.redefined_on if mark is not None else None
    found = {redefined} if redefined is not None and scene.first <= redefined <= scene.last else set()
    return sorted(found | set(breaks(scene.points)))


def changed_on(scene: Scene) -> list[tuple[date, str]]:
    """Return the days in view on which what was agreed changed, with the words."""
    mark = scene.card.agreed
    found = zip(mark.change_days, mark.changes, strict=True) if mark else ()
    return [(day, words) for day, words in found if scene.first <= day <= scene.last]


def cut(value: float | None) -> float | None:
    """Return a number with the digits that can be seen, so that the figure stays small and the same."""
    return None if value is None else float(f"{value:.6g}")
