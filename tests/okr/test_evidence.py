"""Which number may be used, and if none, why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.evidence import Evidence, points, weigh
from okr.inputs import MetricSeries, days_in, reading_day, trailing_days
from okr.metric import Duration, Grain
from okr.reading import Absence, Reading
from okr.words import State
from tests.okr.made import DAY, Q4, THURSDAY, daily, metric, reading

FRIDAY = date(2026, 11, 13)
SILENT = Absence(
    State.UNREADABLE, "timings source not answering", datetime(2026, 11, 14, 6, tzinfo=UTC), temporary=True
)
GONE = Absence(State.UNREADABLE, "column plan is gone from subscriptions")


def weighed(*readings: Reading, **changes: Any) -> Evidence:
    return weigh(replace(MetricSeries(metric(), readings, window_days=28), **changes), Q4, THURSDAY)


def state(evidence: Evidence) -> State:
    return evidence.absence.state if evidence.absence else State.OK


def test_the_newest_complete_reading_up_to_the_day_is_used() -> None:
    tomorrow, unfinished = reading(THURSDAY + DAY, 0.9), reading(THURSDAY, 0.8, complete=False)
    found = weighed(reading(THURSDAY - DAY, 0.5), unfinished, tomorrow)
    assert (found.value, state(found)) == (0.5, State.OK)
    assert [point.day for point in points(found)] == [THURSDAY - DAY, THURSDAY]


def test_without_any_reading_there_is_no_data_yet() -> None:
    found = weighed()
    assert found.absence == Absence(State.NO_DATA, "no reading yet · it comes with the next refresh", temporary=True)


def test_a_source_silent_for_too_long_leaves_the_last_good_value_out_of_date() -> None:
    """Faults 54 and 57."""
    found = weighed(*daily(lambda _: 0.548, until=FRIDAY), failure=SILENT)
    assert state(found) is State.OUT_OF_DATE
    assert found.current is not None
    assert (found.current.day, found.current.reading.value, found.value) == (FRIDAY, 0.548, None)


def test_a_silence_within_the_allowed_age_is_no_absence() -> None:
    for late in range(3):
        assert state(weighed(*daily(lambda _: 0.5, until=THURSDAY - late * DAY), failure=SILENT)) is State.OK
    assert state(weighed(*daily(lambda _: 0.5, until=THURSDAY - 3 * DAY), failure=SILENT)) is State.OUT_OF_DATE
    week = {"max_age_seconds": 7 * 86400}
    assert state(weighed(*daily(lambda _: 0.5, until=FRIDAY), **week)) is State.OK


def test_an_old_value_without_any_failure_is_out_of_date_as_well() -> None:
    assert state(weighed(*daily(lambda _: 0.5, until=FRIDAY))) is State.OUT_OF_DATE


def test_a_lasting_failure_is_unreadable_at_once_with_the_last_good_value_beside_it() -> None:
    """Fault 52."""
    found = weighed(*daily(lambda _: 0.5), failure=GONE)
    assert (state(found), found.value) == (State.UNREADABLE, None)
    assert found.current is not None
    assert state(weighed(failure=GONE)) is State.UNREADABLE
    assert state(weighed(failure=SILENT)) is State.UNREADABLE


def test_a_reading_that_could_not_be_read_leaves_the_last_good_one_beside_it() -> None:
    broken = reading(THURSDAY, None, state=State.UNREADABLE, reason="found text")
    found = weighed(reading(THURSDAY - DAY, 0.5), broken)
    assert (state(found), found.current and found.current.day) == (State.UNREADABLE, THURSDAY - DAY)


@pytest.mark.parametrize("word", [State.NO_DATA, State.NOBODY])
def test_an_empty_newest_reading_is_an_absence_and_no_zero(word: State) -> None:
    """Faults 61 and 62."""
    found = weighed(reading(THURSDAY - DAY, 0.5), reading(THURSDAY, None, state=word, reason="no sign-ups"))
    assert (state(found), found.current, found.value) == (word, None, None)
    assert state(weighed(reading(THURSDAY, None))) is State.NO_DATA


def test_a_period_that_is_too_early_leaves_the_last_final_one_in_use() -> None:
    midnight_in_oslo = datetime(2026, 11, 29, 23, tzinfo=UTC)
    early = reading(THURSDAY, None, state=State.TOO_EARLY, mature_at=midnight_in_oslo)
    assert weighed(reading(THURSDAY - DAY, 0.5), early).value == 0.5
    assert weighed(early).absence == Absence(State.TOO_EARLY, "", until=date(2026, 11, 30))


@pytest.mark.parametrize("word", [State.NOBODY, State.NO_DATA])
def test_waiting_is_not_promised_to_help_where_nobody_came(word: State) -> None:
    later = datetime(2026, 11, 29, 23, tzinfo=UTC)
    found = weighed(reading(THURSDAY, None, state=word, reason="no sign-ups", mature_at=later))
    assert found.absence == Absence(word, "no sign-ups")


def test_a_day_that_is_over_is_never_given_as_the_day_to_wait_for() -> None:
    for late in range(4):
        midnight = datetime(2026, 11, 20 - late, tzinfo=UTC)
        absence = weighed(reading(THURSDAY, None, state=State.TOO_EARLY, mature_at=midnight)).absence
        assert absence == Absence(State.TOO_EARLY, "", until=None if late else date(2026, 11, 20))


def test_a_value_by_hand_of_today_counts_before_today_is_over_but_not_after_the_cycle() -> None:
    by_hand = {"metric": metric(kind="manual", unit="points")}
    assert weighed(reading(THURSDAY + DAY, 3.5), **by_hand).value == 3.5
    assert weighed(reading(THURSDAY + 2 * DAY, 3.5), **by_hand).value is None
    series = MetricSeries(by_hand["metric"], (reading(Q4.end, 3.5),))
    assert weigh(series, Q4, Q4.end - DAY).value is None


@pytest.mark.parametrize(
    ("expected", "people"),
    [(State.HIDDEN, 0), (State.HIDDEN, 9), (State.TOO_FEW, 10), (State.TOO_FEW, 29), (State.OK, 30)],
)
def test_under_ten_people_are_hidden_and_under_thirty_not_scored(expected: State, people: int) -> None:
    """Fault 69."""
    found = weighed(reading(THURSDAY, 0.5, denominator=people, numerator=people / 2, n=people))
    assert expected is state(found)
    assert (points(found)[0].value is None) is (expected is State.HIDDEN)
    assert (found.current is None) is (expected is State.HIDDEN)
    assert (found.value is None) is (expected is not State.OK)


def test_nothing_of_a_hidden_reading_can_be_worked_out() -> None:
    """Fault 154: neither the value nor its counts, interval or histogram leave."""
    cell = reading(THURSDAY, 0.5, denominator=4, numerator=2, n=4, lower=0.1, upper=0.9, cohort_size=9)
    hidden = weighed(replace(cell, statistics={"days": [1]}, fields={"new": 1})).series[0].reading
    numbers = (hidden.value, hidden.numerator, hidden.denominator, hidden.n, hidden.lower, hidden.upper)
    assert numbers == (None,) * 6
    assert (hidden.cohort_size, hidden.statistics, hidden.fields) == (None, {}, {})


def test_the_floor_is_for_people_only() -> None:
    """Three incidents are three incidents; a mean of 28 days has 28 days, not 28 people."""
    three = reading(THURSDAY, 3.0, denominator=None, n=3)
    assert weighed(three, metric=metric("incidents", "down", kind="aggregate")).value == 3.0
    mean = reading(THURSDAY, 1204.0, denominator=None, n=28)
    assert weighed(mean, metric=metric("users", kind="active_users")).value == 1204.0
    assert state(weighed(replace(mean, value=9.0), metric=metric("users", kind="active_users"))) is State.HIDDEN
    assert weighed(three, metric=metric("incidents", kind="aggregate"), counts_people=True).value is None
    assert weighed(reading(THURSDAY, 0.5, denominator=4), counts_people=False).value == 0.5


def test_a_jump_beyond_max_change_waits_until_somebody_has_looked() -> None:
    """Fault 70, and 53 where a view was redefined."""
    watched = metric(max_change=0.5)
    found = weighed(reading(THURSDAY - DAY, 0.41), reading(THURSDAY, 0.03), metric=watched)
    assert found.absence == Absence(State.CHECK_NUMBER, "41 % → 3 % overnight")
    assert (found.value, found.current and found.current.reading.value) == (None, 0.03)
    lasting = [reading(THURSDAY - 3 * DAY, 0.41), *(reading(THURSDAY - back * DAY, 0.03) for back in (2, 1, 0))]
    found = weighed(*lasting, metric=watched)
    assert found.absence == Absence(State.CHECK_NUMBER, "41 % → 3 % since Mon 16 Nov")
    assert weighed(*lasting, metric=watched, settled_on=THURSDAY - 2 * DAY).value == 0.03
    assert weighed(*lasting, metric=metric()).value == 0.03


def test_jumps_before_the_cycle_and_from_zero_are_no_jumps() -> None:
    watched = metric(max_change=0.5)
    old = [reading(date(2026, 9, 1), 0.1), reading(date(2026, 9, 2), 0.4)]
    assert weighed(*old, reading(THURSDAY, 0.41), metric=watched).value == 0.41
    assert weighed(reading(THURSDAY - DAY, 0.0), reading(THURSDAY, 0.4), metric=watched).value == 0.4


@pytest.mark.parametrize(
    ("expected", "unit", "before", "people"),
    [
        (State.CHECK_NUMBER, "users", 4000.0, 0),
        (State.CHECK_NUMBER, "share", 0.41, 1000),
        (State.OK, "share", 0.01, 40),
        (State.OK, "incidents", 3.0, 0),
    ],
)
def test_zero_after_large_numbers_is_looked_at_first(expected: State, unit: str, before: float, people: int) -> None:
    """Fault 71."""
    counted = {"metric": metric(unit, kind="aggregate"), "counts_people": False}
    newest = reading(THURSDAY, 0.0, denominator=people, n=people)
    found = weighed(reading(THURSDAY - DAY, before), newest, **counted)
    assert expected is state(found)
    assert found.absence is None or found.absence.reason.startswith("dropped to zero: ")


@pytest.mark.parametrize(("unit", "value"), [("share", 1.3), ("share", -0.1), ("users", -40.0)])
def test_an_impossible_value_is_kept_as_evidence_and_not_scored(unit: str, value: float) -> None:
    """Fault 68."""
    found = weighed(reading(THURSDAY, value), metric=metric(unit), counts_people=False)
    assert (state(found), found.value) == (State.CHECK_NUMBER, None)
    assert "not possible" in (found.absence.reason if found.absence else "")
    assert points(found)[0].value == value


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_not_finite_is_unreadable(value: float) -> None:
    """Fault 63."""
    found = weighed(reading(THURSDAY, value))
    assert (state(found), points(found)[0].value) == (State.UNREADABLE, None)


def test_a_monthly_figure_is_not_out_of_date_on_the_twentieth() -> None:
    monthly = metric(grain=Grain.MONTH)
    october = reading(date(2026, 10, 31), 0.5, period_start=date(2026, 10, 1))
    assert weighed(october, metric=monthly, window_days=1).value == 0.5
    september = reading(date(2026, 9, 30), 0.5, period_start=date(2026, 9, 1))
    assert state(weighed(september, metric=monthly, window_days=1)) is State.OUT_OF_DATE


def test_a_cohort_figure_is_as_old_as_its_data_and_not_as_its_cohort() -> None:
    """People who started two months ago, read on Thursday."""
    cohort = reading(THURSDAY, 0.5, period_start=date(2026, 8, 25), period_end=date(2026, 9, 22))
    assert weighed(cohort, maturity_days=60).value == 0.5
    old = replace(cohort, as_of=FRIDAY, period_end=date(2026, 9, 16), watermark=datetime(2026, 11, 13, 23, tzinfo=UTC))
    assert state(weighed(old, maturity_days=60)) is State.OUT_OF_DATE


def test_the_day_of_a_reading_follows_from_its_period_and_maturity() -> None:
    plain = reading(THURSDAY, 0.5, as_of=None)
    assert reading_day(plain, 0) == THURSDAY
    cohort = replace(plain, period_start=date(2026, 10, 1), period_end=date(2026, 10, 2))
    assert reading_day(cohort, 60) == date(2026, 11, 29)
    assert reading_day(replace(cohort, as_of=THURSDAY), 60) == THURSDAY


def test_windows_and_trailing_metrics_have_lengths_in_days() -> None:
    assert [days_in(None), days_in(Duration(4, "week")), days_in(Duration(1, "month"))] == [1, 28, 30]
    assert trailing_days(metric(written={"trailing": "28 days"})) == 28
    assert trailing_days(metric(written={"over": "28 days"})) == 28
    assert [trailing_days(metric()), trailing_days(metric(written={"trailing": "soon"}))] == [1, 1]


READINGS = st.builds(
    lambda offset, value, people, word, complete: reading(
        Q4.start + offset * DAY, value, denominator=people, n=people, state=word, complete=complete
    ),
    st.integers(-30, 60),
    st.none() | st.floats(allow_nan=True),
    st.integers(0, 60),
    st.sampled_from(State),
    st.booleans(),
)


@given(st.lists(READINGS, max_size=8), st.sampled_from([None, SILENT, GONE]))
def test_there_is_a_value_to_judge_or_a_reason_and_never_both(readings: list[Reading], failure: Absence | None) -> None:
    found = weighed(*readings, metric=metric(max_change=0.5), failure=failure)
    assert (found.value is None) is (found.absence is not None)
    assert found.value is None or 0.0 <= found.value <= 1.0
    for point in points(found):
        assert point.value is None or abs(point.value) < float("inf")
