from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.model import KeyResultKind
from okr.outlook.change import Told, parts_of
from okr.outlook.shelf import Forecast, MoveParts
from okr.outlook.words import aim_words, chance_words, forecast_words, move_words, parts_words, tried_words

DAY, LAST = date(2026, 11, 19), date(2026, 12, 31)
FIGURES = st.floats(-1e6, 1e6)


def test_a_forecast_is_one_sentence_with_its_range() -> None:
    made = Forecast(DAY, LAST, 4.9, 4.3, 5.6)

    assert "if this continues: 4.9 days on Thu 31 Dec (4.3 to 5.6)" == forecast_words(made, "days", DAY)


def test_ends_in_another_unit_keep_it() -> None:
    made = Forecast(DAY, LAST, 7300.0, 5000.0, 9000.0)

    assert "if this continues: 2 hours on Thu 31 Dec (83.3 minutes to 2.5 hours)" == forecast_words(
        made, "seconds", DAY
    )


def test_a_refusal_is_said_instead() -> None:
    made = Forecast(DAY, LAST, refusal="too little history: 4 of 10 weeks")

    assert "no forecast: too little history: 4 of 10 weeks" == forecast_words(made, "days", DAY)


@pytest.mark.parametrize(
    ("words", "chance"),
    [
        ("less than 1 in 20", 0.0),
        ("about 1 in 20", 0.05),
        ("about 1 in 10", 0.1),
        ("about 1 in 5", 0.21),
        ("about 1 in 4", 0.25),
        ("about 1 in 3", 0.4),
        ("about 1 in 2", 0.5),
        ("about 2 in 3", 0.6),
        ("about 4 in 5", 0.79),
        ("about 9 in 10", 0.9),
        ("more than 19 in 20", 1.0),
    ],
)
def test_a_chance_is_said_as_people_say_it(words: str, chance: float) -> None:
    assert words == chance_words(chance)


@given(st.floats(0.02, 0.98))
def test_the_words_of_a_chance_are_near_it(chance: float) -> None:
    words = chance_words(chance).rsplit(" ", 3)
    said = float(words[1]) / float(words[3])

    assert said == pytest.approx(chance, abs=0.1)


def test_the_chance_is_one_of_the_bar_or_of_the_limits() -> None:
    assert "to reach the bar" == aim_words(KeyResultKind.REACH)
    assert "to be inside its limits" == aim_words(KeyResultKind.KEEP)


def test_how_such_forecasts_did_is_said_where_some_could_be_tried() -> None:
    assert "16 of 20 such forecasts of its past held" == tried_words(Forecast(DAY, LAST, 1.0, tested=20, held=16))
    assert "" == tried_words(Forecast(DAY, LAST, 1.0))


def test_a_move_is_said_with_all_its_parts() -> None:
    parts = MoveParts(DAY, 4.5, new=0.4, late=0.2, definition=0.0)

    assert "+0.60 days = +0.40 new, +0.20 late, 0 definition" == move_words(parts, "days")
    assert "+0.40 new, +0.20 late, 0 definition" == parts_words(parts, "days")
    assert "all of it from new data" == parts_words(MoveParts(DAY, 4.5, 0.4, 0.0, 0.0), "days")


@given(FIGURES, FIGURES, FIGURES, FIGURES)
def test_the_parts_of_a_move_add_up_to_it(said: float, same: float, anew: float, now: float) -> None:
    assert now - said == pytest.approx(parts_of(Told(DAY, said, same, anew, now)).total, abs=1e-6)


@given(FIGURES, FIGURES)
def test_without_late_data_or_another_definition_a_move_is_all_new(said: float, now: float) -> None:
    parts = parts_of(Told(DAY, said, said, said, now))

    assert (now - said, 0.0, 0.0) == (parts.new, parts.late, parts.definition)
