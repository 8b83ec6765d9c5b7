"""What time it is where the present is pinned, and where it is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from okr.model import Configuration, Cycle
from tracking.clock import clock_for, morning_of, system_now

OSLO = Configuration(cycles=(Cycle("c", date(2026, 10, 5), date(2027, 1, 4), "Europe/Oslo"),))


def test_a_pinned_day_is_looked_at_in_its_morning() -> None:
    assert morning_of(date(2026, 11, 20), "Europe/Oslo") == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_the_last_whole_day_that_counts_is_followed_by_the_morning_after() -> None:
    assert clock_for(date(1998, 6, 30), OSLO)() == datetime(1998, 7, 1, 6, tzinfo=UTC)


def test_a_demo_plays_on_its_day() -> None:
    demo = Configuration(cycles=OSLO.cycles, demo_on=date(2026, 11, 20))

    assert clock_for(None, demo)() == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_otherwise_the_system_says_what_time_it_is() -> None:
    assert abs(clock_for(None, OSLO)() - system_now()) < timedelta(seconds=5)
    assert clock_for(None, None)().tzinfo is UTC
