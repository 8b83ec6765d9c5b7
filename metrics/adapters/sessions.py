"""Sessions: how many begin, how long they last, how many an actor has.

A session is made of the actor's `active` events with no pause longer than `gap` between them (at most `max` long, and
cut at local midnight where asked for), of the events that carry the same value of the property `by`, or of what lies
between an event `from` and the next event `to`. It belongs to the period in which it begins. `durations` has a quantile
of the durations as value and the number of sessions per bar under `histogram`. A duration is known once no session of
the period can go on; a session that ends with its only event lasts 0 seconds. A session from `from` without a `to`
within `max` counts, but has no duration and is counted as left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, case, cast, func, null, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.window import Window
from metrics.queries.literals import decimal, whole
from metrics.shape import before_history, blank, early, group_of, seconds_per_unit
from metrics.statistics.intervals import delta_ratio
from metrics.statistics.pooling import SUMS
from metrics.statistics.ranks import near_ranks, quantile_of, value_at
from metrics.visits.visiting import SCHEMA, Sessions, longest, nameless, sessions
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading
from okr.words import State

_COUNTS = ("size", "opened", "endless", "actors")
_DAY_SECONDS = 86_400
_BARS = -2
"""``place`` of the first bar; further ones lie below it. -1 is what belongs to no session, 0 the window's own row."""


