"""Events as every adapter sees them: one subquery with actor, moment and the properties asked for.

Here matchers, filters, aliases, test accounts, duplicates and breakdowns become SQL, once for all kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from metrics.dates.stamp import Stamp
from metrics.queries.actors import actor_conditions, actor_group, with_actor_group
from metrics.queries.catalog import is_text
from metrics.queries.scope import Scope, compare
from okr.errors import MetricError
from okr.issues import near_miss
from okr.metric import EventsRelation, Filter, Matcher, SourceDefinition, StoredAs


@dataclass(frozen=True)
class Events:
    """Matching events as a subquery.

    Attributes:
        relation: Columns ``actor`` (null for nobody), ``at``, ``grp`` (with a breakdown) and properties ``p_…``.
        at: Its moment.
    """

    relation: FromClause
    at: Stamp

    @property
    def actor(self) -> ColumnElement[Any]:
        """The actor; null where there is none."""
        return self.relation.c.actor

    @property
    def group(self) -> list[ColumnElement[Any]]:
        """The breakdown's column, if there is one."""
        return [self.relation.c.grp] if "grp" in self.relation.c else []

    def property(self, name: str) -> ColumnElement[Any]:
        """A property asked for."""
        return self.relation.c[f"p_{name}"]

    def mark(self, number: int) -> ColumnElement[int]:
        """1 where the event meets the matcher of this number, else 0 (see :func:`marked`)."""
        return self.relation.c[f"m_{number}"]


@dataclass(frozen=True)
class _Asked:
    """Which events, with which columns beside actor and moment."""

    matchers: tuple[Matcher, ...]
    properties: tuple[str, ...]
    is_marked: bool = False
    span: tuple[datetime, datetime] | None = None
    """The stretch of time wanted, where it is a small part of all there is."""


def events(
    scope: Scope,
    matcher: Matcher,
    start: datetime | None = None,
    end: datetime | None = None,
    properties: Iterable[str] = (),
) -> Events:
    """Return the events that match, in ``[start, end)`` and before the watermark.

    Raises:
        MetricError: If a table, column or property does not exist.
    """
    return _gathered(scope, _Asked((matcher,), tuple(dict.fromkeys(properties))), start, end)


def marked(
    scope: Scope,
    matchers: Sequence[Matcher],
    start: datetime | None = None,
    end: datetime | None = None,
    properties: Iterable[str] = (),
) -> Events:
    """Return the events that match any of several matchers, with a column ``m_0``, ``m_1``, … (1 or 0) for each.

    Raises:
        MetricError: If a table, column or property does not exist.
    """
    return _gathered(scope, _Asked(tuple(matchers), tuple(dict.fromkeys(properties)), is_marked=True), start, end)


def _gathered(scope: Scope, asked: _Asked, start: datetime | None, end: datetime | None) -> Events:
    fits = [relation for matcher in asked.matchers for relation in _fitting_relations(scope.source, matcher)]
    relations = [relation for relation in scope.source.events if relation in fits]
    stored = relations[0].stored_as if len({r.stored_as for r in relations}) == 1 else StoredAs.EPOCH_US
    asked = replace(asked, span=_narrow(scope, start, end))
    parts = [_one_table(scope, relation, asked, stored) for relation in relations]
    body = parts[0].subquery() if len(parts) == 1 else union_all(*parts).cte()
    at = Stamp(body.c.at, stored, scope.zone, scope.dialect)
    limit = scope.watermark if end is None else min(end, scope.watermark)
    bounded = select(*[column for column in body.c if column.name != "event_id"]).where(at.between(start, limit))
    relation = bounded.subquery()
    return Events(relation, at.on(relation.c.at))


def _narrow(scope: Scope, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime] | None:
    """Return the stretch of time that is wanted, if it is less than half of what is looked at."""
    if start is None:
        return None
    last = scope.watermark if end is None else min(end, scope.watermark)
    return (start, last) if (last - start) * 2 < last - scope.zone.start else None


def _fitting_relations(source: SourceDefinition, matcher: Matcher) -> list[EventsRelation]:
    """The event tables that can hold a matching event."""
    if not source.events:
        raise MetricError(f"source {source.id} declares no events", "Add events: to it in sources.yaml.")
    fits = [relation for relation in source.events if _can_hold(relation, matcher)]
    if not fits:
        known = [r.event for r in source.events if r.event]
        missing = ", ".join(matcher.events)
        raise MetricError(f'source {source.id} has no event "{missing}"', near_miss(matcher.events[0], known))
    return fits


def _can_hold(relation: EventsRelation, matcher: Matcher) -> bool:
    return relation.event is None or not matcher.events or relation.event in matcher.events


def _one_table(scope: Scope, relation: EventsRelation, asked: _Asked, stored: StoredAs) -> Select[Any]:
    base = _needed(scope, relation, asked)
    stamp = Stamp(scope.catalog.column(base, relation.time), relation.stored_as, scope.zone, scope.dialect)
    at = stamp.column if stored is relation.stored_as else stamp.us
    source, actor = resolved(scope, base, scope.catalog.column(base, relation.actor))
    columns = [actor.label("actor"), at.label("at")]
    columns += [_property(scope, base, relation, name).label(f"p_{name}") for name in asked.properties]
    columns += [column.label("grp") for column in _breakdown(scope, base, relation)]
    tests = [_tests(scope, base, relation, matcher) for matcher in asked.matchers]
    query = select(*columns, *(_marks(tests) if asked.is_marked else ())).select_from(source)
    named = [*_any_of(tests), *_where(scope, base, relation, scope.where)]
    query = query.where(*named, *actor_conditions(scope, actor))
    if relation.id is None:
        return query
    return _without_duplicates(
        query, scope.catalog.column(base, relation.id), Stamp(at, stored, scope.zone, scope.dialect), actor
    )


