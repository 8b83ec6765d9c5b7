"""Scores and the difficulty of targets across cycles, team by team; never of persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from okr import numbers
from okr.agreement.agreed import Agreed
from okr.agreement.closing import KeyResultResult, ObjectiveResult
from okr.progress import STRETCH_SHARE

CONSERVATIVE = 0.95
_CYCLES_TO_TELL = 2
_NOTICEABLE = 0.15


@dataclass(frozen=True)
class CycleRecord:
    """One closed cycle of one team.

    Attributes:
        team: Id of the team.
        cycle: Id of the cycle.
        scored: How many key results have a score.
        score: Mean of their scores as changed; None without any.
        as_agreed: Mean of their scores as agreed.
        above_bar: Share of them that reached 0.7.
        difficulty: Mean share of earlier stretches in which their metrics did not move as far; None where unknown.
    """

    team: str
    cycle: str
    scored: int
    score: float | None
    as_agreed: float | None
    above_bar: float | None
    difficulty: float | None


@dataclass(frozen=True)
class TeamRecord:
    """The closed cycles of one team, oldest first, and what they say together."""

    team: str
    cycles: tuple[CycleRecord, ...]
    notes: tuple[str, ...]


def track_records(agreed: Agreed) -> tuple[TeamRecord, ...]:
    """Return the record of every team that has a closed cycle, by team; cycles in the order of their first days."""
    closed = sorted(
        (name for name in agreed.closings if name in agreed.seals), key=lambda name: agreed.seals[name].cycle.start
    )
    teams = sorted({item.team for name in closed for item in agreed.closings[name].objectives})
    found = ((team, tuple(_cycle_record(agreed, name, team) for name in closed)) for team in teams)
    return tuple(TeamRecord(team, _with_objectives(cycles), _notes(_with_objectives(cycles))) for team, cycles in found)


def _with_objectives(cycles: Sequence[CycleRecord]) -> tuple[CycleRecord, ...]:
    return tuple(item for item in cycles if item.scored or item.difficulty is not None)


def _cycle_record(agreed: Agreed, cycle: str, team: str) -> CycleRecord:
    objectives = [item for item in agreed.closings[cycle].objectives if item.team == team]
    results = list(_results(agreed, cycle, objectives))
    changed = [item.as_changed for item in results if item.as_changed is not None]
    as_agreed = [item.as_agreed for item in results if item.as_agreed is not None]
    terms = (agreed.seals[cycle].terms_of(item.ref) for item in results)
    hard = [item.difficulty for item in terms if item is not None and item.difficulty is not None]
    return CycleRecord(
        team=team,
        cycle=cycle,
        scored=len(changed),
        score=_mean(changed),
        as_agreed=_mean(as_agreed),
        above_bar=_mean([float(value >= STRETCH_SHARE) for value in changed]),
        difficulty=_mean(hard),
    )


def _results(agreed: Agreed, cycle: str, objectives: Sequence[ObjectiveResult]) -> Iterator[KeyResultResult]:
    for objective in objectives:
        for item in objective.key_results:
            yield agreed.result(cycle, item.ref) or item


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def _notes(cycles: Sequence[CycleRecord]) -> tuple[str, ...]:
    """Return what a team's cycles say together: targets too conservative, or ambition that drops."""
    scores = [item.score for item in cycles if item.score is not None]
    hard = [item.difficulty for item in cycles if item.difficulty is not None]
    notes = []
    if len(scores) >= _CYCLES_TO_TELL and min(scores) >= CONSERVATIVE:
        shown = numbers.score(_mean(scores))
        notes.append(f"always near 1.0 ({shown} over {len(scores)} cycles): targets too conservative")
    if len(hard) >= _CYCLES_TO_TELL and hard[-1] <= hard[0] - _NOTICEABLE:
        notes.append(f"ambition drops: difficulty of targets {hard[0]:.2f} → {hard[-1]:.2f}")
    return tuple(notes)
