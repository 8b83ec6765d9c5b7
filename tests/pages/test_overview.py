from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from okr.judge import judge_objective
from okr.scorecard import ObjectiveCard
from okr.words import Status
from pages.components import overview
from pages.components.addresses import Kept
from tests.pages.made import CYCLE, make_board, make_configuration
from tests.pages.test_markup import HOSTILE, Seen

BOARD = make_board()
CONFIGURATION = make_configuration()
GROWTH, EXPERIENCE, PLATFORM = BOARD.objectives


def card(found: ObjectiveCard) -> Seen:
    return Seen(overview.objective_card(found, BOARD, CONFIGURATION, Kept()))


def test_the_headline_says_the_week_and_how_many_of_each() -> None:
    text = Seen(overview.headline(BOARD)).text

    assert "Week 8 of 13" in text
    assert "●3 on track▲2 at risk■1 off track◌3 cannot judge" in text


def test_a_count_of_nothing_is_not_said() -> None:
    text = Seen(overview.headline(replace(BOARD, counts=((Status.REACHED, 2),)))).text

    assert "★2 reached" in text
    assert "off track" not in text


def test_a_cycle_that_has_not_begun_says_when_it_does() -> None:
    text = Seen(overview.headline(replace(BOARD, as_of=date(2026, 9, 20)))).text

    assert "Begins Thu 1 Oct" in text


def test_a_cycle_that_is_over_says_so_and_needs_nobody() -> None:
    over = replace(BOARD, as_of=date(2026, 12, 31))

    assert "Ended Thu 31 Dec" in Seen(overview.headline(over)).text
    assert overview.needs_you(over, Kept()) is None


def test_those_who_need_somebody_come_with_one_sentence_and_a_link() -> None:
    seen = Seen(overview.needs_you(BOARD, Kept(team="Growth")) or "")

    assert 3 == seen.text.count("Open ›")
    assert "5.7 days, plan 4.7 · 4 weeks behind" in seen.text
    assert "Out of date: 2.4 s as of Fri 13 Nov" in seen.text
    review, *needs = [found["href"] or "" for name, found in seen.elements if name == "a"]
    assert "review?team=Growth" == review
    assert ["team=Growth&kr=" in address for address in needs] == [True] * 3


def test_a_calm_week_is_said_to_be_calm() -> None:
    assert "Nothing needs you this week." in Seen(overview.needs_you(replace(BOARD, needs_you=()), Kept()) or "").text


def test_an_objective_says_its_status_the_key_result_it_comes_from_and_how_many_are_judged() -> None:
    text = card(GROWTH).text

    assert "■Off trackMedian days until the first report is shared2 of 3 judged" in text
    assert "Growth · stretch" in text


def test_with_all_judged_nothing_is_said_of_it() -> None:
    judged = judge_objective(GROWTH.objective, GROWTH.cards[:2])

    assert "judged" not in card(judged).text


def test_an_objective_of_which_nothing_can_be_judged_says_so() -> None:
    unjudged = judge_objective(GROWTH.objective, GROWTH.cards[2:])

    assert "Cannot be judged0 of 1 judged" in card(unjudged).text


def test_an_objective_without_key_results_is_not_an_empty_table() -> None:
    empty = judge_objective(replace(GROWTH.objective, key_results=()), ())

    assert "No key result yet" in card(empty).text


def test_key_results_that_could_not_be_read_are_counted_with_the_way_to_the_fault() -> None:
    seen = card(replace(GROWTH, objective=replace(GROWTH.objective, left_out=("a", "b"))))

    assert "2 key results are not shown: the file has faults." in seen.text
    assert "configuration" in [found.get("href") for _, found in seen.elements]


@pytest.mark.parametrize(("kept", "said"), [(True, "✓ kept:"), (False, "✕ broken:"), (None, "? not known:")])
def test_a_guard_is_told_by_sign_and_word(*, kept: bool | None, said: str) -> None:
    state = replace(GROWTH.cards[0].guards[0], kept=kept)

    assert f"Guard {said}  tickets per new user" in Seen(overview.guard_line(state)).text


def test_one_guard_of_two_key_results_stands_once() -> None:
    twice = replace(GROWTH, cards=(GROWTH.cards[0], replace(GROWTH.cards[1], guards=GROWTH.cards[0].guards)))

    assert 1 == card(twice).text.count("Guard ")


@pytest.mark.parametrize("text", HOSTILE)
def test_titles_of_objectives_and_teams_are_shown_as_written(text: str) -> None:
    """Faults 102 to 105 and 108."""
    team = replace(CONFIGURATION.teams[0], title=text)
    found = replace(GROWTH, objective=replace(GROWTH.objective, title=text))
    seen = Seen(overview.objective_card(found, BOARD, replace(CONFIGURATION, teams=(team,)), Kept()))

    assert 2 <= seen.text.count(text)
    assert not {"script", "iframe", "svg"} & {name for name, _ in seen.elements}


def test_the_same_board_is_drawn_the_same() -> None:
    assert card(GROWTH).elements == card(GROWTH).elements
    assert CYCLE.id in BOARD.cycle.id
