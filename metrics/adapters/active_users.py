"""Active users: how many distinct actors did something that counts, per period or in a trailing window.

Trailing windows of any length come from one pass over actor-days: an actor enters the window on an active day and
leaves it on the day ``day + N``, unless active again before. The running sum of entries and leavings is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, func, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.buckets import bucket_of, bucket_of_window, unit_of
from metrics.calendar import LocalCalendar, day_index, hour_index
from metrics.literals import decimal, whole
from metrics.relations import Scope, events
from metrics.series import back, window_rows
from metrics.shape import before_history, blank, early
from metrics.window import Window
from okr.metric import Duration, Grain, Matcher, MetricDefinition
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
    return []


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
    example = Example(
        title="One actor on two of three days, another on the third: daily actives 1, 1, 1; trailing two days 1, 1, 2.",
        metric={"kind": "active_users", "active": {"event": "any"}, "trailing": "2 days", "unit": "users"},
        source={"timezone": "UTC", "events": {"table": "events", "actor": "a", "time": "t", "stored_as": "local_date"}},
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
            return _per_period(ask)
        if _has_fixed_length(ask) and ask.parameters.at_least == 1:
            return _running(ask)
        both = _joined(ask).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """Counts by window; a complete window without events is 0."""
        if not _is_plain(ask) and _has_fixed_length(ask) and ask.parameters.at_least == 1:
            return _from_running(ask, rows)
        return _from_counts(ask, rows)

    def receipt(self, ask: Ask) -> Select[Any]:
        """The window's count; for a longer window of trailing counts, their mean."""
        calendar, window = ask.scope.zone.calendar, ask.windows[0]
        if ask.parameters.period or window.label == ask.definition.grain.value:
            inner = (_per_period(ask) if _is_plain(ask) else _joined(ask)).subquery()
            return select(func.coalesce(func.sum(inner.c.users), 0).label("value"))
        periods = calendar.windows(ask.definition.grain, window.start, window.end)
        inner = _joined(Ask(ask.definition, ask.version, periods, ask.scope, ask.history_from)).subquery()
        return select((func.sum(inner.c.users) * decimal(1) / len(periods)).label("value"))


ADAPTER = ActiveUsersAdapter()


def _is_plain(ask: Ask) -> bool:
    """Whether the window counted is the period itself."""
    trailing = ask.parameters.trailing
    return trailing is None or (trailing.count == 1 and trailing.unit == ask.definition.grain.value == ask.grain.value)


def _has_fixed_length(ask: Ask) -> bool:
    return ask.parameters.trailing.unit in ("hour", "day", "week")


def _scope(ask: Ask) -> Scope:
    return replace(ask.scope, resolved=ask.parameters.identity == "resolved")


def _trailing_window(window: Window, trailing: Duration, calendar: LocalCalendar) -> Window:
    """Return the trailing window that ends with a period."""
    if trailing.unit == "hour":
        start_at = window.end_at - timedelta(hours=trailing.count)
        return Window(window.label, start_at.astimezone(calendar.zone), window.end, start_at, window.end_at)
    start = back(calendar, window.end, trailing)
    return Window(window.label, start, window.end, calendar.start_of(start), window.end_at)


def _per_period(ask: Ask) -> Select[Any]:
    found = events(_scope(ask), ask.parameters.active, ask.windows[0].start_at, ask.windows[-1].end_at)
    bucket = bucket_of(found.at, ask.windows, ask.grain)
    per_actor = select(bucket.label("bucket"), found.actor, *found.group).add_columns(found.at.column).subquery()
    keys = [per_actor.c.bucket, per_actor.c.actor, *_grp(per_actor)]
    counted = select(*keys, func.count().label("n")).group_by(*keys).subquery()
    return _users(counted, ask.parameters.at_least)


def _grp(relation: Any) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _users(counted: Any, at_least: int) -> Select[Any]:
    """Users and events without an actor per bucket, from events per bucket and actor."""
    is_active = and_(counted.c.actor.is_not(None), counted.c.n >= at_least)
    keys = [counted.c.bucket, *_grp(counted)]
    return select(
        *keys,
        func.sum(case((is_active, 1), else_=0)).label("users"),
        func.sum(case((counted.c.actor.is_(None), counted.c.n), else_=0)).label("nulls"),
    ).group_by(*keys)


