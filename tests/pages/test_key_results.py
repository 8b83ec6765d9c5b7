from __future__ import annotations

from dataclasses import replace

import pytest

from okr import numbers
from okr.reading import Absence
from okr.scorecard import GuardState, KeyResultCard, Remembered, WeekMove
from okr.words import JUDGED, WORDS, State, Status, shape
from pages.components import key_results
from pages.components.addresses import Kept
from tests.pages.made import AS_OF, CYCLE, make_board
from tests.pages.test_drawings import bars
from tests.pages.test_markup import HOSTILE, Seen

BOARD = make_board()
SETUP, TIME, EARLY = BOARD.objectives[0].cards
MOBILE, LOAD, SURE = BOARD.objectives[1].cards
ANSWERED, PAID, SEATS = BOARD.objectives[2].cards


def table(*cards: KeyResultCard, kept: Kept | None = None) -> Seen:
    return Seen(key_results.table(cards, AS_OF, CYCLE.start, kept or Kept()))


def links(seen: Seen) -> list[str | None]:
    return [attributes["href"] for name, attributes in seen.elements if name == "a"]


@pytest.mark.parametrize("status", Status)
def test_every_status_is_told_by_shape_and_word(status: Status) -> None:
    text = table(replace(SETUP, status=status)).text

    assert f"{shape(status)}{WORDS[status]}" in text


@pytest.mark.parametrize("status", sorted(set(Status) - JUDGED))
def test_a_number_that_is_not_judged_never_stands_beside_a_bar(status: Status) -> None:
    markup = key_results.table([replace(SETUP, status=status)], AS_OF, CYCLE.start, Kept())

    assert [("r", 16, 368)] == bars(markup)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Status.ON_TRACK, "58.7 %"),
        (Status.TOO_FEW, "58.7 %"),
        (Status.CHECK_NUMBER, "58.7 %"),
        (Status.FINDING_BASELINE, "58.7 %"),
        (Status.OUT_OF_DATE, "–"),
        (Status.TOO_EARLY, "–"),
        (Status.UNREADABLE, "–"),
        (Status.HIDDEN, "–"),
        (Status.NOBODY, "–"),
        (Status.NO_DATA, "–"),
    ],
)
def test_an_old_or_meaningless_number_does_not_stand_as_the_one_of_today(status: Status, shown: str) -> None:
    assert shown == key_results.now_text(replace(SETUP, status=status))


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (EARLY, "first result Mon 30 Nov"),
        (LOAD, "2.4 s as of Fri 13 Nov"),
        (MOBILE, "a guard is broken"),
        (ANSWERED, "inside its limits"),
        (
            replace(ANSWERED, sentence="99.3 %, to be kept at least 99.5 % · outside for 1.1 weeks"),
            "outside for 1.1 weeks",
        ),
        (replace(SETUP, weeks_behind=-4.4), "4.4 weeks ahead"),
        (replace(SETUP, weeks_behind=0.0), "on plan"),
        (
            replace(SETUP, status=Status.REACHED, sentence="71 %, target 70; may be lost until Thu 31 Dec"),
            "may be lost until Thu 31 Dec",
        ),
    ],
)
def test_the_reason_is_short_and_says_the_most_important(card: KeyResultCard, reason: str) -> None:
    assert reason == key_results.short_reason(card)


def test_a_word_that_waits_for_a_review_says_what_comes_next() -> None:
    waiting = Remembered(Status.ON_TRACK, AS_OF, Status.AT_RISK, AS_OF)

    assert "2.5 weeks behind, at risk next" == key_results.short_reason(
        replace(SETUP, weeks_behind=2.5, remembered=waiting)
    )


def test_a_row_opens_its_key_result_with_the_filters_kept() -> None:
    seen = table(SETUP, kept=Kept("Q3 2026", "Growth & sales"))

    address = "objective?cycle=Q3+2026&team=Growth+%26+sales&kr=growth/value-from-the-first-day/set-up"
    assert [address] == links(seen)
    assert "_self" == next(attributes["target"] for name, attributes in seen.elements if name == "a")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_is_shown_as_it_was_written(text: str) -> None:
    """Faults 102 to 105 and 108."""
    card = replace(SETUP, key_result=replace(SETUP.key_result, title=text), sentence=text, status=Status.NO_DATA)
    seen = table(card)

    assert text in seen.text
    assert {"table", "thead", "tbody", "tr", "th", "td", "a", "bdi", "span", "b", "i", "div", "img"} >= {
        name for name, _ in seen.elements
    }
    assert not [name for _, attributes in seen.elements for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_unit_is_shown_as_it_was_written(text: str) -> None:
    seen = table(replace(MOBILE, unit=text))

    assert not {"script", "iframe", "svg"} & {name for name, _ in seen.elements}


def test_a_key_result_without_a_title_is_called_by_its_metric() -> None:
    untitled = replace(SETUP, key_result=replace(SETUP.key_result, title=""))

    assert "Set-up in the first session" == key_results.title_of(untitled)


def test_a_real_change_stands_out_and_normal_variation_does_not() -> None:
    real = replace(SETUP, week=WeekMove(-0.019, "real change, worse"))
    usual = replace(SETUP, week=WeekMove(0.019, "normal variation"))

    assert "pl-bad-text" in key_results._week(real)
    assert f"{numbers.MINUS}1.9 pts" in Seen(key_results._week(real)).text
    assert "pl-grey" in key_results._week(usual)


def test_a_long_unit_stands_once_beside_the_value() -> None:
    long = replace(MOBILE, unit="sessions a week of people")

    assert 1 == table(long).text.count("sessions a week of people")
    assert "+799" == key_results.brief("+799 sessions a week")
    assert "+1.9 pts" == key_results.brief("+1.9 pts")


def test_the_table_is_one_for_those_who_hear_it() -> None:
    """On a phone the rows are laid out as cards, so the roles are said and not left to the tags."""
    seen = table(SETUP, TIME)
    roles = [attributes.get("role") for _, attributes in seen.elements if "role" in attributes]

    assert 6 == roles.count("columnheader")
    assert 12 == roles.count("cell")
    assert 3 == roles.count("row")
    assert all(attributes.get("alt") for name, attributes in seen.elements if name == "img")


def test_a_broken_guard_that_is_not_the_reason_is_not_given_as_one() -> None:
    guard = GuardState(
        MOBILE.guards[0].guard, "tickets", "tickets", 0.9, kept=False, sentence="tickets 0.9 (limit 0.8)"
    )
    behind = replace(TIME, guards=(guard,), weeks_behind=4.0)

    assert "4 weeks behind" == key_results.short_reason(behind)


def test_an_absence_keeps_its_sentence_within_reach() -> None:
    absent = replace(LOAD, absence=Absence(State.OUT_OF_DATE, "silent"))

    assert LOAD.sentence in [attributes.get("title") for _, attributes in table(absent).elements]
