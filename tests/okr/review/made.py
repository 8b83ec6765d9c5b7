"""A review with few words, for the tests of reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from okr.judge import board, judge_key_result, judge_objective
from okr.noise import NORMAL
from okr.review.records import Blocker, CheckIn, Decision, Promise, Records, check_in_id
from okr.review.review import Review, Setting, review_of
from okr.scorecard import KeyResultCard, WeekMove
from okr.words import Status
from tests.okr.made import Q4, inputs, key_result, objective, reading

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
BEFORE = MONDAY - 7 * DAY
SUNDAY = MONDAY - DAY
STEADY = replace(
    judge_key_result(inputs((reading(SUNDAY, 0.5),), as_of=SUNDAY)), newly=False, week=WeekMove(0.01, NORMAL)
)
VALUE, LOAD = "growth/value/time", "growth/value/load"


def card(ref: str, status: Status = Status.ON_TRACK, **changes: Any) -> KeyResultCard:
    return replace(STEADY, key_result=key_result(ref=ref, title=f"Title of {ref}"), status=status, **changes)


def promise(what: str = "Import wizard to all", **changes: Any) -> Promise:
    made = Promise("P1", Q4.id, "growth", what, "platform", MONDAY + 2 * DAY, BEFORE, BEFORE, VALUE)
    return replace(made, **changes)


def blocker(what: str = "API quota", **changes: Any) -> Blocker:
    return replace(
        Blocker("B1", Q4.id, "growth", what, "platform", MONDAY - 9 * DAY, BEFORE, key_result=VALUE), **changes
    )


def check_in(review: date = MONDAY, confidence: int | None = 4, note: str = "", ref: str = VALUE) -> CheckIn:
    return CheckIn(check_in_id(review, ref), Q4.id, "growth", ref, review, review, confidence, note, "off_track")


def decision(what: str = "Stop the second experiment", **changes: Any) -> Decision:
    return replace(Decision("D1", Q4.id, "growth", what, MONDAY, MONDAY), **changes)


def setting(before: Review | None = None) -> Setting:
    return Setting("growth", "Growth", MONDAY, MONDAY, SUNDAY, before)


def review(records: Records | None = None, *cards: KeyResultCard, before: Review | None = None) -> Review:
    """Return a review of one key result off track, one out of date and one steady, or of ``cards``."""
    shown = cards or (
        card(VALUE, Status.OFF_TRACK, weeks_behind=3.0),
        card(LOAD, Status.OUT_OF_DATE),
        card("growth/value/steady"),
    )
    judged = judge_objective(objective(), shown)
    return review_of(board(Q4, SUNDAY, [judged]), records or Records(), setting(before))
