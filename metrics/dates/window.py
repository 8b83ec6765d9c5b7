"""Stretches of local time that a reading is about, with their ends as instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Window:
    """One period of a series, or one trailing window.

    Attributes:
        label: ``hour``, ``day``, ``week``, ``month``, ``quarter``, ``range``, or a key result's window in words.
        start: First local day (at hour grain: instant with the local offset).
        end: First local day after it.
        start_at: ``start`` as an instant (UTC).
        end_at: ``end`` as an instant (UTC).
    """

    label: str
    start: date | datetime
    end: date | datetime
    start_at: datetime
    end_at: datetime
