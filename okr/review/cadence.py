"""When reviews are due, which one is open, and how late one is.

A cycle says on which day of the week its teams meet, and whether every week or every other one. Each such day of the
cycle has one review for each team; it belongs to that day whenever the team really meets.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from okr import numbers
from okr.model import Cycle

_DAY = timedelta(days=1)
_WEEK_DAYS = 7
_AFTER = timedelta(weeks=2)
_PATIENCE = 2
"""A key result may go without a check-in for as many reviews."""


def review_days(cycle: Cycle) -> tuple[date, ...]:
    """Return the days of a cycle's reviews: every week or every other, on its day of the week."""
    first = cycle.start + ((cycle.review_weekday - cycle.start.weekday()) % _WEEK_DAYS) * _DAY
    step = _WEEK_DAYS * cycle.review_every_weeks
    return tuple(first + days * _DAY for days in range(0, max(0, (cycle.end - first).days), step))


def newest_due(cycle: Cycle, today: date) -> date | None:
    """Return the last review day up to ``today``; None before the first."""
    return max((day for day in review_days(cycle) if day <= today), default=None)


def open_review(cycle: Cycle, today: date, closed: Collection[date]) -> date | None:
    """Return the day of the review that is being held or prepared; None once the cycle has no more.

    It is the newest one due, or the next one where that is closed. One that was missed earlier is not held later, and
    two weeks after its end a cycle is not reviewed any more.
    """
    if today >= cycle.end + _AFTER:
        return None
    from_day = newest_due(cycle, today) or cycle.start
    return min((day for day in review_days(cycle) if day >= from_day and day not in closed), default=None)


def next_review(cycle: Cycle, day: date) -> date | None:
    """Return the review day after ``day``; None where it was the last of the cycle."""
    return min((other for other in review_days(cycle) if other > day), default=None)


def is_overdue(cycle: Cycle, today: date, closed: Collection[date]) -> bool:
    """Return whether the newest review day has passed without a review."""
    due = newest_due(cycle, min(today, cycle.end - _DAY))
    return due is not None and due < today and due not in closed


def overdue_words(cycle: Cycle, today: date, closed: Collection[date], last_held: date | None) -> str:
    """Return how late a review is: ``review of Mon 16 Nov overdue, last review 16 days ago``; empty where none is.

    Args:
        cycle: The cycle.
        today: The present day in the cycle's zone.
        closed: Days of the reviews that were held.
        last_held: When the team last held one, in this cycle or before it.
    """
    due = newest_due(cycle, min(today, cycle.end - _DAY))
    if due is None or not is_overdue(cycle, today, closed):
        return ""
    return f"review of {numbers.day_words(due, today)} overdue, {last_words(last_held, today)}"


def last_words(last_held: date | None, today: date) -> str:
    """Return ``last review 16 days ago``."""
    return f"last review {ago_words(last_held, today)}" if last_held else "none held yet"


def ago_words(day: date, today: date) -> str:
    """Return ``today``, ``yesterday``, ``16 days ago``."""
    days = (today - day).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def check_in_words(cycle: Cycle, today: date, last: date | None) -> str:
    """Return that nobody has said anything of a key result for longer than two reviews; empty where somebody has."""
    patience = _PATIENCE * _WEEK_DAYS * cycle.review_every_weeks
    since = cycle.start if last is None else last
    if (today - since).days <= patience:
        return ""
    return f"last check-in {ago_words(last, today)}" if last else "no check-in in this cycle"
