"""One key result on one day, from readings to a card."""

from __future__ import annotations

import math
import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okr import numbers
from okr.inputs import GuardInputs, KeyResultInputs, MetricSeries
from okr.judge import judge_key_result
from okr.metric import Grain
from okr.model import Ambition, Amount, Anchor, Guard, KeyResult, KeyResultKind, MeasuredOver
from okr.noise import BETTER, NORMAL, TOO_LITTLE, WORSE
from okr.reading import Absence
from okr.scorecard import KeyResultCard, Remembered
from okr.words import JUDGED, State, Status, said
from tests.okr.made import DAY, Q4, THURSDAY, daily, days, inputs, kept, key_result, metric, reading

LAST = Q4.end - DAY
SILENT = Absence(State.UNREADABLE, "", datetime(2026, 11, 14, 6, tzinfo=UTC), temporary=True)


def noisy(level: float, spread: float = 0.002, seed: int = 3) -> Any:
    """Return a value per day: steady around a level."""
    draw = random.Random(seed)  # noqa: S311 - repeatable noise
    return lambda _: level + draw.gauss(0, spread)


def line_of(card: KeyResultCard) -> str:
    return said(card.status, card.sentence)


def judged(value: float, of: KeyResult | None = None, as_of: date = THURSDAY, **changes: Any) -> KeyResultCard:
    """Return the card of a series that stands at ``value`` since before the cycle."""
    return judge_key_result(inputs(daily(lambda _: value, until=as_of), of, as_of, **changes))


def test_from_42_to_70_per_cent_with_54_8_now() -> None:
    card = judged(0.548)
    assert card.progress == pytest.approx(0.457, abs=5e-4)
    assert card.score == card.progress
    assert (card.baseline, card.target, card.bar) == (0.42, 0.70, 0.70)
    assert card.plan_now == pytest.approx(0.5483, abs=5e-4)
    assert line_of(card) == "On track · 54.8 %, plan 54.8 · on plan"
    assert card.achieved_per_week == pytest.approx(0.128 / 50 * 7)
    assert card.needed_per_week == pytest.approx(0.152 / 42 * 7)


def test_time_to_value_from_6_to_2_days_with_5_1_now() -> None:
    days_unit = metric("days", "down", kind="time_to_value", title="Time to value")
    card = judged(5.1, key_result(6.0, 2.0), metric=days_unit)
    assert card.progress == pytest.approx(0.225)
    assert line_of(card) == "At risk · 5.1 days, plan 4.2 · 2.6 weeks behind"
    stretch = judged(5.1, key_result(6.0, 2.0, ambition=Ambition.STRETCH), metric=days_unit)
    assert stretch.bar == pytest.approx(3.2)
    assert line_of(stretch) == "At risk · 5.1 days, plan 4.7 · 1.5 weeks behind"


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (Status.OFF_TRACK, 0.40),
        (Status.OFF_TRACK, 0.44),
        (Status.AT_RISK, 0.50),
        (Status.ON_TRACK, 0.53),
        (Status.ON_TRACK, 0.69),
        (Status.REACHED, 0.70),
        (Status.REACHED, 0.90),
    ],
)
def test_the_word_follows_the_gap(expected: Status, value: float) -> None:
    card = judged(value)
    assert expected is card.status
    assert (card.score or 0.0) == pytest.approx(min(1.0, max(0.0, card.progress or 0.0)))


def test_reached_may_be_lost_until_the_end() -> None:
    assert line_of(judged(0.71)) == "Reached · 71 %, target 70; may be lost until Thu 31 Dec"
    assert line_of(judged(0.71, as_of=LAST)) == "Reached · 71 %, target 70"


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
    assert judged(0.66, of, date(2026, 12, 30), **retention).status is not Status.NOT_FINAL


