"""Quantiles by rank: the few values that come back are enough, on every engine."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, column, table

from metrics.statistics.intervals import order_statistic_ends
from metrics.statistics.ranks import near_ranks, quantile_of, value_at
from tests.metrics.conformance.bench import Bench, Table

TIMES = table("times", column("bucket", BigInteger), column("value", BigInteger))
often = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
quantiles = st.sampled_from([Fraction(q, 100) for q in (1, 5, 10, 25, 50, 75, 90, 95, 99)])


def filled(values: list[int]) -> dict[str, Table]:
    return {"times": Table({"bucket": "integer", "value": "integer"}, [(0, value) for value in values])}


@often
@given(st.lists(st.integers(0, 50), min_size=1, max_size=120), quantiles)
def test_a_quantile_and_its_ends_come_from_few_values(bench: Bench, values: list[int], quantile: Fraction) -> None:
    with bench.filled(filled(values)) as connection:
        near = connection.execute(near_ranks(TIMES, ("bucket",), quantile)).mappings().all()
        (only,) = connection.execute(value_at(TIMES, quantile)).mappings()
    ordered, n = sorted(values), len(values)
    rank = max(1, -(-quantile.numerator * n // quantile.denominator))
    low, high = order_statistic_ends(n, float(quantile))
    expected = (ordered[rank - 1], ordered[low - 1] if low else None, ordered[high - 1] if high else None)
    assert expected == quantile_of({int(row["place"]): row["value"] for row in near}, n, quantile)
    assert (ordered[rank - 1], n) == (only["value"], only["n"])


def test_a_thousand_values_bring_back_a_handful(bench: Bench) -> None:
    with bench.filled(filled(list(range(1000)))) as connection:
        assert 30 > len(connection.execute(near_ranks(TIMES, ("bucket",), Fraction(1, 2))).all())
