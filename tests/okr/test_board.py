"""The overview: week, counts, and at most three key results that need somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from okr.board import board, weeks_of
from okr.judge import judge_key_result
from okr.model import Guard
from okr.noise import BETTER, WORSE
from okr.objective import judge_objective
from okr.scorecard import GuardState, KeyResultCard, SourceFreshness, WeekMove
from okr.words import Status
from tests.okr.made import DAY, Q4, THURSDAY, inputs, key_result, objective, reading

BLANK = replace(judge_key_result(inputs((reading(THURSDAY, 0.5),))), newly=False, week=WeekMove(None, ""))
BREACHED = GuardState(Guard("t", at_most=1), "Tickets", "", 2.0, kept=False, sentence="Tickets 2 (limit 1)")


def card(ref: str, status: Status = Status.ON_TRACK, **changes: Any) -> KeyResultCard:
    return replace(BLANK, key_result=key_result(ref=ref), status=status, **changes)


def needs(*cards: KeyResultCard) -> tuple[str, ...]:
    return board(Q4, THURSDAY, [judge_objective(objective(), cards)]).needs_you


@pytest.mark.parametrize(
    ("week", "day"),
    [(1, date(2026, 9, 20)), (1, Q4.start), (2, Q4.start + 7 * DAY), (8, THURSDAY), (13, Q4.end - DAY)],
)
def test_the_week_runs_from_1_to_13(week: int, day: date) -> None:
    shown = board(Q4, day, [])
    assert (week, 13) == (shown.week, shown.weeks)


def test_a_cycle_has_whole_weeks() -> None:
    assert weeks_of(replace(Q4, end=Q4.start + 42 * DAY)) == 6
    assert weeks_of(replace(Q4, end=Q4.start + 2 * DAY)) == 1


def test_every_status_is_counted_once() -> None:
    first = judge_objective(objective(), [card("a"), card("b", Status.OFF_TRACK), card("c", Status.OUT_OF_DATE)])
    second = judge_objective(objective(), [card("d"), card("e", Status.TOO_EARLY)])
    fresh = (SourceFreshness("product", "Product", THURSDAY, None),)
    shown = board(Q4, THURSDAY, [first, second], fresh)
    assert dict(shown.counts) == {
        Status.ON_TRACK: 2,
        Status.OFF_TRACK: 1,
        Status.OUT_OF_DATE: 1,
        Status.TOO_EARLY: 1,
    }
    assert shown.freshness == fresh
    assert shown.card("d") == second.cards[0]
    assert shown.card("gone") is None


def test_three_need_somebody_worst_first() -> None:
    guarded = card("guarded", guards=(BREACHED,))
    moved = card("moved", week=WeekMove(-0.1, WORSE))
    stale = card("stale", Status.OUT_OF_DATE)
    still = card("still", Status.OFF_TRACK)
    new = card("new", Status.OFF_TRACK, newly=True)
    assert needs(still, moved, guarded, stale, new) == ("new", "stale", "guarded")
    assert needs(still, moved, guarded) == ("guarded", "moved", "still")


def test_within_a_rank_the_one_furthest_behind_comes_first_and_then_the_order_of_the_file() -> None:
    late = card("late", Status.OFF_TRACK, weeks_behind=9.0)
    assert needs(card("b", Status.OFF_TRACK, weeks_behind=4.0), late) == ("late", "b")
    assert needs(card("b", Status.UNREADABLE), card("a", Status.CHECK_NUMBER)) == ("b", "a")


def test_nothing_needs_anybody_when_all_is_well() -> None:
    early = card("early", Status.TOO_EARLY, first_result=THURSDAY + 40 * DAY)
    assert needs(card("a"), card("b", Status.REACHED, week=WeekMove(0.1, BETTER)), early) == ()


def test_a_first_result_or_a_last_start_within_two_weeks_is_worth_a_word() -> None:
    soon = card("soon", Status.TOO_EARLY, first_result=THURSDAY + 11 * DAY)
    last = card("last", Status.TOO_EARLY, counts_until=THURSDAY + 14 * DAY)
    gone = card("gone", Status.TOO_EARLY, counts_until=THURSDAY - DAY)
    assert needs(gone, last, soon) == ("last", "soon")
