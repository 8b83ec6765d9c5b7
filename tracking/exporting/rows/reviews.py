"""What people recorded in their reviews: check-ins, promises and blockers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okr.review.records import Blocker, CheckIn, Promise, Record
from tracking.boards.board import View
from tracking.exporting.figures import VERSION
from tracking.exporting.table import SCHEMA_VERSION, Column, Row, Table, columns
from tracking.store.connection import Store
from tracking.store.reviews import Told, all_records, kind_of

_CHECK_INS: Final = (
    VERSION,
    *columns("text", cycle="Id of the cycle.", team="Id of the team.", key_result="`team/objective/key-result`."),
    Column("on", "Day of the check-in.", "day"),
    Column("confidence", "0 to 10, as a person said; it never changes the status.", "number"),
    Column("note", "As typed."),
    Column("status", "What was computed on that day."),
    Column("recorded_at", "When it was recorded.", "instant"),
)
_ACTIONS: Final = (
    VERSION,
    *columns(
        "text",
        cycle="Id of the cycle.",
        action="Id of the promise or the blocker.",
        kind="`promise` or `blocker`.",
        team="The team that promised, or that owns the blocker.",
        key_result="`team/objective/key-result`, where it belongs to one.",
        what="As typed.",
        state="`open`, `done`, `not_done`, `dropped` or `resolved`.",
        next_step="Of a blocker.",
    ),
    *columns("day", since="When it was written down.", due="By when, of a promise.", ended="When it was settled."),
    Column("carried_over", "How often it was given a new date.", "number"),
    Column("recorded_at", "When the newest of this was recorded.", "instant"),
)


def _check_ins(store: Store, view: View) -> Iterator[Row]:
    """Yield what was last said of each key result in each review of the cycle, in the order in which it was said."""
    for told in _told(store, view):
        record = told.record
        if not isinstance(record, CheckIn) or record.cycle != view.board.cycle.id:
            continue
        yield {
            **_head(record),
            "key_result": record.key_result,
            "on": record.on,
            "confidence": record.confidence,
            "note": record.note,
            "status": record.status,
            "recorded_at": told.recorded_at,
        }


def _actions(store: Store, view: View) -> Iterator[Row]:
    """Yield the promises and blockers of the cycle as they stand, in the order in which they were written down."""
    for told in _told(store, view):
        record = told.record
        if isinstance(record, Promise | Blocker) and record.cycle == view.board.cycle.id:
            own = _promise(record) if isinstance(record, Promise) else _blocker(record)
            yield {**_head(record), **_action(record), **own, "recorded_at": told.recorded_at}


def _told(store: Store, view: View) -> list[Told]:
    with store.reading() as connection:
        found = list(all_records(connection, view.upto))
    return [told for told in found if view.team in (None, told.record.team)]


def _head(record: Record) -> Row:
    return {"schema_version": SCHEMA_VERSION, "cycle": record.cycle, "team": record.team}


def _action(record: Promise | Blocker) -> Row:
    return {
        "action": record.id,
        "kind": kind_of(record),
        "team": record.owner,
        "key_result": record.key_result,
        "what": record.what,
        "state": record.state.value,
        "since": record.since,
        "ended": record.ended,
    }


def _promise(record: Promise) -> Row:
    return {"due": record.due, "carried_over": record.carried}


def _blocker(record: Blocker) -> Row:
    return {"next_step": record.next_step}


CHECK_INS: Final = Table("check_ins", "One row for each check-in on a key result.", _CHECK_INS, _check_ins)
ACTIONS: Final = Table("actions", "One row for each promise and each blocker.", _ACTIONS, _actions)
