"""Delivery: promises kept, items done, and how long an item takes.

`predictability` is the share of the items committed at a sprint's start that were done by its end; scope added later is
on neither side and told under `added` and `added_done`. Sprints of a period pool as sum over sum; with `last` a reading
looks at the last so many closed sprints. Without `sprints` each period of the grain is one, for the items committed in
it. `throughput` counts the items done in the period.

`cycle_time` is the time within which `quantile` of the items begun in the period were done, read off the curve of
Kaplan and Meier: items still in progress count as far as they have been watched, for the finished ones alone are the
fast ones. `population: finished` looks at those done in the period instead and must be asked for. An item that was done
before it began, or never began, is left out and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, String, cast, func, null, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.window import Window
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
from metrics.queries.literals import decimal, whole
from metrics.shape import blank, early, group_of, seconds_per_unit, share
from metrics.statistics.ranks import between_ranks, quantile_of, value_at, value_between
from metrics.statistics.survival import curve, is_reached
from metrics.tables.items import cycles, done_items, far_back
from metrics.tables.opened import groups_of, grp
from metrics.tables.promises import promises
from metrics.tables.work import SCHEMA, Delivery
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading
from okr.words import State

_PROMISES = ("promised", "kept", "added", "added_done", "nulls")


class DeliveryAdapter:
    """Promises kept, items done, and cycle times."""

    kind = "delivery"
    summary = "The share of promised work that was done in its sprint, the items done, or the time an item takes."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="Begun in March: done after 2, 3 and 9 days, one in progress for 30: three of four within 9 days.",
        metric={
            "kind": "delivery",
            "from": {
                "table": "items",
                "item": "item",
                "started": "begun",
                "done": "finished",
                "stored_as": "local_date",
            },
            "figure": "cycle_time",
            "quantile": 0.75,
            "grain": "month",
            "unit": "days",
        },
        source={"timezone": "UTC"},
        tables={
            "items": (
                ("item", "begun", "finished"),
                (
                    ("A-1", "2026-03-02", "2026-03-04"),
                    ("A-2", "2026-03-02", "2026-03-05"),
                    ("A-3", "2026-03-10", "2026-03-19"),
                    ("A-4", "2026-03-02", None),
                ),
            )
        },
        expected=(("2026-03-01", 9.0),),
        until="2026-04-01T00:00:00+00:00",
        span=("2026-03-01", "2026-04-01"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Promises pool, counts are averaged over periods, times are asked anew; a reading of last sprints stands."""
        parameters: Delivery = definition.parameters
        if parameters.figure == "throughput":
            return Pooling.MEAN
        if parameters.figure == "cycle_time":
            return Pooling.REQUERY
        return Pooling.POOLED if parameters.last is None else Pooling.LATEST

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """Everything anew; periods that are sprints of their own by their sums."""
        parameters: Delivery = definition.parameters
        if parameters.figure == "predictability" and parameters.sprints is None:
            return Pooling.POOLED
        return Pooling.ANEW if parameters.is_watching else Pooling.REQUERY

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A period's figure is final when the period is; of items in progress it is as of the watermark."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:
        """Whether times are told."""
        return bool(definition.parameters.figure == "cycle_time")

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:
        """The columns of what was done, and begun."""
        parameters: Delivery = definition.parameters
        return parameters.times

    def query(self, ask: Ask) -> Select[Any]:
        """Counts per bucket; for times also the points or ranks that the quantile needs."""
        asked = far_back(ask)
        return _QUERIES[ask.parameters.figure](asked)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        asked, found = far_back(ask), []
        cells: dict[tuple[int, str | None], list[Any]] = defaultdict(list)
        nulls: dict[int, int] = defaultdict(int)
        for row in rows:
            if int(row.get("sort", 0)) < 0:
                nulls[int(row["bucket"])] += int(row["size"])
            else:
                cells[int(row["bucket"]), group_of(row)].append(row)
        groups = groups_of([group for _, group in cells])
        for number, window in enumerate(ask.windows):
            bucket = number if ask.parameters.last else bucket_of_window(window, asked.grain, asked.scope.zone)
            for group in groups:
                known: dict[str, Any] = {"group": group, "excluded_null": nulls[bucket]}
                found.append(_reading(ask, window, cells.get((bucket, group), []), known))
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The figure of the window; where its periods are sprints of their own, or counts, over these."""
        asked = far_back(ask)
        figure, parameters = asked.parameters.figure, asked.parameters
        if figure == "predictability":
            own = promises(_by_period(asked) if parameters.sprints is None else asked).subquery()
            kept, promised = func.sum(own.c.kept), func.sum(own.c.promised)
            value: Any = kept * decimal(1) / func.nullif(promised, 0)
            return select(value.label("value"), kept.label("numerator"), promised.label("denominator"))
        if figure == "throughput":
            done = done_items(asked)[0].subquery()
            value = func.count() * decimal(1) / len(_by_period(asked).windows)
            return select(value.label("value")).select_from(done)
        return _time_receipt(asked)


ADAPTER = DeliveryAdapter()


def _by_period(ask: Ask) -> Ask:
    """Return the question for the metric's own periods in the window."""
    window, grain = ask.windows[0], ask.definition.grain
    if grain is Grain.RANGE or window.label == grain.value:
        return ask
    return replace(ask, windows=ask.scope.zone.calendar.windows(grain, window.start, window.end))


