"""Measures of an earlier stretch, and changes since one: both stretches of every window in one query.

The stretches of all windows are laid together, each one once, and asked for as if they were the windows; which window
means which stretch is known here and nowhere in SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from metrics.adapter import Ask
from metrics.dates.window import Window
from metrics.measures.earlier import earlier_windows
from metrics.measures.written import Measured

_MARGIN = timedelta(days=2)


@dataclass(frozen=True)
class Stretches:
    """What is really asked for, and what it means.

    Attributes:
        ask: The stretches as windows, each once, oldest first.
        now: For each window asked for, the position of the stretch that is measured.
        then: For each window, the position of the stretch it is compared with; None without a comparison.
    """

    ask: Ask
    now: tuple[int, ...]
    then: tuple[int, ...] | None = None


def stretches(ask: Ask, measured: Measured) -> Stretches:
    """Return the stretches that the windows of a measure stand for."""
    earlier = measured.shift or measured.change_from
    if earlier is None:
        return Stretches(ask, tuple(range(len(ask.windows))))
    before = earlier_windows(ask.scope.zone.calendar, ask.grain, ask.windows, earlier)
    wanted = before if measured.shift is not None else (*ask.windows, *before)
    found = tuple(sorted(dict.fromkeys(wanted), key=lambda window: (window.start_at, window.end_at)))
    place = {window: position for position, window in enumerate(found)}
    asked = over(ask, found)
    then = tuple(place[window] for window in before)
    if measured.shift is not None:
        return Stretches(asked, then)
    return Stretches(asked, tuple(place[window] for window in ask.windows), then)


def over(ask: Ask, windows: tuple[Window, ...]) -> Ask:
    """Return the same question of other windows, with a calendar that covers them."""
    zone = ask.scope.zone
    start = min(zone.start, min(window.start_at for window in windows) - _MARGIN)
    return replace(ask, windows=windows, scope=replace(ask.scope, zone=replace(zone, start=start)))
