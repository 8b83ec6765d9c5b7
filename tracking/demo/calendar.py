"""Which days the demo stands on: its cycles, and how busy a day is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Oslo")
CYCLE_DAYS = 91
CYCLES = 3
WEEKDAYS = (1.09, 1.13, 1.10, 1.06, 0.90, 0.17, 0.21)
"""How busy Monday to Sunday are, against a mean working day."""


@dataclass(frozen=True)
class DemoCycle:
    """One cycle of 13 weeks: id, title, first day, first day after it."""

    id: str
    title: str
    start: date
    end: date


def running_start(on: date) -> date:
    """Return the Monday that makes ``on`` a day of the cycle's eighth week (day 50 to 56)."""
    return on - timedelta(days=49 + on.weekday())


def cycles(on: date) -> tuple[DemoCycle, ...]:
    """Return two closed cycles and the running one, oldest first.

    The running cycle is named after the quarter that holds its middle; the others count back from there, since 91 days
    before the last day of a quarter may still be the same quarter.
    """
    start = running_start(on)
    middle = start + timedelta(days=CYCLE_DAYS // 2)
    quarter = middle.year * 4 + (middle.month - 1) // 3
    return tuple(_cycle(start - timedelta(days=CYCLE_DAYS * back), quarter - back) for back in (2, 1, 0))


def _cycle(start: date, quarter: int) -> DemoCycle:
    year, index = divmod(quarter, 4)
    return DemoCycle(f"{year}-q{index + 1}", f"Q{index + 1} {year}", start, start + timedelta(days=CYCLE_DAYS))


def busyness(day: date) -> float:
    """Return how busy a day is against a mean working day: weekday, holidays, the summer."""
    return WEEKDAYS[day.weekday()] * _holiday(day) * _summer(day)


def _holiday(day: date) -> float:
    if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 1):
        return 0.28
    if (day.month, day.day) in {(5, 1), (5, 17)}:
        return 0.22
    after_easter = (day - _easter(day.year)).days
    if -3 <= after_easter <= 1 or after_easter in {39, 50}:
        return 0.25
    return 0.74 if -6 <= after_easter < -3 else 1.0


def _easter(year: int) -> date:
    """Return Easter Sunday: the golden number and the epact give the full moon, the rest finds the Sunday after it."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full_moon = epact - epact // 28 * (1 - 29 // (epact + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=full_moon - weekday)


def _summer(day: date) -> float:
    """The common holiday of July: down over ten days, up again over ten."""
    into = (day - date(day.year, 7, 1)).days
    depth = min(1.0, max(0.0, into / 10), max(0.0, (42 - into) / 10))
    return 1.0 - 0.42 * depth
