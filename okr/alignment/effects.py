"""The move measured after a ship, beside the effect hoped for. Neither says that the one is because of the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from okr import numbers
from okr.alignment.expected import Hope, hope_of
from okr.noise import natural_limits
from okr.reading import Reading
from okr.roadmap import RoadmapItem, RoadmapLink
from okr.scorecard import KeyResultCard, Point
from okr.words import State

SEEN_WHOLE = 0.9
"""From this share on, a reading is taken to show a ship in full."""
LITTLE = 0.5
"""Less than this share of what was hoped for is less than hoped."""
_FEWEST_APART = 8
_SHIPPED = "shipped"


class Verdict(StrEnum):
    """What the move after a ship comes to; the words are those of the screens."""

    TO_COME = "not shipped yet"
    NO_FIGURE = "cannot be told"
    TOO_SOON = "too soon to tell"
    LOST = "lost in normal variation"
    FLAT = "flat"
    AGAINST = "moved the other way"
    LESS = "moved less than hoped"
    MOVED = "moved as hoped"


@dataclass(frozen=True)
class Measured:
    """The move after a ship.

    Attributes:
        before: The last good value of a day before it shipped, in the metric's unit.
        moved: The move from there to the current value.
        earlier: The move in as many days before it shipped; None without readings that far back.
        usual: How far the value moves by itself: half its limits of variation, or what its intervals allow, whichever
            is more; None where neither is known.
        seen: Which share (0 to 1) of what the current reading counts comes after the ship.
    """

    before: float
    moved: float
    earlier: float | None
    usual: float | None
    seen: float


@dataclass(frozen=True)
class Effect:
    """One link of an item with what came of it.

    Attributes:
        link: As written.
        card: The key result; None where it belongs to another cycle or team than the one shown.
        hoped: The hoped-for move in the metric's unit; None where the words do not tell.
        measured: The move after the ship; None before it, or without figures.
        verdict: What that comes to.
    """

    link: RoadmapLink
    card: KeyResultCard | None
    hoped: float | None
    measured: Measured | None
    verdict: Verdict

    @property
    def is_direct(self) -> bool:
        """Whether the item is meant to move the number itself."""
        return self.link.kind == "direct"


def is_shipped(item: RoadmapItem, as_of: date) -> bool:
    """Return whether people have an item on a day: it is done, and its day is over."""
    return item.ships is not None and item.ships <= as_of and item.state == _SHIPPED


def effect_of(item: RoadmapItem, link: RoadmapLink, card: KeyResultCard | None, as_of: date) -> Effect:
    """Return what came of one link of an item, as known on a day."""
    hope = hope_of(link.expected_effect, card.unit) if card is not None else Hope()
    shipped = item.ships if is_shipped(item, as_of) else None
    measured = measured_since(card, shipped) if card is not None and shipped is not None else None
    now = card.current.value if card is not None and card.current is not None else None
    hoped = hope.move(measured.before if measured is not None else now)
    if shipped is None and (item.state != _SHIPPED or item.ships is not None):
        return Effect(link, card, hoped, None, Verdict.TO_COME)
    if card is None or measured is None:
        return Effect(link, card, hoped, None, Verdict.NO_FIGURE)
    return Effect(link, card, hoped, measured, _verdict(measured, hoped, hope.sign or _way(card), card.unit))


def measured_since(card: KeyResultCard, day: date) -> Measured | None:
    """Return the move since the last good reading before a day; None without both, or across a new definition."""
    good = [point for point in card.series if point.value is not None and point.state is State.OK and point.complete]
    earlier = [point for point in good if point.day < day]
    if not earlier or card.current is None or card.current.value is None or good[-1].day <= earlier[-1].day:
        return None
    before, newest = earlier[-1], good[-1]
    if before.value is None or before.definition_version != newest.definition_version:
        return None
    return Measured(
        before=before.value,
        moved=card.current.value - before.value,
        earlier=_earlier(earlier, newest.day - before.day),
        usual=_usual(earlier, card.current),
        seen=_seen(card.current, day),
    )


def _earlier(points: Sequence[Point], span: timedelta) -> float | None:
    last = points[-1]
    first = next((point for point in reversed(points) if point.day <= last.day - span), None)
    if first is None or first.value is None or last.value is None:
        return None
    return last.value - first.value if first.definition_version == last.definition_version else None


def _seen(current: Reading, day: date) -> float:
    first, end = _date(current.period_start), _date(current.period_end)
    return min(1.0, max(0.0, (end - day).days / max(1, (end - first).days)))


def _usual(points: Sequence[Point], current: Reading) -> float | None:
    """Return the larger of half the limits of readings that share no day, and of the intervals of the two readings."""
    last = points[-1]
    apart = _apart(points, max(1, (_date(current.period_end) - _date(current.period_start)).days))
    found = []
    if len(apart) >= _FEWEST_APART:
        low, high = natural_limits(apart)
        found.append((high - low) / 2)
    widths = [_half(last.lower, last.upper), _half(current.lower, current.upper)]
    if None not in widths:
        found.append(math.hypot(*(width for width in widths if width is not None)))
    return max(found, default=None)


def _apart(points: Sequence[Point], days: int) -> list[float]:
    """Return the values of readings whose windows share no day, oldest first."""
    found: list[float] = []
    last: date | None = None
    for point in reversed(points):
        if point.value is not None and (last is None or (last - point.day).days >= days):
            found.append(point.value)
            last = point.day
    return found[::-1]


def _half(lower: float | None, upper: float | None) -> float | None:
    return None if lower is None or upper is None else (upper - lower) / 2


def _verdict(measured: Measured, hoped: float | None, way: int, unit: str) -> Verdict:
    if measured.seen < SEEN_WHOLE:
        return Verdict.TOO_SOON
    usual = measured.usual if measured.usual is not None else LITTLE * abs(hoped or 0.0) / 2
    along = measured.moved * (way or 1)
    is_real = abs(along) > usual and numbers.rounded(measured.moved, unit) != 0
    if not is_real:
        return Verdict.LOST if hoped is not None and 0 < abs(hoped) <= usual else Verdict.FLAT
    if along < 0 and way:
        return Verdict.AGAINST
    return Verdict.LESS if hoped is not None and along < LITTLE * abs(hoped) else Verdict.MOVED


def _way(card: KeyResultCard) -> int:
    if card.baseline is not None and card.target is not None and card.target != card.baseline:
        return 1 if card.target > card.baseline else -1
    return {"up": 1, "down": -1}.get(card.better, 0)


def _date(moment: date) -> date:
    return date(moment.year, moment.month, moment.day)