class SessionsAdapter:
    """Sessions counted and timed."""

    kind = "sessions"
    summary = "How many sessions begin, how long they last, or how many an actor has."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="u1 comes at 9:00 for 20 minutes and at 11:00 for 10, u2 looks in once: 30 minutes in three sessions.",
        metric={"kind": "sessions", "active": {"event": "any"}, "figure": "mean_duration", "unit": "minutes"},
        source={
            "timezone": "UTC",
            "events": {"table": "events", "actor": "a", "time": "t", "event": "opened", "stored_as": "utc_naive"},
        },
        tables={
            "events": (
                ("a", "t"),
                (
                    ("u1", "2026-03-01 09:00:00"),
                    ("u1", "2026-03-01 09:20:00"),
                    ("u1", "2026-03-01 11:00:00"),
                    ("u1", "2026-03-01 11:10:00"),
                    ("u2", "2026-03-01 12:00:00"),
                ),
            )
        },
        expected=(("2026-03-01", 10.0),),
        until="2026-03-04T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Counts are averaged over periods, mean durations pool; the rest is asked anew."""
        return {"count": Pooling.MEAN, "mean_duration": Pooling.POOLED}.get(
            definition.parameters.figure, Pooling.REQUERY
        )

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The figure over all sessions of the complete periods."""
        return Pooling.REQUERY

    def maturity_days(self, definition: MetricDefinition) -> int:
        """Counts are final when the period is; durations when its longest session would be over."""
        parameters: Sessions = definition.parameters
        if not parameters.is_timed:
            return 0
        most = parameters.max.seconds if parameters.max else _DAY_SECONDS
        pause = parameters.gap.seconds if parameters.gap else 1800 * parameters.is_paused
        return -(-(most + pause) // _DAY_SECONDS)

    def is_duration(self, definition: MetricDefinition) -> bool:
        """Whether durations are told."""
        return bool(definition.parameters.is_timed)

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - same for all
        """It reads the source's events."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """Counts and sums over actors per bucket, events without a session, and for durations ranks and bars."""
        found = sessions(ask)
        parts = [_counted(ask, found), _nameless(ask, found)]
        if ask.parameters.figure == "durations":
            parts += [_near(ask, found), _bars(ask, found)]
        both = union_all(*parts).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        cells: dict[tuple[int, str | None], dict[int, Any]] = defaultdict(dict)
        nulls: dict[int, int] = defaultdict(int)
        for row in rows:
            bucket, place = int(row["bucket"]), int(row["place"])
            if place == -1:
                nulls[bucket] += int(row["size"])
            else:
                cells[bucket, group_of(row)][place] = row
        groups = sorted({group for _, group in cells}, key=lambda name: (name is None, name or "")) or [None]
        found = []
        for window in ask.windows:
            bucket = bucket_of_window(window, ask.grain, ask.scope.zone)
            for group in groups:
                known: dict[str, Any] = {"group": group, "excluded_null": nulls[bucket]}
                found.append(_reading(ask, window, cells.get((bucket, group), {}), known))
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The figure over all sessions of the window; for counts in a longer window the mean of its periods."""
        found, figure = sessions(ask), ask.parameters.figure
        unit = decimal(seconds_per_unit(ask.definition.unit))
        if figure == "durations":
            rows = select(found.c.took.label("value")).where(found.c.took.is_not(None)).subquery()
            picked = value_at(rows, ask.parameters.share).subquery()
            return select((picked.c.value / unit).label("value"), picked.c.n)
        if figure == "mean_duration":
            mean: Any = func.avg(found.c.took) / unit
            return select(mean.label("value"), func.count(found.c.took).label("n"))
        if figure == "per_actor":
            actors = func.nullif(func.count(found.c.actor.distinct()), 0)
            return select((func.count() * decimal(1) / actors).label("value")).select_from(found)
        window = ask.windows[0]
        own = window.label == ask.definition.grain.value or ask.definition.grain is Grain.RANGE
        calendar = ask.scope.zone.calendar
        periods = 1 if own else len(calendar.windows(ask.definition.grain, window.start, window.end))
        return select((func.count() * decimal(1) / periods).label("value")).select_from(found)


ADAPTER = SessionsAdapter()


def _grp(relation: FromClause) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _counted(ask: Ask, found: FromClause) -> Select[Any]:
    """Per bucket: sessions, open ones, ones without an end, actors, and sums over actors."""
    keys = [found.c.bucket, *_grp(found)]
    ended = func.count(found.c.took).label("ended")
    columns: list[Any] = [func.count().label("size"), func.sum(found.c.is_open).label("opened"), ended]
    took = func.coalesce(func.sum(found.c.took), decimal(0)).label("took")
    each = select(*keys, found.c.actor, *columns, took).group_by(*keys, found.c.actor).subquery()
    is_timed = ask.parameters.is_timed
    x: Any = each.c.ended * decimal(1) if is_timed else decimal(1)
    y: Any = each.c.took if is_timed else each.c.size * decimal(1)
    products = zip(SUMS, (x, y, x * x, y * y, x * y), strict=True)
    sums = [func.sum(product).label(name) for name, product in products]
    own = [each.c.bucket, *_grp(each)]
    counts: list[Any] = [
        func.sum(each.c.size).label("size"),
        func.sum(each.c.opened).label("opened"),
        func.sum(each.c.size - each.c.ended).label("endless"),
        func.sum(case((each.c.ended > 0, 1), else_=0) if is_timed else whole(1)).label("actors"),
    ]
    return select(*own, whole(0).label("place"), *counts, *sums).group_by(*own)


def _nameless(ask: Ask, found: FromClause) -> Select[Any]:
    """What belongs to no session, in the same columns."""
    rows = nameless(ask).subquery()
    group = [cast(null(), String).label("grp")] if _grp(found) else []
    rest: list[Any] = [*(whole(0).label(name) for name in _COUNTS[1:]), *(decimal(0).label(name) for name in SUMS)]
    return select(rows.c.bucket, *group, whole(-1).label("place"), rows.c.nulls.label("size"), *rest)


def _near(ask: Ask, found: FromClause) -> Select[Any]:
    """The durations around the quantile and the ends of its interval, in the same columns: value in ``sy``."""
    rows = select(found.c.bucket, *_grp(found), found.c.took.label("value")).where(found.c.took.is_not(None))
    near = near_ranks(rows.subquery(), ("bucket", "grp") if _grp(found) else ("bucket",), ask.parameters.share)
    placed = near.subquery()
    counts: list[Any] = [whole(0).label(name) for name in _COUNTS]
    rest = [decimal(0).label(name) for name in SUMS[2:]]
    sums: list[Any] = [decimal(0).label("sx"), placed.c.value.label("sy"), *rest]
    return select(placed.c.bucket, *_grp(placed), placed.c.place, *counts, *sums)


def _bars(ask: Ask, found: FromClause) -> Select[Any]:
    """The number of sessions per bar, in the same columns."""
    bounds = ask.parameters.bounds
    whens = [(found.c.took < decimal(bound), whole(_BARS - bar)) for bar, bound in enumerate(bounds)]
    place = case(*whens, else_=whole(_BARS - len(bounds))).label("place")
    rows = select(found.c.bucket, *_grp(found), place).where(found.c.took.is_not(None)).subquery()
    keys = [rows.c.bucket, *_grp(rows), rows.c.place]
    rest: list[Any] = [*(whole(0).label(name) for name in _COUNTS[1:]), *(decimal(0).label(name) for name in SUMS)]
    return select(*keys, func.count().label("size"), *rest).group_by(*keys)


def _reading(ask: Ask, window: Window, cell: dict[int, Any], known: dict[str, Any]) -> Reading:
    if window.end_at <= ask.scope.zone.calendar.start_of(ask.history_from):
        return blank(ask, window, State.NO_DATA, before_history(ask, window).reason, group=known["group"])
    final_at, row = window.end_at + longest(ask), cell.get(0)
    if window.end_at > ask.watermark:
        late = early(ask, window, final_at)
        return blank(ask, window, State.TOO_EARLY, late.reason, mature_at=final_at, group=known["group"])
    size, opened, endless, actors = (int(row[name]) if row else 0 for name in _COUNTS)
    known["mature_at"] = final_at
    if ask.parameters.figure == "count":
        return blank(ask, window, State.OK, value=size, numerator=size, n=size, **known)
    if not ask.parameters.is_timed:
        return _ratio(ask, window, (row, size, actors, actors), known)
    if opened == 0:
        known["excluded_null"] += endless
        return _timed(ask, window, (cell, size - endless, actors), known)
    late = early(ask, window, final_at, "a session of the period")
    return blank(ask, window, State.TOO_EARLY, late.reason, excluded_immature=opened, **known)


def _timed(ask: Ask, window: Window, cell: tuple[dict[int, Any], int, int], known: dict[str, Any]) -> Reading:
    rows, n, actors = cell
    if ask.parameters.figure == "durations":
        return _durations(ask, window, rows, n, known)
    took = float(rows[0]["sy"]) / seconds_per_unit(ask.definition.unit) if rows else 0
    return _ratio(ask, window, (rows.get(0), took, n, actors), known)


def _ratio(ask: Ask, window: Window, cell: tuple[Any, float, int, int], known: dict[str, Any]) -> Reading:
    """A mean duration, or the sessions of an actor, with the interval over actors."""
    row, above, below, actors = cell
    counts: dict[str, Any] = {"numerator": above, "denominator": below, "n": actors, **known}
    if below == 0:
        return blank(ask, window, State.NOBODY, "no session in this period", **counts)
    unit = seconds_per_unit(ask.definition.unit) if ask.parameters.is_timed else 1
    scales = (1, unit, 1, unit * unit, unit)
    statistics = {name: float(row[name]) / scale for name, scale in zip(SUMS, scales, strict=True)}
    ends = delta_ratio(actors, [statistics[name] for name in SUMS])
    interval: dict[str, Any] = {"lower": ends[0], "upper": ends[1], "interval": "delta"} if ends else {}
    return blank(ask, window, State.OK, value=above / below, statistics=statistics, **interval, **counts)


def _durations(ask: Ask, window: Window, cell: dict[int, Any], n: int, known: dict[str, Any]) -> Reading:
    parameters: Sessions = ask.parameters
    bars = [int(cell[_BARS - bar]["size"]) if _BARS - bar in cell else 0 for bar in range(len(parameters.bounds) + 1)]
    known |= {"n": n, "fields": {"histogram": bars, "edges": list(parameters.bounds)}}
    if n == 0:
        return blank(ask, window, State.NOBODY, "no session in this period", **known)
    unit = seconds_per_unit(ask.definition.unit)
    values = {place: float(row["sy"]) / unit for place, row in cell.items() if place > 0}
    value, low, high = quantile_of(values, n, parameters.share)
    interval = "order statistics" if low is not None or high is not None else ""
    return blank(ask, window, State.OK, value=value, lower=low, upper=high, interval=interval, **known)
