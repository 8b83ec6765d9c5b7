"""Names of events, as they were first seen in each source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Column, Connection, ForeignKey, Table, Text, insert, select

from okr.canonical import content_hash
from okr.metric import SourceDefinition
from tracking.store.tables import METADATA

EVENT_NAMES = Table(
    "event_names",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("events", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("run", ForeignKey("runs.id"), nullable=False),
)


def _place_of(source: SourceDefinition) -> str:
    """What tells whether names belong to a source as it is declared now."""
    return content_hash([source.url, source.url_secret, list(source.events)])


def seen_events(connection: Connection, sources: Iterable[SourceDefinition]) -> dict[str, frozenset[str]]:
    """Return the names seen in each source as it is declared now; sources of which nothing is known are left out."""
    places = {(source.id, _place_of(source)) for source in sources}
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(select(EVENT_NAMES.c.source, EVENT_NAMES.c.events, EVENT_NAMES.c.name)):
        if (row.source, row.events) in places:
            found[row.source].add(row.name)
    return {source: frozenset(names) for source, names in found.items()}


def keep_events(
    connection: Connection,
    run: int,
    seen: Iterable[tuple[SourceDefinition, Iterable[str]]],
    known: Mapping[str, Iterable[str]],
) -> None:
    """Keep the names that a run has seen for the first time."""
    rows = [
        {"source": source.id, "events": _place_of(source), "name": name, "run": run}
        for source, names in seen
        for name in sorted(set(names) - set(known.get(source.id, ())))
    ]
    if rows:
        connection.execute(insert(EVENT_NAMES), rows)
