"""Forecasts of key results: from readings as the judge gets them to a range, a chance, or a refusal."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okr.canonical import canonical_json, restore
from okr.inputs import KeyResultInputs
from okr.metric import Grain
from okr.model import Ambition, KeyResult, KeyResultKind, MeasuredOver
from okr.outlook.forecast import FEWEST_VALUES, forecast_of
from okr.outlook.shelf import Forecast
from okr.words import State
from tests.okr.made import DAY, LAST, Q4, SILENT, THURSDAY, days, inputs, kept, key_result, metric, reading

SINCE = date(2025, 10, 1)
WHOLE = range(28)


def of_days(values: dict[date, float], of: KeyResult | None = None, **changes: Any) -> KeyResultInputs:
    """Return inputs whose readings are the means of 28 of the metric's own days."""
    periods = tuple(
        reading(day, value, period_start=day, denominator=None, window="day") for day, value in values.items()
    )
    windows = [day for day in values if day - 27 * DAY in values]
    readings = tuple(
        reading(day, fmean(values[day - back * DAY] for back in WHOLE), denominator=None) for day in windows
    )
    return inputs(readings, of, periods=periods, **changes)


def noisy_days(level: float = 0.5, spread: float = 0.02, seed: int = 4, slope: float = 0.0) -> dict[date, float]:
    draw = random.Random(seed)  # noqa: S311 - repeatable noise
    return {day: level + slope * place + draw.gauss(0, spread) for place, day in enumerate(days(SINCE, THURSDAY))}


def made(of: KeyResultInputs) -> Forecast:
    found = forecast_of(of)
    assert found is not None
    return found


def test_a_steady_metric_is_foretold_where_it_is() -> None:
    found = made(of_days(noisy_days()))

    assert (THURSDAY, LAST, "") == (found.made_on, found.day, found.refusal)
    assert found.value == pytest.approx(0.5, abs=0.01)
    assert found.lower is not None
    assert found.upper is not None
    assert 0.0 < found.upper - found.lower < 0.02
    assert found.held >= 0.7 * found.tested > 0


def test_the_fan_begins_at_the_reading_opens_and_ends_at_the_figure() -> None:
    of = of_days(noisy_days())
    found = made(of)
    widths = [point.upper - point.lower for point in found.fan]

    assert (THURSDAY, 0.0) == (found.fan[0].day, widths[0])
    assert of.series.readings[-1].value == found.fan[0].value
    assert (LAST, found.value) == (found.fan[-1].day, found.fan[-1].value)
    assert widths[1] < widths[2] < widths[4]


def test_the_chance_is_that_of_the_bar_for_rising_and_falling_targets() -> None:
    up = key_result(0.42, 0.50)
    down = key_result(0.58, 0.50)
    easy, hard = key_result(0.42, 0.45), key_result(0.42, 0.70)
    chances = [made(of_days(noisy_days(), of)).chance for of in (up, down, easy, hard)]

    assert chances[0] == pytest.approx(0.5, abs=0.3)
    assert chances[1] == pytest.approx(0.5, abs=0.3)
    assert chances[2] == pytest.approx(1.0, abs=0.01)
    assert chances[3] == pytest.approx(0.0, abs=0.01)


def test_a_stretch_is_held_to_its_bar_and_not_to_its_target() -> None:
    stretch = key_result(0.42, 0.52, ambition=Ambition.STRETCH)
    committed = key_result(0.42, 0.52)

    assert (made(of_days(noisy_days(), stretch)).chance or 0.0) > (made(of_days(noisy_days(), committed)).chance or 0.0)


def test_limits_to_be_kept_have_the_chance_of_being_inside_them() -> None:
    inside, outside = kept(above=0.4, below=0.6), kept(above=0.6)

    assert made(of_days(noisy_days(), inside)).chance == pytest.approx(1.0, abs=0.01)
    assert made(of_days(noisy_days(), outside)).chance == pytest.approx(0.0, abs=0.01)


