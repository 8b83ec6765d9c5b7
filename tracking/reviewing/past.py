"""Reviews of past days written down together: one look at the board and one transaction for all teams of a day.

A history that is made afterwards, like the demo's, holds a hundred reviews. Each says what its own call would have
said, from what is known of its day now, and belongs to a run that is marked as back-filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from okr.errors import SettingsError
from okr.model import Configuration
from okr.review.cadence import newest_due
from okr.review.review import Review
from okr.review.settling import Moment
from tracking.boards.board import Selection, View, load_view
from tracking.reviewing.holding import Held, records_held
from tracking.reviewing.sheet import Asked, Sheet, local_day, sheet_of
from tracking.reviewing.writing import checked
from tracking.store.chain import newest_link
from tracking.store.connection import Store
from tracking.store.reviews import Change, keep_record, keep_review, records_of
from tracking.store.runs import Run, begin


@dataclass(frozen=True)
class _Prepared:
    held: Held
    sheet: Sheet


def hold_past_reviews(store: Store, days: Iterable[tuple[datetime, Sequence[Held]]]) -> list[Review]:
    """Record the reviews that teams of one cycle held at past moments and close them; return them as closed.

    Args:
        store: The history; it must know a refresh, which may be of a later day.
        days: Moments in the order of time, each with what happened, team by team; all in one cycle.

    Raises:
        SettingsError: If a team, key result or promise is not known, or no review was due or open.
        StoreError: If the store cannot be read or written.
    """
    view: View | None = None
    closed: list[Review] = []
    for now, held in days:
        if held:
            view = load_view(store, Selection(now, held[0].cycle), view.known if view else None)
            closed += _hold(store, view, held, now)
    return closed


def _hold(store: Store, view: View, held: Sequence[Held], now: datetime) -> list[Review]:
    configuration = view.known.lens.configuration
    prepared = [_prepared(store, view, item, now) for item in held]
    with store.writing() as connection:
        run = begin(connection, Run("record", now, now, view.board.as_of, back_filled=True))
        return [_keep(connection, run, configuration, item, now) for item in prepared]


def _prepared(store: Store, view: View, held: Held, now: datetime) -> _Prepared:
    cards = tuple(card for card in view.board.objectives if card.objective.team == held.team)
    board = replace(view.board, objectives=cards)
    sheet = sheet_of(store, view.known.lens.configuration, board, Asked(held.team, now))
    due = newest_due(board.cycle, local_day(board.cycle, now))
    if sheet is None or sheet.review.day != due:
        raise SettingsError(
            f"{held.team} has no open review of {board.cycle.id} at {now.date()}.",
            "Name a moment behind a review day, and hold each review once.",
        )
    return _Prepared(held, sheet)


def _keep(connection: Connection, run: int, configuration: Configuration, prepared: _Prepared, now: datetime) -> Review:
    held, sheet = prepared.held, prepared.sheet
    review, known = sheet.review, records_of(connection, held.team)
    moment = Moment(sheet.today, review.day)
    for place, record in enumerate(records_held(held, known, sheet, moment)):
        clean = checked(record, configuration, sheet.today)
        keep_record(connection, run, Change(clean, f"{review.id}/{place}"))
    closed = replace(
        review,
        records=records_of(connection, review.team).of_review(review.day),
        closed_at=now,
        held_on=sheet.today,
        head=str(newest_link(connection) or ""),
    )
    keep_review(connection, run, closed, f"{review.id}/closed")
    return closed
