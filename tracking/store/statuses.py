"""What was said of each key result on each day, with everything it was said from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, and_, func, insert, select

from okr.canonical import canonical_json, restore
from okr.scorecard import Remembered
from tracking.store.tables import STATUSES


@dataclass(frozen=True)
class StatusRow:
    """One status.

    Attributes:
        key_result: Reference of the key result.
        cycle: Id of its cycle.
        as_of: The last whole day that counted.
        status: One word.
        sentence: Why.
        inputs: The numbers it was said from, as plain values.
        remembered: What is handed in when the next day is judged.
        predecessor: Day and run of the row whose ``remembered`` was handed in; None for the first.
        run: The run that it belongs to; 0 before it is recorded.
    """

    key_result: str
    cycle: str
    as_of: date
    status: str
    sentence: str
    inputs: Mapping[str, Any]
    remembered: Remembered | None = None
    predecessor: tuple[date, int] | None = None
    run: int = 0


def append_statuses(connection: Connection, run: int, rows: Iterable[StatusRow]) -> int:
    """Add the statuses that differ from what was last said for their day; return how many were added."""
    known = ((row, status_on(connection, row.key_result, row.cycle, row.as_of)) for row in rows)
    fresh = [{"run": run, **_columns(row)} for row, before in known if _differs(row, before)]
    if fresh:
        connection.execute(insert(STATUSES), fresh)
    return len(fresh)


def status_on(connection: Connection, key_result: str, cycle: str, day: date) -> StatusRow | None:
    """Return what was last said of a key result for a day."""
    place = (STATUSES.c.cycle == cycle, STATUSES.c.key_result == key_result, STATUSES.c.as_of == day.isoformat())
    found = (
        connection.execute(select(STATUSES).where(*place).order_by(STATUSES.c.run.desc()).limit(1)).mappings().first()
    )
    return None if found is None else _row(found)


class Said(NamedTuple):
    """What the next day's judging needs of an earlier status: its day, its run, and what is remembered of it."""

    as_of: date
    run: int
    remembered: Remembered | None


def said_before(
    connection: Connection, cycle: str, days: Mapping[str, date], upto: int | None = None
) -> dict[tuple[str, str], Said]:
    """Return what was last said of key results before a day each, by cycle and key result.

    Args:
        connection: Of a reading or writing transaction.
        cycle: Id of the cycle.
        days: Reference of a key result → the day.
        upto: Only what runs up to this one recorded; None: everything.
    """
    columns = (STATUSES.c.key_result, STATUSES.c.as_of, STATUSES.c.run, STATUSES.c.remembered)
    said: dict[tuple[str, str], Said] = {}
    for day in set(days.values()):
        conditions = [STATUSES.c.cycle == cycle, STATUSES.c.as_of < day.isoformat()]
        conditions += [STATUSES.c.run <= upto] if upto is not None else []
        newest = select(STATUSES.c.key_result, func.max(STATUSES.c.as_of).label("as_of")).where(*conditions)
        chosen = newest.group_by(STATUSES.c.key_result).subquery()
        same = and_(chosen.c.key_result == STATUSES.c.key_result, chosen.c.as_of == STATUSES.c.as_of)
        for row in connection.execute(select(*columns).join(chosen, same).where(*conditions).order_by(STATUSES.c.run)):
            if days.get(row.key_result) == day:
                said[cycle, row.key_result] = Said(date.fromisoformat(row.as_of), row.run, _remembered(row.remembered))
    return said


def last_statuses(connection: Connection, cycle: str, day: date, upto: int | None = None) -> dict[str, list[StatusRow]]:
    """Return what was said of each key result for its newest day up to ``day``, the first that was said first.

    Args:
        connection: Of a reading or writing transaction.
        cycle: Id of the cycle.
        day: The last day that counts.
        upto: Only what runs up to this one recorded; None: everything.
    """
    conditions = [STATUSES.c.cycle == cycle, STATUSES.c.as_of <= day.isoformat()]
    conditions += [STATUSES.c.run <= upto] if upto is not None else []
    newest = select(STATUSES.c.key_result, func.max(STATUSES.c.as_of).label("as_of")).where(*conditions)
    chosen = newest.group_by(STATUSES.c.key_result).subquery()
    same = and_(chosen.c.key_result == STATUSES.c.key_result, chosen.c.as_of == STATUSES.c.as_of)
    found: dict[str, list[StatusRow]] = {}
    statement = select(STATUSES).join(chosen, same).where(*conditions).order_by(STATUSES.c.run)
    for row in connection.execute(statement).mappings():
        found.setdefault(row["key_result"], []).append(_row(row))
    return found


def statuses_of_cycle(connection: Connection, cycle: str, upto: int | None = None) -> list[StatusRow]:
    """Return what was last said of every key result of a cycle on every day, by key result and day."""
    known = [STATUSES.c.run <= upto] if upto is not None else []
    statement = (
        select(STATUSES)
        .where(STATUSES.c.cycle == cycle, *known)
        .order_by(STATUSES.c.key_result, STATUSES.c.as_of, STATUSES.c.run)
    )
    newest = {(row["key_result"], row["as_of"]): row for row in connection.execute(statement).mappings()}
    return [_row(row) for row in newest.values()]


def _differs(row: StatusRow, known: StatusRow | None) -> bool:
    if known is None:
        return True
    said = (row.status, row.sentence, canonical_json(row.inputs), row.remembered)
    return said != (known.status, known.sentence, canonical_json(known.inputs), known.remembered)


def _columns(row: StatusRow) -> dict[str, Any]:
    return {
        "key_result": row.key_result,
        "cycle": row.cycle,
        "as_of": row.as_of.isoformat(),
        "status": row.status,
        "sentence": row.sentence,
        "inputs": canonical_json(row.inputs),
        "remembered": None if row.remembered is None else canonical_json(row.remembered),
        "predecessor_as_of": None if row.predecessor is None else row.predecessor[0].isoformat(),
        "predecessor_run": None if row.predecessor is None else row.predecessor[1],
    }


def _row(row: RowMapping) -> StatusRow:
    before = row["predecessor_as_of"]
    return StatusRow(
        key_result=row["key_result"],
        cycle=row["cycle"],
        as_of=date.fromisoformat(row["as_of"]),
        status=row["status"],
        sentence=row["sentence"],
        inputs=json.loads(row["inputs"]),
        remembered=_remembered(row["remembered"]),
        predecessor=None if before is None else (date.fromisoformat(before), row["predecessor_run"]),
        run=row["run"],
    )


def _remembered(text: str | None) -> Remembered | None:
    return None if text is None else restore(Remembered, text)
