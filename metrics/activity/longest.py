"""How long a trailing window of activity may be."""

from __future__ import annotations

from okr.metric import Duration

MOST_DAYS = 400
"""Thirteen months: so much of every actor's activity is looked at again for each period of a series."""
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


def stretch_faults(stretch: Duration | None) -> list[tuple[str, str]]:
    """Return what is wrong with a trailing window as (message, hint); nothing where there is none."""
    if stretch is None:
        return []
    if stretch.unit not in _DAYS:
        return [(f"{stretch} is no window of hours, days or longer units", "Like 1 day.")]
    if stretch.count * _DAYS[stretch.unit] > MOST_DAYS:
        return [
            (f"{stretch} is beyond the longest window of {MOST_DAYS} days", "Count a period instead, or ask for less.")
        ]
    return []
