"""Aggregates: counts, sums, means, extremes and percentiles of rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from tests.oracle.active_users import window_start
from tests.oracle.case import Case, Reading, reading, too_early
from tests.oracle.earlier import earlier
from tests.oracle.groups import by_group, of_group
from tests.oracle.intervals import continuous, discrete, exact, quantile_ends, ratio_ends
from tests.oracle.local_time import Period, local_day, period_start, start_of_day
from tests.oracle.rows import Cell, Row, Written, is_wanted, matches, moment, passes, resolved, within


def readings(case: Case) -> list[Reading]:
    """One figure per period; with a breakdown one per period and group."""
    if "breakdown" in case.metric and "only" not in case.metric:
        return by_group(case, touched(case), readings)
    rows = rows_of(case)
    return [_one(case, period, rows) for period in case.periods]


def touched(case: Case) -> list[Row]:
    """The rows that lie in a stretch which some period looks at."""
    rows, found = rows_of(case), []
    for period in case.periods:
        shift, change = case.metric.get("shift"), case.metric.get("change_from")
        stretches = [period] if shift is None else []
        if shift or change:
            stretches.append(earlier(case.grain, period, shift or change, case.place))
        for stretch in stretches:
            found += within(rows, _begin(case, stretch), stretch.end_at)
    return found


def total(case: Case, found: list[Reading]) -> Reading:
    """The figure over all complete periods at once; of what only periods have the newest."""
    if "breakdown" in case.metric:
        case = case._replace(metric={key: value for key, value in case.metric.items() if key != "breakdown"})
        found = readings(case)
    return newest(found) if looks_from_periods(case.metric) else figure_of_whole(case)


def looks_from_periods(metric: Written) -> bool:
    """Whether the beginning of a unit is looked at, or some hours before."""
    found = [metric[word] for word in ("shift", "change_from") if word in metric]
    return any(isinstance(written, dict) or "hour" in written for written in found)


def newest(found: list[Reading]) -> Reading:
    """The last figure, as that of the whole span."""
    edges = {"period_start": found[0]["period_start"], "period_end": found[-1]["period_end"]}
    return {**found[-1], **edges, "excluded_null": sum(one["excluded_null"] for one in found)}


def figure_of_whole(case: Case) -> Reading:
    """The measure computed anew over the complete periods, as one."""
    complete = [period for period in case.periods if period.end_at <= case.watermark]
    if not complete:
        return too_early(case.whole(), mature_at=case.whole().end_at)
    plain = {key: value for key, value in case.metric.items() if key not in ("trailing", "to_date", "all")}
    anew = case._replace(metric=plain | {"grain": "range"}, periods=complete)
    return _one(anew, anew.whole(), rows_of(anew))


def rows_of(case: Case) -> list[Row]:
    """The rows that pass all filters, with their instant under ``at`` and their columns under the names called."""
    origin = case.metric["from"]
    if "table" not in origin:
        found = of_group(case, [event for event in case.events() if matches(event, origin)])
        kept = ("actor", "at", "properties")
        return [{**event["properties"], **{name: event[name] for name in kept}} for event in found]
    rows = []
    for row in case.tables[origin["table"]]:
        at = moment(row[origin["time"]], case.place)
        called = row | {name: row[column] for name, column in origin.get("columns", {}).items()}
        wanted = passes(called, origin.get("where", {})) and passes(called, case.metric.get("where", {}))
        if at is not None and at < case.watermark and wanted:
            rows.append({**called, "at": at})
    return of_group(case, _acting(case, rows) if "actor" in origin else rows)


def _acting(case: Case, rows: list[Row]) -> list[Row]:
    """Rows of a table that says who acts, with the actor each is of; without those of actors that do not count."""
    column, rest = case.metric["from"]["actor"], (case.source, case.tables, case.metric)
    found = [{**row, "actor": resolved(row[column], *rest)} for row in rows]
    return [row for row in found if is_wanted(row["actor"], *rest)]


def _one(case: Case, period: Period, rows: list[Row]) -> Reading:
    if period.end_at > case.watermark:
        return too_early(period, mature_at=period.end_at)
    if "shift" in case.metric:
        before = earlier(case.grain, period, case.metric["shift"], case.place)
        return reading(period) | _fields(case, before, rows) | {"mature_at": period.end_at}
    if "change_from" in case.metric:
        before = earlier(case.grain, period, case.metric["change_from"], case.place)
        return _change(period, _fields(case, period, rows), _fields(case, before, rows))
    return reading(period, **_fields(case, period, rows))


def _change(period: Period, now: Reading, then: Reading) -> Reading:
    known = {name: now[name] for name in ("n", "excluded_null", "mature_at")}
    for side in (now, then):
        if side.get("status", "ok") != "ok":
            return reading(period, **known, status=side["status"], reason=side["reason"])
    sides = {"now": now["value"], "then": then["value"]}
    return reading(period, **known, value=now["value"] - then["value"], fields=sides)


def _fields(case: Case, period: Period, rows: list[Row]) -> Reading:
    window = within(rows, _begin(case, period), period.end_at)
    known = picked(case, [row for row in window if belongs(case, row)])
    inside = within(window, period.start_at, period.end_at)
    left_out = sum(not belongs(case, row) for row in inside)
    left_out += _values(case, within(known, period.start_at, period.end_at))[1]
    values = _values(case, known)[0]
    fields = {"mature_at": period.end_at, "excluded_null": left_out, "n": len(values)}
    figure = _figure(case.metric, known, values)
    return fields | figure | (_mean_ends(case, known, values) if "denominator" in figure else {})


def _mean_ends(case: Case, known: list[Row], values: list[Cell]) -> Reading:
    """The interval of a mean over units, or over the actors whose rows are measured."""
    if "per" in case.metric:
        lower, upper = ratio_ends([(value, 1) for value in values])
    elif has_actors(case.metric):
        found: dict[Cell, list[Cell]] = defaultdict(list)
        for row in known:
            found[row["actor"]] += _values(case, [row])[0]
        lower, upper = ratio_ends([(sum(own), len(own)) for own in found.values() if own])
    else:
        lower, upper = None, None
    return {"lower": lower, "upper": upper}


def per_actor(case: Case, period: Period) -> dict[Cell, float]:
    """What each actor adds to a count or sum over a period's window."""
    window = within(rows_of(case), _begin(case, period), period.end_at)
    known = picked(case, [row for row in window if belongs(case, row)])
    found: dict[Cell, list[Row]] = defaultdict(list)
    for row in known:
        if _values(case, [row])[0]:
            found[row["actor"]].append(row)
    whole = case._replace(metric={key: value for key, value in case.metric.items() if key not in ("fill", "minimum")})
    return {actor: _figure(whole.metric, own, _values(whole, own)[0])["value"] for actor, own in found.items()}


