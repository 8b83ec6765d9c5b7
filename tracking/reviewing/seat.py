"""Where a command of the review works: the store, the configuration in force, the present, and the open review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from okr.errors import SettingsError
from okr.issues import near_miss
from okr.model import Configuration, Cycle
from okr.review.records import Blocker, Promise, Record
from okr.review.settling import Moment
from okr.scorecard import Board
from tracking.boards.board import Selection, load_view
from tracking.boards.present import present
from tracking.reviewing.holding import HERE
from tracking.reviewing.sheet import Asked, Sheet, local_day, sheet_of
from tracking.reviewing.writing import Hand, write
from tracking.settings import Settings
from tracking.store.connection import Store, opened
from tracking.store.reviews import Outcome, all_records


@dataclass(frozen=True)
class Seat:
    """A place at a team's review.

    Attributes:
        store: The open history.
        configuration: In force.
        board: The team's board, as of now.
        now: The present.
        team: Id of the team.
        sheet: The review that is asked for; None where the cycle has no more.
    """

    store: Store
    configuration: Configuration
    board: Board
    now: datetime
    team: str
    sheet: Sheet | None

    @property
    def cycle(self) -> Cycle:
        """The cycle of the board."""
        return self.board.cycle

    @property
    def moment(self) -> Moment:
        """When something is said here."""
        today = local_day(self.cycle, self.now)
        return Moment(today, self.sheet.review.day if self.sheet else today)

    def say(self, record: Record, key: str) -> Record:
        """Write a record down and return it as kept.

        Raises:
            SettingsError: If it cannot be accepted, or another hand was first.
            StoreError: If the store cannot be written.
        """
        kept = write(self.store, self.configuration, record, Hand(HERE, self.now, key))
        if kept.outcome is Outcome.OTHER_FIRST:
            raise SettingsError("Somebody else wrote this down a moment ago.", "Look at it, and say it again.")
        return kept.record


@contextmanager
def seated(settings: Settings, team: str | None, day: date | None = None, cycle: str | None = None) -> Iterator[Seat]:
    """Give a seat at the review of a team; without a name at that of the only team that has objectives.

    Raises:
        SettingsError: If there is no such team or review, or it is not clear which team is meant.
        StoreError: If the store cannot be read, or nothing has been refreshed yet.
    """
    with opened(settings.store) as store:
        now = present(store, settings.as_of)
        view = load_view(store, Selection(now, cycle))
        configuration = view.known.lens.configuration
        name = team or _only_team(configuration, view.board.cycle)
        view = load_view(store, Selection(now, cycle, name))
        sheet = sheet_of(store, configuration, view.board, Asked(name, now, day))
        yield Seat(store, configuration, view.board, now, name, sheet)


def promise_named(seat: Seat, name: str) -> Promise:
    """Return a promise of any team by its number.

    Raises:
        SettingsError: If there is none.
    """
    found = _named(seat, name, Promise)
    if not isinstance(found, Promise):
        raise SettingsError(f"{name} is no promise.", "`python -m tracking promise list` shows them.")
    return found


def blocker_named(seat: Seat, name: str) -> Blocker:
    """Return a blocker of any team by its number.

    Raises:
        SettingsError: If there is none.
    """
    found = _named(seat, name, Blocker)
    if not isinstance(found, Blocker):
        raise SettingsError(f"{name} is no blocker.", "`python -m tracking blocker list` shows them.")
    return found


def team_of(settings: Settings, name: str) -> str | None:
    """Return the team of a promise or blocker; None where there is no such thing.

    Raises:
        StoreError: If the store cannot be read.
    """
    with opened(settings.store) as store, store.reading() as connection:
        return next((told.record.team for told in all_records(connection) if told.record.id == name.upper()), None)


def _named(seat: Seat, name: str, kind: type[Record]) -> Record | None:
    with seat.store.reading() as connection:
        own = [told.record for told in all_records(connection) if isinstance(told.record, kind)]
    return next((record for record in own if record.id == name.upper()), None)


def _only_team(configuration: Configuration, cycle: Cycle) -> str:
    teams = list(dict.fromkeys(item.team for item in configuration.objectives_of(cycle.id)))
    if len(teams) != 1:
        known = near_miss("", teams) if not teams else f"One of {', '.join(sorted(teams))}."
        raise SettingsError("Which team? Name it with --team.", known)
    return teams[0]