def test_a_target_that_resolves_to_the_baseline_is_a_named_state() -> None:
    """Fault 14."""
    card = judged(0.42, replace(key_result(None), target=Amount(1.0, relative=True)))
    assert line_of(card) == "No move planned · baseline and target are both 42 %; a new target ends it"
    assert (card.progress, card.score) == (None, None)


def test_a_relative_target_is_taken_from_the_measured_baseline() -> None:
    card = judged(100.0, replace(key_result(None), target=Amount(1.2, relative=True)), metric=metric("users"))
    assert (card.baseline, card.baseline_measured, card.target) == (100.0, True, 120.0)


def test_the_baseline_handed_in_goes_before_the_last_reading_of_before() -> None:
    made = inputs(daily(lambda _: 0.5), key_result(None, 0.7))
    handed = replace(made, baseline_reading=reading(date(2026, 9, 20), 0.44))
    assert judge_key_result(made).baseline == 0.5
    assert judge_key_result(handed).baseline == 0.44
    hidden = replace(made, baseline_reading=reading(date(2026, 9, 20), 0.44, denominator=4))
    assert judge_key_result(hidden).baseline is None


def test_without_a_baseline_nothing_is_judged() -> None:
    card = judge_key_result(inputs(daily(lambda _: 0.5, since=Q4.start), key_result(None, 0.7)))
    assert line_of(card) == "No data · no baseline: no good reading before Thu 1 Oct; write the baseline down"
    assert card.baseline_measured is False


def test_finding_a_baseline_is_never_green() -> None:
    card = judged(0.9, key_result(None, None, kind=KeyResultKind.DISCOVER))
    assert line_of(card) == "Finding the baseline · 90 % so far; an amendment with a target ends it"
    assert card.score is None


def test_a_delivery_begins_at_nothing() -> None:
    card = judge_key_result(
        inputs(daily(lambda _: 0.5, since=Q4.start), key_result(None, 1.0, kind=KeyResultKind.DELIVER))
    )
    assert (card.baseline, card.progress, card.baseline_measured) == (0.0, 0.5, True)


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


def test_a_real_move_is_said_and_changes_the_word_at_once() -> None:
    value = noisy(0.53)
    fallen = daily(lambda day: value(day) - (0.06 if day > THURSDAY - 7 * DAY else 0.0))
    before = Remembered(Status.ON_TRACK, Q4.start, Status.ON_TRACK, Q4.start)
    whole = tuple(replace(item, period_start=item.period_end - DAY) for item in fallen)
    made = replace(inputs(fallen, periods=whole), remembered=before)
    card = judge_key_result(made)
    assert card.week.verdict == WORSE
    assert card.status is Status.OFF_TRACK
    assert card.sentence.endswith("weeks behind · real change, worse")
    assert card.newly


def test_without_a_real_move_the_word_waits_for_two_reviews_and_says_so() -> None:
    before = Remembered(Status.ON_TRACK, Q4.start, Status.ON_TRACK, Q4.start)
    made = replace(inputs(daily(noisy(0.50))), remembered=before)
    card = judge_key_result(made)
    assert card.week.verdict in {NORMAL, TOO_LITTLE}
    assert card.status is Status.ON_TRACK
    assert card.sentence.endswith("weeks behind · at risk from the review of Mon 30 Nov if it lasts")
    assert not card.newly
    assert card.remembered == Remembered(Status.ON_TRACK, Q4.start, Status.AT_RISK, THURSDAY)


def test_what_was_remembered_survives_days_without_a_verdict() -> None:
    before = Remembered(Status.AT_RISK, Q4.start, Status.AT_RISK, Q4.start)
    made = replace(inputs((), failure=SILENT), remembered=before)
    assert judge_key_result(made).remembered == before


