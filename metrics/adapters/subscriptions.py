"""Subscriptions: recurring revenue a month, how it moved, and which customers and amounts were kept.

A subscription is active from its start until before its end. Each figure looks at the last instant of its period and
of the one before: ``mrr(t) = mrr(t - 1) + new + reactivation + upgrade - downgrade - churn`` holds exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.window import Window
from metrics.ledger.movements import BEGUN, LEFT_OUT, SUMS, moved, window_sums
from metrics.ledger.subscribed import spans
from metrics.ledger.written import MOVEMENTS, RATES, SHARES, SUBSCRIPTIONS, Ledger
from metrics.queries.gate import number
from metrics.queries.literals import decimal
from metrics.shape import blank, early, group_of, share
from metrics.statistics.intervals import delta_ratio
from metrics.statistics.pooling import SUMS as SUM_NAMES
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading
from okr.words import State

_KEYS = ("bucket", "grp", "part", "nulls", "since")
"""Columns of a row that are no sums."""

_COLUMNS = ("customer", "started", "ended", "amount", "billed")


class SubscriptionsAdapter:
    """Recurring revenue and its movements."""

    kind = "subscriptions"
    summary = "Recurring revenue a month and its movements, customers lost, revenue kept."
    schema = SUBSCRIPTIONS
    one_by_one = False
    overlapping = True
    example = Example(
        title="A yearly plan is a twelfth a month; who leaves on the first of March was still active in February.",
        metric={
            "kind": "subscriptions",
            "from": {
                "table": "subscriptions",
                "customer": "customer",
                "start": "started",
                "end": "ended",
                "amount": "amount",
                "interval": "billed",
                "stored_as": "local_date",
            },
            "figure": "mrr",
            "grain": "month",
            "unit": "EUR",
        },
        source={"timezone": "UTC"},
        tables={
            "subscriptions": (
                _COLUMNS,
                (
                    ("c1", "2026-01-10", None, 240.0, "year"),
                    ("c2", "2026-01-20", "2026-03-01", 30.0, "month"),
                    ("c3", "2026-03-05", None, 50.0, "month"),
                ),
            )
        },
        expected=(("2026-01-01", 50.0), ("2026-02-01", 50.0), ("2026-03-01", 70.0)),
        until="2026-04-01T00:00:00+00:00",
        span=("2026-01-01", "2026-04-01"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Shares and rates pool over periods; movements are averaged; of what there is at the end the newest counts."""
        figure: str = definition.parameters.figure
        if figure in MOVEMENTS:
            return Pooling.MEAN
        return Pooling.POOLED if figure in (*SHARES, *RATES) else Pooling.LATEST

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """The movements of a span add up; what there is at its end is asked anew."""
        figure: str = definition.parameters.figure
        if figure in MOVEMENTS:
            return Pooling.SUM
        return Pooling.POOLED if figure in (*SHARES, *RATES) else Pooling.REQUERY

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A period's figure is final when the period is."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """Amounts, customers and shares are no durations."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:
        """Both ends of a subscription tell that the ledger was kept until then."""
        ledger: Ledger = definition.parameters.origin
        return tuple(TimeColumn(ledger.table, name, ledger.stored_as) for name in (ledger.start, ledger.end))

    def query(self, ask: Ask) -> Select[Any]:
        """See :func:`metrics.ledger.movements.moved`."""
        return moved(ask, ask.windows)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        told: dict[tuple[int, int, str | None], Any] = {
            (int(row["part"]), int(row["bucket"]), group_of(row)): row
            for row in rows
            if row["part"] != BEGUN or row["since"] is not None
        }
        groups = sorted({group for _, _, group in told}, key=lambda name: (name is None, name or "")) or [None]
        found = []
        for position, (window, (_, end)) in enumerate(zip(ask.windows, spans(ask, ask.windows), strict=True)):
            for group in groups:
                begun = told.get((BEGUN, -1, group))
                left_out = told.get((LEFT_OUT, position, group))
                own = told.get((SUMS, position, group), {}) if begun and int(begun["since"]) < end else None
                found.append(_reading(ask, window, own, (group, int(left_out["nulls"]) if left_out else 0)))
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The figure of one period; of a longer window what its periods pool to."""
        (window,), figure = ask.windows, ask.parameters.figure
        periods = _periods(ask, window)
        if figure in (*MOVEMENTS, *SHARES, *RATES):
            sums = window_sums(ask, periods)
            if figure in MOVEMENTS:
                is_whole = window.label in (ask.definition.grain.value, Grain.RANGE.value)
                return select((sums.c[figure] * decimal(1) / (1 if is_whole else len(periods))).label("value"))
            above, below = (sums.c.lost, sums.c.customers) if figure in SHARES else (sums.c.sy, sums.c.sx)
            quotient = above * decimal(1) / func.nullif(below, 0)
            return select(quotient.label("value"), above.label("numerator"), below.label("denominator"))
        sums = window_sums(ask, periods[-1:])
        return select(sums.c["now" if figure == "mrr" else "customers"].label("value"))


ADAPTER = SubscriptionsAdapter()


def _periods(ask: Ask, window: Window) -> Sequence[Window]:
    """The complete periods that a longer window is pooled from; a period stands for itself."""
    grain = ask.definition.grain
    if window.label == grain.value or grain is Grain.RANGE:
        return (window,)
    inside = ask.scope.zone.calendar.windows(grain, window.start, window.end)
    return [period for period in inside if period.end_at <= min(window.end_at, ask.watermark)] or (window,)


def _reading(ask: Ask, window: Window, sums: Any | None, told: tuple[str | None, int]) -> Reading:
    """A window's reading from its sums: none where nobody had subscribed by its end, empty where nobody is left."""
    group, left_out = told
    if window.end_at > ask.watermark:
        return replace(early(ask, window, window.end_at), group=group)
    common: dict[str, Any] = {"group": group, "excluded_null": left_out}
    if sums is None:
        return blank(ask, window, State.NO_DATA, "nobody had subscribed by the end of this period", **common)
    figure, name = ask.parameters.figure, ask.definition.id
    known = {key: number(value, name) or 0 for key, value in sums.items() if key not in _KEYS}
    if figure in SHARES:
        return share(ask, window, int(known.get("lost", 0)), int(known.get("customers", 0)), **common)
    if figure in RATES:
        return _rate(ask, window, known, common)
    return _ledger(ask, window, known, common)


