"""How a key result takes one number from its metric: which window its reading of a day is, in reading time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from metrics.dates.calendar import LocalCalendar
from metrics.dates.series import back
from metrics.dates.window import Window
from okr.inputs import days_in
from okr.metric import Duration, Grain, MetricDefinition
from okr.model import Anchor, Cycle, KeyResult, MeasuredOver
from okr.rhythm import Rhythm, counted_days, release_day

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_YEAR = 52 * _WEEK
_WEEKS_BETWEEN = 4
_DAILY = timedelta(days=14)


@dataclass(frozen=True)
class Taking:
    """One way of taking a number from a metric.

    Attributes:
        label: What its readings are stored under.
        rhythm: How they follow the cycle.
        length: The window as written; None for the newest period and for everything since the cycle began.
        is_period: Whether its readings are simply the metric's own periods.
    """

    label: str
    rhythm: Rhythm
    length: Duration | None = None
    is_period: bool = False


class Use(NamedTuple):
    """That a key result or a guard reads a metric in a cycle: over which window, and which cohorts count."""

    over: MeasuredOver
    anchor: Anchor
    cycle: Cycle


def use_of(key_result: KeyResult, cycle: Cycle) -> Use:
    """Return how a key result reads its metric."""
    return Use(key_result.measured_over, key_result.anchor, cycle)


def guard_use(key_result: KeyResult, cycle: Cycle) -> Use:
    """Return how the guards of a key result are read: over the same window, with every cohort that is mature."""
    return Use(key_result.measured_over, Anchor.MATURES_IN, cycle)


def health_use(cycle: Cycle) -> Use:
    """Return how health metrics are read: by their newest complete period."""
    return Use(MeasuredOver(), Anchor.MATURES_IN, cycle)


def taking_of(use: Use, metric: MetricDefinition, maturity_days: int, week_start: int) -> Taking:
    """Return how a use takes its number from a metric.

    Args:
        use: Window, anchor and cycle.
        metric: The metric; values by hand are always the newest one, whatever the window.
        maturity_days: Whole days after a figure's last day until it is final.
        week_start: The source's first day of the week, 0 for Monday.
    """
    over, anchor, cycle = use
    rhythm = Rhythm(
        start=cycle.start,
        end=cycle.end,
        grain=Grain.DAY if metric.grain in (Grain.HOUR, Grain.RANGE) else metric.grain,
        window_days=days_in(over.length),
        maturity_days=maturity_days + 1,
        to_date=over.kind == "cycle_to_date",
        anchor=anchor,
        week_start=week_start,
    )
    if over.kind == "latest" or metric.source is None:
        return Taking(metric.grain.value, rhythm, is_period=True)
    has_own_start = rhythm.to_date or anchor is Anchor.STARTS_IN
    label = f"{over.words} from {cycle.start.isoformat()}" if has_own_start else over.words
    return Taking(label, rhythm, over.length)


def windows_on(taking: Taking, calendar: LocalCalendar, days: Iterable[date]) -> dict[date, Window]:
    """Return the windows that the readings of some days count, each under the day since which it is the reading.

    The reading of a metric in weeks, months or quarters stays what it is until the next period is complete, so several
    days may share one window. A day whose reading counts no day yet has none.
    """
    found: dict[date, Window] = {}
    for day in days:
        counted = counted_days(taking.rhythm, day)
        if counted is not None:
            since = release_day(taking.rhythm, min(day, taking.rhythm.last_day))
            found[since] = _window(taking, calendar, *counted)
    return found


def wanted_days(cycle: Cycle, taking: Taking, today: date, *, is_asked: bool) -> tuple[date, ...]:
    """Return the days whose readings a cycle wants, up to yesterday, oldest first.

    Within the cycle every day counts, and week by week the year before it, for the longer view; the last of those days
    is the baseline's. Where the source must be asked for each window, the last two weeks day by day, the weeks before
    them by their last days, and the year before by every fourth week.
    """
    yesterday = today - _DAY
    last = min(taking.rhythm.last_day, yesterday)
    step = _WEEK * (_WEEKS_BETWEEN if is_asked else 1)
    before = [cycle.start - _DAY - back * step for back in range(_YEAR // step, -1, -1)]
    inside = [day for day in _days(cycle.start, last) if not is_asked or day == last or _is_kept(day, cycle, yesterday)]
    return tuple(day for day in [*before, *inside] if day <= yesterday)


def _window(taking: Taking, calendar: LocalCalendar, first: date, newest: date) -> Window:
    if taking.length is not None and taking.length.unit not in {"day", "week"}:
        exact = back(calendar, newest + _DAY, taking.length)
        first = max(first, exact) if taking.rhythm.anchor is Anchor.STARTS_IN else exact
    return calendar.span(taking.label, first, newest + _DAY)


def _is_kept(day: date, cycle: Cycle, yesterday: date) -> bool:
    return (day - cycle.start + _DAY).days % 7 == 0 or day > yesterday - _DAILY


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))