def _needed(scope: Scope, relation: EventsRelation, asked: _Asked) -> FromClause:
    """Return the table, or where little of it is needed its rows that may matter: those of a stretch or of some actors.

    Where events have ids, all copies of these events stay, also elsewhere: an earlier one there is the one that counts.
    """
    base = scope.catalog.relation(relation.table)
    around = _of_actors(scope, scope.catalog.column(base, relation.actor))
    if relation.id is not None and asked.span is not None:
        stamp = Stamp(scope.catalog.column(base, relation.time), relation.stored_as, scope.zone, scope.dialect)
        around = [*around, stamp.between(*asked.span)]
    if not around:
        return base
    name = relation.table.rpartition(".")[2]
    named = [*_any_of([_tests(scope, base, relation, matcher) for matcher in asked.matchers])]
    if relation.id is None:
        return select(*base.c).where(*named, *around).subquery(name)
    event_id = scope.catalog.column(base, relation.id)
    inside = select(event_id).where(*named, *around)
    return select(*base.c).where(*named, or_(event_id.is_(None), event_id.in_(inside))).subquery(name)


def _of_actors(scope: Scope, raw: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The condition that an event is of one of the actors that are needed, under any of their ids."""
    if scope.only is None:
        return []
    aliases = scope.source.aliases
    if aliases is None or not scope.resolved:
        return [raw.in_(scope.only)]
    other = scope.catalog.relation(aliases.table)
    target, alias = (scope.catalog.column(other, name) for name in (aliases.actor, aliases.alias))
    return [or_(raw.in_(scope.only), raw.in_(select(alias).where(alias.is_not(None), target.in_(scope.only))))]


_Tests = list[ColumnElement[bool]]


def _tests(scope: Scope, base: FromClause, relation: EventsRelation, matcher: Matcher) -> _Tests | None:
    """The conditions of a matcher on the rows of a table; None where no row of it can match."""
    if not _can_hold(relation, matcher):
        return None
    return [*_named(scope, base, relation, matcher), *_where(scope, base, relation, matcher.where)]


def _any_of(tests: Sequence[_Tests | None]) -> _Tests:
    """The condition that a row meets one of several lists of conditions; nothing where one of them is empty."""
    given = [some for some in tests if some is not None]
    if len(given) == 1:
        return given[0]
    return [or_(*(and_(*some) for some in given))] if all(given) else []


def _marks(tests: Sequence[_Tests | None]) -> list[ColumnElement[Any]]:
    values = [_mark(some).label(f"m_{number}") for number, some in enumerate(tests)]
    return list(values)


def _mark(tests: _Tests | None) -> ColumnElement[int]:
    if not tests:
        return literal_column("0" if tests is None else "1", Integer)
    return case((and_(*tests), literal_column("1", Integer)), else_=literal_column("0", Integer))


def _without_duplicates(
    query: Select[Any], event_id: ColumnElement[Any], at: Stamp, actor: ColumnElement[Any]
) -> Select[Any]:
    """Keep the earliest of the events that share an id; events without an id all stay."""
    order = func.row_number().over(partition_by=event_id, order_by=(at.column, actor))
    inner = query.add_columns(event_id.label("event_id"), order.label("copy")).subquery()
    kept = [column for column in inner.c if column.name not in ("copy", "event_id")]
    return select(*kept).where(or_(inner.c.copy == 1, inner.c.event_id.is_(None)))


def resolved(scope: Scope, base: FromClause, raw: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[Any]]:
    """Join aliases and the actor's group, and return the actor an id resolves to; empty ids become null."""
    actor = func.nullif(raw, "") if is_text(raw.type) else raw
    aliases = scope.source.aliases
    if aliases is None or not scope.resolved:
        return with_actor_group(scope, base, actor), actor
    other = scope.catalog.relation(aliases.table).alias("aliases")
    alias = scope.catalog.column(other, aliases.alias)
    target = scope.catalog.column(other, aliases.actor)
    actor = func.coalesce(target, actor)
    return with_actor_group(scope, base.outerjoin(other, alias == raw), actor), actor


def _named(scope: Scope, base: FromClause, relation: EventsRelation, matcher: Matcher) -> list[ColumnElement[bool]]:
    if not matcher.events or relation.event is not None:
        return []
    if relation.name is None:
        raise MetricError(f"events of `{relation.table}` have neither a name column nor a fixed event")
    column = scope.catalog.column(base, relation.name)
    return [column == matcher.events[0] if len(matcher.events) == 1 else column.in_(matcher.events)]


def _where(scope: Scope, base: FromClause, relation: EventsRelation, conditions: Filter) -> list[ColumnElement[bool]]:
    """Return conditions on event properties as SQL; a null property meets only ``null``."""
    return [compare(_property(scope, base, relation, c.property), c) for c in conditions]


def _property(scope: Scope, base: FromClause, relation: EventsRelation, name: str) -> ColumnElement[Any]:
    if name in relation.properties:
        return scope.catalog.column(base, relation.properties[name])
    raise MetricError(
        f'events of `{relation.table}` have no property "{name}"',
        near_miss(name, relation.properties) or "Declare it under properties: of the source.",
    )


def _breakdown(scope: Scope, base: FromClause, relation: EventsRelation) -> list[ColumnElement[Any]]:
    if scope.breakdown is None:
        return []
    if scope.breakdown.of == "event":
        return [cast(_property(scope, base, relation, scope.breakdown.property), String)]
    return [actor_group()]
