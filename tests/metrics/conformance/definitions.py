"""Random metrics of each kind, from the grammar of the files."""

from __future__ import annotations

from typing import Any

from tests.metrics.conformance.choices import Choices
from tests.metrics.conformance.records import availability, delivery, survey
from tests.metrics.conformance.subscriptions import subscriptions
from tests.oracle.written_query import MEANINGS

Metric = dict[str, Any]

FILTERS: tuple[Metric, ...] = (
    {"plan": "pro"},
    {"plan": ["pro", "free"]},
    {"plan": None},
    {"plan": ""},
    {"plan": {"ne": "pro"}},
    {"plan": {"ne": None}},
    {"amount": {"gt": 0, "lte": 2.5}},
    {"amount": {"ne": 1}, "plan": "free"},
    {"amount": {"gte": -1.25, "lt": 1}},
)
UNITS = ("seconds", "hours", "days")
ACTORS: tuple[Metric, ...] = ({"tier": "gold"}, {"tier": None}, {"tier": {"ne": "iron"}})


def _matcher(choices: Choices, *names: str) -> Metric:
    """A matcher, mostly of the names given."""
    either: tuple[Metric, ...] = ({"any_of": ["open", "buy"]}, {"event": "any"})
    found = choices.one((*({"event": name} for name in names * 2), *either))
    return found | ({"where": choices.one(FILTERS)} if choices.rarely(8) else {})


def _common(choices: Choices) -> Metric:
    """Filters that every kind may have."""
    found: Metric = {}
    if choices.rarely(8):
        found["where"] = choices.one(FILTERS)
    if choices.rarely(10):
        found["actors"] = {"where": choices.one(ACTORS)}
    return found


def _active_users(choices: Choices) -> Metric:
    """Trailing windows and calendar periods."""
    grain = choices.one(("day", "week", "month", "hour", "quarter", "range"))
    units = {"hour": ("hour",), "day": ("day", "week", "month"), "quarter": ("month",)}.get(grain, ("day", "week"))
    metric: Metric = {"kind": "active_users", "unit": "users", "grain": grain, "active": _matcher(choices, "open")}
    if grain == "range" or choices.rarely(3):
        metric["period"] = True
    else:
        metric["trailing"] = f"{choices.number(1, 4)} {choices.one(units)}s"
    metric |= {"at_least": 2} if choices.rarely(4) else {}
    metric |= {"identity": "raw"} if choices.rarely(4) else {}
    # Windows that leave days between them are left out: which groups are listed there is nobody's promise.
    can_be_split = "period" in metric or grain in ("day", "hour")
    split = choices.one(({"event": "plan"}, {"actor": "tier"}))
    return metric | ({"breakdown": split} if choices.rarely(5) and can_be_split else {})


def _stickiness(choices: Choices) -> Metric:
    """Shares of a window, and histograms of periods."""
    metric: Metric = {"kind": "stickiness", "active": _matcher(choices, "open")}
    if choices.rarely(2):
        grain = choices.one(("day", "week", "month"))
        return metric | {"grain": grain, "over": f"{choices.number(1, 9)} days"}
    grain, group = choices.one(("day", "week", "hour", "month")), choices.number(1, 2)
    metric |= {"grain": grain, "unit": "users", "histogram": choices.one(("exact", "cumulative"))}
    metric |= {"periods": group * choices.number(1, 3), "group": group}
    if choices.rarely(2):
        metric[choices.one(("at_least", "exactly", "at_most"))] = choices.number(1, 2)
    return metric


def _lifecycle(choices: Choices) -> Metric:
    """One of the four counts, or all of them."""
    grain = choices.one(("day", "week", "month", "hour", "quarter", "range"))
    metric: Metric = {"kind": "lifecycle", "unit": "users", "grain": grain, "active": _matcher(choices, "open", "buy")}
    figure = choices.one((None, "new", "returning", "resurrecting", "dormant"))
    return metric if figure is None else metric | {"figure": figure}


def _sessions(choices: Choices) -> Metric:
    """By pauses, by a property, between two events; counted and timed."""
    figure = choices.one(("count", "mean_duration", "per_actor", "durations"))
    metric: Metric = {"kind": "sessions", "figure": figure, "unit": choices.one(UNITS)}
    metric["grain"] = choices.one(("day", "week", "hour", "month", "range"))
    way = choices.one(("gap", "gap", "by", "from"))
    if way == "from":
        metric |= {"from": _matcher(choices, "join", "open"), "to": {"event": "buy"}}
    else:
        metric |= {"active": _matcher(choices, "open", "buy")} | ({"by": "plan"} if way == "by" else {})
    if way == "gap" and choices.rarely(2):
        metric |= choices.one(({"gap": "1 hour"}, {"gap": "1 day"}, {"gap": "29 minutes", "cut_at_midnight": True}))
    metric |= {"max": choices.one(("2 hours", "1 day", "3 days"))} if choices.rarely(3) else {}
    if figure == "durations" and choices.rarely(2):
        metric |= {"quantile": choices.one((0.25, 0.9)), "edges": ["1 minute", "1 hour", "1 day"]}
    return metric


