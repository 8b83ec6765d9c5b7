"""Conflicts and double counts between claims on one metric."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from okr.alignment.claims import Claim, Hold, claims_of
from okr.alignment.conflicts import Clash, conflicts, double_counts
from okr.model import Configuration, KeyResultKind, Support
from tests.okr.made import Q4, kept, key_result, metric, objective

UP = Claim("m", "growth", Hold.KEY_RESULT, "growth/a", "growth/a/up", direction=1, low=0.7)
DOWN = Claim("m", "platform", Hold.KEY_RESULT, "platform/b", "platform/b/down", direction=-1, high=0.2)
LIMIT = Claim("m", "platform", Hold.GUARD, "platform/b", "platform/b/x", high=0.6)


def configured(*objectives: object, better: str = "up") -> Configuration:
    return Configuration((Q4,), metrics=(metric(better=better),), objectives=objectives)  # type: ignore[arg-type]


def test_opposite_directions_are_a_conflict_whatever_the_targets() -> None:
    open_ended = Claim("m", "platform", Hold.KEY_RESULT, direction=-1)
    (found,) = conflicts([UP, open_ended])

    assert Clash.OPPOSED is found.clash
    assert ("growth", "platform") == found.teams


def test_a_limit_below_the_target_is_a_conflict_and_the_key_result_stands_first() -> None:
    for claims in ([UP, LIMIT], [LIMIT, UP]):
        (found,) = conflicts(claims)
        assert (Clash.LIMIT, UP, LIMIT) == (found.clash, found.first, found.second)


def test_limits_among_themselves_and_other_metrics_are_none() -> None:
    other = Claim("n", "platform", Hold.GUARD, high=0.1)
    high = Claim("m", "growth", Hold.HEALTH, low=0.9)

    assert () == conflicts([LIMIT, high])
    assert () == conflicts([UP, other])
    assert () == conflicts([UP, Claim("m", "platform", Hold.GUARD, high=0.7)])


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_limit_is_a_conflict_exactly_where_it_lies_short_of_the_target(target: float, limit: float) -> None:
    pull = Claim("m", "growth", Hold.KEY_RESULT, direction=1, low=target)
    hold = Claim("m", "platform", Hold.GUARD, high=limit)

    assert (limit < target) == bool(conflicts([pull, hold]))
    mirrored = [Claim("m", "a", Hold.KEY_RESULT, direction=-1, high=-target), Claim("m", "b", Hold.GUARD, low=-limit)]
    assert (limit < target) == bool(conflicts(mirrored))


def test_two_key_results_on_one_move_are_a_double_count() -> None:
    again = Claim("m", "platform", Hold.KEY_RESULT, "platform/b", "platform/b/up", direction=1)
    (found,) = double_counts([UP, again, DOWN, LIMIT])

    assert (UP, again) == found.claims
    assert ("growth", "platform") == found.teams
    assert not found.is_linked


def test_a_number_handed_up_to_the_parent_is_told_apart() -> None:
    first = objective(key_result(), ref="growth/a")
    second = objective(
        key_result(ref="platform/b/setup"), ref="platform/b", team="platform", supports=Support("growth/a")
    )
    claims = claims_of(configured(first, second), Q4.id)
    (found,) = double_counts(claims, (first, second))

    assert found.is_linked


def test_a_claim_is_what_a_key_result_is_met_with() -> None:
    found = claims_of(configured(objective(key_result(), kept(above=0.9, below=0.99, ref="growth/value/kept"))), Q4.id)

    assert [(1, 0.70, None), (0, 0.9, 0.99)] == [(one.direction, one.low, one.high) for one in found]


def test_an_open_baseline_is_taken_from_what_was_measured_and_the_way_from_the_metric() -> None:
    open_ended = key_result(baseline=None, target=0.70)
    (found,) = claims_of(configured(objective(open_ended), better="down"), Q4.id)
    (measured,) = claims_of(configured(objective(open_ended)), Q4.id, {open_ended.ref: 0.66})

    assert (-1, 0.70) == (found.direction, found.high)
    assert (1, 0.66) == (measured.direction, measured.low)


def test_a_key_result_that_finds_its_baseline_wants_nothing_yet() -> None:
    finding = key_result(None, None, kind=KeyResultKind.DISCOVER)

    assert () == claims_of(configured(objective(finding)), Q4.id)


def test_another_cycle_wants_nothing_of_this_one() -> None:
    assert () == claims_of(configured(objective(key_result(), cycle="2026-q3")), Q4.id)
