"""Time to value: how long from an actor's first start to its first value, those still waiting included.

The median over those who got there moves with the calendar: shortly after a start only the fast ones are there. The
headline is therefore the quantile of the Kaplan-Meier curve over everybody who started in the period, where who has
not got there is watched until the watermark, or until the stated window has passed. "Not reached" is an answer.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import buckets_of
from metrics.dates.window import Window
from metrics.journeys.cohorts import without_actor
from metrics.journeys.waiting import SCHEMA, TimeToValue, watched
from metrics.journeys.waits import (
    COUNTS,
    counted,
    left_out,
    named_ends,
    on_curve,
    points,
    ranked,
    times_by_rank,
)
from metrics.queries.literals import decimal
from metrics.shape import blank, early, group_of, seconds_per_unit
from metrics.statistics.ranks import quantile_of, value_at
from metrics.statistics.survival import curve, is_reached
from okr.metric import MetricDefinition
from okr.reading import Reading
from okr.words import State

_DAY_SECONDS = 86_400


class TimeToValueAdapter:
    """Quantile of the time until actors get there."""

    kind = "time_to_value"
    summary = "How long actors take from their first start to their first value, those still waiting included."
    schema = SCHEMA
    one_by_one = False
    overlapping = True
    example = Example(
        title="Three of four get there after 1, 2 and 4 hours, one never: half of them within 2 hours.",
        metric={
            "kind": "time_to_value",
            "start": {"event": "signed_up"},
            "value": {"event": "report_shared"},
            "unit": "hours",
        },
        source={
            "timezone": "UTC",
            "events": {"table": "events", "actor": "a", "time": "t", "name": "n", "stored_as": "utc_naive"},
        },
        tables={
            "events": (
                ("a", "t", "n"),
                (
                    ("u1", "2026-03-01 08:00:00", "signed_up"),
                    ("u1", "2026-03-01 09:00:00", "report_shared"),
                    ("u2", "2026-03-01 08:00:00", "signed_up"),
                    ("u2", "2026-03-01 10:00:00", "report_shared"),
                    ("u3", "2026-03-01 09:00:00", "signed_up"),
                    ("u3", "2026-03-01 13:00:00", "report_shared"),
                    ("u4", "2026-03-01 09:00:00", "signed_up"),
                ),
            )
        },
        expected=(("2026-03-01", 2.0),),
        until="2026-03-03T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """Quantiles are asked for per window, never rolled up."""
        return Pooling.REQUERY

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The whole span is asked for anew, open periods included: who still waits says so."""
        return Pooling.ANEW

    def maturity_days(self, definition: MetricDefinition) -> int:
        """The window, in days begun; without one the figure of a period is as of the watermark."""
        within = definition.parameters.within
        return 0 if within is None else -(-within.seconds // _DAY_SECONDS)

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """The figure is a time."""
        return True

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - same for all
        """It reads the source's events."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """Counts per bucket, and the few points of the curve (or values) that the quantile and its ends need."""
        found = watched(ask)
        nobody = without_actor(ask, ask.parameters.start).subquery()
        needed = (points if ask.parameters.of_all else ranked)(found, ask.parameters.share)
        both = union_all(counted(found), left_out(found, nobody), needed).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per period and group."""
        cells: dict[tuple[int, str | None], Any] = {}
        nulls: dict[int, int] = defaultdict(int)
        shape: dict[tuple[int, str | None], list[Any]] = defaultdict(list)
        for row in rows:
            key, sort = (int(row["bucket"]), group_of(row)), int(row["sort"])
            if sort < 0:
                nulls[key[0]] += int(row["size"])
            elif sort == 0:
                cells[key] = row
            else:
                shape[key].append(row)
        groups = sorted({group for _, group in cells}, key=lambda name: (name is None, name or "")) or [None]
        found = []
        buckets = buckets_of(ask.windows, ask.grain, ask.scope.zone)
        for window, bucket in zip(ask.windows, buckets, strict=True):
            for group in groups:
                known = {"group": group, "excluded_null": nulls[bucket]}
                found.append(_reading(ask, window, (cells.get((bucket, group)), shape[bucket, group]), known))
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The quantile over everybody who started in the window, in the metric's unit."""
        found = watched(ask)
        unit = decimal(seconds_per_unit(ask.definition.unit) * 1_000_000)
        if not ask.parameters.of_all:
            rows = select(found.c.time.label("value")).where(found.c.happened == 1).subquery()
            picked = value_at(rows, ask.parameters.share).subquery()
            return select((picked.c.value / unit).label("value"), picked.c.n)
        whole_curve = curve(found, ("bucket",))
        reached = is_reached(whole_curve, ask.parameters.share)
        return select((func.min(whole_curve.c.time) / unit).label("value")).where(reached)


ADAPTER = TimeToValueAdapter()


def _reading(ask: Ask, window: Window, cell: tuple[Any, list[Any]], known: dict[str, Any]) -> Reading:
    parameters: TimeToValue = ask.parameters
    row, rows = cell
    size, reached, mature, in_time = (int(row[name]) for name in COUNTS) if row else (0,) * 4
    open_for = timedelta(seconds=parameters.within.seconds if parameters.within else 0)
    n = size if parameters.of_all else reached
    known |= {"mature_at": window.end_at + open_for, "numerator": reached, "denominator": size, "n": n}
    if parameters.within is not None and mature:
        share = {
            "share_within": in_time / mature,
            "share_within_numerator": in_time,
            "share_within_denominator": mature,
        }
        known["fields"] = share
    if n == 0 and window.end_at > ask.watermark:
        late = early(ask, window, window.end_at)
        return blank(ask, window, State.TOO_EARLY, late.reason, **known)
    if n == 0:
        return blank(ask, window, State.NOBODY, "nobody to measure in this period", **known)
    return _timed(ask, window, rows, known)


def _timed(ask: Ask, window: Window, rows: list[Any], known: dict[str, Any]) -> Reading:
    parameters: TimeToValue = ask.parameters
    if parameters.of_all:
        return on_curve(ask, window, rows, parameters.share, known)
    value, low, high = quantile_of(times_by_rank(ask, rows), known["n"], parameters.share)
    return blank(ask, window, State.OK, value=value, **named_ends((low, high), "order statistics"), **known)