def test_the_week_column_is_the_move_against_seven_days_before() -> None:
    climbing = daily(lambda day: 0.42 + max(0, (day - Q4.start).days) * 0.001)
    assert judge_key_result(inputs(climbing)).week.change == pytest.approx(0.007)
    assert judge_key_result(inputs((reading(THURSDAY, 0.5),))).week.change is None
    weekly = MetricSeries(
        metric(grain=Grain.WEEK),
        tuple(reading(date(2026, 11, 15) - 7 * back * DAY, 0.5 - back / 100) for back in range(9, -1, -1)),
    )
    card = judge_key_result(KeyResultInputs(Q4, key_result(measured_over=MeasuredOver()), weekly, THURSDAY))
    assert card.week.change == pytest.approx(0.01)
    assert card.week.verdict == BETTER


def test_a_reading_that_came_a_day_late_is_held_against_the_plan_of_its_own_day() -> None:
    plan = {point.day: point.value for point in judged(0.5).plan}
    on_plan = daily(lambda day: plan.get(day, 0.42), until=THURSDAY - 2 * DAY)
    card = judge_key_result(inputs(on_plan))
    assert card.weeks_behind == pytest.approx(0, abs=1e-9)
    assert card.plan_now == pytest.approx(plan[THURSDAY - 2 * DAY])


def test_a_cycle_that_is_over_is_judged_on_its_last_day_whatever_fails_today() -> None:
    gone = Absence(State.UNREADABLE, "table gone")
    series = daily(lambda day: 0.66 if day <= LAST else 0.2, until=LAST + 40 * DAY)
    card = judge_key_result(inputs(series, key_result(), LAST + 40 * DAY, failure=gone))
    assert (card.current and card.current.value, card.status) == (0.66, Status.AT_RISK)
    assert card.needed_per_week is None


def test_limits_to_keep_are_judged_by_the_current_value_and_scored_over_the_cycle() -> None:
    breached = daily(lambda day: 0.9 if date(2026, 10, 20) <= day < date(2026, 10, 30) else 0.97)
    card = judge_key_result(inputs(breached, kept(above=0.95, measured_over=MeasuredOver()), window_days=1))
    assert line_of(card) == "On track · 97 %, to be kept at least 95 %"
    assert card.score == pytest.approx(40 / 50)
    assert (card.target, card.bar, card.plan, card.plan_now) == (None, None, (), None)


def test_a_value_outside_its_limits_is_off_track_at_once() -> None:
    before = Remembered(Status.ON_TRACK, Q4.start, Status.ON_TRACK, Q4.start)
    fallen = daily(lambda day: 0.9 if day > THURSDAY - 14 * DAY else 0.97)
    made = replace(inputs(fallen, kept(above=0.95)), remembered=before)
    card = judge_key_result(made)
    assert line_of(card) == "Off track · 90 %, to be kept at least 95 % · outside for 2 weeks · real change, worse"
    assert card.weeks_behind == 2.0


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (Status.OFF_TRACK, 0.94),
        (Status.AT_RISK, 0.9496),
        (Status.AT_RISK, 0.95),
        (Status.AT_RISK, 0.96),
        (Status.ON_TRACK, 0.961),
    ],
)
def test_the_amber_zone_and_the_limits_include_their_ends(expected: Status, value: float) -> None:
    assert expected is judged(value, kept(above=0.95, keep_amber=0.01)).status


def test_a_score_of_keeping_counts_missing_days_as_not_kept_but_not_days_with_nobody() -> None:
    of = kept(below=2.0, measured_over=MeasuredOver())
    whole = daily(lambda _: 1.0, since=Q4.start)
    ten = [item for item in whole if item.as_of and (item.as_of - Q4.start).days % 5 != 4]
    sundays = tuple(
        replace(item, value=None, state=State.NOBODY) if item.as_of and item.as_of.weekday() == 6 else item
        for item in whole
    )
    unit: dict[str, Any] = {"metric": metric("days"), "window_days": 1}
    assert judge_key_result(inputs(whole, of, **unit)).score == 1.0
    assert judge_key_result(inputs(tuple(ten), of, **unit)).score == pytest.approx(40 / 49)
    assert judge_key_result(inputs(sundays, of, **unit)).score == 1.0


