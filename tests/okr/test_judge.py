"""One key result on one day, from readings to a card."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okr import numbers
from okr.judge import judge_key_result
from okr.metric import Grain
from okr.model import Ambition, Anchor, KeyResult, KeyResultKind, MeasuredOver
from okr.reading import Absence
from okr.scorecard import Remembered
from okr.words import JUDGED, State, Status
from tests.okr.made import (
    DAY,
    LAST,
    Q4,
    THURSDAY,
    daily,
    days,
    inputs,
    judged,
    kept,
    key_result,
    line_of,
    metric,
    noisy,
    reading,
)


def test_from_42_to_70_per_cent_with_54_8_now() -> None:
    card = judged(0.548)
    assert card.progress == pytest.approx(0.457, abs=5e-4)
    assert card.score == card.progress
    assert (card.baseline, card.target, card.bar) == (0.42, 0.70, 0.70)
    assert card.plan_now == pytest.approx(0.5483, abs=5e-4)
    assert line_of(card) == "On track · 54.8 %, plan 54.8 · on plan"
    assert card.achieved_per_week == pytest.approx(0.128 / 50 * 7)
    assert card.needed_per_week == pytest.approx(0.152 / 42 * 7)


def test_time_to_value_from_6_to_2_days_with_5_1_now() -> None:
    days_unit = metric("days", "down", kind="time_to_value", title="Time to value")
    card = judged(5.1, key_result(6.0, 2.0), metric=days_unit)
    assert card.progress == pytest.approx(0.225)
    assert line_of(card) == "At risk · 5.1 days, plan 4.2 · 2.6 weeks behind"
    stretch = judged(5.1, key_result(6.0, 2.0, ambition=Ambition.STRETCH), metric=days_unit)
    assert stretch.bar == pytest.approx(3.2)
    assert line_of(stretch) == "At risk · 5.1 days, plan 4.7 · 1.5 weeks behind"


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (Status.OFF_TRACK, 0.40),
        (Status.OFF_TRACK, 0.44),
        (Status.AT_RISK, 0.50),
        (Status.ON_TRACK, 0.53),
        (Status.ON_TRACK, 0.69),
        (Status.REACHED, 0.70),
        (Status.REACHED, 0.90),
    ],
)
def test_the_word_follows_the_gap(expected: Status, value: float) -> None:
    card = judged(value)
    assert expected is card.status
    assert (card.score or 0.0) == pytest.approx(min(1.0, max(0.0, card.progress or 0.0)))


def test_reached_may_be_lost_until_the_end() -> None:
    assert line_of(judged(0.71)) == "Reached · 71 %, target 70; may be lost until Thu 31 Dec"
    assert line_of(judged(0.71, as_of=LAST)) == "Reached · 71 %, target 70"


def test_a_reading_that_came_a_day_late_is_held_against_the_plan_of_its_own_day() -> None:
    plan = {point.day: point.value for point in judged(0.5).plan}
    on_plan = daily(lambda day: plan.get(day, 0.42), until=THURSDAY - 2 * DAY)
    card = judge_key_result(inputs(on_plan))
    assert card.weeks_behind == pytest.approx(0, abs=1e-9)
    assert card.plan_now == pytest.approx(plan[THURSDAY - 2 * DAY])


def test_a_cycle_that_is_over_is_judged_on_its_last_day_whatever_fails_today() -> None:
    gone = Absence(State.UNREADABLE, "table gone")
    series = daily(lambda day: 0.66 if day <= LAST else 0.2, until=LAST + 40 * DAY)
    card = judge_key_result(inputs(series, key_result(), LAST + 40 * DAY, failure=gone))
    assert (card.current and card.current.value, card.status) == (0.66, Status.AT_RISK)
    assert card.needed_per_week is None


VALUES = st.floats(-0.2, 1.2)
KINDS = st.sampled_from(
    [
        key_result(),
        key_result(0.7, 0.42),
        key_result(None, 0.7),
        key_result(0.42, 0.42),
        key_result(pace={date(2026, 11, 1): 0.6, date(2026, 12, 1): 0.5}),
        key_result(anchor=Anchor.STARTS_IN),
        key_result(measured_over=MeasuredOver("cycle_to_date")),
        kept(above=0.5),
        kept(above=0.3, below=0.5, keep_amber=0.05),
        key_result(None, None, kind=KeyResultKind.DISCOVER),
    ]
)
SPARSE = st.dictionaries(st.integers(-40, 140), st.tuples(st.none() | VALUES, st.integers(0, 99)), max_size=12)


@settings(max_examples=300)
@given(KINDS, SPARSE, st.integers(-20, 150), st.sampled_from([0, 8, 60, 120]), st.sampled_from(list(Grain)[1:5]))
def test_any_key_result_on_any_day_gets_a_word_a_sentence_and_no_number_that_is_none(
    of: KeyResult, sparse: dict[int, tuple[float | None, int]], offset: int, maturity: int, grain: Grain
) -> None:
    made = tuple(
        reading(Q4.start + place * DAY, value, denominator=people, n=people, lower=value, upper=value)
        for place, (value, people) in sorted(sparse.items())
    )
    as_of = Q4.start + offset * DAY
    card = judge_key_result(inputs(made, of, as_of, maturity_days=maturity, metric=metric(grain=grain)))
    assert card.sentence
    assert (card.score is not None) <= (card.status in JUDGED)
    for item in fields(card):
        number = getattr(card, item.name)
        assert not isinstance(number, float) or math.isfinite(number), item.name
    assert "nan" not in card.sentence


@given(st.floats(0.42, 0.75), st.integers(14, 91))
def test_the_word_never_contradicts_the_numbers_shown(value: float, offset: int) -> None:
    """Fault 73."""
    card = judged(value, as_of=Q4.start + offset * DAY)
    plan, weeks = card.plan_now or 0.0, numbers.weeks(card.weeks_behind or 0.0)
    if numbers.amount(value, "share") == numbers.amount(plan, "share"):
        assert card.status in {Status.ON_TRACK, Status.REACHED}
    if numbers.amount(value, "share") == "70 %":
        assert card.status is Status.REACHED
    if card.status is not Status.REACHED:
        assert (weeks <= 1.0, weeks <= 3.0) == (card.status is Status.ON_TRACK, card.status is not Status.OFF_TRACK)


def test_a_value_shown_equal_to_the_plan_is_on_plan() -> None:
    """Fault 73: from 42.0 to 42.4 % the plan moves by less than is shown in three weeks."""
    card = judged(0.42, key_result(0.42, 0.4204), date(2026, 10, 14))
    assert line_of(card) == "Reached · 42 %, target 42; may be lost until Thu 31 Dec"
    day = date(2026, 10, 20)
    plan = judged(0.42, key_result(0.42, 0.43), day).plan_now or 0.0
    behind = judged(plan - 0.0002, key_result(0.42, 0.43), day)
    assert numbers.amount(plan, "share") == numbers.amount(plan - 0.0002, "share")
    assert line_of(behind) == "On track · 42.1 %, plan 42.1 · on plan"
    assert behind.weeks_behind == 0.0


@given(st.floats(0.2, 0.7), st.floats(0.0, 0.3))
def test_a_better_value_never_gets_a_worse_word_or_score(value: float, more: float) -> None:
    order = [Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.REACHED]
    worse, better = judged(value), judged(value + more)
    assert order.index(worse.status) <= order.index(better.status)
    assert (worse.score or 0.0) <= (better.score or 0.0)


def test_a_steady_metric_judged_every_day_keeps_its_word_for_weeks() -> None:
    """Noise around a level that falls behind the plan: each word comes once, in order, and none flickers back."""
    series = daily(noisy(0.46, 0.004), until=LAST)
    remembered: Remembered | None = None
    words: list[Status] = []
    for day in days(Q4.start + 13 * DAY, LAST):
        card = judge_key_result(replace(inputs(series, as_of=day), remembered=remembered))
        remembered = card.remembered
        words.append(card.status)
    changes = [words[0], *(after for before, after in pairwise(words) if before is not after)]
    assert changes == [Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]
