"""Availability: good requests over valid ones, request by request.

`valid` says which rows count at all, `good` which of them went well; a column that is null meets no condition, so such
a request is not good. Periods pool by their counts, never by their rates. With `minimum` a period with fewer valid
requests has no figure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of, buckets_of, spread
from metrics.dates.window import Window
from metrics.queries.literals import decimal
from metrics.shape import blank, early, group_of, share
from metrics.tables.opened import groups_of, grp, open_table
from okr.metric import Filter, Grain, MetricDefinition, StoredAs
from okr.metric_schema import FILTER, NAME, STORED_AS
from okr.reading import Reading
from okr.schema import Key, Record, Whole
from okr.words import State


@dataclass(frozen=True)
class RequestTable:
    """Where requests lie: one row each, the column of their moment, how it stores it, and conditions."""

    table: str
    time: str
    stored_as: StoredAs
    where: Filter


@dataclass(frozen=True)
class Availability:
    """Parameters of availability.

    Attributes:
        origin: The requests.
        good: Conditions that a good one meets.
        valid: Conditions on those that count; empty: all.
        minimum: Valid requests that a figure needs.
    """

    origin: RequestTable
    good: Filter
    valid: Filter
    minimum: int


def _check(parameters: Availability) -> list[tuple[str, str, str]]:
    if set(parameters.good) <= {*parameters.valid, *parameters.origin.where}:
        return [("good", "every valid request would be good", "Name what only a good one meets, like {status: 200}.")]
    return []


_FROM = Record(
    RequestTable,
    (
        Key("table", NAME, "table or view", required=True),
        Key("time", NAME, "column of the moment that decides the period", required=True),
        Key("stored_as", STORED_AS, "how it stores the moment", default=StoredAs.INSTANT),
        Key("where", FILTER, "conditions on its columns", default=()),
    ),
    what="a table of requests",
)
SCHEMA = Record(
    Availability,
    (
        Key("from", _FROM, "the requests {table, time}, one row each", required=True, attribute="origin"),
        Key("good", FILTER, "conditions that a good request meets", required=True),
        Key("valid", FILTER, "conditions on the requests that count; without it all do", default=()),
        Key("minimum", Whole(1), "valid requests that a figure needs", default=1),
    ),
    check=_check,
    what="the parameters of availability",
)


class AvailabilityAdapter:
    """Good requests over valid ones."""

    kind = "availability"
    summary = "Good requests over valid requests."
    schema = SCHEMA
    one_by_one = False
    overlapping = True
    example = Example(
        title="Four requests, one of them a probe: two of the three valid ones went well.",
        metric={
            "kind": "availability",
            "from": {"table": "requests", "time": "day", "stored_as": "local_date"},
            "valid": {"caller": {"ne": "probe"}},
            "good": {"status": {"lt": 500}},
            "unit": "share",
        },
        source={"timezone": "UTC"},
        tables={
            "requests": (
                ("day", "caller", "status"),
                (
                    ("2026-03-01", "web", 200),
                    ("2026-03-01", "web", 404),
                    ("2026-03-01", "web", 503),
                    ("2026-03-01", "probe", 200),
                ),
            )
        },
        expected=(("2026-03-01", 2 / 3),),
        until="2026-03-02T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Counts add up; with a minimum the window is asked anew, for the periods may each have too few."""
        return Pooling.POOLED if definition.parameters.minimum == 1 else Pooling.REQUERY

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """All requests of the complete periods."""
        return Pooling.REQUERY

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A period's share is final when the period is."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """A share is no duration."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:
        """The time column of the requests."""
        origin: RequestTable = definition.parameters.origin
        return (TimeColumn(origin.table, origin.time, origin.stored_as),)

    def query(self, ask: Ask) -> Select[Any]:
        """Valid and good requests per bucket."""
        rows = _requests(ask).subquery()
        keys = [rows.c.bucket, *grp(rows)]
        counted = select(*keys, func.count().label("valid"), func.sum(rows.c.good).label("good")).group_by(*keys)
        if len(ask.windows) == 1 or ask.grain is not Grain.RANGE:
            return counted
        return spread(counted.subquery(), ask.windows, ask.scope.zone.calendar)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        cells: dict[tuple[int, str | None], list[int]] = defaultdict(lambda: [0, 0])
        for row in rows:
            cell = cells[int(row["bucket"]), group_of(row)]
            cell[0] += int(row["good"])
            cell[1] += int(row["valid"])
        groups, found = groups_of([group for _, group in cells]), []
        for window, bucket in zip(ask.windows, buckets_of(ask.windows, ask.grain, ask.scope.zone), strict=True):
            found += [_reading(ask, window, cells.get((bucket, group), [0, 0]), group) for group in groups]
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The share over the window."""
        rows = _requests(ask).subquery()
        good, valid = func.sum(rows.c.good), func.count()
        value: Any = good * decimal(1) / func.nullif(valid, 0)
        return select(value.label("value"), good.label("numerator"), valid.label("denominator")).select_from(rows)


ADAPTER = AvailabilityAdapter()


def _requests(ask: Ask) -> Select[Any]:
    """Return the valid requests in the windows: ``bucket``, ``good`` (1 or 0) and ``grp``."""
    parameters: Availability = ask.parameters
    origin = parameters.origin
    opened = open_table(ask, origin.table)
    stamp = opened.stamp(origin.time, origin.stored_as)
    good = and_(*(opened.test(condition) for condition in parameters.good))
    columns = [bucket_of(stamp, ask.windows, ask.grain).label("bucket"), case((good, 1), else_=0).label("good")]
    end = min(max(window.end_at for window in ask.windows), ask.watermark)
    inside = stamp.between(min(window.start_at for window in ask.windows), end)
    tests = opened.tests((*origin.where, *parameters.valid))
    return select(*columns, *opened.group).where(stamp.column.is_not(None), inside, *tests)


def _reading(ask: Ask, window: Window, cell: list[int], group: str | None) -> Reading:
    if window.end_at > ask.watermark:
        late = early(ask, window, window.end_at)
        return blank(ask, window, State.TOO_EARLY, late.reason, group=group)
    good, valid = cell
    least = ask.parameters.minimum
    if 0 < valid < least:
        reason = f"{valid} of at least {least} valid requests"
        return blank(ask, window, State.TOO_FEW, reason, numerator=good, denominator=valid, n=valid, group=group)
    return share(ask, window, good, valid, group=group)
