from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from okr.judge import judge_objective
from okr.metric import NO_PLACE
from okr.model import Dependency
from okr.roadmap import RoadmapItem, RoadmapLink
from okr.scorecard import KeyResultCard
from okr.words import Status
from pages.components import choice, objective, receipt, why, work
from pages.components.addresses import Kept
from tests.pages.made import AS_OF, CYCLE, FIRST, ROADMAP, SETUP, make_board, make_configuration
from tests.pages.test_markup import HOSTILE, Seen
from tracking.boards.insight import Receipt

BOARD = make_board()
CONFIGURATION = make_configuration()
GROWTH = BOARD.objectives[0]
FINISHED, BEHIND, EARLY = GROWTH.cards


def test_the_head_says_the_status_because_of_what_and_for_what() -> None:
    text = Seen(objective.head(GROWTH, CONFIGURATION, Kept())).text

    assert "because Median days until the first report is shared is 4 weeks behind (2 of 3 judged)" in text
    assert "Why People who share a report" in text
    assert "Serves Value from the first day because a first report is what people came for" in text
    assert "Needs Platform and revenue has agreed to give ✓: the import of reports from other tools" in text


def test_a_promise_that_nobody_has_confirmed_is_said_to_be_none() -> None:
    open_ = replace(GROWTH, objective=replace(GROWTH.objective, depends_on=(Dependency("platform", "the import"),)))

    assert "has not agreed yet to give: the import" in Seen(objective.head(open_, CONFIGURATION, Kept())).text


def test_an_objective_that_serves_a_priority_names_it() -> None:
    serving = replace(GROWTH, objective=replace(GROWTH.objective, supports=None, priority="Value from day one"))

    assert "Serves Value from day one" in Seen(objective.head(serving, CONFIGURATION, Kept())).text


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ((FINISHED,), "every judged key result is on track (1 of 1 judged)"),
        ((EARLY,), "no key result can be judged"),
        ((), "it has no key results yet"),
    ],
)
def test_every_other_state_has_its_words(cards: tuple[KeyResultCard, ...], said: str) -> None:
    assert said == Seen(objective.because(judge_objective(GROWTH.objective, cards))).text


def test_the_rail_marks_the_one_that_is_open_and_links_the_others() -> None:
    seen = Seen(objective.rail(GROWTH, BEHIND.key_result.ref, BOARD, Kept(team="Growth")))
    links = [found for name, found in seen.elements if name == "a"]

    assert [None, "true", None] == [found.get("aria-current") for found in links]
    assert "objective?team=Growth&kr=growth/value-from-the-first-day/set-up" == links[0]["href"]
    assert "5.7 → 2 d" in seen.text
    assert "too early" in seen.text


def test_why_sets_the_move_needed_beside_the_move_achieved() -> None:
    text = Seen(why.why_card(BEHIND, CYCLE, AS_OF)).text

    assert "Off track · 5.7 days, plan 4.7 · 4 weeks behind" in text
    assert "Needed each week−0.42 days" in text
    assert "Achieved each week−0.04 days" in text


def test_why_leaves_out_what_does_not_apply() -> None:
    names = [fact.name for fact in why.facts(EARLY, CYCLE, AS_OF)]

    assert {"First result", "Counts until"} <= set(names)
    assert why.paces(EARLY) is None
    assert "First result" not in [fact.name for fact in why.facts(FINISHED, CYCLE, AS_OF)]


def test_who_began_before_the_cycle_is_said_of_those_counted() -> None:
    (fact,) = [one for one in why.facts(replace(FINISHED, from_before_share=0.63), CYCLE, AS_OF) if one.value == "63 %"]

    assert ("From before", "of those counted began before this cycle") == (fact.name, fact.note)
    assert "From before" not in [one.name for one in why.facts(replace(FINISHED, from_before_share=0.0), CYCLE, AS_OF)]


def test_work_stands_with_the_effect_hoped_for_and_the_move_measured() -> None:
    items = work.items_for(CONFIGURATION, FINISHED.key_result.ref)
    text = Seen(work.work_card(FINISHED, items, AS_OF)).text

    assert "▼1 Set-up on a single page" in text
    assert "shipped Tue 6 Oct" in text
    assert "expected +20 points · Four screens become one · moved +16" in text
    assert "expected +3 points, indirectly" in text
    assert "need not have moved because of it" in text


def test_work_that_moved_nothing_is_called_flat() -> None:
    mail = RoadmapItem(
        "a",
        "A mail",
        "growth",
        "shipped",
        ships=date(2026, 10, 5),
        advances=(RoadmapLink(EARLY.key_result.ref, "", "+9 points"),),
    )

    assert " since: flat" in Seen(work.work_card(EARLY, [mail], AS_OF)).text


