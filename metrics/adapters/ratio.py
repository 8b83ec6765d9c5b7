"""Ratios: one aggregate over another of the same complete window; a zero below the line is no figure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, func, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.adapters.aggregate import times_of
from metrics.dates.window import Window
from metrics.measures.figures import Figure, by_position, by_window, figure_of, groups_of
from metrics.measures.grammar import GRAIN, SIDE, grain_faults
from metrics.measures.measuring import figures, keys_of
from metrics.measures.over_actors import are_by_period, side_of, sums_over_actors
from metrics.measures.receipts import newest, receipt_of
from metrics.measures.written import Measured
from metrics.queries.literals import decimal, whole
from metrics.shape import blank, early, with_delta
from metrics.statistics.pooling import SUMS
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading
from okr.schema import Key, Record
from okr.words import State


@dataclass(frozen=True)
class Ratio:
    """Parameters of a ratio: the aggregate above the line and the one below it.

    The grain is the metric's own, so that lengths can be held against it; it is not part of what is measured.
    """

    numerator: Measured
    denominator: Measured
    grain: Grain = field(default=Grain.DAY, compare=False)

    @property
    def sides(self) -> tuple[Measured, Measured]:
        """Both aggregates, the one above the line first."""
        return self.numerator, self.denominator

    @property
    def is_additive(self) -> bool:
        """Whether both sides add up over periods."""
        return all(side.is_additive and side.change_from is None for side in self.sides)

    @property
    def is_over_actors(self) -> bool:
        """Whether both sides are sums of what the same actors add."""
        return all(side.adds_up for side in self.sides)


def _check(ratio: Ratio) -> list[tuple[str, str, str]]:
    named = (("numerator", ratio.numerator), ("denominator", ratio.denominator))
    return [
        (side, f"{key}: {message}", hint)
        for side, measured in named
        for key, message, hint in grain_faults(measured, ratio.grain)
    ]


SCHEMA = Record(
    Ratio,
    (
        Key("numerator", SIDE, "the aggregate above the line", required=True),
        Key("denominator", SIDE, "the aggregate below the line", required=True),
        GRAIN,
    ),
    check=_check,
    what="the parameters of a ratio",
)


class RatioAdapter:
    """Sum over sum."""

    kind = "ratio"
    summary = "One aggregate divided by another over the same complete window."
    schema = SCHEMA
    one_by_one = False
    overlapping = True
    example = Example(
        title="Two deployments, one failed: a share of one half.",
        metric={
            "kind": "ratio",
            "numerator": {
                "from": {"table": "deployments", "time": "day", "stored_as": "local_date", "where": {"failed": 1}},
                "measure": {"count": "rows"},
            },
            "denominator": {
                "from": {"table": "deployments", "time": "day", "stored_as": "local_date"},
                "measure": {"count": "rows"},
            },
            "unit": "share",
        },
        source={"timezone": "UTC"},
        tables={"deployments": (("day", "failed"), (("2026-03-01", 1), ("2026-03-01", 0)))},
        expected=(("2026-03-01", 0.5),),
        until="2026-03-02T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Counts and sums add up; other sides are asked anew."""
        ratio: Ratio = definition.parameters
        if ratio.is_additive:
            return Pooling.POOLED
        plain = all(side.is_plain and not side.looks_from_periods for side in ratio.sides)
        return Pooling.REQUERY if plain else Pooling.LATEST

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """The figure of a span is the ratio of both sides over all its rows; of what only periods have the newest."""
        ratio: Ratio = definition.parameters
        return Pooling.LATEST if any(side.looks_from_periods for side in ratio.sides) else Pooling.REQUERY

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A period's ratio is final when the period is."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - the unit is the team's word
        """A ratio is taken in the unit its sides give."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:
        """The time columns of both sides' own tables."""
        return times_of(definition.parameters.numerator) + times_of(definition.parameters.denominator)

    def query(self, ask: Ask) -> Select[Any]:
        """Sums over actors where both sides are; else both sides' rows, told apart by ``side``."""
        ratio: Ratio = ask.parameters
        if ratio.is_over_actors:
            return sums_over_actors(ask, ratio.sides)
        sides = [_side(figures(ask, ratio.numerator), 1), _side(figures(ask, ratio.denominator), 0)]
        both = union_all(*sides).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        if ask.parameters.is_over_actors:
            return _over_actors(ask, rows)
        groups = groups_of(rows)
        top, bottom = (
            by_window(ask, side, [row for row in rows if int(row["side"]) == number], groups)
            for side, number in zip(ask.parameters.sides, (1, 0), strict=True)
        )
        pairs = zip(top, bottom, strict=True)
        return [_reading(ask, window, group, (above, below)) for (window, group, above), (_, _, below) in pairs]

    def receipt(self, ask: Ask) -> Select[Any]:
        """Both sides of the window and their quotient."""
        ask = newest(ask) if self.pooling(ask.definition) is Pooling.LATEST else ask
        top = receipt_of(ask, ask.parameters.numerator).subquery()
        bottom = receipt_of(ask, ask.parameters.denominator).subquery()
        above = func.coalesce(select(func.max(top.c.value)).scalar_subquery(), ask.parameters.numerator.fill)
        lower = func.coalesce(select(func.max(bottom.c.value)).scalar_subquery(), ask.parameters.denominator.fill)
        below = func.nullif(lower, 0)
        quotient = above * decimal(1) / below
        return select(quotient.label("value"), above.label("numerator"), below.label("denominator"))


