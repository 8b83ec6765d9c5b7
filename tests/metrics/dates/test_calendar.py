"""Our own calendar against zoneinfo, around the days on which calendars go wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metrics.dates.calendar import LocalCalendar, day_index, epoch_us, from_epoch_us, hour_index
from okr.metric import Grain

ZONES = (
    "UTC",
    "Europe/Oslo",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)
zones = st.sampled_from(ZONES)
days = st.dates(date(2010, 1, 1), date(2030, 12, 31))
instants = st.datetimes(datetime(2010, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
grains = st.sampled_from((Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER))
starts = st.sampled_from((0, 6))


@given(instants)
@example(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
def test_microseconds_since_the_epoch_lead_there_and_back(instant: datetime) -> None:
    assert instant == from_epoch_us(epoch_us(instant))


@given(zones, days)
@example("America/Sao_Paulo", date(2018, 11, 4))
@example("Pacific/Apia", date(2011, 12, 31))
def test_a_day_begins_at_the_first_instant_that_shows_its_date(zone: str, day: date) -> None:
    calendar = LocalCalendar(zone)
    start = calendar.start_of(day)
    before = start - timedelta(microseconds=1)
    assert day <= calendar.day_at(start)
    assert calendar.day_at(before) < day


def test_a_day_that_midnight_skips_begins_at_one() -> None:
    start = LocalCalendar("America/Sao_Paulo").start_of(date(2018, 11, 4))
    assert datetime(2018, 11, 4, 3, tzinfo=UTC) == start


def test_a_day_of_which_midnight_comes_twice_begins_at_the_first() -> None:
    start = LocalCalendar("America/Sao_Paulo").start_of(date(2018, 2, 18))
    assert datetime(2018, 2, 18, 3, tzinfo=UTC) == start


@given(zones, instants)
def test_segments_give_every_instant_its_local_day(zone: str, instant: datetime) -> None:
    calendar = LocalCalendar(zone)
    segments = calendar.offset_segments(instant - timedelta(days=200), instant + timedelta(days=200))
    live = [one for one in segments if one.start_us is None or one.start_us <= epoch_us(instant)][-1]
    local = (epoch_us(instant) // 1_000_000 + live.shift_seconds) // 86_400
    assert day_index(instant.astimezone(ZoneInfo(zone)).date()) == local


@given(zones, days, st.integers(1, 4))
@example("Europe/Oslo", date(2026, 3, 29), 1)
@example("Europe/Oslo", date(2025, 10, 26), 1)
@example("Australia/Lord_Howe", date(2025, 10, 5), 1)
@example("Pacific/Apia", date(2011, 12, 29), 3)
def test_hours_tile_the_days_and_each_has_a_number_of_its_own(zone: str, day: date, count: int) -> None:
    calendar = LocalCalendar(zone)
    hours = calendar.windows(Grain.HOUR, day, day + timedelta(days=count))
    assert calendar.start_of(day) == hours[0].start_at
    assert calendar.start_of(day + timedelta(days=count)) == hours[-1].end_at
    assert all(before.end_at == after.start_at for before, after in pairwise(hours))
    segments = calendar.hour_segments(hours[0].start_at - timedelta(days=1), hours[-1].end_at)
    numbers = [hour_index(segments, hour.start_at) for hour in hours]
    assert sorted(set(numbers)) == numbers
    last = [hour_index(segments, hour.end_at - timedelta(microseconds=1)) for hour in hours]
    assert numbers == last
    assert all(timedelta(0) < hour.end_at - hour.start_at <= timedelta(hours=1) for hour in hours)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Oslo", date(2026, 3, 29), 23),
        ("Europe/Oslo", date(2025, 10, 26), 25),
        ("Europe/Oslo", date(2025, 10, 27), 24),
        ("Asia/Kathmandu", date(2026, 1, 1), 24),
    ],
)
def test_a_clock_change_makes_a_day_of_more_or_fewer_hours(zone: str, day: date, hours: int) -> None:
    assert hours == len(LocalCalendar(zone).windows(Grain.HOUR, day, day + timedelta(days=1)))


@given(zones, starts, grains, days, st.integers(0, 200))
def test_periods_follow_one_another_without_a_gap_and_hold_the_span(
    zone: str, week_start: int, grain: Grain, day: date, length: int
) -> None:
    calendar = LocalCalendar(zone, week_start)
    found = calendar.windows(grain, day, day + timedelta(days=length))
    assert all(before.end == after.start for before, after in pairwise(found))
    assert all(day <= one.start < day + timedelta(days=length) for one in found)
    assert all(
        calendar.start_of(one.start) == one.start_at <= one.end_at == calendar.start_of(one.end) for one in found
    )
    indices = [calendar.index_of(grain, one.start) for one in found]
    assert all(after - before == 1 for before, after in pairwise(indices))


@given(starts, grains, days)
def test_every_day_of_a_period_has_its_index(week_start: int, grain: Grain, day: date) -> None:
    calendar = LocalCalendar("UTC", week_start)
    first = calendar.period_start(grain, day)
    assert first <= day < calendar.next_period(grain, first)
    assert calendar.index_of(grain, first) == calendar.index_of(grain, day)
    assert calendar.index_of(grain, first - timedelta(days=1)) == calendar.index_of(grain, day) - 1


@given(starts, grains, days, st.integers(-40, 40))
def test_shifting_a_period_leads_there_and_back(week_start: int, grain: Grain, day: date, count: int) -> None:
    calendar = LocalCalendar("UTC", week_start)
    first = calendar.period_start(grain, day)
    there = calendar.shift_period(grain, first, count)
    assert calendar.index_of(grain, first) + count == calendar.index_of(grain, there)
    assert first == calendar.shift_period(grain, there, -count)


@pytest.mark.parametrize(
    ("week_start", "day", "first"),
    [(0, date(2020, 12, 31), date(2020, 12, 28)), (6, date(2020, 12, 31), date(2020, 12, 27))],
)
def test_weeks_begin_on_the_day_that_is_set_also_over_new_year(week_start: int, day: date, first: date) -> None:
    assert first == LocalCalendar("UTC", week_start).period_start(Grain.WEEK, day)


def test_half_a_week_is_not_a_week() -> None:
    found = LocalCalendar("UTC").windows(Grain.WEEK, date(2026, 3, 4), date(2026, 3, 17))
    assert [date(2026, 3, 9), date(2026, 3, 16)] == [one.start for one in found]


def test_a_range_is_the_span_itself() -> None:
    (only,) = LocalCalendar("Europe/Oslo").windows(Grain.RANGE, date(2026, 3, 1), date(2026, 4, 1))
    assert timedelta(days=31, hours=-1) == only.end_at - only.start_at


def test_the_last_complete_day_is_the_one_before_the_watermark_also_at_midnight() -> None:
    calendar = LocalCalendar("Europe/Oslo")
    assert date(2026, 3, 1) == calendar.last_complete_day(datetime(2026, 3, 1, 23, tzinfo=UTC))
    assert date(2026, 2, 28) == calendar.last_complete_day(datetime(2026, 3, 1, 22, 59, tzinfo=UTC))
