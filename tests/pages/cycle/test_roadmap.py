"""The roadmap page's parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from okr.alignment.trace import Trace, trace
from okr.roadmap import RoadmapItem, RoadmapLink
from pages.components.addresses import Kept
from pages.components.cycle import roadmap
from pages.components.cycle.work_rail import work_rail
from tests.pages.made import AS_OF, CYCLE, FIRST, ROADMAP, make_board, make_configuration
from tests.pages.test_markup import HOSTILE, Seen

BOARD = make_board()
CONFIGURATION = make_configuration()
KEPT = Kept(team="Growth")
DARK = RoadmapItem("dark", "A dark theme", "experience", "shipped", date(2026, 10, 9), date(2026, 10, 20))
MAIL = RoadmapItem(
    "mail",
    "A mail with half a report",
    "growth",
    "shipped",
    date(2026, 9, 22),
    date(2026, 10, 8),
    (RoadmapLink(f"{FIRST}/kept", "It brings people back", "-9 points"),),
)


def traced(*more: RoadmapItem) -> Trace:
    return trace(BOARD, (*ROADMAP, *more))


def all_of(found: Trace) -> str:
    parts = (
        roadmap.headline(found),
        roadmap.called_out(found, BOARD, CONFIGURATION, KEPT),
        roadmap.works(found, BOARD, CONFIGURATION, KEPT),
        roadmap.by_key_result(found, KEPT),
    )
    return "".join(part for part in parts if part)


def text_of(found: Trace) -> str:
    return Seen(all_of(found)).text


def test_the_headline_says_how_much_of_the_work_serves_a_key_result() -> None:
    text = Seen(roadmap.headline(traced(DARK, MAIL))).text

    assert "4 of 5 pieces of work serve a key result" in text
    assert "1 shipped but flat" in text
    assert "1 serves no key result" in text
    assert "4 key results without work" in text
    assert "All 3 pieces of work serve a key result" in Seen(roadmap.headline(traced())).text
    assert "None of 1 piece of work serve a key result" in Seen(roadmap.headline(trace(BOARD, (DARK,)))).text
    assert "The one piece of work serves" in Seen(roadmap.headline(trace(BOARD, (MAIL,)))).text


def test_flat_work_is_called_out_with_what_was_expected_and_what_moved() -> None:
    called = Seen(roadmap.called_out(traced(MAIL), BOARD, CONFIGURATION, KEPT)).text

    assert "A mail with half a report" in called
    assert "shipped Thu 8 Oct for" in called
    assert "expected \u22129 points · " in called
    assert " in as many days before" in called


def test_without_anything_to_call_out_each_list_says_so() -> None:
    text = text_of(Trace((), ()))

    assert "Nothing that shipped left its number where it was." in text
    assert "Every piece of work names a key result." in text
    assert "Every key result with a move to make has work." in text


def test_a_link_has_how_it_should_help_what_was_expected_and_what_came_of_it() -> None:
    text = text_of(traced())

    assert "Set-up on a single page" in text
    assert "Growth · shipped Tue 6 Oct" in text
    assert "Four screens become one" in text
    assert "moved as hoped" in text
    assert "expected +20 points · +16" in text
    assert "need not have moved because of it" in text
    assert "Growth · planned for Mon 7 Dec" in text
    assert "indirect" in text


def test_a_key_result_stands_with_what_it_needs_and_what_its_work_hopes_for() -> None:
    text = Seen(roadmap.by_key_result(traced(), KEPT) or "").text

    assert "needs −4 days in all" in text
    assert "its direct work is to give −3 days" in text
    assert "no work on the roadmap; it has no move to make" in text


def test_work_without_a_day_says_how_far_it_is() -> None:
    late = replace(MAIL, state="in_progress", ships=None)
    over = replace(MAIL, state="in_progress")
    planned = replace(MAIL, id="p", state="planned", ships=date(2026, 12, 1))

    assert "Growth · in progress, no date" in text_of(trace(BOARD, (late,)))
    assert "Growth · in progress, was planned for Thu 8 Oct" in text_of(trace(BOARD, (over,)))
    assert "Growth · planned for Tue 1 Dec" in text_of(trace(BOARD, (planned,)))


def test_a_key_result_of_another_view_is_named_without_a_link() -> None:
    elsewhere = replace(MAIL, advances=(*MAIL.advances, RoadmapLink("growth/old/gone")))

    assert "growth/old/gone (not in this view)" in text_of(trace(BOARD, (elsewhere,)))


def test_the_empty_page_says_how_work_gets_there() -> None:
    text = Seen(roadmap.empty("Q4 2026", "growth")).text

    assert "No work in this view of Q4 2026." in text
    assert "import jira FILE.csv --team growth" in text
    assert "No work on the roadmap" in Seen(roadmap.headline(Trace((), ()))).text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(text: str) -> None:
    """Faults 102 to 106 and 108."""
    link = replace(MAIL.advances[0], how=text, expected_effect=text)
    found = traced(replace(MAIL, title=text, advances=(link,)), replace(DARK, title=text, left_out=(text,)))
    names = {name for name, _ in Seen(all_of(found)).elements}

    assert not names & {"script", "iframe", "svg", "object"}
    assert text in Seen(all_of(found)).text


def drawn(items: Sequence[RoadmapItem]) -> list[str]:
    return [str(Seen(work_rail(item, CYCLE, AS_OF)).elements[0][1]["alt"]) for item in items]


def test_the_drawing_says_in_words_when_work_runs() -> None:
    dateless = replace(DARK, starts=None, ships=None)

    assert ["work from Fri 9 Oct to Tue 20 Oct", "work without dates"] == drawn([DARK, dateless])


def test_an_unchanged_item_gives_an_unchanged_drawing() -> None:
    assert work_rail(DARK, CYCLE, AS_OF) == work_rail(replace(DARK, title="renamed"), CYCLE, AS_OF)
