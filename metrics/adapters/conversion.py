"""Conversion: of the entries of a period, the share that went through all steps in time, or how long it took them.

An entry is mature once its window has passed the watermark, and only mature entries count, above and below the line.
Steps are looked for beyond the period's end. The far edge of a window belongs to it.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from sqlalchemy import FromClause, Select, String, and_, case, cast, func, null, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.window import Window
from metrics.journeys.attempts import attempts
from metrics.journeys.funnel import SCHEMA, Conversion
from metrics.journeys.step_events import reach
from metrics.queries.literals import decimal, whole
from metrics.shape import blank, early, group_of, seconds_per_unit, share
from metrics.statistics.intervals import delta_ratio
from metrics.statistics.pooling import SUMS
from metrics.statistics.ranks import near_ranks, quantile_of, value_at
from okr.metric import MetricDefinition, SessionRule
from okr.reading import Reading
from okr.words import State

_DAY_SECONDS = 86_400
_MEDIAN = Fraction(1, 2)
_COUNTS = ("size", "mature", "below", "above", "excluded")


class ConversionAdapter:
    """Share of entries that converted."""

    kind = "conversion"
    summary = "Of the entries of a period, the share that went through the steps in time, or the time it took them."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="Three sign up; one creates a project within the hour, one too late, one just at the far edge.",
        metric={
            "kind": "conversion",
            "steps": [{"event": "signed_up"}, {"event": "project_created"}],
            "within": "1 hour",
            "unit": "share",
        },
        source={
            "timezone": "UTC",
            "events": {"table": "events", "actor": "a", "time": "t", "name": "n", "stored_as": "utc_naive"},
        },
        tables={
            "events": (
                ("a", "t", "n"),
                (
                    ("u1", "2026-03-01 10:00:00", "signed_up"),
                    ("u1", "2026-03-01 10:20:00", "project_created"),
                    ("u2", "2026-03-01 11:00:00", "signed_up"),
                    ("u2", "2026-03-01 13:00:00", "project_created"),
                    ("u3", "2026-03-01 23:30:00", "signed_up"),
                    ("u3", "2026-03-02 00:30:00", "project_created"),
                ),
            )
        },
        expected=(("2026-03-01", 2 / 3),),
        until="2026-03-03T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Counts and sums add up over periods; a median must be asked for anew."""
        return Pooling.REQUERY if definition.parameters.figure == "median_time" else Pooling.POOLED

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """Return how the figure of a whole span comes about; mature entries of an open period count there too."""
        return Pooling.ANEW if definition.parameters.figure == "median_time" else Pooling.POOLED

    def maturity_days(self, definition: MetricDefinition) -> int:
        """The window, in days begun; for the first session the longest one of a source that says nothing else."""
        open_for = reach(definition.parameters, SessionRule()).total_seconds()
        return -(-int(open_for) // _DAY_SECONDS)

    def is_duration(self, definition: MetricDefinition) -> bool:
        """Whether times are measured, not a share."""
        return not definition.parameters.is_rate

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - same for all
        """It reads the source's events."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """Counts per bucket; for times also their sums per actor, or the values around the median."""
        found = attempts(ask)
        parts = [_counted(ask, found.relation), _nobody(found.relation, found.nobody)]
        if ask.parameters.figure == "median_time":
            parts.append(_near_median(found.relation))
        both = union_all(*parts).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per period and group."""
        cells: dict[tuple[int, str | None], Any] = {}
        nulls: dict[int, int] = defaultdict(int)
        values: dict[tuple[int, str | None], dict[int, float]] = defaultdict(dict)
        for row in rows:
            bucket, place = int(row["bucket"]), int(row["place"])
            if place < 0:
                nulls[bucket] += int(row["size"])
            elif place == 0:
                cells[bucket, group_of(row)] = row
            else:
                values[bucket, group_of(row)][place] = float(row["sy"])
        groups = sorted({group for _, group in cells}, key=lambda name: (name is None, name or "")) or [None]
        found = []
        for window in ask.windows:
            bucket = bucket_of_window(window, ask.grain, ask.scope.zone)
            for group in groups:
                known = {"group": group, "excluded_null": nulls[bucket]}
                found.append(_reading(ask, window, (cells.get((bucket, group)), values[bucket, group]), known))
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The share (or the time, in the metric's unit) over the mature entries of the window."""
        found = attempts(ask).relation
        unit = decimal(seconds_per_unit(ask.definition.unit))
        if ask.parameters.figure == "median_time":
            rows = select(found.c.seconds.label("value")).where(_counts(found), found.c.went == 1).subquery()
            median = value_at(rows, _MEDIAN).subquery()
            return select((median.c.value / unit).label("value"), median.c.n)
        below = func.sum(case((_counts(found), found.c.came), else_=0))
        above = func.sum(case((_counts(found), found.c.went), else_=0))
        ratio: Any
        if ask.parameters.is_rate:
            ratio = above * decimal(1) / func.nullif(below, 0)
            return select(ratio.label("value"), above.label("numerator"), below.label("denominator"))
        took: Any = func.sum(case((and_(_counts(found), found.c.went == 1), found.c.seconds), else_=0)) / unit
        ratio = took / func.nullif(above, 0)
        return select(ratio.label("value"), took.label("numerator"), above.label("denominator"))


ADAPTER = ConversionAdapter()


def _counts(found: FromClause) -> Any:
    return and_(found.c.mature == 1, found.c.out == 0)


def _grp(relation: FromClause) -> list[Any]:
    return [relation.c.grp] if "grp" in relation.c else []


def _counted(ask: Ask, found: FromClause) -> Select[Any]:
    """Per bucket: attempts, mature ones, those that count, those that converted, excluded ones; sums over actors."""
    keys = [found.c.bucket, *_grp(found)]
    if ask.parameters.is_rate:
        zeros = [whole(0).label(name) for name in ("actors", *SUMS)]
        return select(*keys, whole(0).label("place"), *_sums_of(found), *zeros).group_by(*keys)
    took = func.sum(case((and_(_counts(found), found.c.went == 1), found.c.seconds), else_=decimal(0)))
    own = [*keys, found.c.actor]
    each = select(*own, *_sums_of(found), took.label("y")).group_by(*own).subquery()
    bases = [each.c.bucket, *_grp(each)]
    totals = [func.sum(each.c[name]).label(name) for name in _COUNTS]
    x, y = each.c.above * decimal(1), each.c.y
    products = zip(SUMS, (x, y, x * x, y * y, x * y), strict=True)
    sums = [func.sum(case((each.c.above > 0, 1), else_=0)).label("actors")]
    sums += [func.sum(product).label(name) for name, product in products]
    return select(*bases, whole(0).label("place"), *totals, *sums).group_by(*bases)


def _sums_of(found: FromClause) -> list[Any]:
    """The counts of :data:`_COUNTS` over attempts."""
    counts, excluded = _counts(found), and_(found.c.mature == 1, found.c.out == 1)
    return [
        func.count().label("size"),
        func.sum(found.c.mature).label("mature"),
        func.sum(case((counts, found.c.came), else_=0)).label("below"),
        func.sum(case((counts, found.c.went), else_=0)).label("above"),
        func.sum(case((excluded, 1), else_=0)).label("excluded"),
    ]


def _nobody(found: FromClause, nobody: FromClause) -> Select[Any]:
    """The opening events without an actor, in the same columns."""
    group = [cast(null(), String).label("grp")] if "grp" in found.c else []
    rest = [whole(0).label(name) for name in (*_COUNTS[1:], "actors", *SUMS)]
    return select(nobody.c.bucket, *group, whole(-1).label("place"), nobody.c.nulls.label("size"), *rest)


def _near_median(found: FromClause) -> Select[Any]:
    """The times around the median, in the same columns: rank in ``place``, time in ``sy``."""
    rows = select(found.c.bucket, *_grp(found), found.c.seconds.label("value"))
    rows = rows.where(_counts(found), found.c.went == 1)
    keys = ("bucket", "grp") if "grp" in found.c else ("bucket",)
    near = near_ranks(rows.subquery(), keys, _MEDIAN).subquery()
    zeros = [whole(0).label(name) for name in (*_COUNTS, "actors", "sx")]
    rest = [whole(0).label(name) for name in SUMS[2:]]
    return select(near.c.bucket, *_grp(near), near.c.place, *zeros, near.c.value.label("sy"), *rest)


def _reading(ask: Ask, window: Window, cell: tuple[Any, dict[int, float]], known: dict[str, Any]) -> Reading:
    funnel: Conversion = ask.parameters
    row, values = cell
    size, mature, below, above, excluded = (int(row[name]) for name in _COUNTS) if row else (0,) * 5
    final_at = window.end_at + reach(funnel, ask.scope.source.sessions)
    known |= {"excluded_immature": size - mature, "mature_at": final_at}
    if excluded:
        known["fields"] = {"excluded": excluded}
    counted = below if funnel.is_rate else above
    if counted == 0 and (size > mature or window.end_at > ask.watermark):
        late = early(ask, window, final_at, "the window of the last entry")
        return blank(ask, window, State.TOO_EARLY, late.reason, numerator=0, denominator=0, n=0, **known)
    if funnel.is_rate:
        return share(ask, window, above, below, **known)
    if above == 0:
        return blank(ask, window, State.NOBODY, "nobody converted", numerator=0, denominator=0, n=0, **known)
    unit = seconds_per_unit(ask.definition.unit)
    return (_mean if funnel.figure == "mean_time" else _median)(ask, window, (row, values, unit), known)


def _mean(ask: Ask, window: Window, cell: tuple[Any, Any, float], known: dict[str, Any]) -> Reading:
    row, _, unit = cell
    above, took, actors = int(row["above"]), float(row["sy"]) / unit, int(row["actors"])
    scales = (1, unit, 1, unit * unit, unit)
    statistics = {name: float(row[name]) / scale for name, scale in zip(SUMS, scales, strict=True)}
    ends = delta_ratio(actors, [statistics[name] for name in SUMS])
    interval: dict[str, Any] = {"lower": ends[0], "upper": ends[1], "interval": "delta"} if ends else {}
    figures: dict[str, Any] = {"value": took / above, "numerator": took, "denominator": above, "n": actors}
    return blank(ask, window, State.OK, **figures, **interval, statistics=statistics, **known)


def _median(ask: Ask, window: Window, cell: tuple[Any, dict[int, float], float], known: dict[str, Any]) -> Reading:
    row, values, unit = cell
    n = int(row["above"])
    value, lower, upper = quantile_of({place: took / unit for place, took in values.items()}, n, _MEDIAN)
    interval = "order statistics" if lower is not None or upper is not None else ""
    return blank(ask, window, State.OK, value=value, n=n, lower=lower, upper=upper, interval=interval, **known)
