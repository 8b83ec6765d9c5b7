"""A table that is no event log, for aggregates: payments in shops, with nulls and equal values."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.metrics.conformance.bench import Table
from tests.metrics.conformance.worlds import World, stored

AMOUNTS = (1.0, 2.0, 2.5, -1.25, 0.0, 100.0, None)


@st.composite
def with_payments(draw: st.DrawFn, world: World) -> World:
    """Add the table to a source."""
    cells = st.tuples(st.sampled_from(world.moments), st.sampled_from(("s1", "s2", None)), st.sampled_from(AMOUNTS))
    columns = {"paid_at": "instant", "shop": "text", "sum_col": "number"}
    paid = draw(st.lists(cells, max_size=12))
    kept = [(stored(at, "instant", world.zone, 0)[0], *rest) for at, *rest in paid]
    rows = {**world.rows, "payments": [dict(zip(columns, row, strict=True)) for row in paid]}
    return replace(world, rows=rows, tables={**world.tables, "payments": Table(columns, kept)})
