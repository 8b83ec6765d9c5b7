"""What pages and exports show: the store judged for one moment, never a file and never a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from metrics.dates.calendar import LocalCalendar
from okr.board import board
from okr.errors import ConfigurationError, StoreError
from okr.metric import SourceDefinition
from okr.model import Configuration, Cycle, Objective
from okr.scorecard import Board, SourceFreshness
from tracking.boards.agreeing import with_agreement, with_words
from tracking.boards.differences import differences_of
from tracking.boards.health import health_of
from tracking.boards.judging import Known, as_of_day, objective_card
from tracking.boards.knowing import known_later, known_of
from tracking.boards.outlook import told_of, with_outlook
from tracking.store.chain import head_known_at
from tracking.store.configurations import configuration_in_force
from tracking.store.connection import Store
from tracking.store.runs import SourceRun, last_run, newest_source_runs, run_known_at

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Selection:
    """What somebody wants to look at.

    Attributes:
        now: The present, aware.
        cycle: Id of the cycle; None or unknown: the one that runs, else the newest that has begun.
        team: Id of the team; None or unknown: all.
        known_at: The moment whose knowledge is replayed; None: everything that is known.
    """

    now: datetime
    cycle: str | None = None
    team: str | None = None
    known_at: datetime | None = None

    @property
    def moment(self) -> datetime:
        """The moment that is looked at."""
        return self.known_at or self.now


@dataclass(frozen=True)
class View:
    """What a selection comes to.

    Attributes:
        board: The cycle as judged.
        known: What it was judged from.
        as_of: The day it was judged on, also after the cycle's end.
        upto: Last run whose knowledge counts.
        recorded_at: When the newest of that knowledge was recorded.
        team: The team that was chosen; None: all.
    """

    board: Board
    known: Known
    as_of: date
    upto: int
    recorded_at: datetime | None
    team: str | None = None


def load_board(store: Store, selection: Selection) -> Board:
    """Return one cycle of some teams as it is known.

    Raises:
        StoreError: If the store cannot be read, or nothing has been refreshed yet.
    """
    return load_view(store, selection).board


def load_view(store: Store, selection: Selection, earlier: Known | None = None) -> View:
    """Return the board of a selection with what it was judged from, all as of one state of the store.

    Args:
        store: The history.
        selection: What somebody wants to look at.
        earlier: What was known of an earlier day of the same cycle, where no refresh came in between.

    Raises:
        StoreError: As :func:`load_board`.
    """
    with store.reading() as connection:
        upto = run_known_at(connection, selection.known_at)
        configuration = _in_force(connection, upto)
        cycle = chosen_cycle(configuration, selection)
        as_of = as_of_day(cycle, selection.moment)
        if earlier is None:
            known = known_of(connection, configuration, cycle, as_of, upto)
        else:
            known = known_later(connection, earlier, cycle, as_of, upto)
        freshness = freshness_of(configuration, known.source_runs, newest_source_runs(connection, upto, good=True))
        newest = last_run(connection, upto=upto)
        told = told_of(connection, known, cycle, as_of, upto)
        differing, head = differences_of(connection, cycle, upto), head_known_at(connection, upto)
        objectives = chosen_objectives(configuration, cycle, selection.team)
        teams = dict.fromkeys(item.team for item in objectives)
        health = health_of(connection, known, (cycle, as_of), teams, upto)
    judged = (with_outlook(objective_card(known, item, cycle, as_of), told) for item in objectives)
    cards = [with_agreement(known, card, cycle, as_of) for card in judged]
    shown = with_words(board(cycle, judged_day(cycle, selection.moment), cards, freshness), known)
    shown = replace(shown, differences=differing, head=str(head or ""), health=health)
    return View(shown, known, as_of, upto, newest.recorded_at if newest else None, selection.team)


def judged_day(cycle: Cycle, moment: datetime) -> date:
    """Return the day that a cycle is shown as judged for at a moment: the last whole one, within the cycle."""
    return min(as_of_day(cycle, moment), cycle.end - _DAY)


def complete_to(freshness: Sequence[SourceFreshness]) -> date | None:
    """Return the day up to which all sources are complete; None without a source, or while one of them never told."""
    days = [item.complete_to for item in freshness]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def chosen_cycle(configuration: Configuration, selection: Selection) -> Cycle:
    """Return the cycle that is looked at.

    Raises:
        ConfigurationError: If the configuration has none.
    """
    if not configuration.cycles:
        raise ConfigurationError("No cycle could be read from the files.", "Run `python -m tracking check` to see why.")
    asked = configuration.cycle(selection.cycle or "")
    begun = sorted(configuration.cycles, key=lambda cycle: cycle.start)
    running = [cycle for cycle in begun if cycle.start <= as_of_day(cycle, selection.moment) + _DAY]
    with_objectives = [cycle for cycle in running if configuration.objectives_of(cycle.id)]
    return asked or (with_objectives or running or begun)[-1]


def chosen_objectives(configuration: Configuration, cycle: Cycle, team: str | None) -> tuple[Objective, ...]:
    """Return the objectives of a cycle, of one team or of all, in the order of teams and then of files."""
    places = {item.id: place for place, item in enumerate(configuration.teams)}
    wanted = {team} if team in places else places.keys()
    found = [item for item in configuration.objectives_of(cycle.id) if item.team in wanted]
    return tuple(sorted(found, key=lambda item: places[item.team]))


def _in_force(connection: Connection, upto: int | None) -> Configuration:
    stored = configuration_in_force(connection, upto)
    if stored is None:
        raise StoreError("Nothing has been read yet.", "Run `python -m tracking refresh`.")
    return stored.configuration


def freshness_of(
    configuration: Configuration, last: Mapping[str, SourceRun], good: Mapping[str, SourceRun]
) -> tuple[SourceFreshness, ...]:
    """Return how fresh each source is, in the order of the files; one that was never asked has no dates."""
    return tuple(_freshness(source, last.get(source.id), good.get(source.id)) for source in configuration.sources)


def _freshness(source: SourceDefinition, last: SourceRun | None, good: SourceRun | None) -> SourceFreshness:
    calendar = LocalCalendar(source.timezone, source.week_start)
    watermark = next((run.watermark for run in (last, good) if run and run.watermark), None)
    return SourceFreshness(
        source=source.id,
        title=source.title or source.id,
        complete_to=calendar.last_complete_day(watermark) if watermark else None,
        read_at=good.read_at if good else None,
        failure=last.failure if last else "",
        failing_since=last.failing_since if last else None,
    )
