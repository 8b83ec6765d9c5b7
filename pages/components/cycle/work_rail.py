"""When a piece of work runs, drawn on the length of the cycle, with today."""

from __future__ import annotations

from datetime import date

from okr import numbers
from okr.model import Cycle
from okr.roadmap import RoadmapItem
from pages.components.drawing import bar, image, upright
from pages.components.markup import Markup

_WIDTH, _HEIGHT = 400, 18
_TOP, _THICK = 5.0, 8.0
_NARROWEST = 4.0


def work_rail(item: RoadmapItem, cycle: Cycle, as_of: date) -> Markup:
    """Return the work on the cycle: grey where it is over, pale where it is to come, a stroke where it shipped."""
    first, last = item.starts or item.ships, item.ships or item.starts
    shapes = [bar("r", 0, _WIDTH, _TOP, _THICK)]
    if first is not None and last is not None:
        start, end = _x(first, cycle), max(_x(last, cycle), _x(first, cycle) + _NARROWEST)
        today = min(max(_x(as_of, cycle), start), end)
        shapes += [bar("q", start, today, _TOP, _THICK), bar("v", today, end, _TOP, _THICK)]
    if item.ships is not None and cycle.start <= item.ships < cycle.end:
        shapes.append(upright("i", _x(item.ships, cycle), (1, _HEIGHT - 1), 2.5))
    if cycle.start <= as_of < cycle.end:
        shapes.append(upright("m", _x(as_of, cycle), (0, _HEIGHT), 1, "2 2"))
    return image(shapes, (_WIDTH, _HEIGHT), _words(item, as_of), "pl-work-rail")


def _x(day: date, cycle: Cycle) -> float:
    share = (day - cycle.start).days / max(1, cycle.days)
    return _WIDTH * min(1.0, max(0.0, share))


def _words(item: RoadmapItem, as_of: date) -> str:
    starts = f"from {numbers.day_words(item.starts, as_of)}" if item.starts else ""
    ships = f"to {numbers.day_words(item.ships, as_of)}" if item.ships else ""
    return " ".join(part for part in ("work", starts, ships) if part) if starts or ships else "work without dates"