def _actor_units(ask: Ask) -> Any:
    """Events per actor and hour or day, as far back as the first trailing window reaches."""
    unit = Grain.HOUR if ask.parameters.trailing.unit == "hour" else Grain.DAY
    first = _trailing_window(ask.windows[0], ask.parameters.trailing, ask.scope.zone.calendar)
    start = min(first.start_at, ask.windows[0].start_at)
    found = events(_scope(ask), ask.parameters.active, start, ask.windows[-1].end_at)
    rows = select(unit_of(found.at, unit).label("unit"), found.actor, *found.group).subquery()
    keys = [rows.c.unit, rows.c.actor, *_grp(rows)]
    return select(*keys, func.count().label("n")).group_by(*keys).subquery()


def _length(ask: Ask) -> int:
    trailing: Duration = ask.parameters.trailing
    return trailing.count * (7 if trailing.unit == "week" else 1)


def _running(ask: Ask) -> Select[Any]:
    units = _actor_units(ask)
    partition = [units.c.actor, *_grp(units)]
    following = func.lead(units.c.unit).over(partition_by=partition, order_by=units.c.unit)
    known = (
        select(units.c.unit, *_grp(units), following.label("following")).where(units.c.actor.is_not(None)).subquery()
    )
    out = known.c.unit + _length(ask)
    leaving = case((known.c.following < out, known.c.following), else_=out)
    zero = whole(0)
    parts = [
        select(known.c.unit.label("bucket"), whole(1).label("delta"), zero.label("nulls"), *_grp(known)),
        select(leaving.label("bucket"), whole(-1).label("delta"), zero.label("nulls"), *_grp(known)),
        select(units.c.unit.label("bucket"), zero.label("delta"), units.c.n.label("nulls"), *_grp(units)).where(
            units.c.actor.is_(None)
        ),
    ]
    moves = union_all(*parts).subquery()
    keys = [moves.c.bucket, *_grp(moves)]
    sums = (func.sum(moves.c.delta).label("delta"), func.sum(moves.c.nulls).label("nulls"))
    return select(*keys, *sums).group_by(*keys)


def _joined(ask: Ask) -> CompoundSelect[Any]:
    calendar = ask.scope.zone.calendar
    trailing = [_trailing_window(window, ask.parameters.trailing, calendar) for window in ask.windows]
    units = _actor_units(ask)
    spans = window_rows([_units_of(window, ask) for window in trailing])
    inside = and_(units.c.unit >= spans.c.first, units.c.unit <= spans.c.last)
    keys = [spans.c.bucket, units.c.actor, *_grp(units)]
    joined = units.join(spans, and_(inside, units.c.actor.is_not(None)))
    counted = select(*keys, func.sum(units.c.n).label("n")).select_from(joined).group_by(*keys)
    return union_all(_users(counted.subquery(), ask.parameters.at_least), _own_nulls(ask, units))


def _own_nulls(ask: Ask, units: Any) -> Select[Any]:
    """Events without an actor, of each period itself and not of the longer window that ends with it."""
    own = window_rows([_units_of(window, ask) for window in ask.windows])
    inside = and_(units.c.unit >= own.c.first, units.c.unit <= own.c.last, units.c.actor.is_(None))
    keys = [own.c.bucket, *_grp(units)]
    nulls = func.sum(units.c.n).label("nulls")
    return select(*keys, whole(0).label("users"), nulls).select_from(units.join(own, inside)).group_by(*keys)


def _units_of(window: Window, ask: Ask) -> tuple[int, int]:
    """Return the first and last hour or day index of a window."""
    if ask.parameters.trailing.unit == "hour":
        calendar = ask.scope.zone.calendar
        segments = calendar.hour_segments(ask.scope.zone.start, ask.scope.zone.end)
        last = hour_index(segments, window.end_at - timedelta(seconds=1))
        return hour_index(segments, window.start_at), last
    return day_index(_day(window.start)), day_index(_day(window.end)) - 1


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


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
        bucket = bucket_of_window(window, ask.grain, ask.scope.zone.calendar) if plain else number
        readings += [_reading(ask, window, group, *found.get((bucket, group), (0, 0))) for group in _groups(rows)]
    return readings


def _from_running(ask: Ask, rows: Rows) -> list[Reading]:
    per_group: dict[str | None, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in rows:
        group = None if row.get("grp") is None else str(row["grp"])
        per_group[group][int(row["bucket"])] = (int(row["delta"]), int(row["nulls"]))
    calendar = ask.scope.zone.calendar
    spans = [_units_of(_trailing_window(w, ask.parameters.trailing, calendar), ask) for w in ask.windows]
    readings: list[tuple[int, Reading]] = []
    for group in _groups(rows):
        users = _cumulated(per_group.get(group, {}), [last for _, last in spans])
        for number, (window, (_, last)) in enumerate(zip(ask.windows, spans, strict=True)):
            own = range(_units_of(window, ask)[0], last + 1)
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
    return _trailing_window(window, ask.parameters.trailing, calendar).start_at < begin
