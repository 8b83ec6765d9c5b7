"""What the rows of a measure's query mean: one figure per window and group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from metrics.adapter import Ask, Rows
from metrics.dates.buckets import bucket_of_window
from metrics.dates.calendar import day_of
from metrics.dates.window import Window
from metrics.measures.compared import stretches
from metrics.measures.dated import is_date
from metrics.measures.measured_rows import takes_own_periods
from metrics.measures.written import Measured
from metrics.queries.gate import number
from metrics.shape import with_delta
from metrics.statistics.intervals import order_statistic_ends
from okr.words import State

Group: TypeAlias = str | None


@dataclass(frozen=True)
class Figure:
    """The outcome of one measure over one window, in fields of a reading."""

    state: State
    reason: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0
    lower: float | None = None
    upper: float | None = None
    interval: str = ""
    excluded_null: int = 0
    statistics: Mapping[str, float] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def as_fields(self) -> dict[str, Any]:
        """The fields as a mapping."""
        return dict(self.__dict__)


def by_window(
    ask: Ask, measured: Measured, rows: Rows, groups: Sequence[Group] | None = None
) -> list[tuple[Window, Group, Figure]]:
    """Return the figure of every window and group, in order; the groups are those of the rows unless given."""
    wanted = stretches(ask, measured)
    groups = groups_of(rows) if groups is None else groups
    cells = by_position(wanted.ask, rows, groups, by_period=takes_own_periods(wanted.ask, measured))
    found = {place: figure_of(measured, own, ask.definition.id) for place, own in cells.items()}
    thens = wanted.then if wanted.then is not None else (None,) * len(wanted.now)
    named = is_date(ask, measured) and measured.change_from is None
    result = []
    for window, now, then in zip(ask.windows, wanted.now, thens, strict=True):
        for group in groups:
            figure = found[now, group]
            figure = figure if then is None else _change(figure, found[then, group])
            result.append((window, group, _dated(figure) if named else figure))
    return result


def groups_of(rows: Rows) -> list[Group]:
    """Return the groups that rows are of, those without a value last; one without a value where there are no rows."""
    found = {_group(row) for row in rows} or {None}
    return sorted(found, key=lambda name: (name is None, name or ""))


def _group(row: Any) -> Group:
    return None if row.get("grp") is None else str(row["grp"])


def by_position(
    ask: Ask, rows: Rows, groups: Sequence[Group], *, by_period: bool
) -> dict[tuple[int, Group], list[Any]]:
    """Return the rows of every window and group, by the window's position; see :func:`cut_of` for ``by_period``."""
    cells: dict[tuple[int, Group], list[Any]] = {}
    for row in rows:
        cells.setdefault((int(row["bucket"]), _group(row)), []).append(row)
    scope = ask.scope
    numbers = [bucket_of_window(window, ask.grain, scope.zone) for window in ask.windows] if by_period else None
    buckets = numbers or range(len(ask.windows))
    return {(place, group): cells.get((bucket, group), []) for place, bucket in enumerate(buckets) for group in groups}


def _change(now: Figure, then: Figure) -> Figure:
    """Return by how much a figure has changed; without one of both there is no change."""
    kept: dict[str, Any] = {"n": now.n, "excluded_null": now.excluded_null}
    if now.value is None or now.state is not State.OK:
        return Figure(now.state, now.reason, **kept)
    if then.value is None or then.state is not State.OK:
        return Figure(then.state, f"{then.reason}, in the stretch it is compared with", **kept)
    return Figure(State.OK, value=now.value - then.value, fields={"now": now.value, "then": then.value}, **kept)


def _dated(figure: Figure) -> Figure:
    if figure.value is None:
        return figure
    return replace(figure, fields={**figure.fields, "date": day_of(int(figure.value)).isoformat()})


def figure_of(measured: Measured, rows: Sequence[Any], what: str) -> Figure:
    """Return the figure of one window from its rows."""
    left_out = sum(int(row["nulls"] or 0) for row in rows if int(row["place"]) <= 0)
    return replace(_figure_of(measured, rows, what), excluded_null=left_out)


def _figure_of(measured: Measured, rows: Sequence[Any], what: str) -> Figure:
    own = next((row for row in rows if int(row["place"]) == 0), None)
    n, count = (int(own["n"]), int(own["rows"])) if own is not None else (0, 0)
    if own is None or count == 0 or (n == 0 and not measured.measure.is_count):
        return _nothing(measured, n)
    if n < measured.least:
        return Figure(State.TOO_FEW, f"{n} of at least {measured.least} values", n=n)
    if measured.measure.word == "percentile":
        return _percentile(measured, rows, n, what)
    value = number(own["figure"], what)
    if value is None:
        return _nothing(measured, n)
    if measured.measure.word == "mean":
        return _mean(own, value, n)
    numerator = value if measured.measure.is_count or measured.measure.word == "sum" else None
    return Figure(State.OK, value=value, numerator=numerator, n=n)


def _nothing(measured: Measured, n: int) -> Figure:
    if measured.fill is not None:
        return Figure(State.OK, value=measured.fill, numerator=measured.fill, n=n)
    return Figure(State.NO_DATA, "no row with a value in this period", n=n)


def _mean(own: Any, total: float, n: int) -> Figure:
    known: dict[str, Any] = {"value": total / n, "numerator": total, "denominator": n, "n": n}
    if own.get("actors") is None:
        return Figure(State.OK, **known)
    sums = {**{name: float(own[name] or 0) for name in ("sxx", "syy", "sxy")}, "sx": n, "sy": total}
    return Figure(State.OK, **known, **with_delta(int(own["actors"]), sums))


def _percentile(measured: Measured, rows: Sequence[Any], n: int, what: str) -> Figure:
    values = {int(row["place"]): number(row["figure"], what) for row in rows if int(row["place"]) > 0}
    q = measured.measure.quantile
    low_rank, high_rank = order_statistic_ends(n, float(q))
    lower, upper = (values.get(rank) if rank else None for rank in (low_rank, high_rank))
    value = _at_rank(values, measured, n)
    interval = "order statistics" if lower is not None or upper is not None else ""
    return Figure(State.OK, value=value, n=n, lower=lower, upper=upper, interval=interval)


def _at_rank(values: Mapping[int, float | None], measured: Measured, n: int) -> float | None:
    q = measured.measure.quantile
    if measured.measure.method == "discrete":
        rank = -(-(q.numerator * n) // q.denominator)
        return values[max(1, rank)]
    position = q * (n - 1)
    base = position.numerator // position.denominator
    low, high = values[base + 1], values.get(base + 2, values[base + 1])
    share = float(position - base)
    return None if low is None or high is None else low + (high - low) * share
