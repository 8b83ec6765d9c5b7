"""Delivery: promises kept, items done, and how long items take."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from tests.oracle.case import Case, Reading, pooled, reading, share, too_early
from tests.oracle.intervals import continuous, discrete, quantile_ends
from tests.oracle.local_time import Period
from tests.oracle.rows import Cell, Row, moment, passes
from tests.oracle.survival import Observation, interval_of, quantile_of


def readings(case: Case) -> list[Reading]:
    """One figure per period."""
    return [_one(case, period) for period in case.periods]


def total(case: Case, found: list[Reading]) -> Reading:
    """The figure over all complete periods; where a period is its own sprint by sums; with times that run, over all."""
    if _watches(case):
        return _one(case, case.whole())
    complete = [period for period in case.periods if period.end_at <= case.watermark]
    if complete and case.metric["figure"] == "predictability" and "sprints" not in case.metric:
        return pooled(case, [one for one in found if one["numerator"] is not None])
    whole = case._replace(periods=complete or case.periods).whole()
    return _one(case, whole)


def _watches(case: Case) -> bool:
    """Whether what is not done yet counts too."""
    return bool(case.metric["figure"] == "cycle_time") and case.metric.get("population", "all") == "all"


def _one(case: Case, period: Period) -> Reading:
    if period.end_at > case.watermark and not _watches(case):
        return too_early(period, mature_at=period.end_at)
    return FIGURES[case.metric["figure"]](case, period)


def _rows(case: Case) -> list[Row]:
    """The rows that pass all filters; moments at or after the watermark have not come yet."""
    table, found = case.metric["from"], []
    for row in case.tables[table["table"]]:
        if passes(row, table.get("where", {})) and passes(row, case.metric.get("where", {})):
            known = {key: _seen(case, row[table[key]]) for key in ("committed", "done", "started") if key in table}
            item = row[table["item"]] if "item" in table else None
            found.append({**known, "item": None if item == "" else item, "sprint": row.get(table.get("sprint"))})
    return found


def _seen(case: Case, value: Cell) -> Cell:
    if value is None or isinstance(value, bool):
        return value
    at = moment(value, case.place)
    return at if at is not None and at < case.watermark else None


def _items(case: Case, rows: list[Row]) -> list[Row]:
    """One row per item, with its earliest moments; without a column of items the rows as they are."""
    if "item" not in case.metric["from"]:
        return rows
    groups: dict[Cell, list[Row]] = defaultdict(list)
    for row in rows:
        if row["item"] is not None:
            groups[row["item"]].append(row)
    keys = [key for key in ("committed", "done", "started") if key in case.metric["from"]]
    return [{key: _earliest([row[key] for row in some]) for key in keys} for some in groups.values()]


def _earliest(values: list[Cell]) -> Cell:
    known = [value for value in values if value is not None]
    return min(known) if known else None


def _nameless(case: Case, rows: list[Row], key: str, period: Period) -> int:
    """Rows of the period that name no item."""
    if "item" not in case.metric["from"]:
        return 0
    return sum(row["item"] is None and _inside(row[key], period) for row in rows)


def _inside(at: datetime | None, period: Period) -> bool:
    return at is not None and period.start_at <= at < period.end_at


def _throughput(case: Case, period: Period) -> Reading:
    rows = _rows(case)
    done = sum(_inside(item["done"], period) for item in _items(case, rows))
    left_out = _nameless(case, rows, "done", period)
    return reading(period, value=done, numerator=done, n=done, excluded_null=left_out, mature_at=period.end_at)


def _cycle_time(case: Case, period: Period) -> Reading:
    rows = _rows(case)
    anchor = "started" if _watches(case) else "done"
    own = [item for item in _items(case, rows) if _inside(item[anchor], period)]
    fair = [item for item in own if _is_fair(item)]
    left_out = len(own) - len(fair) + _nameless(case, rows, anchor, period)
    fields: dict[str, Any] = {"excluded_null": left_out, "mature_at": period.end_at, "n": len(fair)}
    if _watches(case):
        fields |= {"numerator": sum(item["done"] is not None for item in fair), "denominator": len(fair)}
    if not fair:
        early = period.end_at > case.watermark
        return too_early(period, **fields) if early else reading(period, **fields, status="nobody", reason="nobody")
    return reading(period, **fields, **_times(case, fair))


def _is_fair(item: Row) -> bool:
    """Whether an item has a beginning, and did not end before it."""
    return item["started"] is not None and (item["done"] is None or item["done"] >= item["started"])


def _times(case: Case, items: list[Row]) -> Reading:
    quantile = case.metric.get("quantile", 0.85)
    if not _watches(case):
        times = [(item["done"] - item["started"]).total_seconds() for item in items]
        kind = continuous if case.metric.get("method") == "continuous" else discrete
        lower, upper = quantile_ends(times, quantile)
        return {"value": kind(times, quantile), "lower": lower, "upper": upper}
    seen = [_observed(case, item) for item in items]
    value = quantile_of(seen, quantile)
    lower, upper = interval_of(seen, quantile)
    return {"value": value, "lower": lower, "upper": upper, "reason": "" if value is not None else "not reached"}


def _observed(case: Case, item: Row) -> Observation:
    end = item["done"] or case.watermark
    return (end - item["started"]).total_seconds(), item["done"] is not None


def _predictability(case: Case, period: Period) -> Reading:
    promised = _promised(case, period)
    kept = sum(done for is_promised, done in promised.values() if is_promised)
    added = [done for is_promised, done in promised.values() if not is_promised]
    fields = {"fields": {"added": len(added), "added_done": sum(added)}, "mature_at": period.end_at}
    left_out = _left_out(case, period)
    return share(case, period, kept, len(promised) - len(added), excluded_null=left_out, **fields)


def _promised(case: Case, period: Period) -> dict[Cell, tuple[bool, bool]]:
    """For each item of each sprint of the period: whether it was committed at the start, and done by the end."""
    found: dict[Cell, tuple[bool, bool]] = {}
    for row, start, end in _in_sprints(case, period):
        if row["item"] is None and "item" in case.metric["from"]:
            continue
        committed, done = row["committed"], row["done"]
        is_moment = isinstance(committed, datetime)
        is_promised = start is not None and committed <= start if is_moment else bool(committed)
        key = (row["sprint"], row["item"]) if "item" in case.metric["from"] else len(found)
        before = found.get(key, (False, False))
        found[key] = (before[0] or is_promised, before[1] or (done is not None and done <= end))
    return found


def _left_out(case: Case, period: Period) -> int:
    if "item" not in case.metric["from"]:
        return 0
    return sum(row["item"] is None for row, _, _ in _in_sprints(case, period))


def _in_sprints(case: Case, period: Period) -> list[tuple[Row, datetime | None, datetime]]:
    """The rows of the sprints of a period, each with its sprint's start and end."""
    rows = _rows(case)
    if "sprints" not in case.metric:
        end = period.end_at - timedelta.resolution
        return [(row, row["committed"], end) for row in rows if _inside(row["committed"], period)]
    chosen = _chosen(case, period, _sprints(case))
    return [(row, start, end) for name, start, end in chosen for row in rows if row["sprint"] == name]


def _sprints(case: Case) -> list[tuple[Cell, datetime | None, datetime]]:
    """Each sprint that has a name and ended before the watermark, with its earliest start and latest end."""
    table, edges = case.metric["sprints"], defaultdict(list)
    for row in case.tables[table["table"]]:
        if row[table["sprint"]] is not None and passes(row, table.get("where", {})):
            edges[row[table["sprint"]]].append([moment(row[table[key]], case.place) for key in ("start", "end")])
    found = []
    for name, some in edges.items():
        starts, ends = ([at for at in side if at is not None] for side in zip(*some, strict=True))
        if ends and max(ends) < case.watermark:
            found.append((name, min(starts, default=None), max(ends)))
    return found


def _chosen(case: Case, period: Period, sprints: list[Any]) -> list[Any]:
    """The sprints that end in the period, or the last few that ended by its end."""
    if "last" not in case.metric:
        return [one for one in sprints if _inside(one[2], period)]
    closed = sorted((one for one in sprints if one[2] < period.end_at), key=lambda one: (one[2], one[0]))
    return closed[-case.metric["last"] :]


FIGURES = {"predictability": _predictability, "throughput": _throughput, "cycle_time": _cycle_time}
