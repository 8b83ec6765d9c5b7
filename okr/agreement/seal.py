"""What people agreed on for a cycle and what they changed since: plain values.

A seal is never changed. Amendments stand beside it in the order in which they were written, so that every key result
can be scored as agreed and as changed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from okr.metric import MetricDefinition
from okr.model import Cycle, KeyResult, Objective

SEAL_VERSION = 1
PLUMBING, MEANING = "plumbing", "meaning"
ADDED, DROPPED, DEFINITION = "added", "dropped", "definition"


@dataclass(frozen=True)
class Measured:
    """A figure as the data gave it when the cycle was agreed.

    Attributes:
        value: In the metric's unit.
        lower: Lower end of its interval; None where none applies.
        upper: Upper end.
        n: How many units it stands on.
        denominator: The sum below the line of a share.
        window: The window in words.
        period_start: First day that it counts.
        period_end: First day after it.
    """

    value: float
    lower: float | None
    upper: float | None
    n: int | None
    denominator: float | None
    window: str
    period_start: date
    period_end: date


@dataclass(frozen=True)
class Terms:
    """The numbers behind one key result as they were agreed.

    Attributes:
        ref: The key result.
        unit: Of its metric.
        better: ``up``, ``down`` or ``none``.
        definition_version: Of its metric.
        baseline: As written or as measured; None where it could not be measured yet.
        target: Relative targets resolved; None for kinds without one.
        bar: Where the plan ends.
        on_track_weeks: Up to how many weeks behind is on track.
        at_risk_weeks: Up to how many weeks behind is at risk.
        measured: What the data said of the baseline; None where they said nothing.
        moved_before: In how many earlier stretches as long as the cycle the metric moved at least as far.
        stretches: How many such stretches there are to look at.
    """

    ref: str
    unit: str
    better: str
    definition_version: str
    baseline: float | None
    target: float | None
    bar: float | None
    on_track_weeks: float
    at_risk_weeks: float
    measured: Measured | None = None
    moved_before: int | None = None
    stretches: int | None = None

    @property
    def difficulty(self) -> float | None:
        """The share of earlier stretches in which the metric did not move as far; None without any to look at."""
        if self.moved_before is None or not self.stretches:
            return None
        return 1 - self.moved_before / self.stretches


@dataclass(frozen=True)
class Seal:
    """A cycle as agreed.

    Attributes:
        cycle: With its dates.
        agreed_on: The local day on which it was sealed.
        objectives: With their key results as written.
        metrics: The definitions that they name.
        terms: The numbers behind each key result.
        version: Of this shape.
    """

    cycle: Cycle
    agreed_on: date
    objectives: tuple[Objective, ...]
    metrics: tuple[MetricDefinition, ...]
    terms: tuple[Terms, ...]
    version: int = SEAL_VERSION

    def key_result(self, ref: str) -> KeyResult | None:
        """Return the key result ``ref`` as agreed."""
        found = (item for objective in self.objectives for item in objective.key_results)
        return next((item for item in found if item.ref == ref), None)

    def terms_of(self, ref: str) -> Terms | None:
        """Return the agreed numbers of the key result ``ref``."""
        return next((item for item in self.terms if item.ref == ref), None)


@dataclass(frozen=True)
class Amendment:
    """One change that people agreed to after sealing.

    Attributes:
        cycle: Id of the cycle.
        ref: The key result, the objective, or the cycle itself.
        field: The key that changed, or ``added``, ``dropped``, ``definition``.
        before: What was agreed before, as plain values in the way of the files.
        after: What is agreed from now on.
        on: The day of the change.
        reason: Why.
        approved_by: Who agreed to it.
        changes: Attribute → plain value; what :func:`okr.agreement.amending.amended` puts in.
    """

    cycle: str
    ref: str
    field: str
    before: Any
    after: Any
    on: date
    reason: str
    approved_by: str
    changes: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class DefinitionChange:
    """That a metric is measured in another way since a day.

    Attributes:
        metric: Id of the metric.
        before: Version of the definition before.
        after: Version since then.
        on: The first day on which a refresh measured it anew.
        kind: ``plumbing`` where the figures stayed the same, else ``meaning``.
        compared: How many figures of the last eight weeks could be compared.
        differing: How many of them differ.
    """

    metric: str
    before: str
    after: str
    on: date
    kind: str
    compared: int
    differing: int
