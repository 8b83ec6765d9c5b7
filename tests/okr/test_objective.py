"""An objective from its key results: mean score, range, and the worst status."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.judge import judge_key_result
from okr.objective import judge_objective, score_words
from okr.scorecard import KeyResultCard, ObjectiveCard
from okr.words import JUDGED, Status
from tests.okr.made import inputs, key_result, objective, reading

BLANK = judge_key_result(inputs((reading(inputs(()).day, 0.5),)))


def card(
    score: float | None, status: Status = Status.ON_TRACK, weight: float = 1.0, weeks: float = 0.0
) -> KeyResultCard:
    said: dict[str, Any] = {
        "status": status,
        "score": score,
        "weeks_behind": weeks,
        "sentence": f"{weeks} weeks behind",
    }
    return replace(BLANK, key_result=key_result(title=f"KR {score}", weight=weight), **said)


def judged(*cards: KeyResultCard, left_out: tuple[str, ...] = ()) -> ObjectiveCard:
    return judge_objective(objective(*(one.key_result for one in cards), left_out=left_out), cards)


UNKNOWN = card(None, Status.OUT_OF_DATE)


def test_with_one_of_three_unjudged_the_score_comes_with_its_range() -> None:
    found = judged(card(0.457), card(0.463), UNKNOWN)
    assert score_words(found) == "0.46 from 2 of 3 · between 0.31 and 0.64 whatever the third does"
    assert (found.judged, found.status) == (2, Status.ON_TRACK)


def test_with_all_judged_the_score_is_their_mean() -> None:
    found = judged(card(0.4), card(0.8))
    assert (found.score, found.score_low, found.score_high) == pytest.approx((0.6, 0.6, 0.6))
    assert score_words(found) == "0.60"


def test_weights_count() -> None:
    found = judged(card(1.0, weight=3), card(0.0, weight=1), replace(UNKNOWN, key_result=key_result(weight=4)))
    assert (found.score, found.score_low, found.score_high) == pytest.approx((0.75, 0.375, 0.875))
    assert score_words(judged(card(0.5, weight=0), UNKNOWN)) == "no score"


def test_a_key_result_with_a_fault_in_its_file_widens_the_range() -> None:
    found = judged(card(0.5), left_out=("typo", "other"))
    assert score_words(found) == "0.50 from 1 of 3 · between 0.17 and 0.83 whatever the other 2 do"
    assert found.sentence == "On track because of KR 0.5: 0.0 weeks behind · 2 cannot be judged"


def test_without_any_judged_key_result_there_is_neither_score_nor_status() -> None:
    found = judged(UNKNOWN, UNKNOWN)
    assert (found.score, found.status, found.worst, found.sentence) == (None, None, None, "2 cannot be judged")
    assert score_words(found) == "no score"
    assert judged().sentence == "no key results"


def test_the_status_is_that_of_the_worst_named_key_result() -> None:
    found = judged(
        card(0.9, Status.REACHED), card(0.2, Status.OFF_TRACK, weeks=3.2), card(0.5, Status.AT_RISK), UNKNOWN
    )
    assert (found.status, found.worst) == (Status.OFF_TRACK, 1)
    assert found.sentence == "Off track because of KR 0.2: 3.2 weeks behind · 1 cannot be judged"


def test_among_equals_the_one_furthest_behind_is_named() -> None:
    found = judged(card(0.3, Status.OFF_TRACK, weeks=4), card(0.2, Status.OFF_TRACK, weeks=6))
    assert found.worst == 1


def test_a_limit_broken_before_its_first_period_counts_for_the_status_without_a_score() -> None:
    found = judged(card(0.5), card(None, Status.OFF_TRACK))
    assert (found.status, found.judged) == (Status.OFF_TRACK, 2)
    assert score_words(found) == "0.50 from 1 of 2 · between 0.25 and 0.75 whatever the second does"


SCORES = st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 9)), min_size=1, max_size=6)


@given(SCORES, st.data())
def test_missing_data_never_raise_a_score_beyond_the_range_that_is_shown(
    scored: list[tuple[float, float]], data: st.DataObject
) -> None:
    whole = [card(score, weight=weight) for score, weight in scored]
    lost = data.draw(st.sets(st.integers(0, len(whole) - 1)))
    partly = [replace(UNKNOWN, key_result=one.key_result) if place in lost else one for place, one in enumerate(whole)]
    truth, found = judged(*whole), judged(*partly)
    assert truth.score is not None
    if found.score is None or found.score_low is None or found.score_high is None:
        assert len(lost) == len(whole)
    else:
        assert found.score_low - 1e-9 <= truth.score <= found.score_high + 1e-9
        assert found.score_low - 1e-9 <= found.score <= found.score_high + 1e-9


@given(st.lists(st.sampled_from(Status), max_size=6))
def test_no_objective_is_better_than_its_worst_judged_key_result(statuses: list[Status]) -> None:
    found = judged(*(card(0.5 if status in JUDGED else None, status) for status in statuses))
    assert (found.status is None) is (not JUDGED & set(statuses))
    if Status.OFF_TRACK in statuses:
        assert found.status is Status.OFF_TRACK
