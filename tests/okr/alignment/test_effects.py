"""The move after a ship, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.alignment.effects import Effect, Verdict, effect_of, measured_since
from okr.judge import judge_key_result
from okr.metric import Duration
from okr.model import MeasuredOver
from okr.roadmap import RoadmapItem, RoadmapLink
from okr.scorecard import KeyResultCard
from tests.okr.made import THURSDAY, daily, inputs, key_result, metric, noisy

SHIPPED = date(2026, 10, 12)


def card_of(value: Callable[[date], float], unit: str = "share") -> KeyResultCard:
    """Return the card of a series whose readings count 28 days."""
    return judge_key_result(inputs(daily(value), key_result(), metric=metric(unit)))


def item(ships: date | None = SHIPPED, state: str = "shipped") -> RoadmapItem:
    return RoadmapItem("one-page", "Set-up on one page", "growth", state, date(2026, 9, 1), ships)


def effect(card: KeyResultCard | None, expected: str, of: RoadmapItem | None = None, kind: str = "direct") -> Effect:
    link = RoadmapLink("growth/value/setup", "", expected, kind)
    return effect_of(of or item(), link, card, THURSDAY)


def stepped(before: float, after: float, on: date = SHIPPED) -> Callable[[date], float]:
    """Return the 28-day mean of a value that steps on one day, with a little noise."""
    noise = noisy(0.0, 0.002)
    return lambda day: before + (after - before) * min(1.0, max(0, (day - on).days + 1) / 28) + noise(day)


def test_a_move_stands_beside_what_was_hoped_for_and_what_it_did_before() -> None:
    found = effect(card_of(stepped(0.42, 0.60)), "+20 points")

    assert found.measured is not None
    assert 0.20 == pytest.approx(found.hoped)
    assert 0.18 == pytest.approx(found.measured.moved, abs=0.01)
    assert 0.0 == pytest.approx(found.measured.earlier, abs=0.01)
    assert 1.0 == found.measured.seen
    assert Verdict.MOVED is found.verdict


def test_a_value_that_stands_where_it_stood_is_flat() -> None:
    assert Verdict.FLAT is effect(card_of(stepped(0.42, 0.42)), "+20 points").verdict


def test_a_move_of_less_than_half_of_the_hope_is_less_than_hoped() -> None:
    assert Verdict.LESS is effect(card_of(stepped(0.42, 0.47)), "+20 points").verdict


def test_a_real_move_the_other_way_is_said() -> None:
    assert Verdict.AGAINST is effect(card_of(stepped(0.42, 0.30)), "+20 points").verdict


def test_a_hope_smaller_than_the_usual_variation_cannot_be_seen() -> None:
    assert Verdict.LOST is effect(card_of(stepped(0.42, 0.42)), "+0.1 points").verdict


def test_before_the_reading_shows_the_ship_in_full_it_is_too_soon() -> None:
    found = effect(card_of(stepped(0.42, 0.42)), "+20 points", item(THURSDAY - timedelta(days=13)))

    assert found.measured is not None
    assert 0.5 == pytest.approx(found.measured.seen)
    assert Verdict.TOO_SOON is found.verdict


@pytest.mark.parametrize(
    "of",
    [item(date(2026, 12, 1), "planned"), item(None, "in_progress"), item(state="dropped"), item(state="in_progress")],
)
def test_work_that_people_do_not_have_has_no_move(of: RoadmapItem) -> None:
    found = effect(card_of(stepped(0.42, 0.6)), "+20 points", of)

    assert found.measured is None
    assert Verdict.TO_COME is found.verdict


def test_work_that_is_done_without_a_day_has_no_figure() -> None:
    assert Verdict.NO_FIGURE is effect(card_of(stepped(0.42, 0.6)), "+20 points", item(None)).verdict


def test_a_key_result_that_is_not_shown_has_no_figure() -> None:
    assert Verdict.NO_FIGURE is effect(None, "+20 points").verdict


def test_words_without_a_number_still_have_the_direction_of_the_key_result() -> None:
    assert Verdict.MOVED is effect(card_of(stepped(0.42, 0.60)), "to be found").verdict
    assert Verdict.AGAINST is effect(card_of(stepped(0.42, 0.30)), "").verdict


def test_a_move_is_not_measured_across_a_change_of_definition() -> None:
    card = card_of(stepped(0.42, 0.6))
    points = tuple(replace(point, definition_version="old") if point.day < SHIPPED else point for point in card.series)

    assert measured_since(replace(card, series=points), SHIPPED) is None
    assert measured_since(replace(card, series=points), SHIPPED + timedelta(days=3)) is not None


def test_there_is_no_move_before_the_first_reading() -> None:
    assert measured_since(card_of(stepped(0.42, 0.6)), date(2020, 1, 1)) is None


def test_a_figure_of_the_cycle_to_date_is_only_in_part_of_after_the_ship() -> None:
    over = replace(key_result(), measured_over=MeasuredOver("last", Duration(84, "day")))
    card = judge_key_result(inputs(daily(stepped(0.42, 0.42)), over))
    current = card.current
    assert current is not None
    longer = replace(current, period_start=current.period_start - timedelta(days=56))

    assert Verdict.TOO_SOON is effect(replace(card, current=longer), "+20 points").verdict


@given(st.floats(-0.3, 0.3), st.sampled_from(["+20 points", "-20 points", "", "+5 %"]))
def test_a_shipped_item_always_gets_one_of_the_words(step: float, expected: str) -> None:
    card = card_of(lambda _: 0.42)
    moved = replace(card, series=tuple(replace(one, value=0.42) for one in card.series))
    assert moved.current is not None
    found = effect(replace(moved, current=replace(moved.current, value=0.42 + step)), expected)

    assert found.verdict in {Verdict.FLAT, Verdict.AGAINST, Verdict.LESS, Verdict.MOVED, Verdict.LOST}
