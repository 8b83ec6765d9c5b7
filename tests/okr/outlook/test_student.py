"""Student's t against an independent implementation, and what every distribution must keep to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from okr.outlook.student import Part, chance_below, mixture_below, quantile

VALUES = st.floats(-50, 50)
PARTS = st.lists(
    st.tuples(st.floats(0.01, 1), st.floats(-100, 100), st.floats(0.01, 10), st.integers(3, 40)), min_size=1, max_size=5
)


def mixture(drawn: list[tuple[float, float, float, int]]) -> tuple[Part, ...]:
    whole = sum(weight for weight, *_ in drawn)
    return tuple(Part(weight / whole, mean, scale, freedom) for weight, mean, scale, freedom in drawn)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 10, 19, 20, 51])
@pytest.mark.parametrize("value", [-8.0, -1.3, -0.1, 0.0, 0.6, 2.5, 30.0])
def test_the_distribution_is_students(value: float, freedom: int) -> None:
    assert t.cdf(value, freedom) == pytest.approx(chance_below(value, freedom), abs=1e-13)


@given(VALUES, st.integers(1, 60))
def test_the_distribution_is_symmetric(value: float, freedom: int) -> None:
    assert 1 == pytest.approx(chance_below(value, freedom) + chance_below(-value, freedom))


@given(VALUES, VALUES, st.integers(1, 60))
def test_a_larger_value_is_never_less_likely_to_be_undercut(first: float, second: float, freedom: int) -> None:
    low, high = sorted((first, second))

    assert 0 <= chance_below(low, freedom) <= chance_below(high, freedom) + 1e-12 <= 1 + 1e-12


@given(PARTS, st.floats(0.05, 0.95))
def test_a_quantile_is_what_the_mixture_stays_below_with_that_chance(
    drawn: list[tuple[float, float, float, int]], chance: float
) -> None:
    parts = mixture(drawn)

    assert chance == pytest.approx(mixture_below(quantile(chance, parts), parts), abs=1e-4)


def test_the_quantile_of_one_part_is_students() -> None:
    assert 5 + 2 * t.ppf(0.9, 12) == pytest.approx(quantile(0.9, (Part(1.0, 5.0, 2.0, 12),)), abs=1e-6)
