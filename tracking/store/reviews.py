"""What people wrote down in their reviews, version by version, and the reviews as they were closed.

A change says which version it was made from. Where another one came first nothing is written, and the caller is told
what stands: nobody's text is lost, and nobody's is written over unseen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
)

from okr.canonical import canonical_json, restore
from okr.review.records import Blocker, CheckIn, Decision, Promise, Record, Records
from okr.review.review import Review
from tracking.store.moments import instant_of
from tracking.store.tables import METADATA, RUNS

REVIEW = "review"
_KINDS: Mapping[str, type[Record]] = {"promise": Promise, "blocker": Blocker, "check_in": CheckIn, "decision": Decision}
_LETTERS: Mapping[str, str] = {"promise": "P", "blocker": "B", "decision": "D"}

REVIEW_RECORDS = Table(
    "review_records",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("run", ForeignKey("runs.id"), nullable=False),
    *(Column(name, Text, nullable=False) for name in ("cycle", "team", "review", "idempotency_key", "body")),
    UniqueConstraint("idempotency_key"),
    Index("review_records_by_team", "team", "kind", "review"),
    Index("review_records_by_run", "run"),
)
_ROWS = REVIEW_RECORDS.c


class Outcome(StrEnum):
    """What came of a change: kept, kept before under the same key, or not kept because another one came first."""

    KEPT = "kept"
    BEFORE = "before"
    OTHER_FIRST = "other_first"


@dataclass(frozen=True)
class Change:
    """What somebody wants to be true.

    Attributes:
        record: As it should be; its ``version`` is the one it was made from, 0 for something new.
        key: Saving twice with one key is saving once.
    """

    record: Record
    key: str


@dataclass(frozen=True)
class Kept:
    """What stands now, and whether that is what was wanted."""

    record: Record
    outcome: Outcome


@dataclass(frozen=True)
class Told:
    """A record with the moment from which it is known."""

    record: Record
    recorded_at: datetime


@dataclass(frozen=True)
class Closed:
    """A closed review by its name alone: its cycle, team and day, on which day it was held, and when it was closed."""

    cycle: str
    team: str
    day: date
    held_on: date
    closed_at: datetime


def kind_of(record: Record) -> str:
    """Return the name of a record's kind."""
    return next(name for name, kind in _KINDS.items() if isinstance(record, kind))


def standing_against(connection: Connection, change: Change) -> Kept | None:
    """Return why a change is not to be written: it was before, or another one came first; None where it may be."""
    row = connection.execute(select(REVIEW_RECORDS).where(_ROWS.idempotency_key == change.key)).first()
    if row is not None:
        return Kept(_record(row), Outcome.BEFORE)
    newest = _newest_of(connection, kind_of(change.record), change.record.id) if change.record.id else None
    if (newest.version if newest else 0) == change.record.version:
        return None
    return Kept(_record(newest), Outcome.OTHER_FIRST) if newest else None


def keep_record(connection: Connection, run: int, change: Change) -> Record:
    """Keep a change as the next version, and return it; something new gets its number."""
    kind = kind_of(change.record)
    name = change.record.id or f"{_LETTERS[kind]}{_count(connection, kind) + 1}"
    before = _newest_of(connection, kind, name)
    kept = replace(change.record, id=name, version=before.version + 1 if before else 1)
    _insert(connection, run, kind, kept, change.key)
    return kept


def keep_review(connection: Connection, run: int, review: Review, key: str) -> None:
    """Keep a review as it was closed."""
    _insert(connection, run, REVIEW, review, key)


def records_of(connection: Connection, team: str, upto: int | None = None) -> Records:
    """Return everything that a team wrote down and that counts, oldest first, as runs up to ``upto`` knew it."""
    found: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for row in _newest(connection, upto, team):
        found[row.kind].append(_record(row))
    return Records(*(tuple(found[kind]) for kind in ("promise", "blocker", "check_in", "decision")))


def all_records(connection: Connection, upto: int | None = None) -> Iterator[Told]:
    """Yield the newest version of every record of every team, oldest first."""
    for row in _newest(connection, upto, None):
        yield Told(_record(row), instant_of(row.recorded_at))


