"""Lifecycle: where a period's actors come from, and who did not come again.

Against the period before, an actor that is active is *new* (its first qualifying event of the whole history lies in the
period), *returning* (active in the period before too) or *resurrecting* (active earlier, but not in the period before).
*Dormant* is who was active in the period before and is not now, as a positive count. With `figure` the reading is one
of them; without, it has no value and all four as named fields. The first period of the history has none before it and
so no figure. At grain `range` the period before is the same number of days before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select

from metrics.activity.coming_and_going import FIGURES, comings_and_goings, period_before
from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.window import Window
from metrics.queries.literals import decimal
from metrics.shape import before_history, blank, early, group_of
from okr.metric import Grain, Matcher, MetricDefinition
from okr.metric_schema import MATCHER
from okr.reading import Reading
from okr.schema import Choice, Key, Record
from okr.words import State


@dataclass(frozen=True)
class Lifecycle:
    """Parameters of the lifecycle.

    Attributes:
        active: Which events make an actor active.
        figure: The count that is the reading's value; None: all four as fields.
    """

    active: Matcher
    figure: str | None


SCHEMA = Record(
    Lifecycle,
    (
        Key("active", MATCHER, "which events make an actor active", required=True),
        Key("figure", Choice(FIGURES), "the count wanted; without it all four are given as fields"),
    ),
    what="the parameters of the lifecycle",
)


class LifecycleAdapter:
    """New, returning, resurrecting and dormant actors."""

    kind = "lifecycle"
    summary = "New, returning, resurrecting or dormant actors, against the period before."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="u1 comes on days 1, 2 and 4, u2 on day 1 only: one goes on day 2, one on day 3, none on day 4.",
        metric={"kind": "lifecycle", "active": {"event": "any"}, "figure": "dormant", "unit": "users"},
        source={
            "timezone": "UTC",
            "events": {"table": "events", "actor": "a", "time": "t", "event": "opened", "stored_as": "local_date"},
        },
        tables={
            "events": (
                ("a", "t"),
                (("u1", "2026-03-01"), ("u2", "2026-03-01"), ("u1", "2026-03-02"), ("u1", "2026-03-04")),
            )
        },
        expected=(("2026-03-01", None), ("2026-03-02", 1), ("2026-03-03", 1), ("2026-03-04", 0)),
        until="2026-03-05T00:00:00+00:00",
        span=("2026-03-01", "2026-03-05"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Counts are averaged over periods; of all four the newest period's."""
        return Pooling.MEAN if definition.parameters.figure else Pooling.LATEST

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """The mean over the periods that have a figure; of all four the newest period's."""
        return self.pooling(definition)

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A period's counts are final when the period is."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """A count is no duration."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - same for all
        """It reads the source's events."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """See :func:`metrics.activity.coming_and_going.comings_and_goings`."""
        return comings_and_goings(ask)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group; a complete window without anybody is 0."""
        cells = {(int(row["bucket"]), group_of(row)): row for row in rows}
        groups = sorted({group for _, group in cells}, key=lambda name: (name is None, name or "")) or [None]
        found = []
        for window in ask.windows:
            bucket = bucket_of_window(window, ask.grain, ask.scope.zone)
            found += [replace(_reading(ask, window, cells.get((bucket, group))), group=group) for group in groups]
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The window's count; for a longer window the mean of its periods; of all four the actors active."""
        window = ask.windows[0]
        is_period = window.label == ask.definition.grain.value or ask.definition.grain is Grain.RANGE
        periods = ask.windows if is_period else _periods(ask, window)
        own = replace(ask, windows=periods)
        inside = [bucket_of_window(period, own.grain, ask.scope.zone) for period in periods]
        counts = comings_and_goings(own).subquery()
        names = [ask.parameters.figure] if ask.parameters.figure else FIGURES[:3]
        total = func.coalesce(func.sum(sum(counts.c[f"n_{name}"] for name in names)), 0)
        value = total if len(periods) == 1 else total * decimal(1) / len(periods)
        return select(value.label("value")).where(counts.c.bucket.in_(inside))


ADAPTER = LifecycleAdapter()


def _periods(ask: Ask, window: Window) -> tuple[Window, ...]:
    """Return the metric's own periods in a longer window; the newest one where the figures are not averaged."""
    periods = ask.scope.zone.calendar.windows(ask.definition.grain, window.start, window.end)
    return periods if ask.parameters.figure else periods[-1:]


def _reading(ask: Ask, window: Window, row: Any) -> Reading:
    if period_before(ask, window).end_at <= ask.scope.zone.calendar.start_of(ask.history_from):
        return replace(before_history(ask, window), reason="the period before lies before the first day of data")
    if window.end_at > ask.watermark:
        return early(ask, window, window.end_at)
    counts = {name: int(row[f"n_{name}"]) if row else 0 for name in FIGURES}
    left_out = int(row["nulls"]) if row else 0
    if ask.parameters.figure is None:
        here = sum(counts.values()) - counts["dormant"]
        return blank(ask, window, State.OK, n=here, fields=counts, excluded_null=left_out)
    count = counts[ask.parameters.figure]
    return blank(ask, window, State.OK, value=count, numerator=count, n=count, excluded_null=left_out)
