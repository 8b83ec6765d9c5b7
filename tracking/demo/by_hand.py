"""The demo's values by hand: whoever makes the history records them as people would have."""

from __future__ import annotations

from datetime import date, timedelta

from tracking.demo.calendar import running_start
from tracking.demo.story import ENTRIES, Entry
from tracking.store.manual import ManualValue


def manual_values(on: date) -> tuple[ManualValue, ...]:
    """Return the values that people entered before ``on``, oldest first."""
    start = running_start(on)
    entered = [_value(entry, start + timedelta(days=entry.day)) for entry in ENTRIES]
    return tuple(value for value in entered if value.on_day < on)


def _value(entry: Entry, day: date) -> ManualValue:
    return ManualValue(entry.metric, day, entry.value, entry.note, entry.team, f"demo-{entry.metric}-{day}")
