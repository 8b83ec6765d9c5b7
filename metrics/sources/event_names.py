"""Which events a source has: the names that stand in its tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from metrics.dates.stamp import Stamp, Zone
from metrics.freshness import EPOCH, FAR
from metrics.sources import OpenSource
from okr.metric import EventsRelation


def event_names(opened: OpenSource, since: datetime | None = None) -> frozenset[str]:
    """Return the names of a source's events, as its tables have them from an instant on; None: from ever.

    Raises:
        MetricError: If a table or column is not there.
    """
    return frozenset(name for relation in opened.definition.events for name in _names(opened, relation, since))


def _names(opened: OpenSource, relation: EventsRelation, since: datetime | None) -> Iterator[str]:
    if relation.name is None:
        return
    table = opened.catalog.relation(relation.table)
    time = opened.catalog.column(table, relation.time)
    stamp = Stamp(time, relation.stored_as, Zone(opened.calendar, EPOCH, FAR), opened.dialect)
    names = select(opened.catalog.column(table, relation.name)).where(stamp.between(since, None)).distinct()
    rows = opened.connection.execute(names.limit(opened.definition.limits.rows))
    yield from (str(name) for (name,) in rows if name is not None)
