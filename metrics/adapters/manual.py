"""Values entered by hand, by a rubric and with a date: they go out of date like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from okr.errors import MetricError
from okr.metric import Duration, MetricDefinition
from okr.metric_schema import DURATION
from okr.reading import Reading
from okr.schema import Key, Record, Text


@dataclass(frozen=True)
class Manual:
    """Parameters of a metric by hand.

    Attributes:
        rubric: How the value is judged, so that two people would enter the same.
        every: How often a new value is due; older ones are out of date.
    """

    rubric: str
    every: Duration | None


SCHEMA = Record(
    Manual,
    (
        Key("rubric", Text("a rubric", empty=True, longest=2000), "how the value is judged", default=""),
        Key("every", DURATION, "how often a new value is due (default: as the cycle's reviews)"),
    ),
    what="the parameters of a metric by hand",
)


class ManualAdapter:
    """A value that people record."""

    kind = "manual"
    summary = "A value entered by hand with a date and a note; it has no query."
    schema = SCHEMA
    one_by_one = True
    overlapping = False
    example = Example(
        title="A value recorded for a day is the reading of that day; there is nothing to query.",
        metric={"kind": "manual", "rubric": "share of teams that held the review", "unit": "share"},
        source={},
        tables={},
        expected=(),
        until="2026-03-02T00:00:00+00:00",
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The newest value counts."""
        return Pooling.LATEST

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The newest value counts."""
        return Pooling.LATEST

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A value is final when it is recorded."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - the unit is the team's word
        """A value is taken in the unit it has."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - no tables
        """It reads no table."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """Refuse: there is nothing to query.

        Raises:
            MetricError: Always.
        """
        hint = f"Use: python -m tracking record {ask.definition.id} VALUE --on DATE"
        raise MetricError("values by hand are in the history store, not in a source", hint)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:  # noqa: ARG002 - never asked
        """No readings come from a source."""
        return []

    def receipt(self, ask: Ask) -> Select[Any]:
        """Refuse, as :meth:`query`."""
        return self.query(ask)


ADAPTER = ManualAdapter()
