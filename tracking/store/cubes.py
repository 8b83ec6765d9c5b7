"""Gap cubes in the store: only as they are now, replaced from the first day that may have changed.

They name nobody. Unlike readings they are no record of what was known when: whoever deletes them loses nothing that
the next refresh does not bring back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from metrics.activity.gapcube import GapCube
from metrics.dates.calendar import day_index
from tracking.store.tables import GAP_CELLS, GAP_CUBES


@dataclass(frozen=True)
class KnownCube:
    """What is known of one cube: where its cells come from, and from which day on they may change."""

    generation: str
    settled: date


@dataclass(frozen=True)
class NewCells:
    """Cells that take the place of all known ones from a day on.

    Attributes:
        source: Id of the source.
        relation: Key of the events that the cube counts.
        known: What will be known of the cube then.
        span: First and last complete day of the history.
        start: First day of the cells; those before it stay.
        cap: Longest gap that is told exactly.
        cells: Day index, gap, actors.
    """

    source: str
    relation: str
    known: KnownCube
    span: tuple[date, date]
    start: date
    cap: int
    cells: Sequence[tuple[int, int, int]]


def keep_cubes(connection: Connection, found: Iterable[NewCells]) -> None:
    """Put new cells in the place of those known; afterwards each cube is whole up to its last day."""
    known = known_cubes(connection)
    for new in found:
        if not _continues(new, known.get(new.source, {}).get(new.relation)):
            continue
        place = {"source": new.source, "relation": new.relation}
        is_same = (GAP_CELLS.c.source == new.source) & (GAP_CELLS.c.relation == new.relation)
        connection.execute(delete(GAP_CELLS).where(is_same, GAP_CELLS.c.day >= day_index(new.start)))
        about = (GAP_CUBES.c.source == new.source) & (GAP_CUBES.c.relation == new.relation)
        connection.execute(delete(GAP_CUBES).where(about))
        first, last = (day.isoformat() for day in new.span)
        told = {"generation": new.known.generation, "settled": new.known.settled.isoformat()}
        connection.execute(insert(GAP_CUBES), [{**place, **told, "first": first, "last": last, "cap": new.cap}])
        rows = [{**place, "day": day, "gap": gap, "actors": actors} for day, gap, actors in new.cells]
        if rows:
            connection.execute(insert(GAP_CELLS), rows)


def forget_cubes(connection: Connection, source: str, but: Collection[str]) -> None:
    """Delete the cubes of a source that no metric needs any more."""
    for table in (GAP_CELLS, GAP_CUBES):
        connection.execute(delete(table).where(table.c.source == source, table.c.relation.not_in(list(but))))


def _continues(new: NewCells, known: KnownCube | None) -> bool:
    """Whether new cells leave no hole: they are all there are, or go on from where those known are settled."""
    if new.start == date(1, 1, 1):
        return True
    return known is not None and known.generation == new.known.generation and new.start <= known.settled


def known_cubes(connection: Connection) -> dict[str, dict[str, KnownCube]]:
    """Return what is known of the cubes of every source, by relation."""
    found: dict[str, dict[str, KnownCube]] = {}
    for row in connection.execute(select(GAP_CUBES)):
        known = KnownCube(row.generation, date.fromisoformat(row.settled))
        found.setdefault(row.source, {})[row.relation] = known
    return found


_CELLS = "SELECT day, gap, actors FROM gap_cells WHERE source = ? AND relation = ? AND day >= ?"


def gap_cube(connection: Connection, source: str, relation: str, since: date | None = None) -> GapCube | None:
    """Return one cube; None where the store has none.

    Args:
        connection: Of a reading or writing transaction.
        source: Id of the source.
        relation: Key of the events that it counts.
        since: First day that any window asked for begins on; earlier cells are not read. None: the whole history.
    """
    cube = connection.execute(
        select(GAP_CUBES).where(GAP_CUBES.c.source == source, GAP_CUBES.c.relation == relation)
    ).first()
    if cube is None:
        return None
    first, last = (day_index(date.fromisoformat(text)) for text in (cube.first, cube.last))
    first = first if since is None else max(first, day_index(since))
    cursor = connection.connection.cursor()
    try:
        # Plain tuples: there are tens of thousands of cells, and this is all that a figure of any window costs.
        cursor.execute(_CELLS, (source, relation, first))
        cells = {(day, gap): actors for day, gap, actors in cursor.fetchall()}
    finally:
        cursor.close()
    return GapCube(first, last, cells, cube.cap)
