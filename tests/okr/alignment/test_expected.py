"""The effect hoped for, as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.alignment.expected import Hope, hope_of


@pytest.mark.parametrize(
    ("text", "unit", "before", "move"),
    [
        ("+20 points", "share", 0.42, 0.20),
        ("\u22122 days", "days", 6.0, -2.0),
        ("-1.5 days", "days", 6.0, -1.5),
        ("+1 day", "days", 6.0, 1.0),
        ("-1,5 days", "days", 6.0, -1.5),
        ("+12 %", "users", 200.0, 24.0),
        ("-25%", "seconds", 3.0, -0.75),
        ("x2.5", "sessions", 100.0, 150.0),
        ("\u00d70.5", "sessions", 100.0, -50.0),
        ("+0.9 points", "points", 3.2, 0.9),
        ("+3", "tickets", 5.0, 3.0),
    ],
)
def test_a_written_effect_is_a_move_in_the_unit_of_the_metric(text: str, unit: str, before: float, move: float) -> None:
    assert move == pytest.approx(hope_of(text, unit).move(before))


@pytest.mark.parametrize(
    ("text", "unit", "sign"),
    [
        ("to be found", "share", 0),
        ("20 points", "share", 0),
        ("", "days", 0),
        ("+5 %", "share", 1),
        ("-2 weeks", "days", -1),
        ("+0 points", "share", 0),
        ("-90 minutes", "seconds", -1),
    ],
)
def test_of_other_words_only_the_sign_is_believed(text: str, unit: str, sign: int) -> None:
    assert Hope(sign) == hope_of(text, unit)
    assert hope_of(text, unit).move(1.0) is None


def test_a_relative_effect_is_no_move_without_a_value_before() -> None:
    assert hope_of("+12 %", "users").move(None) is None


@given(st.text(max_size=40), st.sampled_from(["share", "days", "points", ""]))
def test_any_text_is_read_without_an_error(text: str, unit: str) -> None:
    hope = hope_of(text, unit)

    assert hope.sign in {-1, 0, 1}
    assert hope.change is None or hope.factor is None


@given(st.floats(0.1, 1000), st.floats(0.1, 1000))
def test_more_and_less_are_mirror_images(size: float, before: float) -> None:
    up, down = (hope_of(f"{sign}{size:.3f} days", "days").move(before) for sign in "+-")

    assert up == (None if down is None else -down)
