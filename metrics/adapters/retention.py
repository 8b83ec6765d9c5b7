"""Retention: of the actors that entered, how many came back on day (week, month, hour) k.

Only mature entries count, above and below the line: an entry is mature once the last period in which it may return
is complete. Day 0 is the day of entry and never a return, except where ``between`` begins at 0: later the same day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, literal_column, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.series import hours_on
from metrics.dates.window import Window
from metrics.journeys.cohorts import COHORTS, without_actor
from metrics.journeys.returns import UNIT_DAYS, UNIT_US, Returned, each_entry, last_offset, offset_unit
from metrics.queries.literals import decimal, whole
from metrics.shape import blank, early, group_of, share
from okr.metric import Grain, Matcher, MetricDefinition
from okr.metric_schema import MATCHER
from okr.reading import Reading
from okr.schema import Choice, Key, Many, Record, Whole
from okr.words import State


@dataclass(frozen=True)
class WrittenReturned:
    """``returned`` as written: exactly one of the three readings."""

    on: int | None
    between: tuple[int, ...] | None
    on_or_after: int | None
    horizon: int | None

    def understood(self) -> Returned:
        """Return the offsets."""
        if self.on is not None:
            return Returned(self.on, self.on)
        if self.between is not None:
            return Returned(self.between[0], self.between[1])
        return Returned(self.on_or_after or 0, (self.on_or_after or 0) + (self.horizon or 0))


@dataclass(frozen=True)
class Retention:
    """Parameters of retention.

    Attributes:
        start: Which event enters.
        returns: Which events are a return.
        cohort: Which starts enter (see :mod:`metrics.journeys.cohorts`).
        returned: When a return counts; None with ``triangle``.
        triangle: Highest offset of a table by offsets; None without.
        clock: ``calendar`` periods, ``elapsed`` time from the entry, or ``elapsed_hour`` (both stamps cut to the hour).
        min_occurrences: How many returns are needed.
    """

    start: Matcher
    returns: Matcher
    cohort: str
    returned: Returned | None
    triangle: int | None
    clock: str
    min_occurrences: int


def _check_returned(written: WrittenReturned) -> list[tuple[str, str, str]]:
    given = [written.on is not None, written.between is not None, written.on_or_after is not None]
    if sum(given) != 1:
        hint = "Like {between: [30, 59]}, {on: 30} or {on_or_after: 30, horizon: 60}."
        return [("on", "exactly one of on, between and on_or_after must be given", hint)]
    if written.between is not None and (len(written.between) != 2 or written.between[0] > written.between[1]):
        return [("between", "between needs two offsets, the smaller first", "Like [30, 59].")]
    if written.on_or_after is not None and written.horizon is None:
        hint = "Without one no cohort is ever mature. Give a last offset, like horizon: 60."
        return [("on_or_after", "on_or_after needs a horizon", hint)]
    return []


_RETURNED = Record(
    WrittenReturned,
    (
        Key("on", Whole(1, 10_000), "the one offset that counts"),
        Key("between", Many(Whole(0, 10_000), least=2), "first and last offset that count"),
        Key("on_or_after", Whole(1, 10_000), "first offset that counts"),
        Key("horizon", Whole(0, 10_000), "offsets after it that still count"),
    ),
    check=_check_returned,
    what="when a return counts",
)


def _build(**keys: Any) -> Retention:
    written = keys.pop("returned")
    return Retention(returned=written.understood() if written is not None else None, **keys)


def _check(parameters: Retention) -> list[tuple[str, str, str]]:
    if (parameters.returned is None) != (parameters.triangle is None):
        return []
    hint = (
        "30-day retention is not one figure. Usual readings: returned: {between: [30, 59]} for a product used monthly,"
        " {between: [28, 34]} for one used weekly, {on: 30}, or {on_or_after: 30, horizon: 60}."
    )
    return [("returned", "returned is missing (or stands beside triangle)", hint)]


SCHEMA = Record(
    _build,
    (
        Key("start", MATCHER, "which event enters the cohort", required=True),
        Key("return", MATCHER, "which events are a return", required=True, attribute="returns"),
        Key("cohort", Choice(COHORTS), "which starts enter", default="first_time"),
        Key("returned", _RETURNED, "when a return counts, in units of the grain"),
        Key("triangle", Whole(1, 400), "highest offset of a table by offsets"),
        Key("clock", Choice(("calendar", "elapsed", "elapsed_hour")), "how offsets are counted", default="calendar"),
        Key("min_occurrences", Whole(1), "returns needed", default=1),
    ),
    check=_check,
    what="the parameters of retention",
)


class RetentionAdapter:
    """Share of entered actors that came back."""

    kind = "retention"
    summary = "Of the actors that entered in a period, the share that came back at the stated offsets."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="Two of three buyers of one day come back on days 1 to 7; the third on day 8.",
        metric={
            "kind": "retention",
            "start": {"event": "any"},
            "return": {"event": "any"},
            "returned": {"between": [1, 7]},
            "unit": "share",
        },
        source={
            "timezone": "UTC",
            "events": {"table": "events", "actor": "a", "time": "t", "event": "opened", "stored_as": "local_date"},
        },
        tables={
            "events": (
                ("a", "t"),
                (
                    ("u1", "2026-03-01"),
                    ("u2", "2026-03-01"),
                    ("u3", "2026-03-01"),
                    ("u1", "2026-03-02"),
                    ("u2", "2026-03-08"),
                    ("u3", "2026-03-09"),
                ),
            )
        },
        expected=(("2026-03-01", 2 / 3),),
        until="2026-03-10T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """Counts add up over cohorts."""
        return Pooling.POOLED

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """Sums over sums of all cohorts."""
        return Pooling.POOLED

    def maturity_days(self, definition: MetricDefinition) -> int:
        """The last offset, in days (the longest month and quarter where the grain is longer than a day)."""
        last = last_offset(definition.parameters)
        days = last * UNIT_DAYS.get(definition.grain, 1)
        return int(days) + (1 if definition.parameters.clock != "calendar" else 0)

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """A share is no duration."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - same for all
        """It reads the source's events."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """Per bucket (and offset): entries, mature entries, retained mature entries, starts that name nobody."""
        each = each_entry(ask)
        keys = [each.c.bucket, each.c.position, *([each.c.grp] if "grp" in each.c else [])]
        counted = select(
            *keys,
            func.count().label("size"),
            func.sum(each.c.mature).label("mature"),
            func.sum(case((each.c.retained == 1, each.c.mature), else_=0)).label("retained"),
            whole(0).label("nulls"),
        ).group_by(*keys)
        nobody = without_actor(ask, ask.parameters.start).subquery()
        zero = whole(0)
        columns = [nobody.c.bucket, whole(-1).label("position")]
        columns += [literal_column("null").label("grp")] if len(keys) == 3 else []
        columns += [zero.label("size"), zero.label("mature"), zero.label("retained"), nobody.c.nulls]
        both = union_all(counted, select(*columns)).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per cohort period (and group, and offset of a triangle)."""
        table: dict[tuple[int, int, str | None], Any] = {}
        nulls: dict[int, int] = defaultdict(int)
        for row in rows:
            if int(row["position"]) < 0:
                nulls[int(row["bucket"])] += int(row["nulls"])
            else:
                table[int(row["bucket"]), int(row["position"]), group_of(row)] = row
        groups = sorted({key[2] for key in table}, key=lambda name: (name is None, name or "")) or [None]
        found = []
        for window in ask.windows:
            bucket = bucket_of_window(window, ask.grain, ask.scope.zone)
            for group in groups:
                cells = {position: table[b, position, g] for b, position, g in table if (b, g) == (bucket, group)}
                found += _period(ask, window, cells, {"group": group, "excluded_null": nulls[bucket]})
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The pooled share of mature entries of the window."""
        each = each_entry(ask)
        above = func.sum(case((each.c.retained == 1, each.c.mature), else_=0))
        below = func.sum(each.c.mature)
        ratio = above * decimal(1) / func.nullif(below, 0)
        return select(ratio.label("value"), above.label("numerator"), below.label("denominator"))


ADAPTER = RetentionAdapter()


def _final_at(ask: Ask, window: Window, last: int) -> datetime:
    """Return the instant from which a window's figure is final."""
    calendar, unit = ask.scope.zone.calendar, offset_unit(ask)
    if ask.parameters.clock != "calendar":
        return window.end_at + timedelta(microseconds=(last + 1) * UNIT_US[unit])
    if unit is Grain.HOUR:
        return hours_on(calendar, window.end_at, last)
    final = window.end.date() if isinstance(window.end, datetime) else window.end
    period = calendar.period_start(unit, final - timedelta(days=1))
    return calendar.start_of(calendar.shift_period(unit, period, last + 1))


