"""The gap cube against counting people, day by day, window by window."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.activity.gapcube import FIRST_EVER, GapCube, Moves, active_between, daily, lifecycle, stickiness, trailing
from okr.errors import MetricError

LAST, CAP = 25, 9
PEOPLE = st.lists(st.sets(st.integers(0, LAST), max_size=12), max_size=6)
People = list[set[int]]


def cube(people: People) -> GapCube:
    """The cube of people, each given by the days on which it was active."""
    cells = Counter[tuple[int, int]]()
    for days in people:
        before = None
        for day in sorted(days):
            cells[day, FIRST_EVER if before is None else min(day - before, CAP + 1)] += 1
            before = day
    return GapCube(0, LAST, dict(cells), CAP)


def active(people: People, first: int, last: int) -> int:
    return sum(any(first <= day <= last for day in days) for days in people)


@given(people=PEOPLE, days=st.integers(1, CAP))
def test_trailing_actives_of_any_length_are_those_counted(people: People, days: int) -> None:
    expected = {day: active(people, day - days + 1, day) for day in range(days - 1, LAST + 1)}

    assert expected == trailing(cube(people), days)


@given(people=PEOPLE)
def test_a_day_counts_who_was_active_on_it(people: People) -> None:
    assert {day: active(people, day, day) for day in range(LAST + 1)} == daily(cube(people))


@given(people=PEOPLE, first=st.integers(0, LAST), days=st.integers(1, CAP))
def test_a_period_counts_its_distinct_people(people: People, first: int, days: int) -> None:
    last = min(first + days - 1, LAST)

    assert active(people, first, last) == active_between(cube(people), first, last)


@given(people=PEOPLE, days=st.integers(1, CAP))
def test_stickiness_is_the_mean_of_the_days_over_distinct_people(people: People, days: int) -> None:
    for day, (mean, distinct) in stickiness(cube(people), days).items():
        each = [active(people, one, one) for one in range(day - days + 1, day + 1)]
        assert active(people, day - days + 1, day) == distinct
        assert pytest.approx(sum(each) / days) == mean


@given(people=PEOPLE, first=st.integers(4, LAST - 3), length=st.integers(1, 4))
def test_everybody_of_two_periods_is_new_returning_resurrecting_or_dormant(
    people: People, first: int, length: int
) -> None:
    last, before = first + length - 1, first - length
    here = [days for days in people if any(first <= day <= last for day in days)]
    expected = Moves(
        new=sum(min(days) >= first for days in here),
        returning=sum(any(before <= day < first for day in days) for days in here),
        resurrecting=sum(min(days) < before and not any(before <= day < first for day in days) for days in here),
        dormant=active([days for days in people if days not in here], before, first - 1),
    )

    assert expected == lifecycle(cube(people), first, last, before)


@pytest.mark.parametrize("days", [0, CAP + 1])
def test_a_window_beyond_the_cap_is_refused(days: int) -> None:
    with pytest.raises(MetricError, match=f"a window of {days} days cannot be told from a gap cube with a cap of 9"):
        trailing(cube([{1}]), days)
    with pytest.raises(MetricError, match="cap of 9 days"):
        lifecycle(cube([{1}]), 10, 14, 5)