def review_on(connection: Connection, name: str) -> Review | None:
    """Return a review as it was closed, by its one name; None where it was not."""
    row = _newest_of(connection, REVIEW, name)
    return None if row is None else restore(Review, row.body)


def newest_review_run(connection: Connection) -> int:
    """Return the number of the newest run in which something was written down; 0 before the first."""
    return int(connection.execute(select(func.coalesce(func.max(_ROWS.run), 0))).scalar_one())


def is_closed(connection: Connection, team: str, day: date) -> bool:
    """Return whether a team's review of a day is closed."""
    conditions = (_ROWS.kind == REVIEW, _ROWS.team == team, _ROWS.review == day.isoformat())
    return connection.execute(select(_ROWS.item).where(*conditions)).first() is not None


def closed_reviews(connection: Connection, team: str | None = None, upto: int | None = None) -> list[Closed]:
    """Return the closed reviews of one team or of all, the oldest first."""
    statement = select(_ROWS.cycle, _ROWS.team, _ROWS.review, _ROWS.body).where(_ROWS.kind == REVIEW)
    if team is not None:
        statement = statement.where(_ROWS.team == team)
    if upto is not None:
        statement = statement.where(_ROWS.run <= upto)
    return [_closed(row) for row in connection.execute(statement.order_by(_ROWS.review, _ROWS.run))]


def last_review(connection: Connection, team: str, before: date) -> Review | None:
    """Return the last closed review of a team before a day, of whatever cycle."""
    conditions = (_ROWS.kind == REVIEW, _ROWS.team == team, _ROWS.review < before.isoformat())
    statement = select(_ROWS.body).where(*conditions).order_by(_ROWS.review.desc()).limit(1)
    body = connection.execute(statement).scalar()
    return None if body is None else restore(Review, body)


def _closed(row: Row[str, str, str, str]) -> Closed:
    body = json.loads(row.body)
    moments = date.fromisoformat(row.review), date.fromisoformat(body["held_on"]), instant_of(body["closed_at"])
    return Closed(row.cycle, row.team, *moments)


def _newest(connection: Connection, upto: int | None, team: str | None) -> Iterator[Row[Any]]:
    conditions = [_ROWS.kind != REVIEW]
    conditions += [_ROWS.team == team] if team is not None else []
    conditions += [_ROWS.run <= upto] if upto is not None else []
    latest = func.max(_ROWS.version).label("version")
    newest = select(_ROWS.kind, _ROWS.item, latest, func.min(_ROWS.run).label("first")).where(*conditions)
    chosen = newest.group_by(_ROWS.kind, _ROWS.item).subquery()
    same = and_(
        chosen.c.kind == _ROWS.kind, chosen.c.item == _ROWS.item, chosen.c.version == _ROWS.version
    )  # fmt: skip
    statement = select(REVIEW_RECORDS, RUNS.c.recorded_at).join(chosen, same).join(RUNS, RUNS.c.id == _ROWS.run)
    yield from connection.execute(statement.order_by(chosen.c.first, _ROWS.item))


def _newest_of(connection: Connection, kind: str, item: str) -> Row[Any] | None:
    statement = select(REVIEW_RECORDS).where(_ROWS.kind == kind, _ROWS.item == item)
    return connection.execute(statement.order_by(_ROWS.version.desc()).limit(1)).first()


def _count(connection: Connection, kind: str) -> int:
    statement = select(func.count()).select_from(REVIEW_RECORDS).where(_ROWS.kind == kind, _ROWS.version == 1)
    return int(connection.execute(statement).scalar_one())


def _record(row: Row[Any]) -> Record:
    return replace(restore(_KINDS[row.kind], row.body), version=row.version)


def _insert(connection: Connection, run: int, kind: str, value: Record | Review, key: str) -> None:
    version, review = (1, value.day) if isinstance(value, Review) else (value.version, value.review)
    columns = {
        "kind": kind,
        "item": value.id,
        "version": version,
        "run": run,
        "cycle": value.cycle,
        "team": value.team,
        "review": review.isoformat(),
        "idempotency_key": key,
        "body": canonical_json(value),
    }
    connection.execute(insert(REVIEW_RECORDS), [columns])