def _period(ask: Ask, window: Window, cells: Any, common: dict[str, Any]) -> list[Reading]:
    if ask.parameters.triangle is None:
        return [_reading(ask, window, cells.get(0), ask.parameters.returned.last, common)]
    positions = range(ask.parameters.triangle + 1)
    return [_reading(ask, window, cells.get(k), k, {**common, "offset": k}) for k in positions]


def _reading(ask: Ask, window: Window, cell: Any, last: int, common: dict[str, Any]) -> Reading:
    size, mature, retained = (int(cell[name]) for name in ("size", "mature", "retained")) if cell else (0, 0, 0)
    is_size = common.get("offset") == 0
    final_at = window.end_at if is_size else _final_at(ask, window, last)
    known = {**common, "cohort_size": size, "excluded_immature": size - mature, "mature_at": final_at}
    if is_size:
        return _whole_cohort(ask, window, size, known)
    if mature == 0 and (size > 0 or window.end_at > ask.watermark):
        late = early(ask, window, final_at, f"{offset_unit(ask).value} {last} of this cohort")
        return blank(ask, window, State.TOO_EARLY, late.reason, numerator=0, denominator=0, n=0, **known)
    return share(ask, window, retained, mature, **known)


def _whole_cohort(ask: Ask, window: Window, size: int, known: dict[str, Any]) -> Reading:
    """Column 0 of a triangle: everybody, once the cohort's period is complete."""
    counts: dict[str, Any] = {"numerator": size, "denominator": size, "n": size}
    if window.end_at > ask.watermark:
        late = early(ask, window, window.end_at, "the cohort's period")
        nothing: dict[str, Any] = {"numerator": 0, "denominator": 0, "n": 0}
        return replace(late, **nothing, **{**known, "excluded_immature": size})
    if size == 0:
        return blank(ask, window, State.NOBODY, "nobody entered in this period", **counts, **known)
    return blank(ask, window, State.OK, value=1.0, **counts, **known)