def test_a_baseline_that_is_looked_for_has_a_forecast_without_a_chance() -> None:
    found = made(of_days(noisy_days(), key_result(None, None, kind=KeyResultKind.DISCOVER)))

    assert found.value is not None
    assert found.chance is None


def test_too_little_history_is_refused_with_what_there_is() -> None:
    young = {day: value for day, value in noisy_days().items() if day > THURSDAY - timedelta(weeks=6)}
    found = made(of_days(young))

    assert f"too little history: 6 of {FEWEST_VALUES} weeks" == found.refusal
    assert (None, None, None, None, ()) == (found.value, found.lower, found.upper, found.chance, found.fan)


def test_what_never_moved_is_refused() -> None:
    still = dict.fromkeys(noisy_days(), 0.1 + 0.2)

    tiny = {day: value * 1e-200 for day, value in noisy_days().items()}

    assert "it has not moved yet, so its usual variation is not known" == made(of_days(still)).refusal
    assert made(of_days(still)).refusal == made(of_days(tiny, metric=metric("points"))).refusal


def test_values_beyond_reckoning_are_refused() -> None:
    huge = {day: value * 1e200 for day, value in noisy_days().items()}

    assert "its values are too large to reckon with" == made(of_days(huge, metric=metric("points"))).refusal


def test_a_metric_whose_own_past_was_never_foretold_is_refused() -> None:
    """Each quarter of a year it turns round: what continues never does."""
    saw = {day: 100.0 + 2.0 * abs((place % 182) - 91) + (place % 3) for place, day in enumerate(days(SINCE, THURSDAY))}
    found = made(of_days(saw, key_result(100.0, 150.0), metric=metric("points")))

    assert found.refusal.startswith("its past does not repeat: ")
    assert found.value is None


def test_there_is_none_beside_an_absence_and_none_once_the_figure_is_known() -> None:
    old = noisy_days()
    silent = of_days({day: value for day, value in old.items() if day < THURSDAY - 9 * DAY}, failure=SILENT)
    over = replace(of_days(old), as_of=LAST)
    ended = dict.fromkeys(days(SINCE, LAST), 0.5)

    assert forecast_of(silent) is None
    assert forecast_of(replace(of_days(ended), as_of=LAST)) is None
    assert forecast_of(replace(over, series=replace(over.series, readings=()))) is None


def test_a_reading_that_is_no_mean_of_days_is_foretold_from_readings_that_share_no_day() -> None:
    """A median of 28 days: its own days tell nothing, and thirteen stretches fit into a year."""
    draw = random.Random(3)  # noqa: S311 - repeatable values
    readings = tuple(reading(day, 5 + draw.gauss(0, 0.3)) for day in days(SINCE, THURSDAY)[27:])
    periods = tuple(reading(day, 9.0, period_start=day, window="day") for day in days(SINCE, THURSDAY))
    found = made(inputs(readings, key_result(6.0, 2.0), metric=metric("days", "down"), periods=periods))

    assert "" == found.refusal
    assert found.value == pytest.approx(5.0, abs=0.3)
    assert found.tested < FEWEST_VALUES


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH])
def test_weeks_and_months_are_foretold_from_themselves(grain: Grain) -> None:
    draw = random.Random(8)  # noqa: S311 - repeatable values
    ends = _ends_of(grain)
    readings = tuple(
        reading(end - DAY, 100 + draw.gauss(0, 5), period_start=start, period_end=end, denominator=None)
        for start, end in ends
    )
    of = inputs(readings, key_result(90.0, 120.0, measured_over=MeasuredOver()), metric=metric("points", grain=grain))
    found = made(replace(of, series=replace(of.series, window_days=1)))

    assert "" == found.refusal
    assert found.value == pytest.approx(100, abs=10)
    assert found.day == LAST


