"""What people agreed on, as the history took it in: seals, amendments, changed definitions, closings, final results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, insert, select

from okr.agreement.agreed import Agreed
from okr.agreement.closing import Closing, KeyResultResult
from okr.agreement.seal import Amendment, DefinitionChange, Seal
from okr.canonical import canonical_json, content_hash, restore
from tracking.store.moments import instant_of
from tracking.store.tables import METADATA, RUNS

SEAL, AMENDMENT, DEFINITION, CLOSING, FINAL = "seal", "amendment", "definition", "closing", "final"

AGREED_RECORDS = Table(
    "agreed_records",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("cycle", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run", ForeignKey("runs.id"), nullable=False),
    Column("hash", Text, nullable=False),
    Column("body", Text, nullable=False),
)


@dataclass(frozen=True)
class AgreedRecord:
    """One record.

    Attributes:
        kind: What it is.
        cycle: Id of its cycle.
        hash: Of the record as its file has it; of the body where no file holds it.
        body: The value as canonical JSON.
        number: From 1 within its kind and cycle; 0 before it is kept.
        run: The run that took it in; 0 before.
        recorded_at: When that was.
    """

    kind: str
    cycle: str
    hash: str
    body: str
    number: int = 0
    run: int = 0
    recorded_at: datetime | None = None


def record_of(kind: str, cycle: str, value: Any, written_hash: str = "") -> AgreedRecord:  # noqa: ANN401 - as the kind
    """Return a value as a record; without a hash of a file it gets that of the value."""
    return AgreedRecord(kind, cycle, written_hash or content_hash(value), canonical_json(value))


def kept_records(connection: Connection, upto: int | None = None) -> tuple[AgreedRecord, ...]:
    """Return every record that runs up to ``upto`` took in, in the order in which they did."""
    columns = (AGREED_RECORDS.c[name] for name in ("kind", "cycle", "hash", "body", "number", "run"))
    statement = select(*columns, RUNS.c.recorded_at).join(RUNS, RUNS.c.id == AGREED_RECORDS.c.run)
    if upto is not None:
        statement = statement.where(AGREED_RECORDS.c.run <= upto)
    order = (AGREED_RECORDS.c.run, AGREED_RECORDS.c.kind, AGREED_RECORDS.c.cycle, AGREED_RECORDS.c.number)
    rows = connection.execute(statement.order_by(*order))
    return tuple(AgreedRecord(*row[:6], instant_of(row.recorded_at)) for row in rows)


def keep_records(connection: Connection, run: int, records: Iterable[AgreedRecord]) -> int:
    """Keep new records as part of a run, numbered behind those that are there; return how many."""
    counts = Counter((item.kind, item.cycle) for item in kept_records(connection))
    rows = []
    for item in records:
        counts[item.kind, item.cycle] += 1
        number = counts[item.kind, item.cycle]
        columns = {"kind": item.kind, "cycle": item.cycle, "hash": item.hash, "body": item.body}
        rows.append({**columns, "number": number, "run": run})
    if rows:
        connection.execute(insert(AGREED_RECORDS), rows)
    return len(rows)


def agreed_of(records: Iterable[AgreedRecord]) -> Agreed:
    """Return what records say together; of several seals or closings of a cycle the first counts."""
    by_kind: dict[str, list[AgreedRecord]] = {}
    for item in records:
        by_kind.setdefault(item.kind, []).append(item)
    sealed = [(item, _seal(item.body)) for item in reversed(by_kind.get(SEAL, ()))]
    finals = [restore(KeyResultResult, item.body) for item in by_kind.get(FINAL, ())]
    closed = [_closing(item.body) for item in reversed(by_kind.get(CLOSING, ()))]
    return Agreed(
        seals={seal.cycle.id: seal for _, seal in sealed},
        since={seal.cycle.id: _taken_in(item, seal) for item, seal in sealed},
        amendments=tuple(restore(Amendment, item.body) for item in by_kind.get(AMENDMENT, ())),
        definitions=tuple(restore(DefinitionChange, item.body) for item in by_kind.get(DEFINITION, ())),
        closings={closing.cycle: closing for closing in closed},
        finals={final.ref: final for final in finals},
    )


@lru_cache(maxsize=16)
def _seal(body: str) -> Seal:
    """Return the seal of its text; every board needs it, and it never changes."""
    return restore(Seal, body)


@lru_cache(maxsize=16)
def _closing(body: str) -> Closing:
    return restore(Closing, body)


def _taken_in(record: AgreedRecord, seal: Seal) -> date:
    """Return the local day on which a seal was taken in; that of the seal itself while it is not."""
    if record.recorded_at is None:
        return seal.agreed_on
    return record.recorded_at.astimezone(ZoneInfo(seal.cycle.timezone)).date()
