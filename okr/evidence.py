"""Which number may be used today, and if none, why: the honest absences.

Readings are screened one by one, oldest first: small groups are hidden or shown grey, impossible values and jumps are
set apart until somebody has looked. Then the newest one is taken, if it is young enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from okr import numbers
from okr.inputs import PEOPLE_UNITS, MetricSeries, heard_until, reading_day, rhythm_of
from okr.metric import MetricDefinition
from okr.model import Cycle
from okr.reading import Absence, Reading
from okr.rhythm import newest_day
from okr.scorecard import Point
from okr.words import State

FEWEST_SHOWN, FEWEST_SCORED = 10, 30
_DAY = timedelta(days=1)
_DAY_SECONDS = 86400
_EXPECTED_AT_LEAST = 10.0
_LARGE_COUNT = 100.0
_HEAD_COUNTS = frozenset({"active_users", "lifecycle"})
_NO_READING_YET = Absence(State.NO_DATA, "no reading yet · it comes with the next refresh", temporary=True)


@dataclass(frozen=True)
class Dated:
    """A screened reading and the day it speaks for."""

    day: date
    reading: Reading


@dataclass(frozen=True)
class Evidence:
    """What is known on a day.

    Attributes:
        series: The screened readings up to the day, oldest first.
        current: The newest usable one, or the last good one where ``absence`` says that it is old; None without any.
        absence: Why the current number is missing, old or not judged.
    """

    series: tuple[Dated, ...]
    current: Dated | None
    absence: Absence | None

    @property
    def value(self) -> float | None:
        """The current value where it may be judged."""
        return self.current.reading.value if self.current and self.absence is None else None

    def standing_on(self, day: date) -> Dated | None:
        """Return the last good reading up to ``day``."""
        return next((dated for dated in reversed(self.series) if dated.day <= day and _is_good(dated.reading)), None)


def weigh(series: MetricSeries, cycle: Cycle, day: date) -> Evidence:
    """Return what is known of a metric on a day: its screened readings, the current one, and any absence."""
    dated = sorted((Dated(reading_day(item, series.maturity_days), item) for item in series.readings), key=_by_day)
    heard = heard_until(series, cycle, day)
    screened = tuple(_screened((item for item in dated if item.day <= heard), series, cycle))
    whole = [item for item in screened if item.reading.complete]
    good = next((item for item in reversed(whole) if _is_good(item.reading)), None)
    newest = next((item for item in reversed(whole) if item.reading.state is not State.TOO_EARLY), None)
    absence = _absence(series, cycle, day, newest or (whole[-1] if whole else None))
    if absence is None or absence.state in {State.OUT_OF_DATE, State.UNREADABLE}:
        return _with_last_good(screened, good, absence, series)
    shown = newest if absence.state in {State.TOO_FEW, State.CHECK_NUMBER} else None
    return Evidence(screened, shown, absence)


def points(evidence: Evidence) -> tuple[Point, ...]:
    """Return the series cut down to what a chart draws."""
    return tuple(_point(dated) for dated in evidence.series)


def people(reading: Reading, metric: MetricDefinition) -> float | None:
    """Return on how many people a figure stands: the group below a share, the figure itself for a head count, else n.

    The mean of 28 days of active users has an ``n`` of 28 days, so a head count is its own number of people.
    """
    if metric.unit == "share":
        return reading.denominator if reading.denominator is not None else reading.n
    return reading.value if metric.unit in PEOPLE_UNITS or metric.kind in _HEAD_COUNTS else reading.n


def screened_for_people(reading: Reading, series: MetricSeries) -> Reading:
    """Return a reading with small groups hidden (under 10) or set apart (10 to 29)."""
    group = people(reading, series.metric) if series.of_people and _is_good(reading) else None
    if group is None or group >= FEWEST_SCORED:
        return reading
    if group < FEWEST_SHOWN:
        return _hidden(reading)
    return replace(reading, state=State.TOO_FEW, reason=f"{group:.0f} of {FEWEST_SCORED}")


def _absence(series: MetricSeries, cycle: Cycle, day: date, newest: Dated | None) -> Absence | None:
    failure = series.failure
    if failure is not None and not failure.temporary:
        return replace(failure, state=State.UNREADABLE)
    if newest is None:
        return replace(failure, state=State.UNREADABLE) if failure else _NO_READING_YET
    if is_old(newest, series, cycle, day):
        return _out_of_date(failure)
    if newest.reading.state is State.OK:
        return None
    return Absence(newest.reading.state, newest.reading.reason, until=_ends_on(newest.reading, day))


def _ends_on(reading: Reading, day: date) -> date | None:
    """Return the day after ``day`` that time alone brings a figure on; None where waiting does not help."""
    if reading.mature_at is None or reading.state not in {State.TOO_EARLY, State.TOO_FEW}:
        return None
    ends = _local_day(reading.mature_at)
    return ends if ends > day else None


def is_old(dated: Dated, series: MetricSeries, cycle: Cycle, day: date) -> bool:
    """Return whether a reading is older than its source's ``max_age`` allows on a day.

    It is young while its data reach into the allowed age, or while nothing newer could have been read that long ago (a
    monthly figure is not old on the 20th).
    """
    allowed = series.max_age_seconds // _DAY_SECONDS * _DAY
    end = dated.reading.period_end
    reached = _local_day(dated.reading.watermark)
    expected = newest_day(rhythm_of(series, cycle), day - allowed) + _DAY
    return dated.day < day - allowed and date(end.year, end.month, end.day) < expected and reached <= day - allowed


def _local_day(instant: datetime) -> date:
    """Return the local day that begins at an instant, without knowing the zone: right from −10 to +13 hours."""
    return (instant + timedelta(hours=13)).date()


def _out_of_date(failure: Absence | None) -> Absence:
    if failure is None:
        return Absence(State.OUT_OF_DATE, "no newer data", temporary=True)
    return replace(failure, state=State.OUT_OF_DATE)


def _with_last_good(
    screened: tuple[Dated, ...], good: Dated | None, absence: Absence | None, series: MetricSeries
) -> Evidence:
    """Return the last good reading beside its absence; without a good one an old reading is one never read."""
    if good is None and absence is not None and absence.state is State.OUT_OF_DATE:
        absence = replace(series.failure, state=State.UNREADABLE) if series.failure else _NO_READING_YET
    return Evidence(screened, good, absence)


def _screened(dated: Iterable[Dated], series: MetricSeries, cycle: Cycle) -> Iterable[Dated]:
    """Yield the readings with small groups, impossible values and jumps marked."""
    settled_on = max(series.settled_on or date.min, cycle.start - _DAY)
    accepted: Dated | None = None
    for item in dated:
        reading = screened_for_people(_finite(item.reading), series)
        if _is_good(reading) and reading.complete:
            reason = _doubt(accepted, Dated(item.day, reading), series, is_settled=item.day <= settled_on)
            reading = replace(reading, state=State.CHECK_NUMBER, reason=reason) if reason else reading
        screened = Dated(item.day, reading)
        accepted = screened if _is_good(reading) and reading.complete else accepted
        yield screened


def _doubt(accepted: Dated | None, found: Dated, series: MetricSeries, *, is_settled: bool) -> str:
    """Return why a person must look at a reading before it is scored; empty where there is no reason."""
    unit, value = series.metric.unit, found.reading.value or 0.0
    if (unit == "share" and not 0 <= value <= 1) or (unit in PEOPLE_UNITS and value < 0):
        return f"{numbers.amount(value, unit)} is not possible"
    if accepted is None or is_settled or accepted.reading.value is None:
        return ""
    before, allowed = accepted.reading.value, series.metric.max_change
    is_zero = value == 0 and _is_suspicious_zero(before, found.reading, unit)
    if not is_zero and (allowed is None or not before or abs(value - before) <= allowed * abs(before)):
        return ""
    move = f"{numbers.amount(before, unit)} → {numbers.amount(value, unit)} {_since(accepted.day, found.day)}"
    return f"dropped to zero: {move}" if is_zero else move


def _is_suspicious_zero(before: float, found: Reading, unit: str) -> bool:
    """Return whether a zero is more likely broken tracking than a fact: at least ten were to be expected."""
    if unit == "share":
        return before * (found.denominator or found.n or 0) >= _EXPECTED_AT_LEAST
    return before >= _LARGE_COUNT


def _since(before: date, day: date) -> str:
    return "overnight" if day - before == _DAY else f"since {numbers.day_words(before)}"


def _finite(reading: Reading) -> Reading:
    """Return a reading whose value is a number; NaN and infinity never get past here."""
    value = reading.value
    if value is None and reading.state is State.OK:
        return replace(reading, state=State.NO_DATA, reason=reading.reason or "no figure")
    if value is not None and not abs(value) < float("inf"):
        return replace(reading, value=None, state=State.UNREADABLE, reason="the value is not a finite number")
    return reading


def _hidden(reading: Reading) -> Reading:
    return replace(
        reading,
        state=State.HIDDEN,
        reason=f"fewer than {FEWEST_SHOWN} people",
        value=None,
        numerator=None,
        denominator=None,
        n=None,
        lower=None,
        upper=None,
        cohort_size=None,
        statistics={},
        fields={},
    )


def _is_good(reading: Reading) -> bool:
    return reading.state is State.OK and reading.value is not None


def _by_day(dated: Dated) -> tuple[date, str]:
    return dated.day, _text(dated.reading.period_end)


def _text(moment: date | datetime) -> str:
    return moment.isoformat()


def _point(dated: Dated) -> Point:
    reading = dated.reading
    return Point(
        dated.day,
        reading.value,
        reading.lower,
        reading.upper,
        reading.state,
        reading.complete,
        reading.definition_version,
    )
