"""How a cycle ended, as it was closed: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

OUTCOMES = ("reached", "partly", "not reached", "dropped")


@dataclass(frozen=True)
class KeyResultResult:
    """How one key result ended.

    Attributes:
        ref: The key result.
        value: Its last figure, in the metric's unit.
        as_agreed: Score against what was agreed; None where it could not be judged.
        as_changed: Score against what was agreed last.
        status: The word it ended with.
        final_on: The day from which its figure is final; a later one than the closing's is "not final until" it.
        adjusted: The score that people gave instead; it stands beside the computed ones.
        reason: Why they did.
        outcome: One of :data:`OUTCOMES`.
        baseline: As judged.
        target: As judged.
    """

    ref: str
    value: float | None
    as_agreed: float | None
    as_changed: float | None
    status: str
    final_on: date
    adjusted: float | None = None
    reason: str = ""
    outcome: str = ""
    baseline: float | None = None
    target: float | None = None


@dataclass(frozen=True)
class ObjectiveResult:
    """How one objective ended.

    Attributes:
        ref: The objective.
        team: Its team.
        title: As agreed.
        score: As changed; None where nothing could be judged.
        score_low: What it would be if everything that could not be judged ended at 0.
        score_high: The same at 1.
        as_agreed: Score of what was agreed.
        outcome: One of :data:`OUTCOMES`.
        could_fail: Answer to "could all key results be met and the objective still fail?".
        learnings: What the team learned.
        key_results: How each ended.
    """

    ref: str
    team: str
    title: str
    score: float | None
    score_low: float | None
    score_high: float | None
    as_agreed: float | None
    outcome: str
    could_fail: str
    learnings: str
    key_results: tuple[KeyResultResult, ...]


@dataclass(frozen=True)
class Closing:
    """A cycle as it was closed.

    Attributes:
        cycle: Id of the cycle.
        closed_on: The local day.
        objectives: How each ended.
        version: Of this shape.
    """

    cycle: str
    closed_on: date
    objectives: tuple[ObjectiveResult, ...]
    version: int = 1

    def result(self, ref: str) -> KeyResultResult | None:
        """Return how the key result ``ref`` ended."""
        found = (item for objective in self.objectives for item in objective.key_results)
        return next((item for item in found if item.ref == ref), None)
