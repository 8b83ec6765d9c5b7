"""What stands at the end of cycles: how each was closed, and scores and difficulty team by team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from okr.agreement.closing import Closing
from okr.agreement.track_record import CycleRecord, TeamRecord, track_records
from okr.model import Cycle
from okr.progress import STRETCH_SHARE
from okr.scorecard import Board, KeyResultCard
from tracking.boards.board import Selection, load_board
from tracking.boards.judging import as_of_day
from tracking.store.configurations import configuration_in_force
from tracking.store.connection import Store
from tracking.store.records import agreed_of, kept_records
from tracking.store.runs import run_known_at


@dataclass(frozen=True)
class Track:
    """What stands at the end of cycles.

    Attributes:
        cycles: That have begun, oldest first.
        closings: Cycle → how it was closed.
        teams: One record a team, with every cycle in which it has a score; notes come from closed ones alone.
    """

    cycles: tuple[Cycle, ...] = ()
    closings: Mapping[str, Closing] = field(default_factory=dict)
    teams: tuple[TeamRecord, ...] = ()


def load_track(store: Store, selection: Selection) -> Track:
    """Return what stands at the end of every cycle that has begun, as it is known at the selection's moment.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as connection:
        upto = run_known_at(connection, selection.known_at)
        stored = configuration_in_force(connection, upto)
        agreed = agreed_of(kept_records(connection, upto))
    if stored is None:
        return Track()
    known = sorted(stored.configuration.cycles, key=lambda cycle: cycle.start)
    cycles = tuple(cycle for cycle in known if cycle.start <= as_of_day(cycle, selection.moment))
    closed = {record.team: record for record in track_records(agreed)}
    open_ = [cycle for cycle in cycles if cycle.id not in agreed.closings]
    boards = [load_board(store, replace(selection, cycle=cycle.id)) for cycle in open_]
    names = [team.id for team in stored.configuration.teams if selection.team in (None, team.id)]
    teams = tuple(_record(name, closed.get(name), boards, cycles) for name in names)
    return Track(cycles, agreed.closings, tuple(team for team in teams if team.cycles))


def _record(team: str, closed: TeamRecord | None, boards: Sequence[Board], cycles: Iterable[Cycle]) -> TeamRecord:
    """Return the cycles of a team in their order, those that are not closed as they stand."""
    found = {item.cycle: item for item in closed.cycles} if closed else {}
    found |= {board.cycle.id: item for board in boards if (item := _standing(team, board)) is not None}
    return TeamRecord(team, tuple(found[one.id] for one in cycles if one.id in found), closed.notes if closed else ())


def _standing(team: str, board: Board) -> CycleRecord | None:
    """Return how a team stands in a cycle that is not closed; None without a score."""
    cards = [card for item in board.objectives if item.objective.team == team for card in item.cards]
    scores = [card.score for card in cards if card.score is not None and card.key_result.weight > 0]
    agreed = [score for card in cards if (score := _as_agreed(card)) is not None]
    if not scores:
        return None
    return CycleRecord(
        team=team,
        cycle=board.cycle.id,
        scored=len(scores),
        score=fmean(scores),
        as_agreed=fmean(agreed) if agreed else None,
        above_bar=fmean(float(score >= STRETCH_SHARE) for score in scores),
        difficulty=None,
    )


def _as_agreed(card: KeyResultCard) -> float | None:
    return card.agreed.as_agreed if card.agreed is not None else None
