"""The demo's values by hand, with their dates: whoever makes the history records them as people would have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracking.demo.calendar import running_start
from tracking.demo.story import ENTRIES


@dataclass(frozen=True)
class HandValue:
    """One value to record: which metric, for which day, in the metric's unit, with a note."""

    metric: str
    day: date
    value: float
    note: str


def hand_values(on: date) -> tuple[HandValue, ...]:
    """Return the values that people entered before ``on``, oldest first."""
    start = running_start(on)
    entered = [HandValue(each.metric, start + timedelta(days=each.day), each.value, each.note) for each in ENTRIES]
    return tuple(value for value in entered if value.day < on)
