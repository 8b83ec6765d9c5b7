"""Ratios: one aggregate over another of the same complete window; a zero below the line is no figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.adapters.aggregate import times_of
from metrics.dates.window import Window
from metrics.measures.measuring import Figure, by_window, figures, receipt_of
from metrics.measures.written import SIDE, Measured
from metrics.queries.literals import decimal, whole
from metrics.shape import blank, early
from okr.metric import MetricDefinition
from okr.reading import Reading
from okr.schema import Key, Record
from okr.words import State

_ADDITIVE = ("count", "count_null", "sum")


@dataclass(frozen=True)
class Ratio:
    """Parameters of a ratio: the aggregate above the line and the one below it."""

    numerator: Measured
    denominator: Measured

    @property
    def is_additive(self) -> bool:
        """Whether both sides add up over periods."""
        return all(
            side.is_plain and side.per is None and side.measure.word in _ADDITIVE
            for side in (self.numerator, self.denominator)
        )


SCHEMA = Record(
    Ratio,
    (
        Key("numerator", SIDE, "the aggregate above the line", required=True),
        Key("denominator", SIDE, "the aggregate below the line", required=True),
    ),
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
        plain = ratio.numerator.is_plain and ratio.denominator.is_plain
        return Pooling.REQUERY if plain else Pooling.LATEST

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The figure of a span is the ratio of both sides over all its rows."""
        return Pooling.REQUERY

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
        """Both sides' rows, told apart by ``side``."""
        ratio: Ratio = ask.parameters
        sides = [_side(figures(ask, ratio.numerator), 1), _side(figures(ask, ratio.denominator), 0)]
        both = union_all(*sides).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        above = by_window(ask, ask.parameters.numerator, [row for row in rows if int(row["side"]) == 1])
        below = by_window(ask, ask.parameters.denominator, [row for row in rows if int(row["side"]) == 0])
        tops = {(window, group): figure for window, group, figure in above}
        bottoms = {(window, group): figure for window, group, figure in below}
        keys = dict.fromkeys([*bottoms, *tops])
        named = any(group is not None for _, group in keys)
        return [
            _reading(ask, window, group, (tops.get((window, group)), bottoms.get((window, group))))
            for window, group in sorted(keys, key=lambda key: (key[0].start_at, key[1] is None, key[1] or ""))
            if not (named and group is None)
        ]

    def receipt(self, ask: Ask) -> Select[Any]:
        """Both sides of the window and their quotient."""
        top = receipt_of(ask, ask.parameters.numerator).subquery()
        bottom = receipt_of(ask, ask.parameters.denominator).subquery()
        above = func.coalesce(select(func.max(top.c.value)).scalar_subquery(), ask.parameters.numerator.fill)
        below = func.nullif(select(func.max(bottom.c.value)).scalar_subquery(), 0)
        quotient = above * decimal(1) / below
        return select(quotient.label("value"), above.label("numerator"), below.label("denominator"))


ADAPTER = RatioAdapter()


def _side(query: Select[Any], number: int) -> Select[Any]:
    return query.add_columns(whole(number).label("side"))


def _reading(ask: Ask, window: Window, group: str | None, sides: tuple[Figure | None, Figure | None]) -> Reading:
    if window.end_at > ask.watermark:
        return replace(early(ask, window, window.end_at), group=group)
    top, bottom = (side or Figure(State.NO_DATA, "no row in this period") for side in sides)
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
