"""Who came back: one row per entry of a cohort and offset, by the calendar or by elapsed time.

A place is where an entry or return stands on the clock: a period index, or microseconds (hours) since the epoch.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, or_, select, union_all

from metrics.adapter import Ask
from metrics.dates.buckets import unit_of
from metrics.dates.calendar import epoch_us, hour_index
from metrics.dates.stamp import Stamp
from metrics.journeys.cohorts import Entries, entries, orderly, unit_windows
from metrics.journeys.returned import Returned
from metrics.queries.constructs import floor_div
from metrics.queries.literals import whole
from metrics.queries.numbers import as_number
from metrics.queries.relations import Events, events
from okr.metric import Grain

HOUR_US = 3_600_000_000
_UNIT_HOURS = {Grain.HOUR: 1, Grain.DAY: 24, Grain.WEEK: 168, Grain.MONTH: 720, Grain.QUARTER: 2160}
UNIT_US = {grain: hours * HOUR_US for grain, hours in _UNIT_HOURS.items()}
UNIT_DAYS = {Grain.HOUR: 1 / 24, Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 31, Grain.QUARTER: 92}


def last_offset(parameters: Any) -> int:
    """Return the highest offset that is looked at."""
    return parameters.triangle or (parameters.returned.last if parameters.returned else 0)


def offset_unit(ask: Ask) -> Grain:
    """Return the unit of the offsets: the metric's grain."""
    return Grain.DAY if ask.definition.grain is Grain.RANGE else ask.definition.grain


def _reach(ask: Ask) -> datetime:
    """The instant after which no return of these windows counts."""
    return ask.windows[-1].end_at + timedelta(days=(last_offset(ask.parameters) + 2) * UNIT_DAYS[offset_unit(ask)] + 1)


def each_entry(ask: Ask) -> Any:
    """Return one row per entry (and offset): ``bucket``, ``position``, ``mature`` and ``retained`` as 0 or 1.

    With a ``value`` also ``amount``: the sum of its property over the returns that count.
    """
    parameters = ask.parameters
    unit = offset_unit(ask)
    found = entries(ask, parameters.start, parameters.cohort, unit)
    clock = _calendar_clock if parameters.clock == "calendar" else _elapsed_clock
    entered, returns, length = clock(ask, found, unit)
    offsets = _offsets(parameters)
    parts = [_at_offset(ask, entered, returns, (position, first, last, length)) for position, first, last in offsets]
    return (union_all(*parts) if len(parts) > 1 else parts[0]).subquery()


def _offsets(parameters: Any) -> list[tuple[int, int, int]]:
    """Return (position, first, last offset) of every column asked for."""
    if parameters.triangle is not None:
        return [(k, k, k) for k in range(parameters.triangle + 1)]
    returned = parameters.returned or Returned(0, 0)
    return [(0, returned.first, returned.last)]


def _calendar_clock(ask: Ask, found: Entries, unit: Grain) -> tuple[FromClause, FromClause, int]:
    spans = unit_windows(ask, unit)
    back = _returning(ask)
    began, came, at = whole(0), whole(0), back.at
    if _same_period_counts(ask.parameters):
        at = orderly(back)
        began, came = _in_one_measure(found.at, at)
    place = unit_of(found.at, unit, spans).label("place")
    entered = _read_twice(ask, select(*found.relation.c, began.label("began"), place))
    columns = [back.actor, came.label("last_at"), unit_of(at, unit, spans).label("place"), whole(1).label("n")]
    rows = select(*columns, *_amount(ask, back))
    if ask.parameters.min_occurrences > 1 or ask.parameters.value is not None or ask.scope.dialect == "sqlite":
        return entered, rows.subquery(), 1
    # Without statistics PostgreSQL would pair every entry with every event; grouped first, it hashes. SQLite sorts to
    # group, which costs more than it saves.
    each = rows.subquery()
    keys = [each.c.actor, each.c.place]
    grouped = select(*keys, func.max(each.c.last_at).label("last_at"), func.count().label("n")).group_by(*keys)
    return entered, grouped.subquery(), 1


