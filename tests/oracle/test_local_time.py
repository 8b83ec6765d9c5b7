"""Local days and hours around the clock changes of real zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.oracle.local_time import (
    Place,
    back,
    hours_back,
    hours_of_day,
    months_later,
    offset_at,
    period_start,
    periods,
    start_of_day,
)

MONDAY, SUNDAY = 0, 6


@pytest.mark.parametrize(
    ("hours", "zone", "day"),
    [
        (23, "Europe/Oslo", date(2026, 3, 29)),
        (25, "Europe/Oslo", date(2025, 10, 26)),
        (24, "Europe/Oslo", date(2026, 7, 1)),
        (24.5, "Australia/Lord_Howe", date(2026, 4, 5)),
        (23.5, "Australia/Lord_Howe", date(2025, 10, 5)),
        (23, "America/Sao_Paulo", date(2018, 11, 4)),
        (25, "America/Sao_Paulo", date(2018, 2, 17)),
        (24, "Asia/Kathmandu", date(2026, 1, 1)),
        (0, "Pacific/Apia", date(2011, 12, 30)),
    ],
)
def test_a_day_is_as_long_as_its_clock_made_it(hours: float, zone: str, day: date) -> None:
    place = Place(zone, MONDAY)

    assert timedelta(hours=hours) == start_of_day(day + timedelta(days=1), place) - start_of_day(day, place)


def test_a_day_without_midnight_begins_at_the_jump() -> None:
    found = start_of_day(date(2018, 11, 4), Place("America/Sao_Paulo", MONDAY))

    assert datetime(2018, 11, 4, 3, tzinfo=UTC) == found


@pytest.mark.parametrize(
    ("count", "shortest", "zone", "day"),
    [
        (25, 60, "Europe/Oslo", date(2025, 10, 26)),
        (23, 60, "Europe/Oslo", date(2026, 3, 29)),
        (25, 30, "Australia/Lord_Howe", date(2026, 4, 5)),
        (24, 30, "Australia/Lord_Howe", date(2025, 10, 5)),
        (24, 60, "Asia/Kathmandu", date(2026, 1, 1)),
    ],
)
def test_the_hour_that_comes_twice_is_two_and_half_an_hour_is_short(
    count: int, shortest: int, zone: str, day: date
) -> None:
    found = periods("hour", day, day + timedelta(days=1), Place(zone, MONDAY))

    assert count == len(found)
    assert timedelta(minutes=shortest) == min(one.end_at - one.start_at for one in found)
    assert [one.end_at for one in found[:-1]] == [one.start_at for one in found[1:]]


def test_hours_are_counted_back_by_the_clock_of_the_wall() -> None:
    place = Place("Australia/Lord_Howe", MONDAY)
    end = datetime(2025, 10, 4, 19, tzinfo=UTC)

    assert datetime(2025, 10, 4, 15, 30, tzinfo=UTC) == hours_back(end, 4, place)
    assert hours_of_day(date(2025, 10, 5), place.zone)[0] == start_of_day(date(2025, 10, 5), place)


@pytest.mark.parametrize(("start", "week_start"), [(date(2020, 12, 28), MONDAY), (date(2020, 12, 27), SUNDAY)])
def test_a_week_over_new_year_begins_on_its_first_day(start: date, week_start: int) -> None:
    assert start == period_start("week", date(2021, 1, 1), Place("UTC", week_start))


def test_only_periods_that_begin_in_the_span_are_listed() -> None:
    found = periods("month", date(2024, 1, 2), date(2024, 3, 2), Place("UTC", MONDAY))

    assert [(date(2024, 2, 1), date(2024, 3, 1)), (date(2024, 3, 1), date(2024, 4, 1))] == [one[:2] for one in found]


def test_a_month_without_the_day_ends_on_its_last() -> None:
    assert date(2024, 2, 29) == months_later(date(2024, 1, 31), 1)
    assert date(2023, 2, 28) == back(date(2023, 3, 31), 1, "month")


def test_offsets_go_by_the_calendar_and_not_by_hours() -> None:
    place = Place("Europe/Oslo", MONDAY)
    day = periods("day", date(2026, 3, 28), date(2026, 3, 29), place)[0]

    assert datetime(2026, 3, 29, 22, tzinfo=UTC) == offset_at("day", day, 2, place)


def test_the_oracle_imports_nothing_of_what_it_judges() -> None:
    sources = [path.read_text("utf-8") for path in Path(__file__).parent.glob("*.py") if "test_" not in path.name]

    lines = [line for source in sources for line in source.splitlines()]
    assert [] == [
        line for line in lines if line.startswith(("from metrics", "import metrics", "from okr", "import okr"))
    ]
