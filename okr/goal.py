"""Where a key result comes from and goes to: baseline, target, bar and plan line as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from okr.evidence import Evidence, screened_for_people
from okr.inputs import KeyResultInputs
from okr.model import KeyResultKind
from okr.plan import PlanLine, plan_line
from okr.progress import bar, is_no_move
from okr.reading import Reading
from okr.words import State

MOVES = frozenset({KeyResultKind.REACH, KeyResultKind.DELIVER})


@dataclass(frozen=True)
class Goal:
    """The numbers that a key result runs between; None where one is not known or has no meaning for its kind.

    Attributes:
        baseline: In the metric's unit.
        target: In the metric's unit, relative targets resolved.
        bar: Where the plan ends.
        line: The plan; None without a planned move, or where no result of the cycle can show in it.
    """

    baseline: float | None = None
    target: float | None = None
    bar: float | None = None
    line: PlanLine | None = None

    @property
    def is_no_move(self) -> bool:
        """Whether the target resolves to the baseline."""
        return self.baseline is not None and self.target is not None and is_no_move(self.baseline, self.target)


def goal_of(inputs: KeyResultInputs, evidence: Evidence) -> Goal:
    """Return baseline, target, bar and plan line; ``keep`` and ``discover`` have only a baseline."""
    key_result = inputs.key_result
    baseline = baseline_of(inputs, evidence)
    if key_result.kind not in MOVES or key_result.target is None:
        return Goal(baseline)
    target = key_result.target.resolve(baseline)
    if baseline is None or target is None or is_no_move(baseline, target):
        return Goal(baseline, target)
    end = bar(baseline, target, key_result.ambition)
    return Goal(baseline, target, end, plan_line(inputs.rhythm, baseline, end, key_result.pace))


def baseline_of(inputs: KeyResultInputs, evidence: Evidence) -> float | None:
    """Return the baseline as written, or as measured: the reading handed in, or the last good one before the cycle.

    A delivery without either begins at nothing.
    """
    if inputs.key_result.baseline is not None:
        return inputs.key_result.baseline.resolve(None)
    measured = inputs.baseline_reading
    if measured is None:
        before = evidence.standing_on(inputs.cycle.start - timedelta(days=1))
        measured = before.reading if before else None
    if measured is None:
        return 0.0 if inputs.key_result.kind is KeyResultKind.DELIVER else None
    return _usable(measured, inputs)


def _usable(reading: Reading, inputs: KeyResultInputs) -> float | None:
    screened = screened_for_people(reading, inputs.series)
    return screened.value if screened.state in {State.OK, State.TOO_FEW} else None