def test_planned_work_has_no_number_and_no_move() -> None:
    items = work.items_for(CONFIGURATION, BEHIND.key_result.ref)
    text = Seen(work.work_card(BEHIND, items, AS_OF)).text

    assert "A gallery of templates" in text
    assert "planned for Mon 7 Dec" in text
    assert "▼2" not in text


def test_dropped_work_does_not_count_as_shipped() -> None:
    item = RoadmapItem("a", "a", "growth", "dropped", ships=date(2026, 10, 1))

    assert [] == work.shipped([item], AS_OF)


def test_without_work_the_card_says_so() -> None:
    assert "No work on the roadmap names this key result." in Seen(work.work_card(EARLY, [], AS_OF)).text


def a_receipt(*, back_filled: bool = False) -> Receipt:
    assert FINISHED.current is not None
    read_at = datetime(2026, 11, 20, 5, 10, tzinfo=UTC)
    return Receipt(FINISHED.current, "SELECT 1", SETUP, None, read_at, back_filled)


def test_the_receipt_says_source_counts_and_when() -> None:
    text = Seen(receipt.receipt_card(FINISHED, a_receipt(), CONFIGURATION, CYCLE)).text

    assert "Figure58.7 % Fri 23 Oct to Thu 19 Nov" in text
    assert "SourceProduct database" in text
    assert "Counted707 of 1,204" in text
    assert "ReadFri 20 Nov 06:10" in text
    assert "conversion · steps event signed_up → event setup_completed · within first session" in text


def test_the_receipt_says_what_was_made_later_than_its_day() -> None:
    assert (
        "by a back-fill" in Seen(receipt.receipt_card(FINISHED, a_receipt(back_filled=True), CONFIGURATION, CYCLE)).text
    )


def test_without_a_figure_there_is_nothing_to_account_for() -> None:
    unread = replace(FINISHED, current=None, status=Status.UNREADABLE)

    assert "no figure yet" in Seen(receipt.receipt_card(unread, None, CONFIGURATION, CYCLE)).text


def test_a_count_of_rows_and_a_share_are_written_differently() -> None:
    assert FINISHED.current is not None

    assert "1,204" == receipt.counts(FINISHED.current, "users")
    assert "" == receipt.counts(replace(FINISHED.current, n=None), "users")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_shown_as_they_wrote_it(text: str) -> None:
    """Faults 102 to 105 and 108."""
    written = replace(GROWTH.objective, title=text, why=text)
    item = replace(ROADMAP[0], title=text)
    metric = replace(SETUP, title=text, description=text, written={text: text})
    parts = [
        objective.head(replace(GROWTH, objective=written), CONFIGURATION, Kept()),
        work.work_card(FINISHED, [item], AS_OF),
        receipt.receipt_card(FINISHED, None, replace(CONFIGURATION, metrics=(metric,)), CYCLE),
        why.why_card(replace(FINISHED, sentence=text), CYCLE, AS_OF),
    ]

    for seen in (Seen(part) for part in parts):
        assert text in seen.text
        assert not {"script", "iframe", "svg"} & {name for name, _ in seen.elements}


def test_an_address_opens_what_it_names() -> None:
    assert (GROWTH, BEHIND, "") == choice.chosen(BOARD, BEHIND.key_result.ref)
    assert (GROWTH, BEHIND, "") == choice.chosen(BOARD, FIRST)


def test_without_an_address_the_neediest_is_opened() -> None:
    assert (GROWTH, BEHIND, "") == choice.chosen(BOARD, None)
    assert (GROWTH, FINISHED, "") == choice.chosen(replace(BOARD, needs_you=()), None)


@pytest.mark.parametrize("asked", ["../../etc/passwd", "x" * 10_000, "growth/none", "", "<script>", "\x00"])
def test_an_address_of_nothing_gets_a_notice_and_the_ways_on(asked: str) -> None:
    """Fault 109."""
    card, key_result, notice = choice.chosen(BOARD, asked)

    if asked:
        assert (None, None) == (card, key_result)
        assert notice.startswith("There is no key result “")
        assert len(notice) < 150
    assert 3 == len(choice.ways(BOARD, Kept()))


def test_a_view_without_objectives_leads_back_to_all() -> None:
    empty = replace(BOARD, objectives=())

    assert (None, None, "There are no objectives in this view.") == choice.chosen(empty, None)
    assert [("All teams, running cycle", "./")] == choice.ways(empty, Kept())
    assert NO_PLACE == CYCLE.place
