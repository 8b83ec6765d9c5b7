"""Reading time: which days of the product's life a reading of one day shows.

A reading of 19 November is not a picture of 19 November. A mean of the last 28 days shows those 28 days; a retention
in days 30 to 59 shows people who started two months before; a monthly figure shows October until November is over.
Everything that compares a reading with a plan has to know this, and it is said here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from okr.metric import Grain
from okr.model import Anchor, Cycle

_DAY = timedelta(days=1)
_PERIODS = frozenset({Grain.WEEK, Grain.MONTH, Grain.QUARTER})


@dataclass(frozen=True)
class Rhythm:
    """How the readings of a key result follow its cycle.

    Attributes:
        start: First day of the cycle.
        end: First day after it.
        grain: Length of the periods that readings are made of. Readings change daily up to grain ``day``, else only
            when a week, month or quarter is complete.
        window_days: How many days one reading counts: 1 for a daily figure, 28 for the last 28 days. Weeks, months and
            quarters read as ``latest`` count their own days whatever stands here, as long as it is at most the period.
        maturity_days: Days from the beginning of a day until what began on that day is final: 60 for retention in days
            30 to 59, 8 for a conversion within 7 days; 0 or 1 where the day itself is enough.
        to_date: Whether a reading counts everything since the cycle began.
        anchor: Whether starts from before the cycle count.
        week_start: 0 for Monday.
        trailing_days: How many days the figure of one day looks back by definition (28 for monthly actives); it shapes
            the plan, not the days that a reading counts.
    """

    start: date
    end: date
    grain: Grain = Grain.DAY
    window_days: int = 1
    maturity_days: int = 0
    to_date: bool = False
    anchor: Anchor = Anchor.MATURES_IN
    week_start: int = 0
    trailing_days: int = 1

    @property
    def delay(self) -> int:
        """Whole days between a day and the day whose end makes it final (0 where the day's own end does)."""
        return max(self.maturity_days, 1) - 1

    @property
    def last_day(self) -> date:
        """The day whose reading is the cycle's figure: its last day, or later where starts must first mature."""
        wait = self.delay if self.anchor is Anchor.STARTS_IN else 0
        return self.end - _DAY + wait * _DAY


def newest_day(rhythm: Rhythm, day: date) -> date:
    """Return the newest day that the reading of ``day`` counts: final, and the last of its period."""
    final = day - rhythm.delay * _DAY
    if rhythm.anchor is Anchor.STARTS_IN:
        final = min(final, rhythm.end - _DAY)
    if rhythm.grain not in _PERIODS:
        return final
    following = final + _DAY
    return period_start(rhythm.grain, following, rhythm.week_start) - _DAY


def counted_days(rhythm: Rhythm, day: date) -> tuple[date, date] | None:
    """Return the first and the last day that the reading of ``day`` counts, or None where it counts none yet."""
    newest = newest_day(rhythm, day)
    first = rhythm.start if rhythm.to_date else newest - (rhythm.window_days - 1) * _DAY
    if rhythm.grain in _PERIODS and not rhythm.to_date:
        first = min(first, period_start(rhythm.grain, newest, rhythm.week_start))
    if rhythm.anchor is Anchor.STARTS_IN:
        first = max(first, rhythm.start)
    return (first, newest) if first <= newest else None


def release_day(rhythm: Rhythm, day: date) -> date:
    """Return the day since which the reading has been what it is on ``day``; the day itself for daily readings."""
    return newest_day(rhythm, day) + rhythm.delay * _DAY if rhythm.grain in _PERIODS else day


def first_reading_day(rhythm: Rhythm) -> date:
    """Return the first day whose reading is a result of the cycle.

    A daily reading is one as soon as it counts the cycle's first day; a week, month or quarter when at least half of
    its days lie in the cycle (a month that ends two days after the start says nothing of it).
    """
    first = period_start(rhythm.grain, rhythm.start, rhythm.week_start)
    end = period_after(rhythm.grain, rhythm.start, rhythm.week_start)
    if 2 * (end - rhythm.start) < end - first:
        end = period_after(rhythm.grain, end, rhythm.week_start)
    return end - _DAY + rhythm.delay * _DAY


def first_result(cycle: Cycle, maturity_days: int, grain: Grain = Grain.DAY, week_start: int = 0) -> date:
    """Return the date on which the first result of a cycle is known: the day after its first reading day.

    A cycle from 1 October and a retention in days 30 to 59 (final 60 days after the start) give 30 November.
    """
    rhythm = Rhythm(cycle.start, cycle.end, grain, maturity_days=maturity_days, week_start=week_start)
    return first_reading_day(rhythm) + _DAY


def counts_until(cycle: Cycle, maturity_days: int, anchor: Anchor = Anchor.MATURES_IN) -> date:
    """Return the last day on which a start still counts in a cycle.

    With starts that must mature in the cycle, a cycle to 31 December and 60 days of maturity it is 2 November; with
    starts of the cycle it is the cycle's last day.
    """
    if anchor is Anchor.STARTS_IN:
        return cycle.end - _DAY
    return cycle.end - max(maturity_days, 1) * _DAY


def final_on(cycle: Cycle, maturity_days: int, anchor: Anchor) -> date:
    """Return the date from which the cycle's figure is final: its end, or a maturity later for ``starts_in``."""
    return Rhythm(cycle.start, cycle.end, maturity_days=maturity_days, anchor=anchor).last_day + _DAY


def period_start(grain: Grain, day: date, week_start: int = 0) -> date:
    """Return the first day of the period that holds ``day``."""
    if grain is Grain.WEEK:
        return day - ((day.weekday() - week_start) % 7) * _DAY
    if grain is Grain.MONTH:
        return day.replace(day=1)
    if grain is Grain.QUARTER:
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return day


def period_after(grain: Grain, day: date, week_start: int = 0) -> date:
    """Return the first day after the period that holds ``day``."""
    first = period_start(grain, day, week_start)
    if grain is Grain.WEEK:
        return first + 7 * _DAY
    if grain in {Grain.MONTH, Grain.QUARTER}:
        beyond = first + (32 if grain is Grain.MONTH else 95) * _DAY
        return period_start(grain, beyond)
    return first + _DAY
