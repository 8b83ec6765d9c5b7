"""What a review looks at: the team's board, what was written down, and what the last review showed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from okr.errors import SettingsError
from okr.issues import near_miss
from okr.model import Configuration, Cycle, Team
from okr.review.cadence import check_in_words, last_words, next_review, open_review, overdue_words
from okr.review.review import Review, Setting, review_id, review_of
from okr.scorecard import Board
from okr.words import JUDGED
from tracking.boards.board import Selection, chosen_cycle, complete_to, load_view
from tracking.store.connection import Store
from tracking.store.reviews import closed_reviews, last_review, records_of, review_on


@dataclass(frozen=True)
class Sheet:
    """One review of a team with what surrounds it.

    Attributes:
        review: As it stands, or as it was closed.
        cycle: Its cycle.
        today: The present day in the cycle's zone; of a closed review the day on which it was held.
        overdue: That the review is late, in words; empty where it is not.
        last: When the team last held one, in words.
        next_day: The next review day of the cycle; None where this is the last.
        silent: Key results of which nobody has said anything for long, with the words for it.
    """

    review: Review
    cycle: Cycle
    today: date
    overdue: str = ""
    last: str = ""
    next_day: date | None = None
    silent: tuple[tuple[str, str], ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether nothing of it can be changed any more."""
        return self.review.closed_at is not None


def sheet_of(store: Store, configuration: Configuration, board: Board, asked: Asked) -> Sheet | None:
    """Return the review of a team that is open, or the one of a day; None where the cycle has no more.

    Args:
        store: The history.
        configuration: In force.
        board: The team's board of the cycle, as of the present.
        asked: Which review.

    Raises:
        SettingsError: If there is no such team, or no review of that day.
        StoreError: If the store cannot be read.
    """
    team, cycle = known_team(configuration, asked.team), board.cycle
    with store.reading() as connection:
        day = _day(connection, cycle, asked)
        if day is None:
            return None
        frozen = review_on(connection, review_id(cycle.id, team.id, day))
        if frozen is not None:
            return closed_sheet(frozen, cycle)
        return _open_sheet(connection, configuration, board, replace(asked, day=day))


def closed_sheet(review: Review, cycle: Cycle) -> Sheet:
    """Return a closed review as of the day on which it was held, so that every word of it stays as it was."""
    return Sheet(review, cycle, review.held_on or review.day, next_day=next_review(cycle, review.day))


@dataclass(frozen=True)
class Asked:
    """Which review is wanted: of a team, at a moment, for a day (None: the one that is open)."""

    team: str
    now: datetime
    day: date | None = None


def load_sheet(store: Store, asked: Asked, cycle: str | None = None) -> Sheet | None:
    """Return a review with its board loaded for the moment that is asked for; None where the cycle has no more.

    Raises:
        SettingsError: As :func:`sheet_of`.
        StoreError: If the store cannot be read, or nothing has been refreshed yet.
    """
    view = load_view(store, Selection(asked.now, cycle, asked.team))
    known_team(view.known.lens.configuration, asked.team)
    return sheet_of(store, view.known.lens.configuration, view.board, asked)


def _day(connection: Connection, cycle: Cycle, asked: Asked) -> date | None:
    closed = closed_days(connection, cycle, asked.team)
    today_open = open_review(cycle, local_day(cycle, asked.now), closed)
    if asked.day is None or asked.day == today_open or asked.day in closed:
        return asked.day or today_open
    held = ", ".join(day.isoformat() for day in sorted(closed)[-5:])
    raise SettingsError(
        f"{asked.team} closed no review of {asked.day} in {cycle.id}.",
        f"The last ones are of {held}." if held else "None has been closed yet.",
    )


def _open_sheet(connection: Connection, configuration: Configuration, board: Board, asked: Asked) -> Sheet:
    team, cycle = known_team(configuration, asked.team), board.cycle
    day = asked.day or cycle.start
    today = local_day(cycle, asked.now)
    records = records_of(connection, team.id)
    before = last_review(connection, team.id, day)
    setting = Setting(team.id, team.title, day, today, complete_to(board.freshness), before)
    review = review_of(board, records, setting, configuration.roadmap)
    held = before.held_on if before else None
    spoken = {item.key_result: item.on for item in sorted(records.check_ins, key=lambda item: item.on)}
    slides = (slide for slide in (*review.items, *review.others) if slide.status in JUDGED)
    words = ((slide.ref, check_in_words(cycle, today, spoken.get(slide.ref))) for slide in slides)
    return Sheet(
        review,
        cycle,
        today,
        overdue=overdue_words(cycle, today, closed_days(connection, cycle, team.id), held),
        last=last_words(held, today),
        next_day=next_review(cycle, day),
        silent=tuple((ref, said) for ref, said in words if said),
    )


def closed_days(connection: Connection, cycle: Cycle, team: str) -> Collection[date]:
    """Return the days of a team's closed reviews in a cycle."""
    return {item.day for item in closed_reviews(connection, team) if item.cycle == cycle.id}


def local_day(cycle: Cycle, now: datetime) -> date:
    """Return the day that it is in a cycle's zone."""
    return now.astimezone(ZoneInfo(cycle.timezone)).date()


def known_team(configuration: Configuration, name: str) -> Team:
    """Return a team.

    Raises:
        SettingsError: If there is none of that name.
    """
    team = configuration.team(name)
    if team is None:
        raise SettingsError(f'There is no team "{name}".', near_miss(name, [item.id for item in configuration.teams]))
    return team


def overdue_reviews(store: Store, configuration: Configuration, now: datetime) -> tuple[str, ...]:
    """Return which teams' reviews are late, one line each, in the order of the files.

    Only teams with objectives in the running cycle review anything.

    Raises:
        ConfigurationError: If the configuration has no cycle.
        StoreError: If the store cannot be read.
    """
    cycle = chosen_cycle(configuration, Selection(now))
    with_objectives = {item.team for item in configuration.objectives_of(cycle.id)}
    today = min(local_day(cycle, now), cycle.end - timedelta(days=1))
    with store.reading() as connection:
        closed = closed_reviews(connection)
    lines = []
    for team in (item for item in configuration.teams if item.id in with_objectives):
        own = [item for item in closed if item.team == team.id]
        days = {item.day for item in own if item.cycle == cycle.id}
        held = max((item.held_on for item in own), default=None)
        if words := overdue_words(cycle, today, days, held):
            lines.append(f"{team.title}: {words}")
    return tuple(lines)
