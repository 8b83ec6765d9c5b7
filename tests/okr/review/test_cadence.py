"""When reviews are due, which one is open, and how late one is."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.model import Cycle
from okr.review.cadence import (
    check_in_words,
    is_overdue,
    newest_due,
    next_review,
    open_review,
    overdue_words,
    review_days,
)
from tests.okr.made import Q4

DAY = timedelta(days=1)
BIWEEKLY = replace(Q4, review_every_weeks=2)
CYCLES = st.builds(
    lambda start, days, weekday, every: Cycle(
        "c", start, start + days * DAY, "UTC", review_weekday=weekday, review_every_weeks=every
    ),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 120),
    st.integers(0, 6),
    st.sampled_from([1, 2]),
)


@given(CYCLES)
def test_reviews_fall_on_their_weekday_inside_the_cycle_a_week_or_two_apart(cycle: Cycle) -> None:
    days = review_days(cycle)

    assert all(day.weekday() == cycle.review_weekday and cycle.start <= day < cycle.end for day in days)
    assert all(7 * cycle.review_every_weeks == (after - day).days for day, after in itertools.pairwise(days))


@given(CYCLES, st.integers(-10, 130), st.sets(st.integers(0, 17)))
def test_the_open_review_is_never_a_closed_one_and_never_before_the_newest_due(
    cycle: Cycle, offset: int, closed: set[int]
) -> None:
    days = review_days(cycle)
    held = {day for place, day in enumerate(days) if place in closed}
    today = cycle.start + offset * DAY
    found, due = open_review(cycle, today, held), newest_due(cycle, today)

    assert found not in held
    assert found is None or due is None or found >= due
    is_over = today >= cycle.end + 14 * DAY
    assert found is not None or not days or is_over or set(days[days.index(due) if due else 0 :]) <= held


def test_a_quarter_has_a_review_a_week() -> None:
    assert (date(2026, 10, 5), date(2026, 12, 28), 13) == (
        review_days(Q4)[0],
        review_days(Q4)[-1],
        len(review_days(Q4)),
    )
    assert [date(2026, 10, 5), date(2026, 10, 19)] == list(review_days(BIWEEKLY)[:2])


def test_once_a_review_is_closed_the_next_one_is_prepared() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 16)

    assert monday == open_review(Q4, friday, set())
    assert monday + 7 * DAY == open_review(Q4, friday, {monday})
    assert date(2026, 10, 5) == open_review(Q4, date(2026, 9, 1), set())
    assert open_review(Q4, date(2027, 1, 8), {date(2026, 12, 28)}) is None
    assert date(2026, 12, 28) == open_review(Q4, date(2027, 1, 8), set())
    assert open_review(Q4, date(2027, 1, 15), set()) is None
    assert next_review(Q4, date(2026, 12, 28)) is None


@pytest.mark.parametrize(
    ("expected", "today", "closed", "last"),
    [
        ("", date(2026, 11, 16), (), None),
        ("review of Mon 16 Nov overdue, none held yet", date(2026, 11, 17), (), None),
        ("review of Mon 16 Nov overdue, last review 16 days ago", date(2026, 11, 18), (), date(2026, 11, 2)),
        ("", date(2026, 11, 18), (date(2026, 11, 16),), date(2026, 11, 16)),
        ("review of Mon 28 Dec overdue, last review yesterday", date(2026, 12, 30), (), date(2026, 12, 29)),
        ("", date(2026, 9, 1), (), None),
    ],
)
def test_a_late_review_is_said_with_its_age(
    expected: str, today: date, closed: tuple[date, ...], last: date | None
) -> None:
    assert expected == overdue_words(Q4, today, closed, last)
    assert bool(expected) == is_overdue(Q4, today, closed)


def test_a_key_result_that_nobody_speaks_of_is_said() -> None:
    today = date(2026, 11, 20)

    assert "" == check_in_words(Q4, today, today - 14 * DAY)
    assert "last check-in 15 days ago" == check_in_words(Q4, today, today - 15 * DAY)
    assert "" == check_in_words(BIWEEKLY, today, today - 28 * DAY)
    assert "no check-in in this cycle" == check_in_words(Q4, today, None)
    assert "" == check_in_words(Q4, Q4.start + 14 * DAY, None)
