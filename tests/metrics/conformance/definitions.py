"""Random metrics of each kind, from the grammar of the files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Metric = dict[str, Any]

NUMBERS = (0.5, 0.95, 0.25, 0.9, 0.99, 0.75)


def _draw(draw: st.DrawFn, *options: Any) -> Any:
    return draw(st.sampled_from(options))


def filters() -> st.SearchStrategy[Metric]:
    """Conditions on properties of events."""
    return st.sampled_from(
        (
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
    )


@st.composite
def matchers(draw: st.DrawFn, *names: str) -> Metric:
    """A matcher, mostly of the names given."""
    which = draw(st.integers(0, 5))
    found: Metric = {"event": _draw(draw, *names)} if which < 4 else {"any_of": ["open", "buy"]}
    if which == 5:
        found = {"event": "any"}
    return found | ({"where": draw(filters())} if draw(st.integers(0, 4)) == 0 else {})


@st.composite
def common(draw: st.DrawFn) -> Metric:
    """Filters that every kind may have."""
    found: Metric = {}
    if draw(st.integers(0, 5)) == 0:
        found["where"] = draw(filters())
    if draw(st.integers(0, 5)) == 0:
        found["actors"] = {"where": _draw(draw, {"tier": "gold"}, {"tier": None}, {"tier": {"ne": "iron"}})}
    return found


@st.composite
def active_users(draw: st.DrawFn) -> Metric:
    """Trailing windows and calendar periods."""
    grain = _draw(draw, "day", "week", "month", "hour", "quarter", "range")
    units = {"hour": ("hour",), "day": ("day", "week", "month"), "quarter": ("month",)}.get(grain, ("day", "week"))
    metric = {"kind": "active_users", "unit": "users", "grain": grain, "active": draw(matchers("open"))}
    if grain == "range" or draw(st.booleans()):
        metric["period"] = True
    else:
        metric["trailing"] = f"{draw(st.integers(1, 5))} {_draw(draw, *units)}s"
    if draw(st.integers(0, 3)) == 0:
        metric["at_least"] = 2
    if draw(st.integers(0, 3)) == 0:
        metric["identity"] = "raw"
    return metric | draw(common())


@st.composite
def stickiness(draw: st.DrawFn) -> Metric:
    """Shares of a window, and histograms of periods."""
    metric: Metric = {"kind": "stickiness", "active": draw(matchers("open"))}
    if draw(st.booleans()):
        grain = _draw(draw, "day", "week", "month")
        return metric | {"grain": grain, "over": f"{draw(st.integers(1, 9))} days"} | draw(common())
    grain = _draw(draw, "day", "week", "hour", "month")
    group = draw(st.integers(1, 2))
    metric |= {"grain": grain, "unit": "users", "histogram": _draw(draw, "exact", "cumulative")}
    metric |= {"periods": group * draw(st.integers(1, 3)), "group": group}
    if draw(st.booleans()):
        metric[_draw(draw, "at_least", "exactly", "at_most")] = draw(st.integers(1, 2))
    return metric | draw(common())


@st.composite
def retention(draw: st.DrawFn) -> Metric:
    """Every cohort, clock, grain and reading."""
    metric = {
        "kind": "retention",
        "start": draw(matchers("join", "open")),
        "return": draw(matchers("open", "buy")),
        "cohort": _draw(draw, "first_time", "recurring", "first_ever", "first_in_range"),
        "grain": _draw(draw, "day", "week", "month", "hour"),
        "clock": _draw(draw, "calendar", "elapsed", "elapsed_hour"),
    }
    first, more = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    returned: tuple[Metric, ...] = (
        {"on": max(first, 1)},
        {"between": [first, first + more]},
        {"on_or_after": max(first, 1), "horizon": more},
    )
    metric |= {"triangle": 2} if draw(st.integers(0, 4)) == 0 else {"returned": _draw(draw, *returned)}
    if draw(st.integers(0, 3)) == 0:
        metric["min_occurrences"] = 2
    return metric | draw(common())


@st.composite
def conversion(draw: st.DrawFn) -> Metric:
    """Every order, window and entry, with exclusions and shared properties."""
    order = _draw(draw, "ordered", "strict", "unordered")
    within = _draw(draw, "1 hour", "1 day", "2 days", "7 days", "30 days", "first session")
    steps = [draw(matchers("join", "open")), draw(matchers("buy", "open"))]
    steps += [draw(matchers("buy", "open", "join"))] if draw(st.booleans()) else []
    metric: Metric = {"kind": "conversion", "steps": steps, "within": within, "order": order}
    metric["grain"] = _draw(draw, "day", "week", "month", "hour")
    if within != "first session":
        metric["entry"] = _draw(draw, "first", "best")
    if order == "ordered" and draw(st.integers(0, 2)) == 0:
        metric["exclusions"] = [
            {"event": _draw(draw, "join", "zzz", "buy"), "after_step": draw(st.integers(1, len(steps) - 1))}
        ]
    if draw(st.integers(0, 3)) == 0:
        metric["same"] = ["plan"]
    return metric | draw(common())


@st.composite
def time_to_value(draw: st.DrawFn) -> Metric:
    """Quantiles of everybody and of converters, with and without a window."""
    metric: Metric = {
        "kind": "time_to_value",
        "unit": "seconds",
        "start": draw(matchers("join", "open")),
        "value": draw(matchers("buy", "open")),
        "grain": _draw(draw, "day", "week", "month", "range"),
        "quantile": _draw(draw, 0.5, 0.25, 0.75, 0.9),
        "population": _draw(draw, "all", "all", "converters"),
    }
    if draw(st.booleans()):
        metric["within"] = _draw(draw, "1 hour", "1 day", "7 days", "30 days")
    return metric | draw(common())


@st.composite
def measured(draw: st.DrawFn, grain: str) -> Metric:
    """What an aggregate and each side of a ratio have."""
    table = draw(st.booleans())
    group, number = ("shop", "sum_col") if table else ("plan", "amount")
    words = ("count", "count_null", "count_distinct", "sum", "mean", "min", "max", "percentile")
    word = _draw(draw, *words)
    origin: Metric = draw(matchers("buy", "open"))
    if table:
        origin = {"table": "payments", "time": "paid_at", **({"where": {"shop": "s1"}} if draw(st.booleans()) else {})}
    measure: Metric = {word: _draw(draw, "rows", number) if word == "count" else number}
    if word in ("count", "count_distinct", "count_null") and draw(st.booleans()):
        measure = {word: group}
    if word == "percentile":
        measure |= {"q": _draw(draw, *NUMBERS), "method": _draw(draw, "discrete", "continuous")}
    metric: Metric = {"from": origin, "measure": measure}
    if word in ("sum", "mean", "min", "max", "percentile") and draw(st.integers(0, 2)) == 0:
        metric |= {"per": group, "inner": _draw(draw, "sum", "mean", "min", "max", "count")}
    if word in ("count", "count_distinct", "sum") and draw(st.booleans()):
        metric["fill"] = 0
    if word == "percentile" or draw(st.integers(0, 5)) == 0:
        metric["minimum"] = draw(st.integers(0, 3))
    return metric | draw(_stretch(grain))


@st.composite
def _stretch(draw: st.DrawFn, grain: str) -> Metric:
    """How long a stretch each reading takes."""
    if grain == "range":
        return {}
    unit = "hours" if grain == "hour" else _draw(draw, "days", "weeks", "months")
    trailing: Metric = {"trailing": f"{draw(st.integers(1, 5))} {unit}"}
    to_date: Metric = {"to_date": _draw(draw, "week", "month", "quarter", "year")}
    return draw(st.sampled_from(({}, {}, trailing, to_date, {"all": True})))


@st.composite
def aggregate(draw: st.DrawFn) -> Metric:
    """One measure over a table or over events."""
    grain = _draw(draw, "day", "week", "month", "quarter", "hour", "range")
    metric = {"kind": "aggregate", "unit": "things", "grain": grain, **draw(measured(grain))}
    return metric | (draw(common()) if "table" not in metric["from"] else {})


@st.composite
def ratio(draw: st.DrawFn) -> Metric:
    """One aggregate over another."""
    grain = _draw(draw, "day", "week", "month", "hour", "range")
    sides = {"numerator": draw(measured(grain)), "denominator": draw(measured(grain))}
    both_events = all("table" not in side["from"] for side in sides.values())
    metric = {"kind": "ratio", "unit": "things", "grain": grain, **sides}
    return metric | (draw(common()) if both_events else {})


KINDS = {
    "active_users": active_users(),
    "stickiness": stickiness(),
    "retention": retention(),
    "conversion": conversion(),
    "time_to_value": time_to_value(),
    "aggregate": aggregate(),
    "ratio": ratio(),
}
