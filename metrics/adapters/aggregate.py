"""Aggregates: counts, sums, means, extremes and percentiles over rows of a table or events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.measures.measuring import by_window, figures, receipt_of
from metrics.measures.written import MEASURED, Measured, TableOrigin
from metrics.queries.literals import decimal
from metrics.shape import blank, early
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading


class AggregateAdapter:
    """One measure over rows, per period or window."""

    kind = "aggregate"
    summary = "A count, sum, mean, extreme or percentile over the rows of a table or over events."
    schema = MEASURED
    one_by_one = False
    overlapping = True
    example = Example(
        title="Three page loads: the mean of the two measured ones is 250; the third is left out and counted.",
        metric={
            "kind": "aggregate",
            "from": {"table": "timings", "time": "day", "stored_as": "local_date"},
            "measure": {"mean": "ms"},
            "unit": "ms",
        },
        source={"timezone": "UTC"},
        tables={"timings": (("day", "ms"), (("2026-03-01", 200), ("2026-03-01", 300), ("2026-03-01", None)))},
        expected=(("2026-03-01", 250.0),),
        until="2026-03-02T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Means pool; counts and sums are averaged over periods; extremes, percentiles and units are asked anew."""
        measured: Measured = definition.parameters
        if not measured.is_plain:
            return Pooling.LATEST
        if measured.per is None and measured.measure.word == "mean":
            return Pooling.POOLED
        additive = measured.measure.word in ("count", "count_null", "sum") and measured.per is None
        return Pooling.MEAN if additive else Pooling.REQUERY

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The figure of a span is the measure over all its rows."""
        return Pooling.REQUERY

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A period's figure is final when the period is."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - the column's unit is the team's word
        """A column's values are taken in the unit they have."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:
        """The time column of its own table."""
        return times_of(definition.parameters)

    def query(self, ask: Ask) -> Select[Any]:
        """See :func:`metrics.measures.measuring.figures`."""
        return figures(ask, ask.parameters)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        return [
            replace(early(ask, window, window.end_at), group=group)
            if window.end_at > ask.watermark
            else blank(ask, window, **{"group": group, **figure.fields})
            for window, group, figure in by_window(ask, ask.parameters, rows)
        ]

    def receipt(self, ask: Ask) -> Select[Any]:
        """The measure of the window; for a longer window of counts or sums, the mean of its periods."""
        window = ask.windows[0]
        own = window.label == ask.definition.grain.value or ask.definition.grain is Grain.RANGE
        if own or self.pooling(ask.definition) is not Pooling.MEAN:
            return receipt_of(ask, ask.parameters)
        periods = ask.scope.zone.calendar.windows(ask.definition.grain, window.start, window.end)
        whole = receipt_of(ask, ask.parameters).subquery()
        return select((func.sum(whole.c.value) * decimal(1) / len(periods)).label("value"))


ADAPTER = AggregateAdapter()


def times_of(measured: Measured) -> tuple[TimeColumn, ...]:
    """Return the time column of an aggregate's own table; empty over events."""
    origin = measured.origin
    if not isinstance(origin, TableOrigin):
        return ()
    return (TimeColumn(origin.table, origin.time, origin.stored_as),)
