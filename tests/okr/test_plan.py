"""The plan line in reading time, held against a simulation that knows nothing of it.

The simulation lets an underlying quality rise in a straight line from the first day of the cycle, gives every day a
group of people, and makes the readings as a database would: day by day, by looking at who counts and is final.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.metric import Grain
from okr.model import Anchor
from okr.plan import PlanLine, exposure, plan_line, plan_points, weeks_behind
from okr.rhythm import Rhythm, first_reading_day
from tests.okr.made import DAY, Q4, days

BASELINE, BAR = 0.42, 0.616
FIRST, LAST = Q4.start, Q4.end - DAY


@dataclass(frozen=True)
class World:
    """A product whose quality rises in a straight line, and how it is measured.

    Attributes:
        window: Days in one reading; 0 for all since the cycle began.
        wait: Days after a day's end until its people are final.
        period: Function from a day to the first day of its week or month; None: readings of single days.
        only_cycle: Whether people from before the cycle are left out.
        inner: Days that the metric trails behind by itself (28 for monthly actives).
        slope: Rise of the quality per day; as it stands, from baseline to bar within the cycle.
        crowd: How many people a day has.
    """

    window: int = 1
    wait: int = 0
    period: Callable[[date], date] | None = None
    only_cycle: bool = False
    inner: int = 1
    slope: float = (BAR - BASELINE) / 91
    crowd: Callable[[date], float] = lambda _: 100.0

    def quality(self, day: date) -> float:
        """Return what the metric says of one day, itself a mean of the days it trails behind."""
        trailing = [max(0, (day - FIRST).days - back) for back in range(self.inner)]
        return BASELINE + self.slope * sum(trailing) / self.inner

    def counts(self, day: date, newest: date) -> bool:
        """Return whether the people of ``day`` are in a reading whose last day is ``newest``."""
        if self.only_cycle and day < FIRST:
            return False
        if self.period is not None:
            return self.period(day) == self.period(newest)
        return day <= newest and (day >= FIRST if self.window == 0 else (newest - day).days < self.window)

    def may_end(self, day: date, today: date) -> bool:
        """Return whether ``day`` may be the last day of a reading: final, within the cycle, the end of its period."""
        is_final = (today - day).days >= self.wait and (not self.only_cycle or day <= LAST)
        return is_final and (self.period is None or self.period(day + DAY) != self.period(day))

    def reading(self, today: date) -> float:
        past = days(FIRST - 200 * DAY, today)
        newest = max(day for day in past if self.may_end(day, today))
        counted = [day for day in past if self.counts(day, newest)]
        crowds = [self.crowd(day) for day in counted]
        return sum(self.quality(day) * crowd for day, crowd in zip(counted, crowds, strict=True)) / sum(crowds)


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def month(day: date) -> date:
    return day.replace(day=1)


KINDS: dict[str, tuple[World, Rhythm]] = {
    "daily figure": (World(), Rhythm(FIRST, Q4.end)),
    "mean of 28 days": (World(window=28), Rhythm(FIRST, Q4.end, window_days=28)),
    "mean of 90 days": (World(window=90), Rhythm(FIRST, Q4.end, window_days=90)),
    "conversion within 7 days, last 28 days": (
        World(window=28, wait=7),
        Rhythm(FIRST, Q4.end, window_days=28, maturity_days=8),
    ),
    "retention in days 30 to 59, one day": (World(wait=59), Rhythm(FIRST, Q4.end, maturity_days=60)),
    "retention in days 30 to 59, last 28 days": (
        World(window=28, wait=59),
        Rhythm(FIRST, Q4.end, window_days=28, maturity_days=60),
    ),
    "weekly figure": (World(period=monday), Rhythm(FIRST, Q4.end, Grain.WEEK)),
    "monthly figure": (World(period=month), Rhythm(FIRST, Q4.end, Grain.MONTH)),
    "monthly conversion within 7 days": (
        World(period=month, wait=7),
        Rhythm(FIRST, Q4.end, Grain.MONTH, maturity_days=8),
    ),
    "monthly actives, mean of 28 days": (
        World(window=28, inner=28),
        Rhythm(FIRST, Q4.end, window_days=28, trailing_days=28),
    ),
    "cycle to date": (World(window=0), Rhythm(FIRST, Q4.end, to_date=True)),
    "sign-ups of this cycle, 28 days": (
        World(window=28, wait=30, only_cycle=True),
        Rhythm(FIRST, Q4.end, window_days=28, maturity_days=31, anchor=Anchor.STARTS_IN),
    ),
    "sign-ups of this cycle to date": (
        World(window=0, wait=30, only_cycle=True),
        Rhythm(FIRST, Q4.end, to_date=True, maturity_days=31, anchor=Anchor.STARTS_IN),
    ),
}


def weekday_crowd(day: date) -> float:
    """Return a crowd that halves at weekends and grows by one per cent a week."""
    return float((50 if day.weekday() >= 5 else 100) * 1.01 ** ((day - FIRST).days / 7))


@pytest.mark.parametrize("crowd", [lambda _: 100.0, weekday_crowd], ids=["even", "weekdays"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_series_exactly_on_plan_is_never_behind(kind: str, crowd: Callable[[date], float]) -> None:
    """A fifth of a week is the promise; the even crowd keeps to it exactly."""
    world, rhythm = KINDS[kind]
    world = replace(world, crowd=crowd)
    line = plan_line(rhythm, BASELINE, world.reading(rhythm.last_day))
    assert line is not None
    judged = max(first_reading_day(rhythm), FIRST + 13 * DAY)
    gaps = {day: weeks_behind(line, day, world.reading(day)) for day in days(judged, rhythm.last_day)}
    assert max(gaps.values()) <= 0.2
    assert min(gaps.values()) >= -0.3
    assert gaps[rhythm.last_day] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("expected", "rhythm"),
    [
        (10.0, Rhythm(FIRST, Q4.end)),
        (5.0, Rhythm(FIRST, Q4.end, to_date=True)),
        (1.0, Rhythm(FIRST, Q4.end, maturity_days=10)),
        (55 / 28, Rhythm(FIRST, Q4.end, window_days=28)),
        ((1 + 3 + 6 + 10) / 4 / 4, Rhythm(FIRST - 6 * DAY, Q4.end, window_days=4, trailing_days=4, maturity_days=13)),
    ],
)
def test_a_reading_shows_the_mean_of_the_days_it_counts(expected: float, rhythm: Rhythm) -> None:
    assert expected == pytest.approx(exposure(rhythm, FIRST + 10 * DAY))


@pytest.mark.parametrize(
    ("weeks", "kind"), [(1.9, "mean of 28 days"), (10, "retention in days 30 to 59, last 28 days")]
)
def test_a_naive_straight_line_would_call_the_same_team_weeks_behind(weeks: float, kind: str) -> None:
    naive = made_line(bar=BAR)
    day = date(2026, 12, 29)
    assert weeks == pytest.approx(weeks_behind(naive, day, KINDS[kind][0].reading(day)), abs=0.4)


def made_line(rhythm: Rhythm | None = None, pace: dict[date, float] | None = None, bar: float = 0.70) -> PlanLine:
    line = plan_line(rhythm or Rhythm(FIRST, Q4.end), BASELINE, bar, pace)
    assert line is not None
    return line


def test_the_plan_is_flat_until_the_first_result_is_possible_and_ends_at_the_bar() -> None:
    line = made_line(KINDS["retention in days 30 to 59, last 28 days"][1])
    points = plan_points(line)
    assert (points[0].day, points[-1].day) == (FIRST, LAST)
    assert {point.value for point in points if point.day < date(2026, 11, 30)} == {BASELINE}
    assert points[-1].value == pytest.approx(0.70)


def test_the_gap_is_how_long_ago_the_plan_had_the_value() -> None:
    line = made_line()
    for ago in (0, 7, 21):
        value = line.value_on(date(2026, 12, 10) - ago * DAY)
        assert ago / 7 == pytest.approx(weeks_behind(line, date(2026, 12, 10), value), abs=1e-9)
    ahead = line.value_on(date(2026, 12, 17))
    assert weeks_behind(line, date(2026, 12, 10), ahead) == pytest.approx(-1)


def test_below_the_baseline_and_past_the_bar_the_line_goes_on_with_its_mean_slope() -> None:
    line = made_line()
    day = date(2026, 10, 1) + 49 * DAY
    a_week = (0.70 - BASELINE) / 91 * 7
    assert weeks_behind(line, day, BASELINE) == pytest.approx(7)
    assert weeks_behind(line, day, BASELINE - a_week) == pytest.approx(8)
    assert weeks_behind(line, day, 0.70) == pytest.approx(-6)
    assert weeks_behind(line, day, 0.70 + a_week) == pytest.approx(-7)


def test_checkpoints_shape_the_plan_in_reading_time() -> None:
    """Time to value 6 to 2 days, with 5 days on 31 October and 3.5 days on 30 November."""
    pace = {date(2026, 10, 31): 5.0, date(2026, 11, 30): 3.5}
    line = plan_line(Rhythm(FIRST, Q4.end, window_days=28), 6.0, 2.0, pace)
    assert line is not None
    assert line.value_on(date(2026, 10, 31)) == pytest.approx(5.0)
    assert line.value_on(date(2026, 11, 15)) == pytest.approx(4.25)
    assert line.value_on(date(2026, 11, 30)) == pytest.approx(3.5)
    assert line.value_on(LAST) == pytest.approx(2.0)
    assert weeks_behind(line, date(2026, 11, 19), 5.0) == pytest.approx(19 / 7)


def test_a_checkpoint_before_the_first_possible_result_or_after_the_end_is_left_out() -> None:
    rhythm = KINDS["retention in days 30 to 59, last 28 days"][1]
    plain = made_line(rhythm, {date(2026, 12, 15): 0.5})
    odd = made_line(rhythm, {date(2026, 10, 31): 0.6, date(2026, 12, 15): 0.5, date(2027, 2, 1): 0.9})
    assert plain.nodes == odd.nodes


def test_a_plan_that_turns_back_still_has_a_gap() -> None:
    line = made_line(pace={date(2026, 11, 1): 0.60, date(2026, 11, 20): 0.50})
    day = date(2026, 12, 20)
    assert weeks_behind(line, day, 0.55) == pytest.approx((day - date(2026, 11, 30)).days / 7, abs=0.2)
    assert weeks_behind(line, date(2026, 11, 10), 0.65) < 0
    assert weeks_behind(line, date(2026, 11, 25), 0.40) > 0


def test_a_quarter_that_ends_just_after_the_cycle_begins_is_no_result_of_it() -> None:
    """A cycle of 13 weeks from 29 June: the quarter to 30 June is none of it, the next ends three days too late."""
    quarterly = Rhythm(date(2026, 6, 29), date(2026, 9, 28), Grain.QUARTER)
    assert plan_line(quarterly, BASELINE, BAR) is None
    monthly = plan_line(replace(quarterly, grain=Grain.MONTH), BASELINE, BAR)
    assert monthly is not None
    assert [monthly.share_on(day) for day in (date(2026, 6, 30), date(2026, 7, 30))] == [0.0, 0.0]
    assert monthly.share_on(date(2026, 7, 31)) == pytest.approx(17 / 48)


def test_a_metric_that_cannot_mature_in_the_cycle_has_no_plan() -> None:
    assert plan_line(Rhythm(FIRST, Q4.end, maturity_days=93), BASELINE, BAR) is None
    assert plan_line(Rhythm(FIRST, Q4.end), BASELINE, BASELINE) is None
    starts = Rhythm(FIRST, Q4.end, maturity_days=93, anchor=Anchor.STARTS_IN)
    assert plan_line(starts, BASELINE, BAR) is not None


RHYTHMS = st.sampled_from([rhythm for _, rhythm in KINDS.values()])
VALUES = st.floats(-10, 10)
CHECKPOINTS = st.dictionaries(st.dates(FIRST, LAST), VALUES, max_size=4)


WAYS = st.tuples(VALUES, VALUES).filter(lambda way: abs(way[0] - way[1]) > 1e-3)


@given(RHYTHMS, WAYS, CHECKPOINTS, st.integers(0, 91), VALUES)
def test_the_gap_is_always_a_number_and_has_the_sign_of_the_distance(
    rhythm: Rhythm, way: tuple[float, float], pace: dict[date, float], offset: int, value: float
) -> None:
    line = plan_line(rhythm, *way, pace)
    assert line is not None
    day = FIRST + offset * DAY
    gap = weeks_behind(line, day, value)
    distance = line.share_of(value) - line.share_on(day)
    assert math.isfinite(gap)
    assert gap * distance <= 1e-6


@given(RHYTHMS, CHECKPOINTS, st.integers(0, 91))
def test_a_value_on_the_line_has_no_gap(rhythm: Rhythm, pace: dict[date, float], offset: int) -> None:
    line = made_line(rhythm, pace)
    day = FIRST + offset * DAY
    assert weeks_behind(line, day, line.value_on(day)) == pytest.approx(0, abs=1e-6)


@given(RHYTHMS, st.integers(0, 91), st.lists(st.floats(0.2, 0.9), min_size=2, max_size=2, unique=True))
def test_a_better_value_is_never_further_behind(rhythm: Rhythm, offset: int, values: list[float]) -> None:
    line = made_line(rhythm)
    worse, better = sorted(values)
    day = FIRST + offset * DAY
    assert weeks_behind(line, day, better) <= weeks_behind(line, day, worse) + 1e-9


@given(RHYTHMS, st.integers(0, 91), st.floats(0.2, 0.9), CHECKPOINTS)
def test_a_falling_plan_is_the_mirror_of_a_rising_one(
    rhythm: Rhythm, offset: int, value: float, pace: dict[date, float]
) -> None:
    rising = plan_line(rhythm, BASELINE, 0.70, pace)
    falling = plan_line(rhythm, -BASELINE, -0.70, {day: -point for day, point in pace.items()})
    assert rising is not None
    assert falling is not None
    day = FIRST + offset * DAY
    assert weeks_behind(rising, day, value) == pytest.approx(weeks_behind(falling, day, -value), abs=1e-6)


def test_noise_around_the_plan_stays_on_both_sides_of_it() -> None:
    draw = random.Random(7)  # noqa: S311 - repeatable noise
    line = made_line()
    judged = days(FIRST + 14 * DAY, LAST)
    gaps = [weeks_behind(line, day, line.value_on(day) + draw.gauss(0, 0.005)) for day in judged]
    assert abs(sum(gaps) / len(gaps)) < 0.1
