"""One measure over the rows of a relation, per window: what aggregates and ratios are made of.

The written side is :class:`Measured`; :func:`figures` is the SQL and :func:`figure_of` what its rows mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from okr.metric import Condition, Duration, Matcher, StoredAs
from okr.metric_schema import DURATION, EVENT_NAME, FILTER, MATCHER, NAME, PROPERTIES, STORED_AS
from okr.schema import Choice, Flag, Key, Many, Number, OneOf, Record, Whole
from okr.written import Written

WORDS = ("count", "count_null", "count_distinct", "sum", "mean", "min", "max", "percentile")
INNER = ("sum", "mean", "min", "max", "count")


@dataclass(frozen=True)
class TableOrigin:
    """Rows of a table or view.

    Attributes:
        table: Its name.
        time: Column of the moment that decides the period.
        stored_as: How it stores the moment.
        where: Conditions on its columns.
        columns: Name as called in the metric → column.
    """

    table: str
    time: str
    stored_as: StoredAs = StoredAs.INSTANT
    where: tuple[Condition, ...] = ()
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Measure:
    """What is done with the rows.

    Attributes:
        word: One of :data:`WORDS`.
        column: The column measured; ``rows`` for a plain count.
        q: The percentile's quantile.
        method: ``discrete`` (a value that occurs) or ``continuous`` (interpolated).
    """

    word: str
    column: str
    q: float | None = None
    method: str = "discrete"

    @property
    def is_count(self) -> bool:
        """Whether rows are counted, so that no measured value is needed."""
        return self.word in ("count", "count_null", "count_distinct")

    @property
    def needs_value(self) -> bool:
        """Whether rows whose column is null are left out (and counted as such)."""
        return self.word != "count_null" and self.column != "rows"

    @property
    def quantile(self) -> Fraction:
        """The quantile as the decimal that was written."""
        return Fraction(str(self.q if self.q is not None else 0))


@dataclass(frozen=True)
class Measured:
    """A measure over rows, and how long a stretch each reading takes.

    Attributes:
        origin: A table, or a matcher over the source's events.
        measure: What is done with the rows.
        per: Column whose units are reduced first.
        inner: How the rows of one unit are reduced.
        trailing: Length of the window that ends with each period.
        to_date: From the start of this unit to the period's end.
        all: From ever to the period's end.
        fill: The figure where there are no rows.
        minimum: Values needed.
    """

    origin: TableOrigin | Matcher
    measure: Measure
    per: str | None = None
    inner: str | None = None
    trailing: Duration | None = None
    to_date: str | None = None
    all: bool = False
    fill: float | None = None
    minimum: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether each reading takes exactly its own period."""
        return self.trailing is None and self.to_date is None and not self.all

    @property
    def least(self) -> int:
        """How many values are needed: as written, else n >= 4 q / (1 - q) for a percentile."""
        if self.minimum is not None or self.measure.word != "percentile":
            return self.minimum or 0
        need = 4 * self.measure.quantile / (1 - self.measure.quantile)
        return -(-need.numerator // need.denominator)


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
    ),
    what="a table",
)


def _is_table(node: Written) -> bool:
    return "table" in node.entries


_ORIGIN = OneOf(((_is_table, _TABLE), (lambda node: node.is_mapping, MATCHER)), "a table {table, time} or a matcher")

KEYS = (
    Key("from", _ORIGIN, "a table {table, time, …} or a matcher of events", attribute="origin"),
    Key("event", EVENT_NAME, "shorter for from: {event: name}"),
    Key("any_of", Many(EVENT_NAME, least=1), "shorter for from: {any_of: [names]}"),
    Key("measure", _MEASURE, "what is done with the rows", required=True),
    Key("per", NAME, "column whose units are reduced first"),
    Key("inner", Choice(INNER), "how the rows of one unit are reduced"),
    Key("trailing", DURATION, "length of the window that ends with each period"),
    Key("to_date", Choice(("week", "month", "quarter", "year")), "from the start of this unit to the period's end"),
    Key("all", Flag(), "from ever to the period's end", default=False),
    Key("fill", Number(), "the figure where there are no rows, usually 0"),
    Key("minimum", Whole(0), "values needed (percentiles: 76 for p95, 396 for p99 unless written)"),
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


def check_measured(measured: Measured | _Faulty) -> list[tuple[str, str, str]]:
    """Return contradictions between the keys of an aggregate."""
    if isinstance(measured, _Faulty):
        hint = "Give from: {table: …, time: …} or from: {event: name}."
        return [("from", "the rows must be named once" if measured.named else '"from" is missing', hint)]
    if (measured.per is None) != (measured.inner is None):
        return [("per", "per and inner belong together", "Like per: account, inner: sum.")]
    if sum((measured.trailing is not None, measured.to_date is not None, measured.all)) > 1:
        return [("trailing", "only one of trailing, to_date and all can be given", "Keep one.")]
    return []


MEASURED = Record(_build, KEYS, check=check_measured, what="an aggregate")
"""A metric of kind aggregate."""

SIDE = Record(
    _build,
    (*KEYS, Key("where", FILTER, "conditions on its rows", default=())),
    check=check_measured,
    what="an aggregate",
)
"""One side of a ratio."""