def _ends_of(grain: Grain) -> list[tuple[date, date]]:
    if grain is Grain.WEEK:
        starts = [date(2025, 10, 6) + timedelta(weeks=week) for week in range(60)]
    else:
        starts = [date(2025 + (month - 1) // 12, (month - 1) % 12 + 1, 1) for month in range(1, 25)]
    pairs = pairwise(starts)
    return [(start, end) for start, end in pairs if end <= THURSDAY + DAY]


def test_a_single_day_is_foretold_from_its_own_weekday() -> None:
    """The quarter ends on a Thursday; Sundays are twice as high and say nothing of it."""
    draw = random.Random(6)  # noqa: S311 - repeatable values
    values = {day: (200.0 if day.weekday() == 6 else 100.0) + draw.gauss(0, 3) for day in days(SINCE, THURSDAY)}
    readings = tuple(reading(day, value, period_start=day, denominator=None) for day, value in values.items())
    of = inputs(readings, key_result(90.0, 120.0, measured_over=MeasuredOver()), metric=metric("points"))
    found = made(replace(of, series=replace(of.series, window_days=1, periods=readings)))

    assert found.value == pytest.approx(100, abs=6)
    assert (found.upper or 0.0) < 115


def test_small_groups_and_numbers_to_be_checked_are_not_taken_for_values() -> None:
    values = noisy_days()
    of = of_days(values)
    hidden = tuple(
        replace(item, state=State.HIDDEN, value=None) if place % 7 == 0 else item
        for place, item in enumerate(of.series.periods)
    )
    found = made(replace(of, series=replace(of.series, periods=hidden)))

    assert found.refusal or math.isfinite(found.value or math.nan)


def test_a_forecast_is_stored_and_comes_back_as_it_was() -> None:
    found = made(of_days(noisy_days()))

    assert found == restore(Forecast, canonical_json(found))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 0.3), st.sampled_from([-0.0005, 0.0, 0.0005]))
def test_a_share_is_foretold_as_a_share_and_nothing_is_nan(seed: int, spread: float, slope: float) -> None:
    values = {day: min(1.0, max(0.0, value)) for day, value in noisy_days(0.5, spread, seed, slope).items()}
    found = forecast_of(of_days(values))

    assert found is not None
    numbers = [number for point in found.fan for number in (point.lower, point.value, point.upper)]
    assert all(0.0 <= number <= 1.0 for number in numbers)
    assert found.chance is None or 0.0 <= found.chance <= 1.0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.001, 60.0, 86400.0]))
def test_a_forecast_does_not_depend_on_the_unit(seed: int, factor: float) -> None:
    values = noisy_days(5.0, 0.4, seed)
    way, other_way = key_result(6.0, 4.0), key_result(6.0 * factor, 4.0 * factor)
    other = {day: value * factor for day, value in values.items()}
    found, scaled = (made(of_days(one, of, metric=metric("points"))) for one, of in ((values, way), (other, other_way)))

    assert found.tested == scaled.tested
    assert found.value is not None
    assert found.chance == pytest.approx(scaled.chance, abs=1e-6)
    assert found.value * factor == pytest.approx(scaled.value, rel=1e-6)


def test_a_falling_target_is_the_mirror_of_a_rising_one() -> None:
    values = noisy_days(0.0, 1.0)
    mirrored = {day: -value for day, value in values.items()}
    up, down = (
        made(of_days(one, key_result(-end, end), metric=metric("points")))
        for one, end in ((values, 1.0), (mirrored, -1.0))
    )

    assert up.value == pytest.approx(-(down.value or 0.0), abs=1e-6)
    assert (up.lower, up.upper) == pytest.approx((-(down.upper or 0.0), -(down.lower or 0.0)), abs=1e-6)
    assert up.chance == pytest.approx(down.chance, abs=1e-6)


def test_the_cycle_sets_the_day() -> None:
    longer = replace(Q4, end=date(2027, 2, 1))
    of = of_days(noisy_days())

    assert date(2027, 1, 31) == made(replace(of, cycle=longer)).day