def _retention(choices: Choices) -> Metric:
    """Every cohort, clock, grain and reading."""
    first, more = choices.one((1, 1, 0, 2, 3)), choices.number(0, 3)
    readings: tuple[Metric, ...] = (
        {"between": [1, 4]},
        {"on": max(first, 1)},
        {"between": [first, first + more]},
        {"on_or_after": max(first, 1), "horizon": more},
    )
    metric: Metric = {
        "kind": "retention",
        "start": _matcher(choices, "join", "join", "open"),
        "return": _matcher(choices, "open", "buy"),
        "cohort": choices.one(("first_time", "recurring", "first_time", "first_ever", "first_in_range")),
        "grain": choices.one(("day", "week", "month", "hour")),
        "clock": choices.one(("calendar", "elapsed", "elapsed_hour")),
    }
    metric |= {"triangle": 2} if choices.rarely(5) else {"returned": choices.one(readings)}
    metric |= {"interval": "clopper_pearson"} if choices.rarely(6) else {}
    metric |= {"min_occurrences": 2} if choices.rarely(3) else {}
    taken = {"property": "amount", "aggregate": choices.one(("sum", "mean_per_active"))}
    return metric | ({"value": taken} if choices.rarely(3) else {})


def _conversion(choices: Choices) -> Metric:
    """Every order, window and entry, with exclusions and shared properties."""
    steps = [_matcher(choices, "join", "open"), _matcher(choices, "buy", "open")]
    steps += [_matcher(choices, "buy", "open", "join")] if choices.rarely(2) else []
    metric: Metric = {"kind": "conversion", "steps": steps}
    metric["within"] = choices.one(("1 day", "1 hour", "2 days", "7 days", "30 days", "first session", "first session"))
    metric["order"] = choices.one(("ordered", "strict", "unordered"))
    metric["grain"] = choices.one(("day", "week", "month", "hour"))
    if metric["within"] != "first session":
        metric["entry"] = choices.one(("first", "best"))
    if metric["order"] == "ordered" and choices.rarely(3):
        unwanted = {"event": choices.one(("join", "buy")), "after_step": choices.number(1, len(steps) - 1)}
        metric["exclusions"] = [unwanted]
    return metric | _counting(choices, metric) | ({"same": ["plan"]} if choices.rarely(4) else _figure(choices))


def _counting(choices: Choices, metric: Metric) -> Metric:
    """Between which steps, and whether entries or actors count."""
    found: Metric = {}
    if metric["order"] != "unordered" and len(metric["steps"]) == 3 and choices.rarely(2):
        found = choices.one(({"from_step": 2}, {"to_step": 2}))
    if metric["within"] != "first session" and choices.rarely(3):
        found["count"] = "events"
    several = "count" in found or metric.get("entry") == "best"
    if several and metric["order"] != "unordered" and choices.rarely(3):
        found["credit"] = "latest"
    return dict(found)


def _figure(choices: Choices) -> Metric:
    """A share, or a time from step to step."""
    times: Metric = {"figure": choices.one(("mean_time", "median_time")), "unit": choices.one(UNITS)}
    return times if choices.rarely(4) else {}


def _time_to_value(choices: Choices) -> Metric:
    """Quantiles of everybody and of converters, with and without a window."""
    metric: Metric = {
        "kind": "time_to_value",
        "unit": choices.one(UNITS),
        "start": _matcher(choices, "join", "open"),
        "value": _matcher(choices, "buy", "open"),
        "grain": choices.one(("day", "week", "month", "range")),
        "quantile": choices.one((0.5, 0.25, 0.75, 0.9)),
        "population": choices.one(("all", "all", "converters")),
    }
    return metric | ({"within": choices.one(("1 hour", "1 day", "7 days", "30 days"))} if choices.rarely(2) else {})


