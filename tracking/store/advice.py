"""What would make a source cheaper to read, as the last refresh found it: kept only as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, Table, Text, delete, insert, select

from tracking.store.tables import METADATA

SOURCE_ADVICE = Table(
    "source_advice",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("sentence", Text, primary_key=True),
)


def known_advice(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the sentences about each source; sources without any are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(SOURCE_ADVICE).order_by(SOURCE_ADVICE.c.source, SOURCE_ADVICE.c.sentence)):
        found[row.source].append(row.sentence)
    return {source: tuple(sentences) for source, sentences in found.items()}


def keep_advice(connection: Connection, found: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Put what was found in the place of what is known of these sources; return what was not known of any before.

    Args:
        connection: Of a writing transaction.
        found: Source → sentences; a source that was not looked at is not in it, and keeps its own.
    """
    known = known_advice(connection)
    changed = {source: set(said) for source, said in found.items() if set(said) != set(known.get(source, ()))}
    for source, sentences in changed.items():
        connection.execute(delete(SOURCE_ADVICE).where(SOURCE_ADVICE.c.source == source))
        if sentences:
            connection.execute(insert(SOURCE_ADVICE), [{"source": source, "sentence": one} for one in sentences])
    return tuple(
        f"{source}: {one}" for source, said in changed.items() for one in sorted(said - set(known.get(source, ())))
    )
