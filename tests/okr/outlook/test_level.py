"""The model behind the forecast: what it must keep to whatever the values are, and what it finds in plain ones."""

from __future__ import annotations

import math
import random
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from okr.outlook.level import Ahead, followed, foretold
from okr.outlook.student import quantile

SERIES = st.lists(st.integers(-1000, 1000).map(float), min_size=10, max_size=40).filter(lambda one: len(set(one)) > 1)
AHEAD = Ahead(after=2.0, steps=4.0, noise=0.25)


def ends(values: list[float | None], ahead: Ahead = AHEAD) -> tuple[float, float, float]:
    """Return the tenth part, the middle and the last tenth of what is foretold."""
    *_, beliefs = followed(values)
    parts = foretold(beliefs, ahead)
    low, middle, high = (quantile(chance, parts) for chance in (0.1, 0.5, 0.9))
    return low, middle, high


@given(SERIES)
def test_a_forecast_is_finite_and_in_order(values: list[float]) -> None:
    low, middle, high = ends([*values])

    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low <= middle <= high


@given(SERIES, st.sampled_from([0.001, 0.01, 60.0, 1000.0]), st.floats(-1000, 1000))
def test_a_forecast_does_not_depend_on_the_unit(values: list[float], factor: float, offset: float) -> None:
    made, other = ends([*values]), ends([value * factor + offset for value in values])
    width = made[2] - made[0]

    assert [value * factor + offset for value in made] == pytest.approx(other, abs=1e-4 * width * factor + 1e-6)


@given(SERIES)
def test_a_mirrored_series_has_the_mirrored_forecast(values: list[float]) -> None:
    low, middle, high = ends([*values])
    mirrored = ends([-value for value in values])

    assert (-high, -middle, -low) == pytest.approx(mirrored, abs=1e-4 * (high - low))


@given(SERIES)
def test_what_lies_further_ahead_is_never_surer(values: list[float]) -> None:
    """Held to the variance of each setting; the mixture keeps its weights."""
    *_, beliefs = followed([*values])
    near, far = (foretold(beliefs, Ahead(after=after, steps=1.0)) for after in (0.0, 5.0))
    assume(near)

    assert all(first.scale <= second.scale for first, second in zip(near, far, strict=True))


@given(SERIES, st.floats(0.1, 0.9))
def test_the_less_is_still_to_come_the_surer_is_the_figure(values: list[float], share: float) -> None:
    *_, beliefs = followed([*values])
    whole = foretold(beliefs, Ahead(0.0, 4.0, 1.0, 0.0, 0.25))
    rest = foretold(beliefs, Ahead(0.0, 4.0, share, 0.0, 0.25 * share))
    assume(whole)

    assert all(first.scale <= second.scale for first, second in zip(rest, whole, strict=True))


def test_nothing_is_foretold_of_what_never_moved_or_was_hardly_seen() -> None:
    for values in ([5.0] * 20, [1.0, 2.0, 3.0], [1.0]):
        *_, beliefs = followed(values)
        assert () == foretold(beliefs, AHEAD)


def test_a_missing_value_widens_what_comes_after_it() -> None:
    draw = random.Random(5)  # noqa: S311 - repeatable values
    values = list(accumulate(draw.gauss(0, 1) for _ in range(30)))
    low, _, high = ends([*values])
    wider_low, _, wider_high = ends([*values[:-2], None, values[-2]])

    assert math.isfinite(wider_low)
    assert wider_high - wider_low > 0.8 * (high - low)


def test_after_long_stillness_the_first_move_counts() -> None:
    low, _, high = ends([*[7.0] * 20, 9.0])

    assert high - low > 0.5


def test_noise_around_a_level_is_foretold_narrower_than_a_walk_with_the_same_steps() -> None:
    draw = random.Random(7)  # noqa: S311 - repeatable values
    noise = [draw.gauss(50, 4) for _ in range(52)]
    walk = list(accumulate((draw.gauss(0, 4 * math.sqrt(2)) for _ in range(52)), initial=50.0))
    (low, _, high), (far_low, _, far_high) = ends([*noise]), ends([*walk])

    assert 3 * (high - low) < far_high - far_low


def test_an_even_rise_goes_on() -> None:
    draw = random.Random(9)  # noqa: S311 - repeatable values
    low, middle, high = ends([2.0 * step + draw.gauss(0, 2) for step in range(40)])

    assert low < 2.0 * (39 + 2 + 2.5) < high
    assert middle > 2.0 * 39
