"""How a measure is written: the keys of aggregates and of both sides of a ratio, and what contradicts what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from metrics.measures.earlier import UNITS, Earlier
from metrics.measures.written import INNER, WORDS, Measure, Measured, Pick, TableOrigin
from okr.metric import Duration, Grain, Matcher, StoredAs
from okr.metric_schema import EVENT_NAME, FILTER, MATCHER, NAME, PROPERTIES, STORED_AS, duration_of
from okr.schema import Choice, Converted, Flag, Key, Many, Number, OneOf, Record, Whole
from okr.written import Report, Written

Fault = tuple[str, str, str]


def _measure(**words: Any) -> Measure:
    q, method = words.pop("q"), words.pop("method")
    word, column = next(((word, column) for word, column in words.items() if column is not None), ("", ""))
    return Measure(word if sum(c is not None for c in words.values()) == 1 else "", column, q, method)


def _check_measure(measure: Measure) -> list[tuple[str, str, str]]:
    if not measure.word:
        return [("count", "exactly one measure must be given", f"One of {', '.join(WORDS)}, like {{count: rows}}.")]
    if (measure.word == "percentile") != (measure.q is not None):
        return [("q", "q belongs to percentile, and percentile needs it", "Like {percentile: ms, q: 0.95}.")]
    if measure.column == "rows" and measure.word != "count":
        return [(measure.word, f"{measure.word} needs a column, not rows", "Name the column that is measured.")]
    return []


_MEASURE = Record(
    _measure,
    (
        *(Key(word, NAME, f"the column that {word} takes") for word in WORDS),
        Key("q", Number(0, 1, open_ends=True), "quantile of a percentile, between 0 and 1"),
        Key("method", Choice(("discrete", "continuous")), "kind of percentile", default="discrete"),
    ),
    check=_check_measure,
    what="the measure",
)


_TABLE = Record(
    TableOrigin,
    (
        Key("table", NAME, "table or view", required=True),
        Key("time", NAME, "column of the moment that decides the period", required=True),
        Key("stored_as", STORED_AS, "how it stores the moment", default=StoredAs.INSTANT),
        Key("where", FILTER, "conditions on its columns", default=()),
        Key("columns", PROPERTIES, "name as called in the metric → column"),
        Key("actor", NAME, "column of who acts, resolved as in events"),
    ),
    what="a table",
)


def _is_table(node: Written) -> bool:
    return "table" in node.entries


_ORIGIN = OneOf(((_is_table, _TABLE), (lambda node: node.is_mapping, MATCHER)), "a table {table, time} or a matcher")

_LENGTH = duration_of("hour", "day", "week", "month", "quarter", "year")


def _by(duration: Duration) -> Earlier:
    return Earlier(by=duration)


_START_OF = Record(
    Earlier,
    (Key("start_of", Choice(UNITS), "the first period of this unit", required=True),),
    what="the start of a unit",
)
_EARLIER = OneOf(
    (
        (lambda node: node.is_mapping, _START_OF),
        (lambda node: not node.is_mapping, Converted(_LENGTH, _by, "a length")),
    ),
    "a length like 28 days, or {start_of: month}",
)
_PICK = Record(
    Pick,
    (
        Key("row", Choice(("first", "last")), "which date of the stretch counts", required=True),
        Key("per", Many(NAME), "columns within which the date is chosen", default=()),
    ),
    what="the date whose rows count",
)


@dataclass(frozen=True)
class _AnyGrain:
    """The metric's grain, where it can be read; what cannot is reported with the keys that every metric has."""

    expects: str = "the length of one period"

    def read(self, node: Written, report: Report) -> Grain:  # noqa: ARG002 - the shape of every type
        return next((grain for grain in Grain if grain == node.value), Grain.DAY)


GRAIN = Key("grain", _AnyGrain(), "length of one period", default=Grain.DAY)
"""Read here too, because the lengths of a measure must fit it."""

