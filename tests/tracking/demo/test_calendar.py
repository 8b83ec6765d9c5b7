from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracking.demo.calendar import busyness, cycles, running_start

DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))


@given(DAYS)
def test_any_day_lies_in_the_eighth_week_of_the_running_cycle(on: date) -> None:
    assert 50 <= (on - running_start(on)).days + 1 <= 56
    assert running_start(on).weekday() == 0


@given(DAYS)
def test_three_cycles_of_thirteen_weeks_follow_one_another(on: date) -> None:
    before, closed, running = cycles(on)

    assert [91, 91, 91] == [(cycle.end - cycle.start).days for cycle in (before, closed, running)]
    assert (before.end, closed.end) == (closed.start, running.start)
    assert running.start <= on < running.end


@given(DAYS)
def test_cycles_are_named_after_quarters_that_follow_one_another(on: date) -> None:
    names = [cycle.id for cycle in cycles(on)]
    places = [int(name[:4]) * 4 + int(name[-1]) for name in names]

    assert [places[0], places[0] + 1, places[0] + 2] == places


@given(DAYS)
def test_the_running_cycle_is_named_after_the_quarter_of_its_middle(on: date) -> None:
    running = cycles(on)[-1]
    middle = running.start + timedelta(days=45)

    assert f"{middle.year}-q{(middle.month + 2) // 3}" == running.id
    assert f"Q{(middle.month + 2) // 3} {middle.year}" == running.title


def test_two_middles_in_one_quarter_give_no_name_twice() -> None:
    """The 30th of September 2021 is the middle of the running cycle; 91 days before is the 1st of July."""
    assert ["2021-q1", "2021-q2", "2021-q3"] == [cycle.id for cycle in cycles(date(2021, 10, 4))]


def test_holidays_are_quiet_wherever_they_fall() -> None:
    good_friday, whit_monday, christmas = date(2026, 4, 3), date(2026, 5, 25), date(2025, 12, 25)

    assert max(busyness(good_friday), busyness(whit_monday), busyness(christmas)) < 0.35
    assert busyness(date(2026, 3, 13)) > 0.85


def test_the_summer_goes_down_slowly_and_comes_back() -> None:
    wednesdays = [busyness(date(2026, 6, 24) + timedelta(weeks=week)) for week in range(9)]

    assert wednesdays[0] == wednesdays[-1] > 1.0
    assert min(wednesdays) < 0.7
    assert wednesdays[0] > wednesdays[2] > min(wednesdays)
