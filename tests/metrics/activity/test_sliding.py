"""Windows told by what enters and leaves them give what looking at each window gives."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, String, column, table

from metrics.activity.sliding import barred, changes_of_bars, changes_of_sums, summed
from tests.metrics.conformance.bench import Bench, Table

UNITS = table("units", column("actor", String), column("unit", BigInteger))
LAST = 20

units = st.sets(st.tuples(st.sampled_from("abc"), st.integers(1, LAST)), min_size=1, max_size=40)
often = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def filled(known: set[tuple[str, int]]) -> dict[str, Table]:
    return {"units": Table({"actor": "text", "unit": "integer"}, sorted(known))}


def spans_of(length: int, step: int) -> list[tuple[int, int]]:
    return [(end - length + 1, end) for end in range(length, LAST + 1, step)]


def looked_at(known: set[tuple[str, int]], span: tuple[int, int]) -> Counter[str]:
    """Active units per actor inside one window."""
    return Counter(actor for actor, unit in known if span[0] <= unit <= span[1])


@often
@given(units, st.integers(1, 8), st.integers(1, 3))
def test_sums_run_together(bench: Bench, known: set[tuple[str, int]], length: int, step: int) -> None:
    spans = spans_of(length, step)
    inside = {row for row in known if row[1] >= spans[0][0]}
    with bench.filled(filled(inside or known)) as connection:
        rows = [dict(row) for row in connection.execute(changes_of_sums(UNITS, length, spans[-1][1])).mappings()]
    found = {row["bucket"]: (row["n"], row["active"], row["squares"]) for row in summed(rows, spans)}
    for number, span in enumerate(spans):
        counts = looked_at(inside or known, span).values()
        expected = (len(counts), sum(counts), sum(count * count for count in counts))
        assert expected == found.get(number, (0, 0, 0))


@often
@given(units, st.integers(1, 8), st.integers(1, 3))
def test_bars_run_together(bench: Bench, known: set[tuple[str, int]], length: int, step: int) -> None:
    spans = spans_of(length, step)
    with bench.filled(filled(known)) as connection:
        rows = [dict(row) for row in connection.execute(changes_of_bars(UNITS, length, spans[-1][1])).mappings()]
    found: dict[int, dict[int, int]] = {}
    for row in barred(rows, spans):
        found.setdefault(row["bucket"], {})[row["active"]] = row["n"]
    for number, span in enumerate(spans):
        assert Counter(looked_at(known, span).values()) == Counter(found.get(number, {}))
