"""Which steps can be met by one and the same event."""

from __future__ import annotations

import pytest

from metrics.journeys.overlap import can_share, counted_sets
from okr.metric import Condition, Matcher


def named(*names: str, **where: object) -> Matcher:
    """A matcher of these events, with properties that equal a value or are one of several."""
    conditions = (Condition(name, "in" if isinstance(value, tuple) else "eq", value) for name, value in where.items())
    return Matcher(names, tuple(conditions))


ANY = Matcher()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(named("a"), named("a"), True, id="the same event"),
        pytest.param(named("a"), named("b"), False, id="different events"),
        pytest.param(named("a", "b"), named("b", "c"), True, id="one event in common"),
        pytest.param(ANY, named("b"), True, id="any event"),
        pytest.param(named("a", plan="pro"), named("a", plan="free"), False, id="one property, two values"),
        pytest.param(named("a", plan="pro"), named("a", plan=("pro", "free")), True, id="a value among several"),
        pytest.param(named("a", plan="pro"), named("a", device="phone"), True, id="different properties"),
        pytest.param(named("a", size=1), named("a", size=2), True, id="numbers are not trusted to differ as stored"),
        pytest.param(
            named("a", plan="pro"), Matcher(("a",), (Condition("plan", "ne", "pro"),)), True, id="not looked into"
        ),
    ],
)
def test_steps_share_an_event_unless_their_names_or_values_say_no(one: Matcher, other: Matcher, expected: bool) -> None:  # noqa: FBT001
    assert expected is can_share(one, other) is can_share(other, one)


def test_steps_with_events_of_their_own_need_no_counting() -> None:
    assert [] == counted_sets([named("a"), named("b"), named("c")], range(3))


def test_steps_that_share_events_are_counted_together_and_only_those() -> None:
    steps = [named("a"), named("b"), named("a"), named("b", "c"), named("z")]
    assert [{0, 2}, {1, 3}] == counted_sets(steps, range(5))


def test_a_step_that_meets_anything_ties_all_others_together() -> None:
    steps = [named("a"), ANY, named("b")]
    assert [{0, 1}, {1, 2}, {0, 1, 2}] == counted_sets(steps, range(3))
    assert [{1, 2}] == counted_sets(steps, (1, 2))
