"""A table as a metric names it: its columns, moments, filters, who acts in it, and the breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, cast

from metrics.adapter import Ask
from metrics.dates.stamp import Stamp
from metrics.queries.actors import actor_conditions, actor_group
from metrics.queries.relations import resolved
from metrics.queries.scope import Scope, compare
from okr.errors import MetricError
from okr.metric import Filter, StoredAs


@dataclass(frozen=True)
class OpenTable:
    """A table or view of a source.

    Attributes:
        scope: What every subquery of the metric shares.
        base: The table.
        source: What to select from: the table, joined with the aliases of its actors.
        actor: Who acts in a row, resolved; None where nobody was named.
    """

    scope: Scope
    base: FromClause
    source: FromClause
    actor: ColumnElement[Any] | None

    def column(self, name: str) -> ColumnElement[Any]:
        """Return a column; a missing one is named in the error."""
        return self.scope.catalog.column(self.base, name)

    def stamp(self, name: str, stored_as: StoredAs) -> Stamp:
        """Return a column as a moment."""
        return Stamp(self.column(name), stored_as, self.scope.zone, self.scope.dialect)

    def tests(self, where: Filter) -> list[ColumnElement[bool]]:
        """Return the conditions on its rows, the metric's own and those on its actors among them."""
        found = [self.test(condition) for condition in (*where, *self.scope.where)]
        return found + (actor_conditions(self.scope, self.actor) if self.actor is not None else [])

    def test(self, condition: Any) -> ColumnElement[bool]:
        """Return one condition on its rows."""
        return compare(self.column(condition.property), condition)

    @property
    def group(self) -> list[ColumnElement[Any]]:
        """The breakdown's value as ``grp``, if there is one: a column, or a property of the actor."""
        breakdown = self.scope.breakdown
        if breakdown is None:
            return []
        if breakdown.of == "actor" and self.actor is not None:
            return [actor_group().label("grp")]
        return [cast(self.column(breakdown.property), String).label("grp")]


def open_table(ask: Ask, table: str, actor: str | None = None) -> OpenTable:
    """Return a table, with its actors where a column names them.

    Raises:
        MetricError: If there is no such table or column, or actors are asked for that nobody names.
    """
    scope = ask.scope
    base = scope.catalog.relation(table)
    if actor is not None:
        return OpenTable(scope, base, *resolved(scope, base, scope.catalog.column(base, actor)))
    if scope.actors_where or (scope.breakdown is not None and scope.breakdown.of == "actor"):
        raise MetricError(f"rows of `{table}` are nobody's", "Leave out conditions on actors.")
    return OpenTable(scope, base, base, None)


def grp(relation: FromClause) -> list[ColumnElement[Any]]:
    """Return a relation's group as a list: empty without a breakdown."""
    return [relation.c.grp] if "grp" in relation.c else []


def groups_of(names: Sequence[str | None]) -> list[str | None]:
    """Return the different groups in order, the one without a name last; at least that one."""
    return sorted(set(names), key=lambda name: (name is None, name or "")) or [None]
