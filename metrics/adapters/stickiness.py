"""Stickiness: how much of a window its actors are active, as one share or as a histogram.

The share is the mean of the days' actives over the distinct actors of the same days. The histogram counts actors by
the number of periods (or groups of periods) in which they are active.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from sqlalchemy import Select, func, select, union_all

from metrics.activity.longest import stretch_faults
from metrics.activity.stretches import actor_units, bars, figures, length, per_window, start_at, sums, without_actor
from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.window import Window
from metrics.queries.literals import decimal, whole
from metrics.shape import before_history, blank, early, group_of
from metrics.statistics.intervals import Z
from okr.metric import Duration, Matcher, MetricDefinition
from okr.metric_schema import FIXED_DURATION, MATCHER
from okr.reading import Reading
from okr.schema import Choice, Key, Record, Whole
from okr.words import State


@dataclass(frozen=True)
class Stickiness:
    """Parameters of stickiness.

    Attributes:
        active: Which events make an actor active.
        over: Length of the window of the share, in whole days; None with a histogram.
        histogram: ``exact`` or ``cumulative`` bars; None with a share.
        periods: How many periods of the grain the histogram looks at.
        group: How many of them together make one.
        at_least: Events an actor needs in one of them.
        exactly: The one number of events that counts.
        at_most: The most events that count.
    """

    active: Matcher
    over: Duration | None
    histogram: str | None
    periods: int | None
    group: int
    at_least: int | None
    exactly: int | None
    at_most: int | None


def _check(parameters: Stickiness) -> list[tuple[str, str, str]]:
    if (parameters.over is None) == (parameters.histogram is None):
        return [("over", "either over or histogram must be given", "Like over: 28 days.")]
    if parameters.over is not None and parameters.over.unit not in ("day", "week"):
        return [("over", f"{parameters.over} is no whole number of days", "Like over: 28 days.")]
    if parameters.histogram is not None and parameters.periods is None:
        return [("histogram", "a histogram needs periods", "Like periods: 28.")]
    if parameters.periods is not None and parameters.periods % parameters.group:
        return [("group", f"{parameters.group} does not divide {parameters.periods} periods", "Choose another.")]
    return [("over", *fault) for fault in stretch_faults(parameters.over)]


SCHEMA = Record(
    Stickiness,
    (
        Key("active", MATCHER, "which events make an actor active", required=True),
        Key("over", FIXED_DURATION, "length of the share's window, like 28 days"),
        Key("histogram", Choice(("exact", "cumulative")), "bars of actors by active periods, instead of a share"),
        Key("periods", Whole(1, 400), "periods of the grain that the histogram looks at"),
        Key("group", Whole(1, 400), "periods that together make one", default=1),
        Key("at_least", Whole(1), "events an actor needs in one of them"),
        Key("exactly", Whole(1), "the one number of events that counts"),
        Key("at_most", Whole(1), "the most events that count"),
    ),
    check=_check,
    what="the parameters of stickiness",
)


class StickinessAdapter:
    """Mean daily actives over distinct actors."""

    kind = "stickiness"
    summary = "The share of a window's days on which its actors are active, or a histogram of active periods."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="Two days, two actors: one active on both days, the other on one. Three active days of four: 0.75.",
        metric={"kind": "stickiness", "active": {"event": "any"}, "over": "2 days", "unit": "share"},
        source={
            "timezone": "UTC",
            "events": {"table": "events", "actor": "a", "time": "t", "event": "opened", "stored_as": "local_date"},
        },
        tables={"events": (("a", "t"), (("u1", "2026-03-01"), ("u1", "2026-03-02"), ("u2", "2026-03-02")))},
        expected=(("2026-03-02", 0.75),),
        until="2026-03-03T00:00:00+00:00",
        span=("2026-03-02", "2026-03-03"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The window is part of the figure: the newest counts."""
        return Pooling.LATEST

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """Daily actives over distinct actors, added up on both sides; of histograms the newest."""
        return Pooling.LATEST if definition.parameters.histogram else Pooling.POOLED

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A window's figure is final when the window is."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """A share is no duration."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - same for all
        """It reads the source's events."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """Per window: sums over actors of their active days, or actors per bar; and events without an actor."""
        units = actor_units(ask)
        both = union_all(figures(ask, units), without_actor(ask, units)).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        cells: dict[tuple[int, str | None], list[Any]] = {}
        for row in per_window(ask, rows):
            cells.setdefault((int(row["bucket"]), group_of(row)), []).append(row)
        groups = sorted({group for _, group in cells}, key=lambda name: (name is None, name or "")) or [None]
        return [
            _reading(ask, window, cells.get((number, group), []), group)
            for number, window in enumerate(ask.windows)
            for group in groups
        ]

    def receipt(self, ask: Ask) -> Select[Any]:
        """The share of the window that ends with the newest period; for a histogram its actors."""
        units = actor_units(ask)
        own = (sums(ask, units) if ask.parameters.over else bars(ask, units)).subquery()
        if ask.parameters.histogram:
            return select(func.sum(own.c.n).label("value"))
        days = length(ask, ask.windows[0])
        share = own.c.active * decimal(1) / (own.c.n * whole(days))
        return select(share.label("value"), own.c.active.label("active_days"), own.c.n.label("actors"))


ADAPTER = StickinessAdapter()


def _reading(ask: Ask, window: Window, rows: list[Any], group: str | None) -> Reading:
    if start_at(ask, window) < ask.scope.zone.calendar.start_of(ask.history_from):
        return replace(before_history(ask, window), group=group)
    if window.end_at > ask.watermark:
        return replace(early(ask, window, window.end_at), group=group)
    common: dict[str, Any] = {"group": group, "excluded_null": sum(int(row["nulls"]) for row in rows)}
    if ask.parameters.histogram:
        return _histogram(ask, window, rows, common)
    return _share(ask, window, rows, common)


def _share(ask: Ask, window: Window, rows: list[Any], common: dict[str, Any]) -> Reading:
    n, active, squares = (sum(int(row[name]) for row in rows) for name in ("n", "active", "squares"))
    days = length(ask, window)
    daily = active / days
    counts: dict[str, Any] = {"numerator": daily, "denominator": n, "n": n, **common}
    if n == 0:
        return blank(ask, window, State.NOBODY, "nobody was active in this window", **counts)
    ends = _ends(n, days, active, squares)
    return blank(ask, window, State.OK, value=daily / n, **ends, **counts)


def _ends(n: int, days: int, active: int, squares: int) -> dict[str, Any]:
    """The normal interval of the actors' mean share of active days, from their sum and sum of squares."""
    if n < 2:
        return {}
    mean = active / (n * days)
    # Whole numbers until the root: equal actors have no spread at all, not a rounding error.
    half = Z * sqrt((n * squares - active * active) / (n - 1)) / (n * days)
    return {"lower": max(0.0, mean - half), "upper": min(1.0, mean + half), "interval": "normal over actors"}


def _histogram(ask: Ask, window: Window, rows: list[Any], common: dict[str, Any]) -> Reading:
    parameters: Stickiness = ask.parameters
    actors: Counter[int] = Counter()
    for row in rows:
        actors[int(row["active"])] += int(row["n"])
    total = sum(actors.values())
    most = (parameters.periods or 0) // parameters.group
    cumulative = parameters.histogram == "cumulative"
    heights = [
        sum(n for count, n in actors.items() if count == bar or (cumulative and count > bar))
        for bar in range(1, most + 1)
    ]
    known: dict[str, Any] = {"denominator": total, "n": total, "fields": {"histogram": heights}, **common}
    if total == 0:
        return blank(ask, window, State.NOBODY, "nobody was active in these periods", **known)
    return blank(ask, window, State.OK, **known)
