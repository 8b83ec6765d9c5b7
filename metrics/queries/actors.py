"""Which actors count: conditions on their properties, test accounts, and breakdowns by a property of theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, cast, func, literal_column, or_, select

from metrics.queries.scope import Scope, compare
from okr.errors import MetricError
from okr.issues import near_miss
from okr.metric import ActorsRelation, Filter

_GROUPS = "actor_groups"


def actor_conditions(scope: Scope, actor: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Return the conditions on the acting actor: the metric's own, and no test accounts.

    An event without an actor stays (it is counted as left out), unless the metric asks for properties of actors.
    """
    conditions: list[ColumnElement[bool]] = []
    if scope.actors_where:
        conditions.append(actor.in_(matching_actors(scope, scope.actors_where)))
    if scope.source.test_actors:
        outside = actor.not_in(matching_actors(scope, scope.source.test_actors))
        conditions.append(or_(actor.is_(None), outside))
    return conditions


def matching_actors(scope: Scope, conditions: Filter) -> Select[Any]:
    """Return the ids of the actors that meet conditions on their properties.

    Raises:
        MetricError: If the source declares no actors, or a property does not exist.
    """
    declared, base = _actor_table(scope)
    identity = scope.catalog.column(base, declared.id)
    tests = [compare(_actor_property(scope, declared, base, c.property), c) for c in conditions]
    return select(identity).where(identity.is_not(None), *tests)


def _actor_table(scope: Scope) -> tuple[ActorsRelation, FromClause]:
    declared = scope.source.actors
    if declared is None:
        raise MetricError(f"source {scope.source.id} declares no actors", "Add actors: to it in sources.yaml.")
    return declared, scope.catalog.relation(declared.table).alias("actors")


def _actor_property(scope: Scope, declared: ActorsRelation, base: FromClause, name: str) -> ColumnElement[Any]:
    if name not in declared.properties:
        raise MetricError(f'actors have no property "{name}"', near_miss(name, declared.properties))
    return scope.catalog.column(base, declared.properties[name])


def with_actor_group(scope: Scope, source: FromClause, actor: ColumnElement[Any]) -> FromClause:
    """Join the property of the acting actor that splits the metric, if one does; an actor has one row there.

    A join, because a subquery for each row is more than some engines understand.
    """
    if scope.breakdown is None or scope.breakdown.of != "actor":
        return source
    declared, actors = _actor_table(scope)
    value = _actor_property(scope, declared, actors, scope.breakdown.property)
    identity = scope.catalog.column(actors, declared.id)
    groups = select(identity.label("id"), func.max(value).label("own")).group_by(identity).subquery(_GROUPS)
    return source.outerjoin(groups, groups.c.id == actor)


def actor_group() -> ColumnElement[Any]:
    """Return what :func:`with_actor_group` joined, as text."""
    return cast(literal_column(f"{_GROUPS}.own", String()), String)