def _ledger(ask: Ask, window: Window, sums: Any, common: dict[str, Any]) -> Reading:
    figure = ask.parameters.figure
    column, people = {"mrr": ("now", "customers"), "active": ("customers", "customers")}.get(
        figure, (figure, f"n_{figure}")
    )
    value, n = sums.get(column, 0), int(sums.get(people, 0))
    if figure == "mrr":
        common = {**common, "fields": {name: sums.get(name, 0) for name in ("before", *MOVEMENTS)}}
    return blank(ask, window, State.OK, value=value, numerator=value, n=n, **common)


def _rate(ask: Ask, window: Window, sums: Any, common: dict[str, Any]) -> Reading:
    """What the customers of the start pay at the end over what they paid, with the spread of their own pairs."""
    n = int(sums.get("n", 0))
    statistics = {name: float(sums.get(name, 0)) for name in SUM_NAMES}
    above, below = statistics["sy"], statistics["sx"]
    counts = {"numerator": above, "denominator": below, "n": n, "statistics": statistics, **common}
    if n == 0:
        return blank(ask, window, State.NOBODY, "no customer at the start of this period", **counts)
    ends = delta_ratio(n, [statistics[name] for name in SUM_NAMES])
    named: dict[str, Any] = {} if ends is None else {"lower": ends[0], "upper": ends[1], "interval": "delta"}
    return blank(ask, window, State.OK, value=above / below, **named, **counts)
