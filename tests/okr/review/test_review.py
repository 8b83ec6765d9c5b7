"""A review as a value: it comes back from the store as it was, and its minutes hold decisions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from okr.canonical import canonical_json, restore
from okr.noise import WORSE
from okr.review.minutes import COLUMNS, digest, markdown, rows
from okr.review.records import Records
from okr.review.review import Review
from okr.review.settling import Moment, done
from okr.scorecard import WeekMove
from okr.words import Status
from tests.okr.made import days, reading
from tests.okr.review.made import BEFORE, DAY, LOAD, MONDAY, VALUE, blocker, card, check_in, decision, promise, review

FULL = Records(
    promises=(
        done(promise(), Moment(MONDAY, MONDAY)),
        promise("Ask *five* of them", id="P2", review=MONDAY, since=MONDAY),
    ),
    blockers=(blocker(),),
    check_ins=(check_in(BEFORE, 6), check_in(MONDAY, 4, "the wizard\nhelps")),
    decisions=(decision(),),
)


def test_a_review_says_whose_it_is_and_talks_about_the_worst_first() -> None:
    made = review()

    assert ("2026-q4/growth/2026-11-23", 8, 13) == (made.id, made.week, made.weeks)
    assert [LOAD, VALUE] == [slide.ref for slide in made.items]
    assert ["the data cannot be trusted", "still off track"] == [slide.reason for slide in made.items]
    assert ["growth/value/steady"] == [slide.ref for slide in made.others]


def test_a_blocker_of_nine_days_brings_its_key_result_onto_the_agenda() -> None:
    made = review(Records(blockers=(blocker(),)), card(VALUE))

    assert [(VALUE, "a blocker grows old")] == [(slide.ref, slide.reason) for slide in made.items]
    assert (blocker(),) == made.blocking(VALUE)


def test_the_move_is_told_from_the_last_review_on() -> None:
    last = review(None, card(VALUE, Status.AT_RISK))
    now = card(VALUE, Status.OFF_TRACK, current=reading(MONDAY, 0.61), week=WeekMove(0.02, WORSE))
    made = review(None, now, before=last).items[0]
    alone = review(None, now).items[0]

    assert ("newly off track", "Last review 50 → 61 %") == (made.reason, made.move_words)
    assert "A week before 59 → 61 %" == alone.move_words


def test_a_figure_that_is_not_of_today_is_not_shown_as_if_it_were() -> None:
    made = review(None, card(LOAD, Status.OUT_OF_DATE)).items[0]

    assert ("–", "", None) == (made.figure, made.move_words, made.value)


def test_a_closed_review_comes_back_exactly() -> None:
    closed = replace(review(FULL), closed_at=datetime(2026, 11, 23, 9, 25, tzinfo=UTC), held_on=MONDAY, head="7:abc")

    assert closed == restore(Review, canonical_json(closed))


def test_a_plan_line_keeps_its_ends_and_its_bends_only() -> None:
    made = review(None, card(VALUE, Status.OFF_TRACK)).items[0]

    assert made.points
    assert 2 <= len(made.plan) < len(days(made.plan[0].day, made.plan[-1].day))


def test_the_minutes_begin_with_what_was_decided_and_promised() -> None:
    text = markdown(review(FULL))

    places = [text.index(part) for part in ("Stop the second", "Done: Import wizard", "by Wed 25 Nov", "API quota")]
    assert sorted(places) == places
    assert "Confidence 4 of 10 (was 6)" in text
    assert "the wizard helps" in text
    assert "Ask \\*five\\* of them" in text
    assert "The other 1" in text


def test_the_minutes_as_rows_have_every_decision_promise_and_blocker() -> None:
    found = list(rows(review(FULL)))

    assert ["decision", "promised_before", "promised", "blocker", "talked_about", "talked_about", "others"] == [
        row["section"] for row in found
    ]
    assert all(set(row) <= set(COLUMNS) for row in found)
    assert [4, "the wizard\nhelps"] == [found[5][name] for name in ("confidence", "note")]


def test_a_digest_is_short_and_names_what_was_decided() -> None:
    text = digest(review(FULL))

    assert "Promises: 1 of 1 done" in text
    assert "Decided: Stop the second experiment" in text
    assert "We will: Ask *five* of them (platform, by Wed 25 Nov)" in text
    assert len(text.splitlines()) < 12


def test_minutes_of_a_review_in_which_nothing_happened_say_so() -> None:
    assert 5 <= markdown(review(None, card(VALUE))).count("Nothing.")
    assert digest(review(None, card(VALUE))).endswith("The other 1 as usual\n")


@given(st.text(max_size=60))
def test_text_of_people_adds_no_line_and_no_heading_to_the_minutes(text: str) -> None:
    plain = markdown(review(Records(decisions=(decision("x"),))))
    hostile = markdown(review(Records(decisions=(decision(text),))))

    assert len(plain.splitlines()) == len(hostile.splitlines())
    assert plain.count("\n#") == hostile.count("\n#")
    assert not re.search(r"(?<!\\)[<>\[\]]", hostile)


def test_the_days_before_the_first_promise_are_calm() -> None:
    made = review(Records(promises=(promise(review=MONDAY + 7 * DAY),)))

    assert ((), ()) == (made.promises, made.given)
