"""The week's move, and how a word follows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from okr.inputs import KeyResultInputs, MetricSeries
from okr.judge import judge_key_result
from okr.metric import Grain
from okr.model import MeasuredOver
from okr.noise import BETTER, CHANGED, NORMAL, TOO_LITTLE, WORSE
from okr.scorecard import Remembered, WeekMove
from okr.words import Status
from tests.okr.made import (
    DAY,
    Q4,
    SILENT,
    THURSDAY,
    daily,
    inputs,
    key_result,
    line_of,
    metric,
    noisy,
    reading,
)


def test_a_real_move_is_said_and_changes_the_word_at_once() -> None:
    value = noisy(0.53)
    fallen = daily(lambda day: value(day) - (0.06 if day > THURSDAY - 7 * DAY else 0.0))
    before = Remembered(Status.ON_TRACK, Q4.start, Status.ON_TRACK, Q4.start)
    whole = tuple(replace(item, period_start=item.period_end - DAY) for item in fallen)
    made = replace(inputs(fallen, periods=whole), remembered=before)
    card = judge_key_result(made)
    assert card.week.verdict == WORSE
    assert card.status is Status.OFF_TRACK
    assert card.sentence.endswith("weeks behind · real change, worse")
    assert card.newly


def test_without_a_real_move_the_word_waits_for_two_reviews_and_says_so() -> None:
    before = Remembered(Status.ON_TRACK, Q4.start, Status.ON_TRACK, Q4.start)
    made = replace(inputs(daily(noisy(0.50))), remembered=before)
    card = judge_key_result(made)
    assert card.week.verdict in {NORMAL, TOO_LITTLE}
    assert card.status is Status.ON_TRACK
    assert card.sentence.endswith("weeks behind · at risk from the review of Mon 30 Nov if it lasts")
    assert not card.newly
    assert card.remembered == Remembered(Status.ON_TRACK, Q4.start, Status.AT_RISK, THURSDAY)


def test_what_was_remembered_survives_days_without_a_verdict() -> None:
    before = Remembered(Status.AT_RISK, Q4.start, Status.AT_RISK, Q4.start)
    made = replace(inputs((), failure=SILENT), remembered=before)
    assert judge_key_result(made).remembered == before


def test_the_week_column_is_the_move_against_seven_days_before() -> None:
    climbing = daily(lambda day: 0.42 + max(0, (day - Q4.start).days) * 0.001)
    assert judge_key_result(inputs(climbing)).week.change == pytest.approx(0.007)
    assert judge_key_result(inputs((reading(THURSDAY, 0.5),))).week.change is None
    weekly = MetricSeries(
        metric(grain=Grain.WEEK),
        tuple(reading(date(2026, 11, 15) - 7 * back * DAY, 0.5 - back / 100) for back in range(9, -1, -1)),
    )
    card = judge_key_result(KeyResultInputs(Q4, key_result(measured_over=MeasuredOver()), weekly, THURSDAY))
    assert card.week.change == pytest.approx(0.01)
    assert card.week.verdict == BETTER


def test_a_week_without_a_move_is_no_real_change_however_far_the_past_is() -> None:
    """A step four weeks ago left the limits of the year before; this week nothing moved."""
    stepped = daily(lambda day: 0.60 if day > THURSDAY - 28 * DAY else 0.42)
    whole = tuple(replace(item, period_start=item.period_end - DAY) for item in stepped)
    card = judge_key_result(inputs(stepped, periods=whole))
    assert card.week == WeekMove(0.0, NORMAL)
    moving = [*stepped[:-1], replace(stepped[-1], value=0.61)]
    assert judge_key_result(inputs(tuple(moving), periods=whole)).week.verdict == BETTER


def test_a_value_that_has_stood_for_more_than_a_week_did_not_move_this_week() -> None:
    by_hand = metric("webinars", kind="manual")
    made = (reading(date(2026, 10, 20), 1.0), reading(date(2026, 11, 3), 2.0))
    card = judge_key_result(
        inputs(made, key_result(0.0, 3.0), metric=by_hand, window_days=1, max_age_seconds=30 * 86400)
    )
    assert card.week.change is None
    assert line_of(card) == "On track · 2 webinars as of Tue 3 Nov, plan 1.1 · 4 weeks ahead"


def test_the_days_of_a_trailing_metric_overlap_and_are_not_taken_for_weeks() -> None:
    """Monthly actives of a year: a day's figure shares 27 days with the next, so its weekly means would hide noise."""
    monthly = metric("users", kind="active_users", written={"trailing": "28 days"})
    series = daily(lambda day: 1000.0 + (day - Q4.start).days / 100)
    made = inputs(series, key_result(900.0, 1200.0), metric=monthly, periods=series, window_days=1)
    assert judge_key_result(made).week.verdict != TOO_LITTLE
    few = replace(made, series=replace(made.series, readings=series[-200:], periods=series[-200:]))
    assert judge_key_result(few).week.verdict == TOO_LITTLE
    plain = replace(few, series=replace(few.series, metric=metric("users", kind="active_users")))
    assert judge_key_result(plain).week.verdict != TOO_LITTLE


@pytest.mark.parametrize(("expected", "newest"), [(CHANGED, 0.9), (CHANGED, 0.1), (NORMAL, 0.5)])
def test_a_metric_without_direction_changes_neither_for_better_nor_worse(expected: str, newest: float) -> None:
    series = (*daily(noisy(0.5), until=THURSDAY - DAY), reading(THURSDAY, newest))
    plain = metric(better="none")
    assert expected == judge_key_result(inputs(series, metric=plain, window_days=1)).week.verdict


@pytest.mark.parametrize(("newly", "days_ago"), [(True, 0), (True, 6), (False, 7)])
def test_a_word_is_new_until_the_next_review_period(*, newly: bool, days_ago: int) -> None:
    changed_on = THURSDAY - days_ago * DAY
    before = Remembered(Status.OFF_TRACK, changed_on, Status.OFF_TRACK, changed_on)
    assert newly is judge_key_result(replace(inputs(daily(lambda _: 0.44)), remembered=before)).newly