KEYS = (
    Key("from", _ORIGIN, "a table {table, time, …} or a matcher of events", attribute="origin"),
    Key("event", EVENT_NAME, "shorter for from: {event: name}"),
    Key("any_of", Many(EVENT_NAME, least=1), "shorter for from: {any_of: [names]}"),
    Key("measure", _MEASURE, "what is done with the rows", required=True),
    Key("per", NAME, "column whose units are reduced first"),
    Key("inner", Choice(INNER), "how the rows of one unit are reduced"),
    Key("trailing", _LENGTH, "length of the window that ends with each period"),
    Key("to_date", Choice(("week", "month", "quarter", "year")), "from the start of this unit to the period's end"),
    Key("all", Flag(), "from ever to the period's end", default=False),
    Key("fill", Number(), "the figure where there are no rows, usually 0"),
    Key("minimum", Whole(0), "values needed (percentiles: 76 for p95, 396 for p99 unless written)"),
    Key("shift", _EARLIER, "the figure of that much earlier, in the place of the period's own"),
    Key("change_from", _EARLIER, "the figure less the one of that much earlier"),
    Key("pick", _PICK, "for balances: all rows of the first or last date, {row: last, per: [columns]}"),
)


@dataclass(frozen=True)
class _Faulty:
    """An aggregate whose rows are named twice or not at all; refused by the check."""

    measured: Measured
    named: int


def _build(**keys: Any) -> Measured | _Faulty:
    event, any_of, origin, extra = keys.pop("event"), keys.pop("any_of"), keys.pop("origin"), keys.pop("where", ())
    named = [given for given in (event, any_of, origin) if given is not None]
    if event is not None or any_of is not None:
        origin = Matcher(() if event == "any" else (event,) if event else tuple(any_of))
    if origin is not None and extra:
        origin = replace(origin, where=(*origin.where, *extra))
    measured = Measured(origin=origin or Matcher(), **keys)
    return measured if len(named) == 1 else _Faulty(measured, len(named))


def check_measured(measured: Measured | _Faulty) -> list[Fault]:
    """Return contradictions between the keys of an aggregate."""
    if isinstance(measured, _Faulty):
        hint = "Give from: {table: …, time: …} or from: {event: name}."
        return [("from", "the rows must be named once" if measured.named else '"from" is missing', hint)]
    if (measured.per is None) != (measured.inner is None):
        return [("per", "per and inner belong together", "Like per: account, inner: sum.")]
    if measured.per is not None and not measured.measure.needs_value:
        return [("per", "counting rows or nulls knows no units", "Name a column, like {count_distinct: account}.")]
    if sum((measured.trailing is not None, measured.to_date is not None, measured.all)) > 1:
        return [("trailing", "only one of trailing, to_date and all can be given", "Keep one.")]
    if measured.shift is not None and measured.change_from is not None:
        return [("change_from", "only one of shift and change_from can be given", "Keep one.")]
    return []


def grain_faults(measured: Measured, grain: Grain) -> list[Fault]:
    """Return the lengths of an aggregate that do not fit the metric's grain."""
    faults = []
    for name in ("trailing", "shift", "change_from"):
        given = getattr(measured, name)
        length = given.by if isinstance(given, Earlier) else given
        start_of = given.start_of if isinstance(given, Earlier) else None
        if length is not None and (grain is Grain.HOUR) != (length.unit == "hour") and name != "trailing":
            hint = "Hours go with the grain hour, and only with it."
            faults.append((name, f"{length} does not fit the grain {grain.value}", hint))
        if start_of is not None and not _is_longer(start_of, grain):
            hint = "Name a longer unit, or give a length like 28 days."
            faults.append((name, f"the start of a {start_of} has no meaning at the grain {grain.value}", hint))
    return faults


_LENGTHS = ("hour", "day", "week", "month", "quarter", "year")


def _is_longer(unit: str, grain: Grain) -> bool:
    return grain is not Grain.RANGE and _LENGTHS.index(unit) > _LENGTHS.index(grain.value)


def _check(measured: Measured | _Faulty) -> list[Fault]:
    faults = check_measured(measured)
    return faults if faults or isinstance(measured, _Faulty) else grain_faults(measured, measured.grain)


MEASURED = Record(_build, (*KEYS, GRAIN), check=_check, what="an aggregate")
"""A metric of kind aggregate."""

SIDE = Record(
    _build,
    (*KEYS, Key("where", FILTER, "conditions on its rows", default=())),
    check=check_measured,
    what="an aggregate",
)
"""One side of a ratio."""
