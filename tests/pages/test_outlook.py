from __future__ import annotations

from dataclasses import replace
from datetime import date

from okr.outlook.shelf import Forecast, MoveParts
from pages.components.facts import Fact
from pages.components.outlook import outlook_facts
from tests.pages.made import AS_OF, make_board

SETUP = make_board().objectives[0].cards[0]
MADE = Forecast(AS_OF, date(2026, 12, 31), 0.6, 0.55, 0.66, chance=0.4, tested=20, held=16)
PARTS = MoveParts(date(2026, 11, 12), 0.56, new=0.016, late=0.0, definition=0.0)


def test_a_forecast_is_said_with_its_range_its_chance_and_its_own_record() -> None:
    assert [
        Fact("If this continues", "60 %", "on Thu 31 Dec, 55 to 66"),
        Fact("Chance of the bar", "about 1 in 3", "16 of 20 such forecasts of its past held"),
    ] == outlook_facts(replace(SETUP, forecast=MADE), AS_OF)


def test_a_refused_forecast_says_why() -> None:
    made = Forecast(AS_OF, date(2026, 12, 31), refusal="too little history: 4 of 10 weeks")

    assert [Fact("If this continues", "no forecast", "too little history: 4 of 10 weeks")] == outlook_facts(
        replace(SETUP, forecast=made), AS_OF
    )


def test_a_move_is_said_with_its_parts() -> None:
    split = replace(PARTS, new=0.012, late=0.004)

    assert [Fact("Since Thu 12 Nov", "+1.6 pts", "all of it from new data")] == outlook_facts(
        replace(SETUP, parts=PARTS), AS_OF
    )
    assert [Fact("Since Thu 12 Nov", "+1.6 pts", "+1.2 new, +0.40 late, 0 definition")] == outlook_facts(
        replace(SETUP, parts=split), AS_OF
    )


def test_without_either_nothing_is_said() -> None:
    assert [] == outlook_facts(SETUP, AS_OF)
