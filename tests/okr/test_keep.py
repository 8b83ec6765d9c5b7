"""Limits to keep: status by the current value, score over the cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from okr.judge import judge_key_result
from okr.metric import Grain
from okr.model import Anchor, MeasuredOver
from okr.scorecard import Remembered
from okr.words import State, Status
from tests.okr.made import (
    DAY,
    Q4,
    THURSDAY,
    daily,
    inputs,
    judged,
    kept,
    line_of,
    metric,
    reading,
)


def test_limits_to_keep_are_judged_by_the_current_value_and_scored_over_the_cycle() -> None:
    breached = daily(lambda day: 0.9 if date(2026, 10, 20) <= day < date(2026, 10, 30) else 0.97)
    card = judge_key_result(inputs(breached, kept(above=0.95, measured_over=MeasuredOver()), window_days=1))
    assert line_of(card) == "On track · 97 %, to be kept at least 95 %"
    assert card.score == pytest.approx(40 / 50)
    assert (card.target, card.bar, card.plan, card.plan_now) == (None, None, (), None)


def test_a_longer_window_of_a_weekly_metric_is_scored_by_the_reading_that_stands() -> None:
    """Sundays carry the readings; the cycle's own weeks end on Wednesdays."""
    weekly = metric(grain=Grain.WEEK)
    sundays = tuple(reading(date(2026, 10, 4) + 7 * place * DAY, 0.9 if place == 2 else 0.97) for place in range(7))
    card = judge_key_result(inputs(sundays, kept(above=0.95), metric=weekly))
    assert card.score == pytest.approx(5 / 6)


def test_where_only_starts_of_the_cycle_count_the_periods_begin_with_them() -> None:
    """A conversion within 7 days: the first starts of the cycle are read on 8 October."""
    of = kept(above=0.95, anchor=Anchor.STARTS_IN, measured_over=MeasuredOver())
    series = daily(lambda day: 0.97 if day >= date(2026, 10, 8) else 0.1)
    assert judge_key_result(inputs(series, of, window_days=1, maturity_days=8)).score == 1.0


def test_a_word_of_keeping_stands_since_it_was_first_said() -> None:
    before = Remembered(Status.ON_TRACK, Q4.start, Status.ON_TRACK, Q4.start)
    made = replace(inputs(daily(lambda _: 0.97), kept(above=0.95)), remembered=before)
    assert judge_key_result(made).remembered == before


def test_a_value_outside_its_limits_is_off_track_at_once() -> None:
    before = Remembered(Status.ON_TRACK, Q4.start, Status.ON_TRACK, Q4.start)
    fallen = daily(lambda day: 0.9 if day > THURSDAY - 14 * DAY else 0.97)
    made = replace(inputs(fallen, kept(above=0.95)), remembered=before)
    card = judge_key_result(made)
    assert line_of(card) == "Off track · 90 %, to be kept at least 95 % · outside for 2 weeks"
    assert card.weeks_behind == 2.0


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (Status.OFF_TRACK, 0.94),
        (Status.AT_RISK, 0.9496),
        (Status.AT_RISK, 0.95),
        (Status.AT_RISK, 0.96),
        (Status.ON_TRACK, 0.961),
    ],
)
def test_the_amber_zone_and_the_limits_include_their_ends(expected: Status, value: float) -> None:
    assert expected is judged(value, kept(above=0.95, keep_amber=0.01)).status


def test_a_score_of_keeping_counts_missing_days_as_not_kept_but_not_days_with_nobody() -> None:
    of = kept(below=2.0, measured_over=MeasuredOver())
    whole = daily(lambda _: 1.0, since=Q4.start)
    ten = [item for item in whole if item.as_of and (item.as_of - Q4.start).days % 5 != 4]
    sundays = tuple(
        replace(item, value=None, state=State.NOBODY) if item.as_of and item.as_of.weekday() == 6 else item
        for item in whole
    )
    unit: dict[str, Any] = {"metric": metric("days"), "window_days": 1}
    assert judge_key_result(inputs(whole, of, **unit)).score == 1.0
    assert judge_key_result(inputs(tuple(ten), of, **unit)).score == pytest.approx(40 / 49)
    assert judge_key_result(inputs(sundays, of, **unit)).score == 1.0


def test_a_longer_window_is_scored_once_a_week() -> None:
    weeks = tuple(reading(Q4.start + (7 * place + 6) * DAY, 0.97 if place else 0.9) for place in range(7))
    card = judge_key_result(inputs((*weeks, reading(THURSDAY, 0.97)), kept(above=0.95)))
    assert card.score == pytest.approx(6 / 7)
