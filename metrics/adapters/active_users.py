"""Active users: how many distinct actors did something that counts, per period or in a trailing window.

Trailing windows of any length come from one pass over actor-days: an actor enters the window on an active day and
leaves it on the day ``day + N``, unless active again before. The running sum of entries and leavings is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select

from metrics.activity.longest import stretch_faults
from metrics.activity.trailing import joined, own_units, per_period, running, trailing_window, units_of
from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.window import Window
from metrics.queries.literals import decimal
from metrics.shape import before_history, blank, early
from okr.metric import Duration, Matcher, MetricDefinition
from okr.metric_schema import DURATION, MATCHER
from okr.reading import Reading
from okr.schema import Choice, Flag, Key, Record, Whole
from okr.words import State


@dataclass(frozen=True)
class ActiveUsers:
    """Parameters of active users.

    Attributes:
        active: Which events make an actor active.
        trailing: Length of the window that ends with each period.
        period: Count over the period itself instead.
        at_least: How many such events an actor needs in the window.
        identity: ``resolved`` through aliases, or ``raw`` ids.
    """

    active: Matcher
    trailing: Duration | None
    period: bool
    at_least: int
    identity: str


def _check(parameters: ActiveUsers) -> list[tuple[str, str, str]]:
    if parameters.period == (parameters.trailing is not None):
        return [("trailing", "either trailing or period: true must be given", "Like trailing: 1 day, or period: true.")]
    return [("trailing", *fault) for fault in stretch_faults(parameters.trailing)]


SCHEMA = Record(
    ActiveUsers,
    (
        Key("active", MATCHER, "which events make an actor active", required=True),
        Key("trailing", DURATION, "length of the window that ends with each period"),
        Key("period", Flag(), "count over the calendar period of the grain instead", default=False),
        Key("at_least", Whole(1), "events an actor needs in the window", default=1),
        Key("identity", Choice(("resolved", "raw")), "whether aliases are resolved", default="resolved"),
    ),
    check=_check,
    what="the parameters of active users",
)


class ActiveUsersAdapter:
    """Distinct actors per period or trailing window."""

    kind = "active_users"
    summary = "Distinct actors with a qualifying event, in the period or in a trailing window."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="One actor on two of three days, another on the third: daily actives 1, 1, 1; trailing two days 1, 1, 2.",
        metric={"kind": "active_users", "active": {"event": "any"}, "trailing": "2 days", "unit": "users"},
        source={
            "timezone": "UTC",
            "events": {"table": "events", "actor": "a", "time": "t", "event": "opened", "stored_as": "local_date"},
        },
        tables={"events": (("a", "t"), (("u1", "2026-03-01"), ("u1", "2026-03-02"), ("u2", "2026-03-03")))},
        expected=(("2026-03-02", 1), ("2026-03-03", 2)),
        until="2026-03-04T00:00:00+00:00",
        span=("2026-03-02", "2026-03-04"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Trailing counts are averaged over days; distinct actors of periods must be counted anew."""
        return Pooling.REQUERY if definition.parameters.period else Pooling.MEAN

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The mean over the periods that have a figure."""
        return Pooling.MEAN

    def maturity_days(self, definition: MetricDefinition) -> int:  # noqa: ARG002 - same for all
        """A period's count is final when the period is."""
        return 0

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """A count is no duration."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:  # noqa: ARG002 - same for all
        """It reads the source's events."""
        return ()

    def query(self, ask: Ask) -> Select[Any]:
        """Counts per bucket; for trailing windows entries and leavings per day or hour."""
        if _is_plain(ask):
            return per_period(ask)
        if _has_fixed_length(ask) and ask.parameters.at_least == 1:
            return running(ask)
        both = joined(ask).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """Counts by window; a complete window without events is 0."""
        if not _is_plain(ask) and _has_fixed_length(ask) and ask.parameters.at_least == 1:
            return _fromrunning(ask, rows)
        return _from_counts(ask, rows)

    def receipt(self, ask: Ask) -> Select[Any]:
        """The window's count; for a longer window of trailing counts, their mean."""
        calendar, window = ask.scope.zone.calendar, ask.windows[0]
        if ask.parameters.period or window.label == ask.definition.grain.value:
            inner = (per_period(ask) if _is_plain(ask) else joined(ask)).subquery()
            return select(func.coalesce(func.sum(inner.c.users), 0).label("value"))
        periods = calendar.windows(ask.definition.grain, window.start, window.end)
        inner = joined(Ask(ask.definition, ask.version, periods, ask.scope, ask.history_from)).subquery()
        return select((func.sum(inner.c.users) * decimal(1) / len(periods)).label("value"))


