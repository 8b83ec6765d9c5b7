"""Which actors count: conditions on their properties, test accounts, and breakdowns by a property of theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, cast, func, or_, select

from metrics.queries.scope import Scope, compare
from okr.errors import MetricError
from okr.issues import near_miss
from okr.metric import ActorsRelation, Filter


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


def breakdown_by_actor(scope: Scope, name: str, actor: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a property of the acting actor, as text."""
    declared, actors = _actor_table(scope)
    value = _actor_property(scope, declared, actors, name)
    identity = scope.catalog.column(actors, declared.id)
    return cast(select(func.max(value)).where(identity == actor).scalar_subquery(), String)