def _measured(choices: Choices, grain: str) -> Metric:
    """What an aggregate and each side of a ratio have."""
    origin = _matcher(choices, "buy", "open")
    in_shops: tuple[Metric, ...] = ({}, {"where": {"shop": "s1"}}, {"actor": "payer"}, {"actor": "payer"})
    is_table = choices.rarely(2)
    origin = {"table": "payments", "time": "paid_at", **choices.one(in_shops)} if is_table else origin
    is_somebody = not is_table or "actor" in origin
    group, number = ("shop", "sum_col") if is_table else ("plan", "amount")
    word = choices.one(
        ("count", "count_null", "count_distinct", "sum", "mean", "min", "max", "percentile", "percentile")
    )
    measure: Metric = {word: choices.one(("rows", number)) if word == "count" else number}
    if word in ("min", "max") and is_table:
        measure = {word: choices.one((number, "due", "paid_at"))}
    group = "actor" if is_somebody and choices.rarely(3) else group
    if word in ("count", "count_distinct", "count_null") and choices.rarely(2):
        measure = {word: group}
    if word == "percentile":
        quantile, method = (
            choices.one((0.5, 0.25, 0.95, 0.25, 0.5, 0.9, 0.99, 0.75, 0.2)),
            choices.one(("discrete", "continuous")),
        )
        measure |= {"q": quantile, "method": method}
    metric: Metric = {"from": origin, "measure": measure}
    if word in ("sum", "mean", "min", "max", "percentile") and choices.rarely(3):
        inner = ("sum", "mean", "min", "max", "count") if number in measure.values() else ("min", "max")
        metric |= {"per": group, "inner": choices.one(inner)}
    if word in ("count", "count_distinct", "sum") and choices.rarely(2):
        metric["fill"] = 0
    if choices.rarely(2 if word == "percentile" else 6):
        metric["minimum"] = choices.number(0, 3)
    if choices.rarely(5):
        metric["pick"] = {"row": choices.one(("last", "first")), "per": choices.some((group,))}
    return metric | _stretch(choices, grain) | _earlier(choices, grain)


def _earlier(choices: Choices, grain: str) -> Metric:
    """The figure of an earlier stretch, or the change since one."""
    if not choices.rarely(3):
        return {}
    units = {"hour": ("hour",), "range": ("day", "month", "week")}.get(
        grain, ("day", "week", "month", "quarter", "year")
    )
    longer = {"hour": 0, "day": 0, "week": 1, "month": 2, "quarter": 3, "range": 4}[grain]
    starts = [{"start_of": unit} for unit in ("week", "month", "quarter", "year")[longer:]]
    lengths = [f"{count} {unit}s" for unit in units for count in (1, 2)]
    return {choices.one(("shift", "change_from")): choices.one((*lengths, *(() if grain == "range" else starts)))}


def _stretch(choices: Choices, grain: str) -> Metric:
    """How long a stretch each reading takes."""
    unit = "hours" if grain == "hour" else choices.one(("days", "weeks", "months"))
    trailing: Metric = {"trailing": f"{choices.number(1, 5)} {unit}"}
    to_date: Metric = {"to_date": choices.one(("month", "week", "quarter", "year"))}
    return {} if grain == "range" else choices.one(({}, {}, trailing, to_date, {"all": True}))


def _aggregate(choices: Choices) -> Metric:
    """One measure over a table or over events."""
    grain = choices.one(("day", "week", "month", "quarter", "hour", "range"))
    metric = _measured(choices, grain)
    return {"kind": "aggregate", "unit": "things", "grain": grain, **metric, **_breakdown(choices, [metric])}


def _breakdown(choices: Choices, sides: list[Metric]) -> Metric:
    """By a property of the event or column of the table, or of the actor where rows are somebody's."""
    if not choices.rarely(5):
        return {}
    tables = [side["from"] for side in sides if "table" in side["from"]]
    of: list[Metric] = [{"actor": "tier"}] if all("actor" in table for table in tables) else []
    of += [{"event": "plan"}] if not tables else [{"event": "shop"}] if len(tables) == len(sides) else []
    return {"breakdown": choices.one(of)} if of else {}


def _ratio(choices: Choices) -> Metric:
    """One aggregate over another."""
    grain = choices.one(("day", "week", "month", "hour", "range"))
    sides = {"numerator": _measured(choices, grain), "denominator": _measured(choices, grain)}
    return {"kind": "ratio", "unit": "things", "grain": grain, **sides, **_breakdown(choices, list(sides.values()))}


def _sql(choices: Choices) -> Metric:
    """One of the queries whose meaning the oracle knows."""
    text = choices.one(tuple(MEANINGS))
    grain = choices.one(("day", "week", "month", "quarter", "range"))
    metric = {"kind": "sql", "sql": text, "unit": "share" if "denominator" in text else "things", "grain": grain}
    return metric | ({"maturity": choices.one(("2 days", "1 week"))} if choices.rarely(3) else {})


MAKERS = {
    "active_users": _active_users,
    "stickiness": _stickiness,
    "lifecycle": _lifecycle,
    "sessions": _sessions,
    "survey": survey,
    "availability": availability,
    "delivery": delivery,
    "retention": _retention,
    "conversion": _conversion,
    "time_to_value": _time_to_value,
    "aggregate": _aggregate,
    "ratio": _ratio,
    "subscriptions": subscriptions,
    "sql": _sql,
}


def definition(choices: Choices, kind: str) -> Metric:
    """A metric of one kind; filters by properties of events only where all its rows are events."""
    metric = MAKERS[kind](choices)
    sides = [metric, metric.get("numerator", {}), metric.get("denominator", {})]
    over_tables = kind == "sql" or any("table" in side.get("from", {}) for side in sides)
    return metric if over_tables else metric | _common(choices)
