"""Aggregates: counts, sums, means, extremes and percentiles over rows of a table or events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.measures.figures import by_window
from metrics.measures.grammar import MEASURED
from metrics.measures.measuring import figures
from metrics.measures.receipts import mean_receipt_of, newest, receipt_of
from metrics.measures.written import Measured, TableOrigin
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
        if not measured.is_plain or measured.looks_from_periods:
            return Pooling.LATEST
        if measured.is_additive:
            return Pooling.MEAN
        adds_up = measured.per is None and measured.pick is None and measured.change_from is None
        return Pooling.POOLED if adds_up and measured.measure.word == "mean" else Pooling.REQUERY

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """The figure of a span is the measure over all its rows; of what only periods have the newest."""
        return Pooling.LATEST if definition.parameters.looks_from_periods else Pooling.REQUERY

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
            else blank(ask, window, **{"group": group, **figure.as_fields})
            for window, group, figure in by_window(ask, ask.parameters, rows)
        ]

    def receipt(self, ask: Ask) -> Select[Any]:
        """The measure of the window; for a longer window of counts or sums, the mean of its periods."""
        window, how = ask.windows[0], self.pooling(ask.definition)
        own = window.label == ask.definition.grain.value or ask.definition.grain is Grain.RANGE
        if own or how is not Pooling.MEAN:
            return receipt_of(newest(ask) if how is Pooling.LATEST else ask, ask.parameters)
        periods = ask.scope.zone.calendar.windows(ask.definition.grain, window.start, window.end)
        return mean_receipt_of(ask, ask.parameters, periods)


ADAPTER = AggregateAdapter()


def times_of(measured: Measured) -> tuple[TimeColumn, ...]:
    """Return the time column of an aggregate's own table; empty over events."""
    origin = measured.origin
    if not isinstance(origin, TableOrigin):
        return ()
    return (TimeColumn(origin.table, origin.time, origin.stored_as),)