ADAPTER = ActiveUsersAdapter()


def _is_plain(ask: Ask) -> bool:
    """Whether the window counted is the period itself."""
    trailing = ask.parameters.trailing
    return trailing is None or (trailing.count == 1 and trailing.unit == ask.definition.grain.value == ask.grain.value)


def _has_fixed_length(ask: Ask) -> bool:
    return ask.parameters.trailing.unit in ("hour", "day", "week")


def _groups(rows: Rows) -> list[str | None]:
    names = {None if row.get("grp") is None else str(row["grp"]) for row in rows}
    return sorted(names, key=lambda name: (name is None, name or "")) if names else [None]


def _from_counts(ask: Ask, rows: Rows) -> list[Reading]:
    plain = _is_plain(ask)
    found: dict[tuple[int, str | None], tuple[int, int]] = {}
    for row in rows:
        key = (int(row["bucket"]), None if row.get("grp") is None else str(row["grp"]))
        users, nulls = found.get(key, (0, 0))
        found[key] = (users + int(row["users"] or 0), nulls + int(row["nulls"] or 0))
    readings = []
    for number, window in enumerate(ask.windows):
        bucket = bucket_of_window(window, ask.grain, ask.scope.zone) if plain else number
        readings += [_reading(ask, window, group, *found.get((bucket, group), (0, 0))) for group in _groups(rows)]
    return readings


def _fromrunning(ask: Ask, rows: Rows) -> list[Reading]:
    per_group: dict[str | None, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in rows:
        group = None if row.get("grp") is None else str(row["grp"])
        per_group[group][int(row["bucket"])] = (int(row["delta"]), int(row["nulls"]))
    calendar = ask.scope.zone.calendar
    spans = [units_of(trailing_window(w, ask.parameters.trailing, calendar), ask) for w in ask.windows]
    readings: list[tuple[int, Reading]] = []
    for group in _groups(rows):
        users = _cumulated(per_group.get(group, {}), [last for _, last in spans])
        for number, (window, (_, last)) in enumerate(zip(ask.windows, spans, strict=True)):
            own = range(own_units(window, ask)[0], last + 1)
            nulls = sum(per_group.get(group, {}).get(unit, (0, 0))[1] for unit in own)
            readings.append((number, _reading(ask, window, group, users[last], nulls)))
    return [reading for _, reading in sorted(readings, key=lambda pair: pair[0])]


def _cumulated(moves: Mapping[int, tuple[int, int]], ends: list[int]) -> dict[int, int]:
    """Return the running sum of entries and leavings at each of the ascending ends."""
    total, result = 0, {}
    pending = sorted(moves.items())
    position = 0
    for end in ends:
        while position < len(pending) and pending[position][0] <= end:
            total += pending[position][1][0]
            position += 1
        result[end] = total
    return result


def _reading(ask: Ask, window: Window, group: str | None, users: int, nulls: int) -> Reading:
    if _is_before_history(ask, window):
        return replace(before_history(ask, window), group=group)
    if window.end_at > ask.watermark:
        return replace(early(ask, window, window.end_at), group=group)
    known: dict[str, Any] = {"value": users, "numerator": users, "n": users, "excluded_null": nulls, "group": group}
    return blank(ask, window, State.OK, **known)


def _is_before_history(ask: Ask, window: Window) -> bool:
    """Whether a trailing window reaches back before the first day of data, or a period ends by its beginning."""
    calendar = ask.scope.zone.calendar
    begin = calendar.start_of(ask.history_from)
    if ask.parameters.trailing is None:
        return window.end_at <= begin
    return trailing_window(window, ask.parameters.trailing, calendar).start_at < begin
