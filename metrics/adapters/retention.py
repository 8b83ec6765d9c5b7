"""Retention: of the actors that entered, how many came back on day (week, month, hour) k.

Only mature entries count, above and below the line: an entry is mature once the last period in which it may return
is complete. Day 0 is the day of entry and never a return, except where ``between`` begins at 0: later the same day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Double, Label, Select, and_, case, cast, func, literal_column, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.series import hours_on
from metrics.dates.window import Window
from metrics.journeys.cohorts import without_actor
from metrics.journeys.returned import SCHEMA
from metrics.journeys.returns import UNIT_DAYS, UNIT_US, each_entry, last_offset, offset_unit
from metrics.queries.literals import decimal, whole
from metrics.shape import blank, early, group_of, share, with_delta
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading
from okr.words import State


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
            *_amounts(each),
        ).group_by(*keys)
        nobody = without_actor(ask, ask.parameters.start).subquery()
        zero = whole(0)
        columns = [nobody.c.bucket, whole(-1).label("position")]
        columns += [literal_column("null").label("grp")] if len(keys) == 3 else []
        columns += [zero.label("size"), zero.label("mature"), zero.label("retained"), nobody.c.nulls]
        columns += [whole(0).label(name) for name in ("amount", "squares") if "amount" in each.c]
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
        """The pooled share of mature entries of the window, or what is taken of their returns."""
        each = each_entry(ask)
        retained = func.sum(case((each.c.retained == 1, each.c.mature), else_=0))
        value, below = ask.parameters.value, func.sum(each.c.mature)
        above: Any = retained if value is None else _amounts(each)[0].element
        below = below if value is None else retained
        if value is not None and value.aggregate == "sum":
            return select(above.label("value"), func.sum(each.c.mature).label("n"))
        ratio = above * decimal(1) / func.nullif(below, 0)
        return select(ratio.label("value"), above.label("numerator"), below.label("denominator"))


ADAPTER = RetentionAdapter()


def _amounts(each: Any) -> list[Label[Any]]:
    """What mature entries did when they came back: the sum and the sum of squares, one number an entry."""
    if "amount" not in each.c:
        return []
    amount = cast(case((and_(each.c.mature == 1, each.c.retained == 1), each.c.amount), else_=0), Double)
    return [func.sum(amount).label("amount"), func.sum(amount * amount).label("squares")]


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
    if ask.parameters.value is None or mature == 0:
        return share(ask, window, retained, mature, **known)
    return _amount(ask, window, cell, known)


def _amount(ask: Ask, window: Window, cell: Any, known: dict[str, Any]) -> Reading:
    """What those who came back did, in all or each."""
    above, retained = float(cell["amount"] or 0), int(cell["retained"])
    if ask.parameters.value.aggregate == "sum":
        return blank(ask, window, State.OK, value=above, numerator=above, n=int(cell["mature"]), **known)
    counts: dict[str, Any] = {"numerator": above, "denominator": retained, "n": retained}
    if retained == 0:
        return blank(ask, window, State.NOBODY, "nobody came back", **counts, **known)
    sums = {"sx": retained, "sy": above, "sxx": retained, "syy": float(cell["squares"]), "sxy": above}
    return blank(ask, window, State.OK, value=above / retained, **counts, **with_delta(retained, sums), **known)


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
