"""Objectives and key results as values: what people agreed on, before any number is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from okr.issues import Issue, Place
from okr.metric import NO_PLACE, Duration, MetricDefinition, SourceDefinition
from okr.roadmap import RoadmapItem


class KeyResultKind(StrEnum):
    """How a key result is met: a move, a limit kept, a baseline found, a thing delivered."""

    REACH = "reach"
    KEEP = "keep"
    DISCOVER = "discover"
    DELIVER = "deliver"


class Ambition(StrEnum):
    """How much of the target counts as a strong result: 0.7 of a stretch, all of a commitment."""

    STRETCH = "stretch"
    COMMITTED = "committed"


class Anchor(StrEnum):
    """Which cohorts count for a cycle: those whose window closes in it, or those that start in it."""

    MATURES_IN = "matures_in"
    STARTS_IN = "starts_in"


@dataclass(frozen=True)
class Cycle:
    """A stretch of time with its objectives.

    Attributes:
        id: Like ``2026-q4``.
        start: First day.
        end: First day after it (exclusive).
        timezone: IANA zone that sets "today" and the reviews.
        review_weekday: 0 for Monday.
        review_every_weeks: 1 or 2.
        silenced: Practice rule → reason why it does not apply here.
    """

    id: str
    start: date
    end: date
    timezone: str
    title: str = ""
    calendar: str = "default"
    priorities: tuple[str, ...] = ()
    review_weekday: int = 0
    review_every_weeks: int = 1
    silenced: Mapping[str, str] = field(default_factory=dict, hash=False)
    place: Place = field(default=NO_PLACE, compare=False)

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days


@dataclass(frozen=True)
class Agreement:
    """What a team has agreed to give to another one: the answer to a dependency."""

    to: str
    what: str


@dataclass(frozen=True)
class Team:
    """A team; never a person.

    Attributes:
        may_edit: Who may record for the team; empty where that is not limited.
        agreements: What it has agreed to give to other teams.
    """

    id: str
    title: str
    contact: str = ""
    may_edit: tuple[str, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    place: Place = field(default=NO_PLACE, compare=False)


@dataclass(frozen=True)
class Amount:
    """A number as written: absolute, or relative to the baseline.

    Attributes:
        value: In the metric's unit (a share as 0–1); for ``relative`` the factor applied to the baseline
            (``+20%`` is 1.2, ``-40%`` is 0.6, ``x3`` is 3.0).
        relative: Whether it is a factor.
        text: As written.
    """

    value: float
    relative: bool = False
    text: str = ""

    def resolve(self, baseline: float | None) -> float | None:
        """Return the absolute value, or None where it is relative to an unknown baseline."""
        if not self.relative:
            return self.value
        return None if baseline is None else baseline * self.value


@dataclass(frozen=True)
class MeasuredOver:
    """How one number is taken from a metric's series.

    Attributes:
        kind: ``last`` (the trailing window of ``length``), ``latest`` (the newest complete period), or
            ``cycle_to_date``.
        length: The window; None for the other two.
    """

    kind: str = "latest"
    length: Duration | None = None

    @property
    def words(self) -> str:
        """The window in words, as stored beside every reading made with it."""
        if self.kind == "last" and self.length is not None:
            return f"last {self.length}"
        return "cycle to date" if self.kind == "cycle_to_date" else "latest"


@dataclass(frozen=True)
class Guard:
    """A metric that must not be hurt on the way: at most or at least a limit (inclusive)."""

    metric: str
    at_most: float | None = None
    at_least: float | None = None


@dataclass(frozen=True)
class KeyResult:
    """A metric, a baseline and a target.

    Attributes:
        id: Unique within its objective.
        ref: Unique everywhere: ``team/objective/key-result``.
        baseline: As written; None: measured.
        target: As written; None for ``keep`` and ``discover``.
        keep_above: Lower limit of a ``keep`` (inclusive).
        keep_below: Upper limit of a ``keep`` (inclusive).
        pace: Checkpoints, date → value in the metric's unit.
        weight: Share in the objective's score before normalising.
        keep_amber: How near to a limit of a ``keep`` is at risk, in the metric's unit; 0 is no such zone.
        silenced: Practice rule → reason why it does not apply here.
    """

    id: str
    ref: str
    title: str
    metric: str
    kind: KeyResultKind = KeyResultKind.REACH
    baseline: Amount | None = None
    target: Amount | None = None
    measured_over: MeasuredOver = field(default_factory=MeasuredOver)
    anchor: Anchor = Anchor.MATURES_IN
    ambition: Ambition = Ambition.STRETCH
    pace: Mapping[date, float] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    keep_above: float | None = None
    keep_below: float | None = None
    weight: float = 1.0
    is_output: bool = False
    keep_amber: float = 0.0
    silenced: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default=NO_PLACE, compare=False)


@dataclass(frozen=True)
class Support:
    """The parent that an objective serves, and why."""

    objective: str
    because: str = ""


@dataclass(frozen=True)
class Dependency:
    """Something another team must give; ``confirmed`` once that team says so in its own file."""

    team: str
    what: str
    confirmed: bool = False


@dataclass(frozen=True)
class Objective:
    """What a team wants to be true at the end of a cycle.

    Attributes:
        id: Unique among the objectives of its team.
        ref: Unique everywhere: ``team/objective``.
        priority: The priority of the cycle that it serves; empty where none is named.
        left_out: Names of key results that have a fault, so that a score without them is not the whole objective's.
        silenced: Practice rule → reason why it does not apply here.
    """

    id: str
    ref: str
    title: str
    team: str
    cycle: str
    key_results: tuple[KeyResult, ...] = ()
    why: str = ""
    ambition: Ambition = Ambition.STRETCH
    supports: Support | None = None
    depends_on: tuple[Dependency, ...] = ()
    priority: str = ""
    left_out: tuple[str, ...] = ()
    silenced: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default=NO_PLACE, compare=False)


@dataclass(frozen=True)
class Configuration:
    """Everything that was understood from the files, with everything that was not.

    What refers to something that could not be read is left out with it, and an issue says so.

    Attributes:
        health: ``cycle/team`` → metrics that the team keeps in sight beside its objectives, never scored.
        demo_on: The day that a demonstration takes for today.
    """

    cycles: tuple[Cycle, ...] = ()
    teams: tuple[Team, ...] = ()
    sources: tuple[SourceDefinition, ...] = ()
    metrics: tuple[MetricDefinition, ...] = ()
    objectives: tuple[Objective, ...] = ()
    health: Mapping[str, tuple[Guard, ...]] = field(default_factory=dict)
    roadmap: tuple[RoadmapItem, ...] = ()
    demo_on: date | None = None
    issues: tuple[Issue, ...] = ()

    def metric(self, metric_id: str) -> MetricDefinition | None:
        """Return the metric with this id."""
        return next((metric for metric in self.metrics if metric.id == metric_id), None)

    def cycle(self, cycle_id: str) -> Cycle | None:
        """Return the cycle with this id."""
        return next((cycle for cycle in self.cycles if cycle.id == cycle_id), None)

    def source(self, source_id: str | None) -> SourceDefinition | None:
        """Return the source with this id."""
        return next((source for source in self.sources if source.id == source_id), None)

    def team(self, team_id: str) -> Team | None:
        """Return the team with this id."""
        return next((team for team in self.teams if team.id == team_id), None)

    def health_of(self, cycle_id: str, team_id: str) -> tuple[Guard, ...]:
        """Return the health metrics of one team in one cycle, in file order."""
        return self.health.get(f"{cycle_id}/{team_id}", ())

    def objectives_of(self, cycle_id: str) -> tuple[Objective, ...]:
        """Return the objectives of one cycle, in file order."""
        return tuple(objective for objective in self.objectives if objective.cycle == cycle_id)