def _elapsed_clock(ask: Ask, found: Entries, unit: Grain) -> tuple[FromClause, FromClause, int]:
    cut = ask.parameters.clock == "elapsed_hour"

    def place(us: ColumnElement[int]) -> ColumnElement[int]:
        return floor_div(us, HOUR_US) if cut else us

    back = _returning(ask)
    at = orderly(back)
    began, came = _in_one_measure(found.at, at)
    entered = _read_twice(ask, select(*found.relation.c, began.label("began"), place(found.at.us).label("place")))
    columns = [back.actor, place(at.us).label("place"), came.label("last_at"), whole(1).label("n")]
    return entered, select(*columns, *_amount(ask, back)).subquery(), UNIT_US[unit] // (HOUR_US if cut else 1)


def _read_twice(ask: Ask, query: Select[Any]) -> FromClause:
    """Name a query once for SQLite, which would work it out twice; PostgreSQL plans a named one without statistics."""
    return query.cte() if ask.scope.dialect == "sqlite" else query.subquery()


def _same_period_counts(parameters: Any) -> bool:
    """Whether a return may lie in its entry's own period, so that the order of the two moments decides."""
    return any(first == 0 for _, first, _ in _offsets(parameters))


def _returning(ask: Ask) -> Events:
    """The returns that these windows can look at."""
    value = ask.parameters.value
    properties = [] if value is None else [value.property]
    return events(ask.scope, ask.parameters.returns, ask.windows[0].start_at, _reach(ask), properties)


def _amount(ask: Ask, back: Events) -> list[ColumnElement[Any]]:
    value = ask.parameters.value
    return [] if value is None else [as_number(back.property(value.property)).label("amount")]


def _in_one_measure(start: Stamp, back: Stamp) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return two moments so that one can be compared with the other, whatever their tables store."""
    if start.stored_as is back.stored_as:
        return start.column, back.column
    return start.us, back.us


def _at_offset(ask: Ask, entered: Any, returns: Any, offset: tuple[int, int, int, int]) -> Select[Any]:
    """Return one column of the answer; position 0 of a triangle is the cohort itself."""
    position, first, last, length = offset
    group = [entered.c.grp] if "grp" in entered.c else []
    base = [entered.c.bucket, whole(position).label("position"), *group]
    one = whole(1)
    valued = ask.parameters.value is not None
    if ask.parameters.triangle is not None and position == 0:
        return select(
            *base, one.label("mature"), one.label("retained"), *([whole(0).label("amount")] if valued else [])
        )
    is_mature = entered.c.place + (last + 1) * length <= _horizon(ask)
    mature = case((is_mature, 1), else_=0).label("mature")
    came = _came_back(ask, entered, returns, (first, last, length, is_mature)).subquery()
    joined = entered.outerjoin(came, and_(came.c.actor == entered.c.actor, came.c.place == entered.c.place))
    retained = case((came.c.actor.is_(None), 0), else_=1).label("retained")
    amount = [func.coalesce(came.c.amount, 0).label("amount")] if valued else []
    return select(*base, mature, retained, *amount).select_from(joined)


def _came_back(ask: Ask, entered: Any, returns: Any, offset: tuple[int, int, int, Any]) -> Select[Any]:
    """Return actor and place of the mature entries with enough returns."""
    first, last, length, is_mature = offset
    low = entered.c.place + first * length
    high = entered.c.place + (last + 1) * length - 1
    inside = and_(returns.c.actor == entered.c.actor, returns.c.place >= low, returns.c.place <= high)
    if first == 0:
        inside = and_(inside, or_(returns.c.place > entered.c.place, returns.c.last_at > entered.c.began))
    keys = [entered.c.actor, entered.c.place]
    amount = [func.sum(returns.c.amount).label("amount")] if "amount" in returns.c else []
    query = select(*keys, *amount).select_from(entered.join(returns, inside)).where(is_mature).group_by(*keys)
    least = ask.parameters.min_occurrences
    return query if least == 1 else query.having(func.sum(returns.c.n) >= least)


def _horizon(ask: Ask) -> ColumnElement[int]:
    """Return the first place that is not complete: a period index, or the watermark in the clock's own measure."""
    at = epoch_us(ask.watermark)
    places = {"calendar": _open_period(ask), "elapsed": at, "elapsed_hour": at // HOUR_US}
    return whole(places[ask.parameters.clock])


def _open_period(ask: Ask) -> int:
    """Return the index of the first period of the unit that had not ended by the watermark."""
    calendar, unit = ask.scope.zone.calendar, offset_unit(ask)
    if unit is Grain.HOUR:
        return hour_index(calendar.hour_segments(ask.scope.zone.start, ask.scope.zone.end), ask.watermark)
    return calendar.index_of(unit, calendar.day_at(ask.watermark))