def test_a_longer_window_is_scored_once_a_week() -> None:
    weeks = tuple(reading(Q4.start + (7 * place + 6) * DAY, 0.97 if place else 0.9) for place in range(7))
    card = judge_key_result(inputs((*weeks, reading(THURSDAY, 0.97)), kept(above=0.95)))
    assert card.score == pytest.approx(6 / 7)


VALUES = st.floats(-0.2, 1.2)
KINDS = st.sampled_from(
    [
        key_result(),
        key_result(0.7, 0.42),
        key_result(None, 0.7),
        key_result(0.42, 0.42),
        key_result(pace={date(2026, 11, 1): 0.6, date(2026, 12, 1): 0.5}),
        key_result(anchor=Anchor.STARTS_IN),
        key_result(measured_over=MeasuredOver("cycle_to_date")),
        kept(above=0.5),
        kept(above=0.3, below=0.5, keep_amber=0.05),
        key_result(None, None, kind=KeyResultKind.DISCOVER),
    ]
)
SPARSE = st.dictionaries(st.integers(-40, 140), st.tuples(st.none() | VALUES, st.integers(0, 99)), max_size=12)


@settings(max_examples=300)
@given(KINDS, SPARSE, st.integers(-20, 150), st.sampled_from([0, 8, 60, 120]), st.sampled_from(list(Grain)[1:5]))
def test_any_key_result_on_any_day_gets_a_word_a_sentence_and_no_number_that_is_none(
    of: KeyResult, sparse: dict[int, tuple[float | None, int]], offset: int, maturity: int, grain: Grain
) -> None:
    made = tuple(
        reading(Q4.start + place * DAY, value, denominator=people, n=people, lower=value, upper=value)
        for place, (value, people) in sorted(sparse.items())
    )
    as_of = Q4.start + offset * DAY
    card = judge_key_result(inputs(made, of, as_of, maturity_days=maturity, metric=metric(grain=grain)))
    assert card.sentence
    assert (card.score is not None) <= (card.status in JUDGED)
    for item in fields(card):
        number = getattr(card, item.name)
        assert not isinstance(number, float) or math.isfinite(number), item.name
    assert "nan" not in card.sentence


@given(st.floats(0.42, 0.75), st.integers(14, 91))
def test_the_word_never_contradicts_the_numbers_shown(value: float, offset: int) -> None:
    """Fault 73."""
    card = judged(value, as_of=Q4.start + offset * DAY)
    plan, weeks = card.plan_now or 0.0, numbers.weeks(card.weeks_behind or 0.0)
    if numbers.amount(value, "share") == numbers.amount(plan, "share"):
        assert card.status in {Status.ON_TRACK, Status.REACHED}
    if numbers.amount(value, "share") == "70 %":
        assert card.status is Status.REACHED
    if card.status is not Status.REACHED:
        assert (weeks <= 1.0, weeks <= 3.0) == (card.status is Status.ON_TRACK, card.status is not Status.OFF_TRACK)


@given(st.floats(0.2, 0.7), st.floats(0.0, 0.3))
def test_a_better_value_never_gets_a_worse_word_or_score(value: float, more: float) -> None:
    order = [Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.REACHED]
    worse, better = judged(value), judged(value + more)
    assert order.index(worse.status) <= order.index(better.status)
    assert (worse.score or 0.0) <= (better.score or 0.0)


def test_a_steady_metric_judged_every_day_keeps_its_word_for_weeks() -> None:
    """Noise around a level that falls behind the plan: each word comes once, in order, and none flickers back."""
    series = daily(noisy(0.46, 0.004), until=LAST)
    remembered: Remembered | None = None
    words: list[Status] = []
    for day in days(Q4.start + 13 * DAY, LAST):
        card = judge_key_result(replace(inputs(series, as_of=day), remembered=remembered))
        remembered = card.remembered
        words.append(card.status)
    changes = [words[0], *(after for before, after in pairwise(words) if before is not after)]
    assert changes == [Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]