def _time_receipt(ask: Ask) -> Select[Any]:
    found, _ = cycles(ask)
    unit = decimal(seconds_per_unit(ask.definition.unit) * 1_000_000)
    if ask.parameters.is_watching:
        whole_curve = curve(found, ("bucket",))
        reached = is_reached(whole_curve, ask.parameters.share)
        return select((func.min(whole_curve.c.time) / unit).label("value")).where(reached)
    of_method = value_between if ask.parameters.method == "continuous" else value_at
    picked = of_method(select(found.c.time.label("value")).subquery(), ask.parameters.share).subquery()
    return select((picked.c.value / unit).label("value"), picked.c.n)


def _throughput_query(ask: Ask) -> Select[Any]:
    """Items done per bucket, and rows that name none (``sort`` -1)."""
    rows, nameless = (part.subquery() for part in done_items(ask))
    keys = [rows.c.bucket, *grp(rows)]
    own = select(*keys, whole(0).label("sort"), func.count().label("size")).group_by(*keys)
    group = [cast(null(), String).label("grp") for _ in grp(rows)]
    nulls = [whole(-1).label("sort"), func.count().label("size")]
    both = union_all(own, select(nameless.c.bucket, *group, *nulls).group_by(nameless.c.bucket)).subquery()
    return select(*both.c)


def _time_query(ask: Ask) -> Select[Any]:
    """Counts per bucket, what was left out, and the points of the curve or the ranked times."""
    found, rows = cycles(ask)
    nulls = select(rows.c.bucket, func.count().label("nulls")).group_by(rows.c.bucket).subquery()
    needed = (points if ask.parameters.is_watching else ranked)(found, ask.parameters.share)
    both = union_all(counted(found), left_out(found, nulls), needed).subquery()
    return select(*both.c)


_QUERIES: Mapping[str, Callable[[Ask], Select[Any]]] = {
    "predictability": promises,
    "throughput": _throughput_query,
    "cycle_time": _time_query,
}


def _reading(ask: Ask, window: Window, rows: list[Any], known: dict[str, Any]) -> Reading:
    parameters: Delivery = ask.parameters
    if window.end_at > ask.watermark and not parameters.is_watching:
        late = early(ask, window, window.end_at)
        return blank(ask, window, State.TOO_EARLY, late.reason, group=known["group"])
    if parameters.figure == "predictability":
        promised, kept, added, added_done, nulls = (sum(int(row[name]) for row in rows) for name in _PROMISES)
        known |= {"excluded_null": nulls, "fields": {"added": added, "added_done": added_done}}
        return share(ask, window, kept, promised, **known)
    if parameters.figure == "throughput":
        size = sum(int(row["size"]) for row in rows)
        return blank(ask, window, State.OK, value=size, numerator=size, n=size, **known)
    return _timed(ask, window, rows, known)


def _timed(ask: Ask, window: Window, rows: list[Any], known: dict[str, Any]) -> Reading:
    parameters: Delivery = ask.parameters
    size, reached, _, _ = (sum(int(row[name]) for row in rows) for name in COUNTS)
    shape = [row for row in rows if int(row["sort"]) > 0]
    known |= {"n": size}
    if parameters.is_watching:
        known |= {"numerator": reached, "denominator": size}
    if size == 0 and window.end_at > ask.watermark:
        late = early(ask, window, window.end_at)
        return blank(ask, window, State.TOO_EARLY, late.reason, **known)
    if size == 0:
        return blank(ask, window, State.NOBODY, "no item in this period", **known)
    if parameters.is_watching:
        return on_curve(ask, window, shape, parameters.share, known)
    values = times_by_rank(ask, shape)
    value, low, high = quantile_of(values, size, parameters.share)
    if parameters.method == "continuous":
        value = between_ranks(values, size, parameters.share)
    return blank(ask, window, State.OK, value=value, **named_ends((low, high), "order statistics"), **known)
