"""What was said before: a word changes only by what the row before it remembers, so both are handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from okr.canonical import canonical_json, restore
from okr.scorecard import GuardState, Remembered
from tracking.exporting.cells import Cell
from tracking.exporting.table import Column, Row
from tracking.store.tables import STATUSES

BEFORE: Final = (
    Column("before_word", "Word shown on the last judged day before, before any guard; empty for the first."),
    Column("before_gap_word", "Word that the gap alone gave then."),
    Column("before_gap_since", "Since when the gap has been on that side of the word.", "day"),
)
Remembering = Mapping[tuple[str, str, int], Remembered]
"""Key result, day and run → what was remembered of it."""


def remembered_in(connection: Connection, cycle: str) -> dict[tuple[str, str, int], Remembered]:
    """Return everything that was ever remembered of the key results of a cycle."""
    place = (STATUSES.c.key_result, STATUSES.c.as_of, STATUSES.c.run)
    found = connection.execute(select(*place, STATUSES.c.remembered).where(STATUSES.c.cycle == cycle))
    return {(row[0], row[1], row[2]): restore(Remembered, row[3]) for row in found if row[3] is not None}


def before_of(remembered: Remembered | None) -> dict[str, Cell]:
    """Return what was said before as cells."""
    if remembered is None:
        return {}
    return {
        "before_word": remembered.status.value,
        "before_gap_word": remembered.by_gap.value,
        "before_gap_since": remembered.since,
    }


def predecessor_of(key_result: str, predecessor: tuple[date, int] | None, known: Remembering) -> Row:
    """Return what was remembered of the row before a status, as cells."""
    if predecessor is None:
        return {}
    return before_of(known.get((key_result, predecessor[0].isoformat(), predecessor[1])))


def guard_figures(guards: Sequence[GuardState]) -> str:
    """Return the guards with their figures and limits as JSON; empty without any."""
    found: list[dict[str, Any]] = [
        {
            "metric": item.guard.metric,
            "value": item.value,
            "unit": item.unit,
            "at_least": item.guard.at_least,
            "at_most": item.guard.at_most,
            "kept": item.kept,
        }
        for item in guards
    ]
    return canonical_json(found) if found else ""
