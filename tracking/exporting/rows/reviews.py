"""What people recorded in their reviews: check-ins, promises and blockers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracking.boards.board import View
from tracking.exporting.figures import VERSION
from tracking.exporting.table import Column, Row, Table, columns
from tracking.store.connection import Store

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


def _none(_store: Store, _view: View) -> Iterator[Row]:
    """Yield nothing: no review has been recorded."""
    yield from ()


CHECK_INS: Final = Table("check_ins", "One row for each check-in of a person on a key result.", _CHECK_INS, _none)
ACTIONS: Final = Table("actions", "One row for each promise and each blocker.", _ACTIONS, _none)
