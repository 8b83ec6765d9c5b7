"""Between which days a source can tell a figure: from the first of its history to the last that is complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from metrics.dates.calendar import LocalCalendar
from metrics.dates.window import Window
from tracking.refreshing.answers import Opened
from tracking.refreshing.tasks import DatedWindow, Wish


@dataclass(frozen=True)
class Horizon:
    """The first day of a source's history and its last complete day, both local."""

    first: date
    last: date


def horizon_of(calendar: LocalCalendar, opened: Opened) -> Horizon:
    """Return the horizon of a source that answers."""
    return Horizon(opened.history_from, calendar.last_complete_day(opened.watermark))


def is_due(as_of: date, window: Window, horizon: Horizon) -> bool:
    """Whether a window's reading can be had: its last needed day is over, and its first day is in the history."""
    first = window.start.date() if isinstance(window.start, datetime) else window.start
    return as_of <= horizon.last and first >= horizon.first


def due_windows(wish: Wish, horizon: Horizon) -> list[DatedWindow]:
    """Return the windows of a wish whose readings can be had, oldest first."""
    return [item for item in wish.windows if is_due(*item, horizon)]