def has_actors(metric: Written) -> bool:
    """Whether every row that counts is somebody's."""
    return "table" not in metric["from"] or "actor" in metric["from"]


def picked(case: Case, rows: list[Row]) -> list[Row]:
    """All rows of the first or last local date, within each combination of the columns named."""
    if "pick" not in case.metric:
        return rows
    written = case.metric["pick"]

    def key(row: Row) -> tuple[Cell, ...]:
        return tuple(row[column] for column in written.get("per", ()))

    dates: dict[Cell, list[date]] = defaultdict(list)
    for row in rows:
        dates[key(row)].append(local_day(row["at"], case.place))
    choose = max if written["row"] == "last" else min
    return [row for row in rows if local_day(row["at"], case.place) == choose(dates[key(row)])]


def belongs(case: Case, row: Row) -> bool:
    """Whether a row is somebody's; rows of tables that name nobody need nobody."""
    return not has_actors(case.metric) or row["actor"] is not None


def _begin(case: Case, period: Period) -> datetime:
    if case.metric.get("all"):
        return datetime.min.replace(tzinfo=UTC)
    if "to_date" in case.metric:
        last_day = local_day(period.end_at - timedelta(microseconds=1), case.place)
        return start_of_day(period_start(case.metric["to_date"], last_day, case.place), case.place)
    return window_start(case, period)


def _values(case: Case, rows: list[Row]) -> tuple[list[Cell], int]:
    """The measured values (of units where ``per`` is given), and how many rows had none."""
    metric = case.metric
    column = next(iter(value for key, value in metric["measure"].items() if key not in ("q", "method")))
    if column == "rows" or "count_null" in metric["measure"]:
        return [row.get(column) for row in rows], 0
    per = metric.get("per")
    measured = [row for row in rows if row[column] is not None and (per is None or row[per] is not None)]
    if per is None:
        return [_number(row[column], case) for row in measured], len(rows) - len(measured)
    units: dict[Cell, list[Cell]] = defaultdict(list)
    for row in measured:
        units[row[per]].append(_number(row[column], case))
    return [_plain(metric["inner"], values) for values in units.values()], len(rows) - len(measured)


def _number(value: Cell, case: Case) -> Cell:
    """A date, or the local date of an instant, as days since 1970; anything else as it is."""
    day = local_day(value, case.place) if isinstance(value, datetime) else value
    return (day - date(1970, 1, 1)).days if isinstance(day, date) else day


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
