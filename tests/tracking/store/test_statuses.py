"""What was said of key results: once for each day unless it changes, with its predecessor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from okr.scorecard import Remembered
from okr.words import Status
from tests.tracking.made import NOON
from tracking.store.connection import Store
from tracking.store.runs import Run, begin
from tracking.store.statuses import Said, StatusRow, append_statuses, said_before, status_on, statuses_of_cycle

MONDAY = date(2026, 11, 16)
REMEMBERED = Remembered(Status.ON_TRACK, MONDAY, Status.ON_TRACK, MONDAY)
ROW = StatusRow("growth/a/b", "2026-q4", MONDAY, "on_track", "all well", {"value": 0.5}, REMEMBERED)


def say(store: Store, *rows: StatusRow, hours: int = 0) -> int:
    with store.writing() as connection:
        at = NOON + timedelta(hours=hours)
        return append_statuses(connection, begin(connection, Run("refresh", at, at, MONDAY)), rows)


def test_saying_the_same_of_a_day_again_adds_nothing(store: Store) -> None:
    assert say(store, ROW) == 1
    assert say(store, ROW, hours=1) == 0


def test_a_status_comes_back_as_it_was_said(store: Store) -> None:
    row = replace(ROW, predecessor=(MONDAY - timedelta(days=1), 7))
    say(store, row)

    with store.reading() as connection:
        assert status_on(connection, ROW.key_result, ROW.cycle, MONDAY) == replace(row, run=1)


def test_a_later_run_may_say_something_else_of_the_same_day_and_both_stay(store: Store) -> None:
    say(store, ROW)
    say(store, replace(ROW, status="at_risk", inputs={"value": 0.4}), hours=1)

    with store.reading() as connection:
        assert [row.status for row in statuses_of_cycle(connection, "2026-q4")] == ["at_risk"]
        assert [row.status for row in statuses_of_cycle(connection, "2026-q4", upto=1)] == ["on_track"]


def test_what_is_remembered_is_of_the_last_day_before_the_one_asked_for(store: Store) -> None:
    tuesday = MONDAY + timedelta(days=1)
    say(store, ROW, replace(ROW, key_result="growth/a/c"))
    say(store, replace(ROW, as_of=tuesday, status="at_risk"), hours=1)

    with store.reading() as connection:
        days = {"growth/a/b": tuesday, "growth/a/c": tuesday + timedelta(days=7)}
        said = said_before(connection, "2026-q4", days)
    assert said == {
        ("2026-q4", "growth/a/b"): Said(MONDAY, 1, REMEMBERED),
        ("2026-q4", "growth/a/c"): Said(MONDAY, 1, REMEMBERED),
    }
