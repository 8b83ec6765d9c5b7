"""What a page shows of an objective and its key results: every verdict with its inputs, as plain values.

These classes are shelves; the reckoning that fills them is in :mod:`okr.progress`, :mod:`okr.plan`,
:mod:`okr.status`, :mod:`okr.noise` and :mod:`okr.judge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from okr.agreement.agreed import AgreedMark
from okr.model import Cycle, Guard, KeyResult, Objective
from okr.outlook.shelf import Forecast, MoveParts
from okr.reading import Absence, Reading
from okr.words import State, Status


@dataclass(frozen=True)
class Point:
    """One reading of a series, cut down to what a chart draws.

    Attributes:
        day: The last whole day that counts.
        value: In the metric's unit; None where there is no figure.
        lower: Lower end of the interval, where one applies.
        upper: Upper end.
        state: Why there is no figure, or OK.
        complete: False where the data of the period were not complete yet.
        definition_version: A change of it breaks the line.
    """

    day: date
    value: float | None
    lower: float | None = None
    upper: float | None = None
    state: State = State.OK
    complete: bool = True
    definition_version: str = ""


@dataclass(frozen=True)
class PlanPoint:
    """What the reading of one day would be exactly on plan."""

    day: date
    value: float


@dataclass(frozen=True)
class GuardState:
    """A guard with its newest figure; ``kept`` is None where it cannot be told."""

    guard: Guard
    title: str
    unit: str
    value: float | None
    kept: bool | None
    sentence: str


@dataclass(frozen=True)
class WeekMove:
    """How the value moved against the reading of seven days before.

    Attributes:
        change: In the metric's unit (a share as 0–1, shown in points); None without both readings.
        verdict: ``real change, better``, ``real change, worse`` (``real change`` alone for a metric without direction),
            ``normal variation`` or ``too little history to tell``.
    """

    change: float | None
    verdict: str


@dataclass(frozen=True)
class Remembered:
    """What was said of a key result on the last day it was judged; it decides when a word may change.

    Attributes:
        status: What was shown, before any guard.
        changed_on: Since when it has been shown.
        by_gap: What the gap alone said.
        since: First day of the unbroken run of days on which the gap was on this side of the word shown (worse, the
            same, better).
    """

    status: Status
    changed_on: date
    by_gap: Status
    since: date


@dataclass(frozen=True)
class KeyResultCard:
    """Everything that is said of one key result on one day.

    Attributes:
        key_result: As agreed.
        metric_title: Title of its metric, for people.
        unit: Unit of its metric.
        better: ``up``, ``down`` or ``none``.
        kind: The metric's kind.
        focus: The metric's focus area.
        source: Id of the source; None for values by hand.
        current: The newest usable reading, or the last good one where the state is out of date; None without any.
        absence: Why the current number is missing, old or not judged; None where it is good.
        baseline: In the metric's unit.
        baseline_measured: Whether the baseline was taken from the data and not written.
        target: In the metric's unit, relative targets resolved.
        bar: Where the plan ends: 0.7 of the way for a stretch, the target for a commitment.
        plan_now: What the current reading would be exactly on plan.
        progress: Unbounded share of the way from baseline to target.
        progress_lower: Progress at the end of the interval that is nearer the baseline.
        progress_upper: Progress at the other end.
        score: Progress clamped to 0–1; None while it cannot be judged.
        status: One word.
        sentence: Why this status, in one sentence.
        weeks_behind: Weeks of plan; negative is ahead; None where not judged.
        week: The week's move.
        series: Readings of the cycle, oldest first (and up to a year before it, for the 12-month view).
        plan: The plan line of the cycle, day by day.
        guards: The guards with their newest figures.
        needed_per_week: Move a week that would still reach the bar by the end of the cycle.
        achieved_per_week: Move a week so far in this cycle.
        first_result: When the first result of this cycle can be known (cohort metrics).
        counts_until: Last start day that still counts in this cycle (cohort metrics).
        read_at: When the current reading was taken.
        remembered: What to hand in as ``remembered`` when the next day is judged; store it with the day.
        newly: Whether the status word changed within the last review period.
        from_before_share: Which share of those counted began before this cycle (cohort metrics).
        agreed: What was agreed, what was changed since, and both scores; None where the cycle is not agreed.
        forecast: Where it ends if things go on as they did, as the last refresh foretold from the current reading.
        parts: What the move is made of since what was said at least a week ago; None where that is not known.
    """

    key_result: KeyResult
    metric_title: str
    unit: str
    better: str
    kind: str
    focus: str
    source: str | None
    current: Reading | None
    absence: Absence | None
    baseline: float | None
    baseline_measured: bool
    target: float | None
    bar: float | None
    plan_now: float | None
    progress: float | None
    progress_lower: float | None
    progress_upper: float | None
    score: float | None
    status: Status
    sentence: str
    weeks_behind: float | None
    week: WeekMove
    series: tuple[Point, ...]
    plan: tuple[PlanPoint, ...]
    guards: tuple[GuardState, ...] = ()
    needed_per_week: float | None = None
    achieved_per_week: float | None = None
    first_result: date | None = None
    counts_until: date | None = None
    read_at: datetime | None = None
    remembered: Remembered | None = None
    newly: bool = False
    from_before_share: float | None = None
    agreed: AgreedMark | None = None
    forecast: Forecast | None = None
    parts: MoveParts | None = None


@dataclass(frozen=True)
class ObjectiveCard:
    """An objective and its key results on one day.

    Attributes:
        objective: As agreed.
        cards: Its key results, in file order.
        status: Of the worst judged key result; None where none can be judged.
        worst: Index of that key result in ``cards``.
        judged: How many are judged.
        score: Mean of the judged scores (weighted); None without any.
        score_low: What the score would be if every unjudged key result ended at 0.
        score_high: The same if they all ended at 1.
        sentence: Status and reason in one line.
        as_agreed: Mean of the scores against what was agreed; None where the cycle is not agreed or nothing is judged.
    """

    objective: Objective
    cards: tuple[KeyResultCard, ...]
    status: Status | None
    worst: int | None
    judged: int
    score: float | None
    score_low: float | None
    score_high: float | None
    sentence: str
    as_agreed: float | None = None


@dataclass(frozen=True)
class SourceFreshness:
    """How fresh one source is: watermark, last good read, and the failure in plain words if the last one failed."""

    source: str
    title: str
    complete_to: date | None
    read_at: datetime | None
    failure: str = ""
    failing_since: datetime | None = None


@dataclass(frozen=True)
class TeamHealth:
    """The metrics that a team keeps in sight beside its objectives: never scored, in file order."""

    team: str
    states: tuple[GuardState, ...]


@dataclass(frozen=True)
class Board:
    """One cycle of some teams on one day: what the overview shows.

    Attributes:
        cycle: The cycle shown.
        as_of: The last whole day that counts ("today" minus one), in the cycle's zone.
        week: Week of the cycle, from 1.
        weeks: How many weeks the cycle has.
        objectives: In stable team order.
        needs_you: References of the at most three key results that need somebody, worst first.
        counts: How many key results have each status.
        freshness: Per source.
        agreed_on: The day on which the cycle was agreed; None where it is not.
        agreement: When it was agreed, changed and closed, in words; empty where it is not.
        differences: What the files say in another way than agreed, in words.
        head: Head of the history's chain when this was known.
        health: What the teams shown keep in sight, those that have any.
    """

    cycle: Cycle
    as_of: date
    week: int
    weeks: int
    objectives: tuple[ObjectiveCard, ...]
    needs_you: tuple[str, ...]
    counts: tuple[tuple[Status, int], ...]
    freshness: tuple[SourceFreshness, ...]
    agreed_on: date | None = None
    agreement: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    head: str = ""
    health: tuple[TeamHealth, ...] = ()

    def card(self, ref: str) -> KeyResultCard | None:
        """Return the card of the key result ``ref``."""
        cards = (card for objective in self.objectives for card in objective.cards)
        return next((card for card in cards if card.key_result.ref == ref), None)
