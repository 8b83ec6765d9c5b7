"""Plumbing or another meaning: the figures of eight weeks decide."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from okr.agreement.agreed import Agreed
from okr.agreement.definitions import definition_change
from okr.agreement.seal import DefinitionChange, Terms
from okr.agreement.standing import redefinition

ON = date(2026, 11, 3)
TERMS = Terms("a/b/c", "share", "up", "v1", 0.4, 0.7, 0.6, 1.0, 3.0)


def days(values: list[float], last: date = ON - timedelta(days=1)) -> dict[date, float]:
    return {last - timedelta(days=place): value for place, value in enumerate(values)}


def kind(before: dict[date, float], after: dict[date, float]) -> str:
    return definition_change("m", ("v1", "v2"), ON, before, after).kind


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=56))
def test_equal_figures_are_plumbing_and_one_other_figure_is_not(values: list[float]) -> None:
    other = [values[0] + 1 + abs(values[0]), *values[1:]]

    assert kind(days(values), days(values)) == "plumbing"
    assert kind(days(values), days(other)) == "meaning"


def test_figures_older_than_eight_weeks_say_nothing() -> None:
    old = ON - timedelta(weeks=8, days=1)

    assert kind(days([1.0, 2.0]) | {old: 5.0}, days([1.0, 2.0]) | {old: 6.0}) == "plumbing"


def test_without_a_figure_to_compare_nobody_can_call_it_plumbing() -> None:
    assert kind({}, days([1.0])) == "meaning"


def change(before: str, after: str, kind_: str) -> DefinitionChange:
    return DefinitionChange("m", before, after, ON, kind_, 56, 0)


def test_plumbing_after_another_meaning_keeps_that_meaning() -> None:
    agreed = Agreed(definitions=(change("v1", "v2", "meaning"), change("v2", "v3", "plumbing")))

    assert redefinition(agreed, "m", TERMS, "v3") == agreed.definitions[0]
    assert redefinition(agreed, "other", TERMS, "v3") is None


def test_a_definition_that_was_brought_back_is_the_agreed_one() -> None:
    back = (change("v1", "v2", "meaning"), change("v2", "v1", "meaning"))

    assert redefinition(Agreed(definitions=back), "m", TERMS, "v1") is None
    assert redefinition(Agreed(definitions=(*back, change("v1", "v4", "plumbing"))), "m", TERMS, "v4") is None
