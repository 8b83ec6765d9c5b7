"""The workbench as a source: the same adapters ask it, in place of the product database, for figures by days."""

from __future__ import annotations

from dataclasses import replace

from metrics.actordays.relation import by_days
from metrics.actordays.workbench import Workbench
from metrics.collect import StandIn
from metrics.sources import OpenSource
from okr.metric import (
    ActorsRelation,
    AliasRelation,
    Condition,
    EventsRelation,
    MetricDefinition,
    SourceDefinition,
    StoredAs,
)

_DAYS = EventsRelation("days", actor="actor", time="day", name="event", stored_as=StoredAs.LOCAL_DATE)
_OUTSIDE = Condition("outside", "eq", True)


def as_source(workbench: Workbench, opened: OpenSource) -> OpenSource:
    """Return the workbench as a source like the one whose days it keeps; made once, its tables are looked up once."""
    return OpenSource(_source(opened.definition), workbench.connection, opened.calendar, "duckdb")


def stand_in(local: OpenSource, opened: OpenSource, definition: MetricDefinition) -> StandIn:
    """Return what is asked in place of a source about a metric that needs no more than days of actors.

    Args:
        local: The workbench, from :func:`as_source`.
        opened: The source.
        definition: The metric.
    """
    return StandIn(by_days(definition, opened.definition), local)


def _source(source: SourceDefinition) -> SourceDefinition:
    return replace(
        source,
        events=(_DAYS,),
        aliases=AliasRelation("aliases", "alias", "actor") if source.aliases else None,
        actors=ActorsRelation("outsiders", "actor", {"outside": "is_outside"}),
        test_actors=(_OUTSIDE,) if source.test_actors else (),
    )
