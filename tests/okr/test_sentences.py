"""Why there is no verdict, and what ends it: every state with its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from okr.inputs import KeyResultInputs, MetricSeries
from okr.judge import judge_key_result
from okr.metric import Grain
from okr.model import Anchor, MeasuredOver
from okr.reading import Absence
from okr.sentences import gap
from okr.words import JUDGED, State, Status
from tests.okr.made import (
    DAY,
    Q4,
    SILENT,
    THURSDAY,
    daily,
    inputs,
    judged,
    key_result,
    line_of,
    metric,
    reading,
)

NEXT_WEEK = datetime(2026, 11, 26, 23, tzinfo=UTC)


def test_the_first_two_weeks_are_too_early_and_then_no_longer() -> None:
    early = judged(0.42, as_of=date(2026, 10, 13))
    assert line_of(early) == "Too early · first judged Thu 15 Oct, after two complete weeks"
    assert (early.score, early.progress, early.weeks_behind) == (None, 0.0, None)
    assert line_of(judged(0.45, as_of=date(2026, 10, 14))) == "On track · 45 %, plan 43.2 · 1.2 weeks ahead"


def test_a_retention_is_too_early_until_the_first_starts_of_the_cycle_are_final() -> None:
    retention = metric(kind="retention", title="30-day retention")
    card = judged(0.52, key_result(0.51, 0.65), metric=retention, maturity_days=60)
    assert line_of(card) == (
        "Too early · first result Mon 30 Nov, when the starts of Thu 1 Oct have reached day 59 · "
        "starts after Mon 2 Nov no longer count"
    )
    assert (card.first_result, card.counts_until) == (date(2026, 11, 30), date(2026, 11, 2))
    assert (card.progress, card.score, card.needed_per_week) == (None, None, None)
    assert card.from_before_share == 1.0
    later = judged(0.52, key_result(0.51, 0.65), date(2026, 12, 14), metric=retention, maturity_days=60)
    assert later.status in JUDGED
    assert later.from_before_share == pytest.approx(12 / 28)


def test_only_what_needs_more_than_its_own_day_has_dates_for_its_starts() -> None:
    assert judged(0.5, maturity_days=1).first_result is None
    next_day = judged(0.5, maturity_days=2)
    assert (next_day.first_result, next_day.counts_until) == (date(2026, 10, 3), date(2026, 12, 30))


def test_a_value_by_hand_from_before_the_cycle_is_no_result_of_it() -> None:
    by_hand = MetricSeries(metric("webinars", kind="manual"), (reading(date(2026, 9, 28), 1.0),), max_age_seconds=9**7)
    made = KeyResultInputs(Q4, key_result(0.0, 3.0, measured_over=MeasuredOver()), by_hand, date(2026, 10, 20))
    card = judge_key_result(made)
    assert line_of(card) == "Too early · no reading of this cycle yet; the last is of Mon 28 Sep"
    october = replace(by_hand, readings=(*by_hand.readings, reading(date(2026, 10, 5), 1.0)))
    assert judge_key_result(replace(made, series=october)).status is Status.ON_TRACK


def test_a_quarterly_figure_in_a_cycle_of_weeks_may_have_no_result_at_all() -> None:
    cycle = replace(Q4, start=date(2026, 6, 29), end=date(2026, 9, 28))
    quarterly = MetricSeries(metric(grain=Grain.QUARTER), (reading(date(2026, 6, 30), 0.5),))
    card = judge_key_result(KeyResultInputs(cycle, key_result(measured_over=MeasuredOver()), quarterly, THURSDAY))
    assert line_of(card) == (
        "Too early · no quarter of this cycle is complete before it ends; a metric with a shorter period would tell"
    )


def test_nothing_read_yet_but_what_is_too_early_has_the_dates_of_the_cycle() -> None:
    early = reading(THURSDAY, None, state=State.TOO_EARLY)
    card = judge_key_result(inputs((early,), metric=metric(kind="retention"), maturity_days=60))
    assert line_of(card).startswith("Too early · first result Mon 30 Nov, when the starts of Thu 1 Oct")


def test_a_monthly_figure_waits_for_its_first_month() -> None:
    monthly = metric(grain=Grain.MONTH)
    latest = key_result(measured_over=MeasuredOver())
    september = reading(date(2026, 9, 30), 0.42, period_start=date(2026, 9, 1))
    made = KeyResultInputs(Q4, latest, MetricSeries(monthly, (september,)), date(2026, 10, 20))
    assert line_of(judge_key_result(made)) == (
        "Too early · first result Sun 1 Nov, when the first month of the cycle is complete"
    )
    october = reading(date(2026, 10, 31), 0.46, period_start=date(2026, 10, 1))
    made = replace(made, series=replace(made.series, readings=(september, october)), as_of=THURSDAY)
    assert judge_key_result(made).status is Status.AT_RISK


def test_a_figure_that_cannot_mature_in_its_cycle_never_gets_a_verdict() -> None:
    card = judged(0.5, metric=metric(kind="retention"), maturity_days=120)
    assert line_of(card) == (
        "Too early · what starts in this cycle needs 120 days, more than the cycle has; a faster metric would tell"
    )
    assert card.plan == ()


def test_starts_of_the_cycle_are_not_final_until_a_maturity_after_its_end() -> None:
    retention = {"metric": metric(kind="retention"), "maturity_days": 30}
    of = key_result(anchor=Anchor.STARTS_IN)
    card = judged(0.66, of, date(2027, 1, 10), **retention)
    assert card.status is Status.NOT_FINAL
    assert card.sentence.startswith("until Sat 30 Jan, when the last starts of the cycle have had their time · 66 %")
    assert card.score is not None
    assert judged(0.66, of, date(2027, 3, 1), **retention).status is Status.AT_RISK
    assert judged(0.66, of, date(2026, 12, 31), **retention).status is Status.NOT_FINAL
    assert judged(0.66, of, date(2026, 12, 30), **retention).status is not Status.NOT_FINAL
    assert judged(0.66, of, date(2027, 1, 29), **retention).status is not Status.NOT_FINAL


@pytest.mark.parametrize(
    ("words", "weeks"),
    [
        ("on plan", 0.04),
        ("0.5 weeks behind", 0.5),
        ("0.5 weeks ahead", -0.5),
        ("1 week behind", 1.0),
        ("3.2 weeks ahead", -3.2),
    ],
)
def test_a_gap_is_said_in_weeks(words: str, weeks: float) -> None:
    assert words == gap(weeks)


@pytest.mark.parametrize(
    ("line", "readings", "changes"),
    [
        (
            "Out of date · 54.8 % as of Fri 13 Nov; source silent since Sat 14 Nov 06:00; not scored",
            daily(lambda _: 0.548, until=date(2026, 11, 13)),
            {"failure": SILENT},
        ),
        (
            "Could not be read · column plan is gone from subscriptions · last good 54.8 % as of Thu 19 Nov",
            daily(lambda _: 0.548),
            {"failure": Absence(State.UNREADABLE, "column plan is gone from subscriptions.")},
        ),
        (
            "Could not be read · column plan is gone from subscriptions",
            (),
            {"failure": Absence(State.UNREADABLE, "column plan is gone from subscriptions")},
        ),
        (
            "No data · no event since 1 Nov",
            (reading(THURSDAY, None, state=State.NO_DATA, reason="no event since 1 Nov"),),
            {},
        ),
        (
            "Nobody to measure · no sign-ups in this period",
            (reading(THURSDAY, None, state=State.NOBODY, reason="no sign-ups in this period"),),
            {},
        ),
        (
            "Too few people · 17 of 30, likely Thu 3 Dec",
            (reading(THURSDAY - 7 * DAY, 0.5, denominator=10), reading(THURSDAY, 0.5, denominator=17)),
            {},
        ),
        (
            "Nobody to measure · no sign-ups in this period",
            (reading(THURSDAY, None, state=State.NOBODY, reason="no sign-ups in this period", mature_at=NEXT_WEEK),),
            {},
        ),
        (
            "Too few people · 29 of 30",
            (reading(THURSDAY - 10 * DAY, 0.5, denominator=10), reading(THURSDAY - 3 * DAY, 0.5, denominator=29)),
            {"max_age_seconds": 7 * 86400},
        ),
        ("Hidden · fewer than 10 people", (reading(THURSDAY, 0.5, denominator=4.0),), {}),
        (
            "Check this number · 41 % → 3 % overnight; not scored until settled",
            (reading(THURSDAY - DAY, 0.41), reading(THURSDAY, 0.03)),
            {"metric": metric(max_change=0.5)},
        ),
    ],
)
def test_every_absence_is_said_with_its_reason_and_never_scored(line: str, readings: Any, changes: Any) -> None:
    """Faults 52, 54, 61, 62, 69, 70 and 71."""
    card = judge_key_result(inputs(readings, **changes))
    assert line == line_of(card)
    assert (card.score, card.progress, card.weeks_behind) == (None, None, None)
    assert card.absence is not None
