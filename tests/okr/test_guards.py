"""Guards: what progress must not cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from okr.inputs import GuardInputs, MetricSeries
from okr.judge import judge_key_result
from okr.model import Guard
from okr.scorecard import Remembered
from okr.words import Status
from tests.okr.made import (
    THURSDAY,
    daily,
    inputs,
    line_of,
    metric,
    reading,
)


def test_a_breached_guard_turns_on_track_into_at_risk() -> None:
    tickets = metric("tickets per new user", "down", kind="ratio", title="Tickets per new user")
    guard = GuardInputs(Guard("t", at_most=0.80), MetricSeries(tickets, (reading(THURSDAY, 0.91),), window_days=28))
    made = replace(inputs(daily(lambda _: 0.548)), guards=(guard,))
    card = judge_key_result(made)
    assert line_of(card) == (
        "At risk · 54.8 %, plan 54.8 · on plan · at the cost of Tickets per new user 0.91 (limit 0.80)"
    )
    assert card.remembered == Remembered(Status.ON_TRACK, THURSDAY, Status.ON_TRACK, THURSDAY)
    for value, is_kept in ((0.80, True), (0.804, True), (0.806, False)):
        series = replace(guard.series, readings=(reading(THURSDAY, value),))
        heard = judge_key_result(replace(made, guards=(replace(guard, series=series),)))
        assert (heard.guards[0].kept, heard.status is Status.ON_TRACK) == (is_kept, is_kept)


def test_a_guard_that_cannot_be_told_neither_keeps_nor_breaks() -> None:
    share = metric(title="Answered in a day")
    few = MetricSeries(share, (reading(THURSDAY, 0.5, denominator=12),), window_days=28)
    made = replace(inputs(daily(lambda _: 0.548)), guards=(GuardInputs(Guard("g", at_least=0.8), few),))
    card = judge_key_result(made)
    assert (card.status, card.guards[0].kept) == (Status.ON_TRACK, None)
    assert card.guards[0].sentence == "Answered in a day 50 % (limit 80), too few people"


def test_a_breached_guard_leaves_other_words_and_says_the_cost() -> None:
    guard = GuardInputs(Guard("t", at_most=2.0, at_least=1.0), MetricSeries(metric("days"), (reading(THURSDAY, 3.0),)))
    reached = judge_key_result(replace(inputs(daily(lambda _: 0.8)), guards=(guard,)))
    assert reached.status is Status.REACHED
    assert "at the cost of" in reached.sentence
    early = judge_key_result(replace(inputs(daily(lambda _: 0.5), as_of=date(2026, 10, 5)), guards=(guard,)))
    assert "at the cost of" not in early.sentence
