"""Promises, blockers and check-ins: what a review asks about, and how they move on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from okr.canonical import canonical_json, restore
from okr.review.records import BlockerState, PromiseState, Records
from okr.review.settling import (
    Moment,
    blocked_words,
    done,
    dropped,
    next_words,
    not_done,
    promise_words,
    resolved,
    said_words,
    with_next_step,
)
from tests.okr.review.made import BEFORE, DAY, MONDAY, blocker, check_in, decision, promise

NOW = Moment(MONDAY, MONDAY)
LATER = Moment(MONDAY + 7 * DAY, MONDAY + 7 * DAY)


def test_a_review_asks_about_what_is_open_and_keeps_what_it_settled_in_sight() -> None:
    kept, old = done(promise(id="P2"), NOW), done(promise(id="P3"), Moment(BEFORE, BEFORE))
    fresh = promise(id="P4", review=MONDAY, since=MONDAY)
    records = Records(promises=(promise(), kept, old, fresh))

    assert ["P1", "P2"] == [item.id for item in records.promised_before(MONDAY)]
    assert ["P4"] == [item.id for item in records.promised_in(MONDAY)]
    assert ["P1", "P4"] == [item.id for item in records.promised_before(MONDAY + 7 * DAY)]


def test_a_promise_that_was_not_done_is_carried_over_once_a_review() -> None:
    first = not_done(promise(), NOW, MONDAY + 9 * DAY)
    corrected = not_done(first, NOW, MONDAY + 10 * DAY)
    again = not_done(corrected, LATER, MONDAY + 16 * DAY)

    assert (PromiseState.OPEN, 1, MONDAY + 10 * DAY) == (corrected.state, corrected.carried, corrected.due)
    assert 2 == again.carried
    assert "Not done, new date Thu 3 Dec" == said_words(corrected, MONDAY)
    assert "by Wed 9 Dec, carried over 2 times" == promise_words(again, MONDAY)


def test_what_is_said_of_a_promise() -> None:
    assert "Done" == said_words(done(promise(), NOW), MONDAY)
    assert "Dropped" == said_words(dropped(promise(), NOW), MONDAY)
    assert "Not done" == said_words(not_done(promise(), NOW), MONDAY)
    assert "Not talked about" == said_words(promise(), MONDAY)
    assert "done Mon 23 Nov" == promise_words(done(promise(), NOW), MONDAY)
    assert "due 3 days ago" == promise_words(promise(due=MONDAY - 3 * DAY), MONDAY)
    assert "due yesterday" == promise_words(promise(due=MONDAY - DAY), MONDAY)


@given(st.lists(st.sampled_from(["done", "dropped", "not_done", "later"]), max_size=6), st.integers(1, 30))
def test_a_promise_is_open_exactly_while_it_has_not_ended(steps: list[str], days: int) -> None:
    made = promise()
    for place, step in enumerate(steps):
        at = Moment(MONDAY + place * DAY, MONDAY + place * 7 * DAY)
        made = {
            "done": lambda made=made, at=at: done(made, at),
            "dropped": lambda made=made, at=at: dropped(made, at),
            "not_done": lambda made=made, at=at: not_done(made, at),
            "later": lambda made=made, at=at: not_done(made, at, at.on + days * DAY),
        }[step]()

    assert (made.state is PromiseState.OPEN) == (made.ended is None)
    assert made.carried <= steps.count("later")


def test_a_blocker_tells_its_age_and_its_next_step() -> None:
    stepped = with_next_step(blocker(), NOW, "ask for a higher quota", MONDAY + DAY)

    assert "blocked 9 days" == blocked_words(stepped, MONDAY)
    assert "ask for a higher quota, Tue 24 Nov" == next_words(stepped, MONDAY)
    assert "removed Mon 23 Nov" == blocked_words(resolved(stepped, NOW), MONDAY)
    assert "blocked since today" == blocked_words(blocker(since=MONDAY), MONDAY)
    assert BlockerState.OPEN is with_next_step(resolved(stepped, NOW), LATER, "back again", None).state


def test_a_blocker_stays_in_sight_in_the_review_that_removed_it() -> None:
    gone = Records(blockers=(resolved(blocker(), NOW),))

    assert 1 == len(gone.blocking(MONDAY))
    assert () == gone.blocking(MONDAY + 7 * DAY)
    assert () == Records(blockers=(blocker(),)).blocking(BEFORE - DAY)


def test_a_check_in_stands_beside_the_one_before_it() -> None:
    records = Records(check_ins=(check_in(BEFORE, 6), check_in(BEFORE - 7 * DAY, 8), check_in(MONDAY, 4)))
    own = records.of_review(MONDAY)

    before = own.check_in_before(MONDAY, check_in().key_result)
    assert before is not None
    assert (6, 2) == (before.confidence, len(own.check_ins))


def test_a_decision_that_was_taken_back_is_not_shown() -> None:
    records = Records(decisions=(decision(), decision(id="D2", withdrawn=True), decision(id="D3", review=BEFORE)))

    assert ["D1"] == [item.id for item in records.decided_in(MONDAY)]


@given(st.text(max_size=80), st.none() | st.integers(0, 10), st.timedeltas(timedelta(0), timedelta(days=90)))
def test_records_come_back_as_they_were_kept(text: str, confidence: int | None, later: timedelta) -> None:
    text = text.encode("utf-8", "replace").decode()
    for record in (
        promise(text, due=MONDAY + later),
        blocker(text, next_on=MONDAY + later),
        replace(check_in(note=text), confidence=confidence),
        decision(text),
    ):
        assert record == restore(type(record), canonical_json(record))
