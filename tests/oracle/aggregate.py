"""Aggregates: counts, sums, means, extremes and percentiles of rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.oracle.active_users import window_start
from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.intervals import continuous, discrete, exact, quantile_ends
from tests.oracle.local_time import Period, local_day, period_start, start_of_day
from tests.oracle.rows import Cell, Row, Written, matches, moment, passes, within


def readings(case: Case) -> list[Reading]:
    """One figure per period."""
    rows = rows_of(case)
    return [_one(case, period, rows) for period in case.periods]


def total(case: Case, _found: list[Reading]) -> Reading:
    """The figure over all complete periods at once."""
    return figure_of_whole(case)


def figure_of_whole(case: Case) -> Reading:
    """The measure computed anew over the complete periods, as one."""
    complete = [period for period in case.periods if period.end_at <= case.watermark]
    if not complete:
        return too_early(case.whole(), mature_at=case.whole().end_at)
    plain = {key: value for key, value in case.metric.items() if key not in ("trailing", "to_date", "all")}
    anew = case._replace(metric=plain, periods=complete)
    return _one(anew, anew.whole(), rows_of(anew))


def rows_of(case: Case) -> list[Row]:
    """The rows that pass all filters, with their instant under ``at`` and their columns under the names called."""
    origin = case.metric["from"]
    if "table" not in origin:
        found = [event for event in case.events() if matches(event, origin)]
        return [{**event["properties"], "actor": event["actor"], "at": event["at"]} for event in found]
    rows = []
    for row in case.tables[origin["table"]]:
        at = moment(row[origin["time"]], case.place)
        called = row | {name: row[column] for name, column in origin.get("columns", {}).items()}
        wanted = passes(called, origin.get("where", {})) and passes(called, case.metric.get("where", {}))
        if at is not None and at < case.watermark and wanted:
            rows.append({**called, "at": at})
    return rows


def _one(case: Case, period: Period, rows: list[Row]) -> Reading:
    if period.end_at > case.watermark:
        return too_early(period, mature_at=period.end_at)
    window = within(rows, _begin(case, period), period.end_at)
    known = [row for row in window if _belongs(case, row)]
    inside = within(window, period.start_at, period.end_at)
    left_out = sum(not _belongs(case, row) for row in inside)
    left_out += _values(case.metric, within(known, period.start_at, period.end_at))[1]
    values = _values(case.metric, known)[0]
    fields = {"mature_at": period.end_at, "excluded_null": left_out, "n": len(values)}
    return reading(period, **fields, **_figure(case.metric, known, values))


def _belongs(case: Case, row: Row) -> bool:
    """Whether a row is somebody's; rows of tables need nobody."""
    return "table" in case.metric["from"] or row["actor"] is not None


def _begin(case: Case, period: Period) -> datetime:
    if case.metric.get("all"):
        return datetime.min.replace(tzinfo=UTC)
    if "to_date" in case.metric:
        last_day = local_day(period.end_at - timedelta(microseconds=1), case.place)
        return start_of_day(period_start(case.metric["to_date"], last_day, case.place), case.place)
    return window_start(case, period)


def _values(metric: Written, rows: list[Row]) -> tuple[list[Cell], int]:
    """The measured values (of units where ``per`` is given), and how many rows had none."""
    column = next(iter(value for key, value in metric["measure"].items() if key not in ("q", "method")))
    if column == "rows" or "count_null" in metric["measure"]:
        return [row.get(column) for row in rows], 0
    per = metric.get("per")
    measured = [row for row in rows if row[column] is not None and (per is None or row[per] is not None)]
    if per is None:
        return [row[column] for row in measured], len(rows) - len(measured)
    units: dict[Cell, list[Cell]] = defaultdict(list)
    for row in measured:
        units[row[per]].append(row[column])
    return [_plain(metric["inner"], values) for values in units.values()], len(rows) - len(measured)


def _plain(word: str, values: list[Cell]) -> Cell:
    """One of the simple measures of a list that is not empty."""
    measures: dict[str, Callable[[list[Cell]], Cell]] = {
        "sum": sum,
        "min": min,
        "max": max,
        "count": len,
        "mean": lambda some: sum(some) / len(some),
    }
    return measures[word](values)


def _figure(metric: Written, rows: list[Row], values: list[Cell]) -> Reading:
    word = next(iter(metric["measure"]))
    counted = {
        "count": len(values),
        "count_null": sum(value is None for value in values),
        "count_distinct": len(set(values)),
    }
    if not rows or (not values and word not in counted):
        return _filled(metric)
    if len(values) < _minimum(metric):
        return {"status": "too_few", "reason": "too few"}
    if word in counted:
        return {"value": counted[word], "numerator": counted[word]}
    if word == "percentile":
        return _percentile(metric["measure"], values)
    value = _plain(word, values)
    sums = {"sum": {"numerator": value}, "mean": {"numerator": sum(values), "denominator": len(values)}}
    return {"value": value, **sums.get(word, {})}


def _filled(metric: Written) -> Reading:
    if "fill" in metric:
        return {"value": metric["fill"], "numerator": metric["fill"]}
    return {"status": "no_data", "reason": "no rows"}


def _minimum(metric: Written) -> int:
    if "minimum" in metric or "percentile" not in metric["measure"]:
        return int(metric.get("minimum", 0))
    quantile = exact(metric["measure"]["q"])
    return math.ceil(4 * quantile / (1 - quantile))


def _percentile(measure: Written, values: list[Cell]) -> Reading:
    kind = continuous if measure.get("method", "discrete") == "continuous" else discrete
    lower, upper = quantile_ends(values, measure["q"])
    return {"value": kind(values, measure["q"]), "lower": lower, "upper": upper}
