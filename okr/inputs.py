"""What judging needs, as plain values: filled from the history store, or by hand in a test."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from okr.metric import Duration, Grain, MetricDefinition, parse_duration
from okr.model import Anchor, Cycle, Guard, KeyResult
from okr.reading import Absence, Reading
from okr.rhythm import Rhythm
from okr.scorecard import Remembered

_PEOPLE_KINDS = frozenset(
    {"retention", "conversion", "active_users", "stickiness", "lifecycle", "time_to_value", "survey"}
)
BY_HAND = "manual"
PEOPLE_UNITS = frozenset({"users", "people", "customers", "persons"})
_FIXED_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


@dataclass(frozen=True)
class MetricSeries:
    """A metric's readings as one key result or one guard reads them.

    Attributes:
        metric: The definition.
        readings: Oldest first, of the window that is read; those without a figure included. ``Reading.as_of`` says for
            which day each one speaks; where it is missing, it follows from the period's end and ``maturity_days``.
        periods: The readings of the metric's own periods over the last year or so (its days, weeks or months), for the
            weekly values behind "real change or normal variation"; empty: the values are taken from ``readings``.
        maturity_days: Days from the beginning of a day until what began on it is final: 60 for retention in days 30 to
            59, 8 for a conversion within 7 days, 0 or 1 where the day itself is enough.
        window_days: Length of the window that is read, as ``days_in`` gives it: 28 for the last 28 days, 1 for the
            newest period. What the metric itself trails behind (MAU28) is added here, from its definition.
        week_start: The source's first day of the week, 0 for Monday.
        max_age_seconds: Older readings are out of date.
        counts_people: Whether the figure stands on people, so that small numbers are hidden; None: by kind and unit.
        failure: Why the last read of the metric or its source failed; None if it succeeded. Its ``since`` is shown as
            it stands, so hand it in in the cycle's zone.
        settled_on: Readings up to this day were looked at and accepted, whatever their jumps.
    """

    metric: MetricDefinition
    readings: tuple[Reading, ...] = ()
    periods: tuple[Reading, ...] = ()
    maturity_days: int = 0
    window_days: int = 1
    week_start: int = 0
    max_age_seconds: int = 48 * 3600
    counts_people: bool | None = None
    failure: Absence | None = None
    settled_on: date | None = None

    @property
    def of_people(self) -> bool:
        """Whether the floor for small numbers of people applies."""
        if self.counts_people is not None:
            return self.counts_people
        return self.metric.kind in _PEOPLE_KINDS or self.metric.unit in PEOPLE_UNITS


@dataclass(frozen=True)
class GuardInputs:
    """A guard and the readings of its metric."""

    guard: Guard
    series: MetricSeries


@dataclass(frozen=True)
class KeyResultInputs:
    """Everything that one key result is judged by on one day.

    Attributes:
        cycle: The cycle it belongs to.
        key_result: As agreed.
        series: Readings of its metric in its window.
        as_of: The last whole day that counts; today is the day after.
        baseline_reading: The reading that the baseline is measured from where none is written; None: the last good one
            before the cycle.
        guards: Its guards with their readings.
        remembered: What the card of the last judged day says in ``remembered``.
        read_at: When the current reading was taken.
    """

    cycle: Cycle
    key_result: KeyResult
    series: MetricSeries
    as_of: date
    baseline_reading: Reading | None = None
    guards: tuple[GuardInputs, ...] = field(default=())
    remembered: Remembered | None = None
    read_at: datetime | None = None

    @cached_property
    def rhythm(self) -> Rhythm:
        """How the readings follow the cycle."""
        rhythm = rhythm_of(self.series, self.cycle)
        to_date = self.key_result.measured_over.kind == "cycle_to_date"
        return replace(rhythm, to_date=to_date, anchor=self.key_result.anchor)

    @cached_property
    def day(self) -> date:
        """The day that is judged: ``as_of``, but never after the cycle's figure is final."""
        return min(self.as_of, self.rhythm.last_day)


def rhythm_of(series: MetricSeries, cycle: Cycle, anchor: Anchor = Anchor.MATURES_IN) -> Rhythm:
    """Return how the readings of a series follow a cycle."""
    grain = series.metric.grain if series.metric.grain is not Grain.HOUR else Grain.DAY
    return Rhythm(
        start=cycle.start,
        end=cycle.end,
        grain=grain,
        window_days=series.window_days,
        maturity_days=series.maturity_days,
        anchor=anchor,
        week_start=series.week_start,
        trailing_days=trailing_days(series.metric),
    )


def days_in(length: Duration | None) -> int:
    """Return the days of a window as written; months, quarters and years by their usual length."""
    return 1 if length is None else length.count * _FIXED_DAYS.get(length.unit, 1)


def trailing_days(metric: MetricDefinition) -> int:
    """Return how many days one period's figure of a metric looks back by definition; 1 for a period's own figure.

    ``trailing`` and ``over`` are the two keys of the metric grammar that say so.
    """
    text = metric.written.get("trailing", metric.written.get("over"))
    try:
        return days_in(parse_duration(text)) if isinstance(text, str) else 1
    except ValueError:
        return 1


def heard_until(series: MetricSeries, cycle: Cycle, day: date) -> date:
    """Return the last day whose readings count when ``day`` is judged.

    What people enter today counts at once, though today is not over; nothing counts after the cycle's figure is final.
    """
    if series.metric.kind != BY_HAND:
        return day
    return max(day, min(day + timedelta(days=1), rhythm_of(series, cycle).last_day))


def reading_day(reading: Reading, maturity_days: int) -> date:
    """Return the day a reading speaks for: the last whole day that had to be complete for it."""
    if reading.as_of is not None:
        return reading.as_of
    end = date(reading.period_end.year, reading.period_end.month, reading.period_end.day)
    return end + timedelta(days=max(maturity_days, 1) - 2)
