"""What a review talks about: at most five items, worst first, every key result once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.noise import BETTER, CHANGED, NORMAL, TOO_LITTLE, WORSE
from okr.review.agenda import AGEING_DAYS, MOST_ITEMS, Reason, Standing, agenda, reason_of
from okr.words import Status

STEADY = Standing("a", Status.ON_TRACK, verdict=NORMAL)
STANDINGS = st.lists(
    st.builds(
        Standing,
        ref=st.uuids().map(str),
        status=st.sampled_from(Status),
        before=st.none() | st.sampled_from(Status),
        newly=st.booleans(),
        guard_broken=st.booleans(),
        blocked_days=st.integers(0, 30),
        verdict=st.sampled_from([BETTER, WORSE, CHANGED, NORMAL, TOO_LITTLE, ""]),
        weeks_behind=st.none() | st.floats(-13, 13),
    ),
    max_size=12,
    unique_by=lambda standing: standing.ref,
)


@given(STANDINGS)
def test_every_key_result_stands_in_the_agenda_once_and_at_most_five_are_talked_about(found: list[Standing]) -> None:
    made = agenda(found)
    refs = [item.ref for item in made.items]

    assert len(refs) <= MOST_ITEMS
    assert sorted([*refs, *made.others]) == sorted(standing.ref for standing in found)


@given(STANDINGS)
def test_no_other_has_a_worse_reason_than_an_item(found: list[Standing]) -> None:
    made = agenda(found)
    by_ref = {standing.ref: standing for standing in found}
    reasons = [item.reason for item in made.items]
    left = [reason for ref in made.others if (reason := reason_of(by_ref[ref])) is not None]

    assert sorted(reasons) == reasons
    assert not left or (len(reasons) == MOST_ITEMS and min(left) >= max(reasons))


@given(STANDINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_others_is_that_of_the_files(found: list[Standing], shuffled: object) -> None:
    del shuffled
    places = {standing.ref: place for place, standing in enumerate(found)}

    assert sorted(agenda(found).others, key=places.__getitem__) == list(agenda(found).others)


@given(STANDINGS)
def test_getting_worse_never_takes_a_key_result_out_of_the_agenda(found: list[Standing]) -> None:
    for standing in found:
        worse = replace(standing, guard_broken=True, blocked_days=standing.blocked_days + AGEING_DAYS)
        before, after = reason_of(standing), reason_of(worse)
        assert after is not None
        assert before is None or after <= before


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        (None, {}),
        (Reason.NEWLY_OFF, {"status": Status.OFF_TRACK, "newly": True}),
        (Reason.NEWLY_OFF, {"status": Status.OFF_TRACK, "before": Status.AT_RISK}),
        (Reason.STILL_OFF, {"status": Status.OFF_TRACK, "newly": True, "before": Status.OFF_TRACK}),
        (Reason.STILL_OFF, {"status": Status.OFF_TRACK}),
        (Reason.DATA, {"status": Status.OUT_OF_DATE}),
        (Reason.GUARD, {"guard_broken": True, "verdict": WORSE}),
        (Reason.BLOCKED, {"blocked_days": 7}),
        (None, {"blocked_days": 6}),
        (Reason.WORSE, {"verdict": WORSE}),
        (Reason.BETTER, {"verdict": BETTER}),
        (Reason.BETTER, {"verdict": CHANGED}),
        (None, {"status": Status.TOO_EARLY, "verdict": TOO_LITTLE}),
        (None, {"status": Status.AT_RISK}),
    ],
)
def test_the_worst_reason_counts(expected: Reason | None, changes: dict[str, object]) -> None:
    assert expected is reason_of(replace(STEADY, **changes))  # type: ignore[arg-type]


def test_within_one_reason_the_worst_comes_first() -> None:
    off = [Standing(ref, Status.OFF_TRACK, weeks_behind=weeks) for ref, weeks in (("a", 3.2), ("b", 5.0), ("c", None))]
    blocked = [Standing(ref, Status.ON_TRACK, blocked_days=days) for ref, days in (("d", 8), ("e", 20))]

    assert ["e", "d", "b", "a", "c"] == [item.ref for item in agenda([*off, *blocked]).items]
