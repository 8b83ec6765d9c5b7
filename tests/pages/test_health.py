"""Health metrics on the overview."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okr.model import Guard
from okr.scorecard import GuardState, TeamHealth
from pages.components import health
from tests.pages.made import make_board, make_configuration
from tests.pages.test_markup import HOSTILE, Seen

CONFIGURATION = make_configuration()


def state(sentence: str, *, kept: bool | None) -> GuardState:
    return GuardState(Guard("tickets", at_most=1), "tickets", "tickets", 0.6, kept, sentence)


STATES = (state("tickets 0.6 (limit 1)", kept=True), state("load 3 s (limit 2)", kept=False), state("–", kept=None))
BOARD = replace(make_board(), health=(TeamHealth("growth", STATES),))


def test_each_metric_has_sign_word_and_figure() -> None:
    text = Seen(health.after(BOARD, 0, CONFIGURATION) or "").text

    assert "Health of Growth" in text
    assert "✓ kept:  tickets 0.6 (limit 1)" in text
    assert "✕ broken:  load 3 s (limit 2)" in text
    assert "? not known: " in text


def test_it_stands_behind_the_last_objective_of_its_team_alone() -> None:
    first, *others = BOARD.objectives
    two = replace(BOARD, objectives=(first, first, *others))

    assert [False, True, False, False] == [health.after(two, place, CONFIGURATION) is not None for place in range(4)]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(text: str) -> None:
    """Faults 102 to 105."""
    hostile = replace(BOARD, health=(TeamHealth("growth", (state(text, kept=True),)),))
    shown = Seen(health.after(hostile, 0, CONFIGURATION) or "")

    assert not {name for name, _ in shown.elements} & {"script", "iframe", "svg", "img"}
    assert text in shown.text