ADAPTER = RatioAdapter()


_SHARED = ("place", "n", "rows", "figure", "nulls")
"""Columns that the rows of every measure have."""


def _side(query: Select[Any], number: int) -> Select[Any]:
    # SQLite reads only so many parentheses within each other.
    rows = query.cte()
    return select(*keys_of(rows), *(rows.c[name] for name in _SHARED), whole(number).label("side"))


def _over_actors(ask: Ask, rows: Rows) -> list[Reading]:
    """Readings with the interval that the actors' sums give."""
    ratio: Ratio = ask.parameters
    cells = by_position(ask, rows, groups_of(rows), by_period=are_by_period(ask, ratio.sides))
    found = []
    for (place, group), own in cells.items():
        parts = [[side_of(row, name) for row in own] for name in ("y", "x")]
        top, bottom = (figure_of(side, part, ask.definition.id) for side, part in zip(ratio.sides, parts, strict=True))
        reading = _reading(ask, ask.windows[place], group, (top, bottom))
        found.append(_with_interval(reading, own[0]) if own and reading.complete else reading)
    return found


def _with_interval(reading: Reading, row: Any) -> Reading:
    sums = {name: float(row[name] or 0) for name in SUMS}
    known = with_delta(int(row["actors"] or 0), sums)
    if reading.value is None:
        return replace(reading, statistics={**reading.statistics, **known["statistics"]})
    return replace(reading, **known)


def _reading(ask: Ask, window: Window, group: str | None, sides: tuple[Figure, Figure]) -> Reading:
    if window.end_at > ask.watermark:
        return replace(early(ask, window, window.end_at), group=group)
    top, bottom = sides
    common: dict[str, Any] = {"group": group, "n": bottom.n, "excluded_null": top.excluded_null + bottom.excluded_null}
    if bottom.state is State.NO_DATA or bottom.value == 0:
        reason = "nothing below the line in this period"
        return blank(ask, window, State.NOBODY, reason, numerator=0, denominator=0, **common)
    for side in (bottom, top):
        if side.state is not State.OK or side.value is None:
            return blank(ask, window, side.state, side.reason, statistics=_for_pooling(top, bottom), **common)
    above, below = top.value, bottom.value
    return blank(ask, window, State.OK, numerator=above, denominator=below, value=_quotient(above, below), **common)


def _for_pooling(top: Figure, bottom: Figure) -> dict[str, float]:
    """What a longer window needs of a period without a row above the line: its part below the line."""
    if top.state is not State.NO_DATA or bottom.value is None:
        return {}
    return {"numerator": 0, "denominator": bottom.value}


def _quotient(above: float | None, below: float | None) -> float:
    return (above or 0) / (below or 1)
