"""Where a key result comes from and goes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from okr.judge import judge_key_result
from okr.model import Amount, KeyResultKind
from tests.okr.made import (
    Q4,
    daily,
    inputs,
    judged,
    key_result,
    line_of,
    metric,
    reading,
)


def test_a_target_that_resolves_to_the_baseline_is_a_named_state() -> None:
    """Fault 14."""
    card = judged(0.42, replace(key_result(None), target=Amount(1.0, relative=True)))
    assert line_of(card) == "No move planned · baseline and target are both 42 %; a new target ends it"
    assert (card.progress, card.score) == (None, None)


def test_a_relative_target_is_taken_from_the_measured_baseline() -> None:
    card = judged(100.0, replace(key_result(None), target=Amount(1.2, relative=True)), metric=metric("users"))
    assert (card.baseline, card.baseline_measured, card.target) == (100.0, True, 120.0)


def test_the_baseline_handed_in_goes_before_the_last_reading_of_before() -> None:
    made = inputs(daily(lambda _: 0.5), key_result(None, 0.7))
    handed = replace(made, baseline_reading=reading(date(2026, 9, 20), 0.44))
    assert judge_key_result(made).baseline == 0.5
    assert judge_key_result(handed).baseline == 0.44
    hidden = replace(made, baseline_reading=reading(date(2026, 9, 20), 0.44, denominator=4))
    assert judge_key_result(hidden).baseline is None


def test_the_baseline_is_the_reading_of_the_last_day_before_the_cycle() -> None:
    climbing = daily(lambda day: 0.5 + (day - Q4.start).days / 1000)
    assert judge_key_result(inputs(climbing, key_result(None, 0.7))).baseline == pytest.approx(0.499)


def test_without_a_baseline_nothing_is_judged() -> None:
    card = judge_key_result(inputs(daily(lambda _: 0.5, since=Q4.start), key_result(None, 0.7)))
    assert line_of(card) == "No data · no baseline: no good reading before Thu 1 Oct; write the baseline down"
    assert card.baseline_measured is False


def test_finding_a_baseline_is_never_green() -> None:
    card = judged(0.9, key_result(None, None, kind=KeyResultKind.DISCOVER))
    assert line_of(card) == "Finding the baseline · 90 % so far; an amendment with a target ends it"
    assert card.score is None


def test_a_delivery_begins_at_nothing() -> None:
    card = judge_key_result(
        inputs(daily(lambda _: 0.5, since=Q4.start), key_result(None, 1.0, kind=KeyResultKind.DELIVER))
    )
    assert (card.baseline, card.progress, card.baseline_measured) == (0.0, 0.5, True)
