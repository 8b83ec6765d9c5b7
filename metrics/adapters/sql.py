"""The escape hatch: one SELECT in the source's own dialect, asked for one period at a time.

It returns one row with the column ``value``, or ``numerator`` and ``denominator``, and optionally ``period_start``,
``n``, ``lower`` and ``upper``. ``:period_start`` and ``:period_end`` are local dates, ``:as_of`` the last whole day,
``:tz`` the zone; ``:period_start_at`` and ``:period_end_at`` are the period's ends as UTC stamps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, Select, Text, bindparam, column, literal_column, select, text
from sqlalchemy.dialects import registry

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.window import Window
from metrics.queries.gate import number
from metrics.queries.literals import decimal, whole
from metrics.queries.statement import faults
from metrics.shape import blank, early
from metrics.statistics.intervals import wilson
from okr.errors import MetricError
from okr.metric import Duration, MetricDefinition
from okr.metric_schema import DURATION
from okr.reading import Reading
from okr.schema import Choice, Key, Record
from okr.schema import Text as TextType
from okr.words import State

_NOBODY: Mapping[str, Any] = {"numerator": 0, "denominator": 0, "n": 0}
_COLUMNS = ("value", "numerator", "denominator", "n", "lower", "upper")
_POOLINGS = {"sums": Pooling.POOLED, "mean": Pooling.MEAN, "latest": Pooling.LATEST, "query": Pooling.REQUERY}


@dataclass(frozen=True)
class Sql:
    """Parameters of the escape hatch.

    Attributes:
        sql: One SELECT.
        maturity: How long after a period's end its figure is final; None: at once.
        pooling: How a longer window's figure comes about; None: sums where the text names a denominator, else mean.
    """

    sql: str
    maturity: Duration | None
    pooling: str | None


def _check(parameters: Sql) -> list[tuple[str, str, str]]:
    found = [("sql", message, hint) for message, hint in faults(parameters.sql)]
    if parameters.maturity is not None and parameters.maturity.unit not in ("hour", "day", "week"):
        found.append(("maturity", "a maturity needs a fixed length", "Like 3 days."))
    return found


SCHEMA = Record(
    Sql,
    (
        Key("sql", TextType("one SELECT", longest=1_000_000), "one SELECT in the source's dialect", required=True),
        Key("maturity", DURATION, "how long after a period's end its figure is final (default: at once)"),
        Key("pooling", Choice(tuple(_POOLINGS)), "how a longer window's figure comes about"),
    ),
    check=_check,
    what="the parameters of sql",
)


class SqlAdapter:
    """One SELECT of the team's own."""

    kind = "sql"
    summary = "One SELECT in the source's own dialect, for what no other kind can say."
    schema = SCHEMA
    one_by_one = True
    overlapping = False
    example = Example(
        title="Two of four invoices of one day are paid.",
        metric={
            "kind": "sql",
            "sql": (
                "select sum(paid) as numerator, count(*) as denominator from invoices"
                " where day >= :period_start and day < :period_end"
            ),
            "unit": "share",
        },
        source={"timezone": "UTC", "history_from": "2026-03-01"},
        tables={
            "invoices": (
                ("day", "paid"),
                (("2026-03-01", 1), ("2026-03-01", 1), ("2026-03-01", 0), ("2026-03-01", 0)),
            )
        },
        expected=(("2026-03-01", 0.5),),
        until="2026-03-02T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """As written, else sums where the text names a denominator."""
        parameters: Sql = definition.parameters
        if parameters.pooling is not None:
            return _POOLINGS[parameters.pooling]
        return Pooling.POOLED if "denominator" in parameters.sql.lower() else Pooling.MEAN

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """As a longer window's figure."""
        return self.pooling(definition)

    def maturity_days(self, definition: MetricDefinition) -> int:
        """The stated maturity in whole days."""
        maturity = definition.parameters.maturity
        return 0 if maturity is None else -(-maturity.seconds // 86400)

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - the unit is the team's word
        """The text's figure is taken in the unit it has."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - unknown tables
        """Its tables are not known."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """The text as a subquery, so that a second statement cannot hide in it."""
        return select(text("*")).select_from(_wrapped(ask)).where(_always())

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """The one row's figure."""
        return [_reading(ask, ask.windows[0], rows)]

    def receipt(self, ask: Ask) -> Select[Any]:
        """The text with its values; numerator over denominator where it gives those."""
        window = ask.windows[0]
        calendar = ask.scope.zone.calendar
        how = self.pooling(ask.definition)
        if window.label == ask.definition.grain.value or how is Pooling.REQUERY:
            return _figure(_wrapped(ask), ask)
        periods = calendar.windows(ask.definition.grain, window.start, window.end)
        return _over_periods(ask, periods, how)


ADAPTER = SqlAdapter()


def _always() -> Any:
    """A condition with a bound value: it makes drivers send the text as one statement and nothing else."""
    return whole(1) == bindparam("one", 1)


def _binds(ask: Ask, window: Window) -> dict[str, Any]:
    calendar = ask.scope.zone.calendar
    as_of = min(calendar.last_complete_day(ask.watermark), calendar.day_at(window.end_at) - timedelta(days=1))
    return {
        "period_start": _local_date(window.start),
        "period_end": _local_date(window.end),
        "as_of": as_of,
        "tz": calendar.zone_name,
        "period_start_at": window.start_at.astimezone(UTC).replace(tzinfo=None),
        "period_end_at": window.end_at.astimezone(UTC).replace(tzinfo=None),
    }


_KINDS: Mapping[str, Any] = {"tz": Text(), "period_start_at": DateTime(), "period_end_at": DateTime()}


def _local_date(moment: Any) -> Any:
    return moment.date() if isinstance(moment, datetime) else moment


def _wrapped(ask: Ask, window: Window | None = None) -> Any:
    source = ask.parameters.sql.strip().rstrip(";")
    values = _binds(ask, window or ask.windows[0])
    asked = [name for name in values if _asks_for(source, name)]
    used = [bindparam(name, values[name], _KINDS.get(name, Date())) for name in asked]
    return text(f"({source}\n) as answer").bindparams(*used)


def _asks_for(source: str, name: str) -> bool:
    return re.search(rf"(?<![:\w\\]):{name}\b", source) is not None


def _reading(ask: Ask, window: Window, rows: Rows) -> Reading:
    maturity = ask.parameters.maturity
    final_at = window.end_at + timedelta(seconds=maturity.seconds if maturity is not None else 0)
    if final_at > ask.watermark:
        return early(ask, window, final_at)
    return replace(_figure_of(ask, window, rows), mature_at=final_at)


def _figure_of(ask: Ask, window: Window, rows: Rows) -> Reading:
    if not rows:
        return blank(ask, window, State.NO_DATA, "the query gave no row")
    if len(rows) > 1:
        raise MetricError(f"the query gave {len(rows)} rows for one period", "It must give one row; use an aggregate.")
    figures = _figures(rows[0])
    if figures["value"] is None and figures["denominator"] is None:
        return blank(ask, window, State.NO_DATA, "the query gave NULL (an empty denominator?)", n=figures["n"])
    return _with_interval(ask, window, figures)


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    names = {str(name).lower(): name for name in row}
    if "value" not in names and not {"numerator", "denominator"} <= names.keys():
        found = ", ".join(names) or "none"
        hint = "Name a column value, or numerator and denominator."
        raise MetricError(f"the query gives the columns {found}", hint)
    return {name: number(row[names[name]], name) if name in names else None for name in _COLUMNS}


def _with_interval(ask: Ask, window: Window, figures: dict[str, Any]) -> Reading:
    above, below, value = figures["numerator"], figures["denominator"], figures["value"]
    if below is not None and value is None:
        if not below:
            return blank(ask, window, State.NOBODY, "nothing below the line in this period", **_NOBODY)
        value = (above or 0) / below
    known: dict[str, Any] = {**figures, "value": value, "n": None if figures["n"] is None else int(figures["n"])}
    known["n"] = known["n"] if known["n"] is not None or below is None else int(below)
    if figures["lower"] is not None:
        known["interval"] = "as given by the query"
    elif ask.definition.unit == "share" and isinstance(above, int) and isinstance(below, int) and 0 <= above <= below:
        known["lower"], known["upper"] = wilson(above, below)
        known["interval"] = "wilson"
    return blank(ask, window, State.OK, **known)


def _has_denominator(ask: Ask) -> bool:
    return "denominator" in ask.parameters.sql.lower()


def _figure(source: Any, ask: Ask) -> Select[Any]:
    if not _has_denominator(ask):
        return select(column("value")).select_from(source)
    above: ColumnElement[Any] = column("numerator")
    below: ColumnElement[Any] = column("denominator")
    quotient = above * decimal(1) / below
    return select(quotient.label("value"), above, below).select_from(source)


def _over_periods(ask: Ask, periods: tuple[Window, ...], how: Pooling) -> Select[Any]:
    """The periods' rows side by side: their mean, the newest, or sums over sums."""
    names = ("numerator", "denominator") if how is Pooling.POOLED else ("value",)
    columns = ", ".join(names)
    parts = " union all ".join(f"select {columns} from {_literal(ask, period)}" for period in periods)  # noqa: S608
    rows = text(f"({parts}) as periods")
    if how is Pooling.POOLED:
        above: ColumnElement[Any] = literal_column("sum(numerator)")
        below: ColumnElement[Any] = literal_column("sum(denominator)")
        return select((above * decimal(1) / below).label("value")).select_from(rows)
    if how is Pooling.LATEST:
        return _figure(_wrapped(ask, periods[-1]), ask)
    return select(literal_column("avg(value * 1.0)").label("value")).select_from(rows)


def _literal(ask: Ask, window: Window) -> str:
    dialect = registry.load(ask.scope.dialect)()
    return str(_wrapped(ask, window).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
