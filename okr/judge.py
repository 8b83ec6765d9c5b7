"""One key result on one day: from readings to a card with status, score and sentence.

``judge_key_result`` is the only way a status is made. The rules stand in one list, tried in order: what cannot be
judged comes first, then what is too early, then the plan. :func:`judge_objective` and :func:`board` build on its cards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from okr import numbers, sentences
from okr.board import board
from okr.cohorts import before_share
from okr.evidence import Evidence, points, weigh
from okr.goal import MOVES, Goal, goal_of
from okr.guards import cost_words, guard_state
from okr.inputs import GuardInputs, KeyResultInputs, MetricSeries
from okr.keep import keep_status, kept_share, weeks_outside
from okr.model import KeyResultKind
from okr.moves import week_move
from okr.objective import judge_objective
from okr.plan import PlanLine, plan_points, weeks_behind
from okr.progress import progress, progress_interval, score
from okr.rhythm import counts_until, first_reading_day
from okr.scorecard import GuardState, KeyResultCard, Remembered, WeekMove
from okr.status import Verdict, at_once, by_gap, is_reached, limits_of, settled
from okr.words import JUDGED, State, Status

__all__ = ["GuardInputs", "KeyResultInputs", "MetricSeries", "board", "judge_key_result", "judge_objective"]

_DAY = timedelta(days=1)
_FIRST_JUDGED_DAY = 13
"""Offset of the day that completes two whole weeks of a cycle."""


@dataclass(frozen=True)
class _Case:
    """All that the rules look at."""

    inputs: KeyResultInputs
    evidence: Evidence
    goal: Goal
    move: WeekMove
    guards: tuple[GuardState, ...]


@dataclass(frozen=True)
class _Said:
    """What a rule says."""

    status: Status
    sentence: str
    weeks: float | None = None
    remembered: Remembered | None = None


def judge_key_result(inputs: KeyResultInputs) -> KeyResultCard:
    """Return everything that is said of one key result on one day.

    The result depends on ``inputs`` alone. No number in it is NaN; without a judged status there is no score.
    """
    evidence = weigh(_then(inputs.series, inputs), inputs.cycle, inputs.day)
    heard = (GuardInputs(one.guard, _then(one.series, inputs)) for one in inputs.guards)
    guards = tuple(guard_state(guard, inputs.cycle, inputs.day) for guard in heard)
    case = _Case(inputs, evidence, goal_of(inputs, evidence), week_move(inputs, evidence), guards)
    said = next(said for rule in _RULES if (said := rule(case)) is not None)
    return _card(case, _at_the_cost_of(said, guards))


def _then(series: MetricSeries, inputs: KeyResultInputs) -> MetricSeries:
    """Return a series as it was on the judged day: what fails today says nothing of a cycle that is over."""
    return replace(series, failure=None) if inputs.as_of > inputs.day else series


def _unjudgeable(case: _Case) -> _Said | None:
    absence = case.evidence.absence
    if absence is None or (absence.state is State.TOO_EARLY and _is_waiting(case)):
        return None
    return _Said(Status(absence.state), sentences.of_absence(case.inputs, case.evidence, absence))


def _is_waiting(case: _Case) -> bool:
    """Return whether the rule for what is too early has the better sentence: with the dates of this cycle."""
    return case.inputs.key_result.kind in MOVES and case.inputs.day < judged_from(case.inputs)


def _finding_baseline(case: _Case) -> _Said | None:
    if case.inputs.key_result.kind is not KeyResultKind.DISCOVER:
        return None
    return _Said(Status.FINDING_BASELINE, sentences.finding(case.inputs, case.evidence))


def _without_a_way(case: _Case) -> _Said | None:
    if case.goal.is_no_move:
        return _Said(Status.NO_MOVE_PLANNED, sentences.no_move(case.inputs, case.goal))
    if case.goal.baseline is None or case.goal.target is None:
        return _Said(Status.NO_DATA, sentences.no_baseline(case.inputs))
    return _Said(Status.TOO_EARLY, sentences.never(case.inputs)) if case.goal.line is None else None


def _too_early(case: _Case) -> _Said | None:
    first, current = judged_from(case.inputs), case.evidence.current
    if case.inputs.day < first:
        return _Said(Status.TOO_EARLY, sentences.too_early(case.inputs, first))
    if current is not None and current.day < first_reading_day(case.inputs.rhythm):
        return _Said(Status.TOO_EARLY, sentences.none_of_this_cycle(case.inputs, current.day))
    return None


def _kept(case: _Case) -> _Said | None:
    key_result, value = case.inputs.key_result, case.evidence.value
    if key_result.kind is not KeyResultKind.KEEP or value is None:
        return None
    weeks = weeks_outside(case.inputs, case.evidence)
    verdict = at_once(keep_status(value, case.inputs), case.inputs.remembered, case.inputs.day)
    return _judged(case, verdict, weeks, sentences.kept(case.inputs, case.evidence, weeks))


def _by_plan(case: _Case) -> _Said | None:
    inputs, evidence, goal, value = case.inputs, case.evidence, case.goal, case.evidence.value
    if goal.line is None or goal.baseline is None or goal.target is None or value is None or evidence.current is None:
        return None
    unit = inputs.series.metric.unit
    weeks = gap_as_shown(goal.line, evidence.current.day, value, unit)
    is_there = is_reached(value, goal.baseline, goal.target, unit)
    status = Status.REACHED if is_there else by_gap(weeks, limits_of(inputs.cycle))
    verdict = settled(status, case.move.verdict, inputs.remembered, inputs.cycle, inputs.day)
    words = sentences.reached(inputs, evidence, goal) if is_there else sentences.on_plan(inputs, evidence, goal, weeks)
    return _judged(case, verdict, weeks, words)


_RULES: tuple[Callable[[_Case], _Said | None], ...] = (
    _unjudgeable,
    _finding_baseline,
    _kept,
    _without_a_way,
    _too_early,
    _by_plan,
)


def _judged(case: _Case, verdict: Verdict, weeks: float, words: str) -> _Said:
    """Return a judged status with the words for a real move, for a word that waits, and for a cycle not final."""
    inputs = case.inputs
    sentence = sentences.with_move(words, case.move.verdict)
    if verdict.held:
        sentence = f"{sentence} · {sentences.held(inputs, verdict)}"
    if inputs.as_of + _DAY >= inputs.cycle.end and inputs.day < inputs.rhythm.last_day:
        return _Said(Status.NOT_FINAL, sentences.not_final(inputs, sentence), weeks, verdict.remembered)
    return _Said(verdict.remembered.status, sentence, weeks, verdict.remembered)


def _at_the_cost_of(said: _Said, guards: tuple[GuardState, ...]) -> _Said:
    """Return what is said once the guards are heard: a breached one turns ``on track`` into ``at risk``."""
    cost = cost_words(guards)
    if not cost or said.status not in JUDGED:
        return said
    status = Status.AT_RISK if said.status is Status.ON_TRACK else said.status
    return _Said(status, f"{said.sentence} · {cost}", said.weeks, said.remembered)


def gap_as_shown(line: PlanLine, day: date, value: float, unit: str) -> float:
    """Return the gap in weeks; a value that is shown equal to the plan, or on its good side, is never behind."""
    weeks = weeks_behind(line, day, value)
    shown = line.share_of(numbers.rounded(value, unit))
    planned = line.share_of(numbers.rounded(line.value_on(day), unit))
    return min(weeks, 0.0) if shown >= planned else weeks


def judged_from(inputs: KeyResultInputs) -> date:
    """Return the first day that is judged: two complete weeks into the cycle, and not before the first result."""
    return max(first_reading_day(inputs.rhythm), inputs.cycle.start + _FIRST_JUDGED_DAY * _DAY)


def _card(case: _Case, said: _Said) -> KeyResultCard:
    inputs, evidence, goal, metric = case.inputs, case.evidence, case.goal, case.inputs.series.metric
    way = _progress(case)
    rhythm, current = inputs.rhythm, evidence.current
    is_cohort = rhythm.delay > 0
    return KeyResultCard(
        key_result=inputs.key_result,
        metric_title=metric.title,
        unit=metric.unit,
        better=metric.better,
        kind=metric.kind,
        focus=metric.focus,
        source=metric.source,
        current=current.reading if current else None,
        absence=evidence.absence,
        baseline=goal.baseline,
        baseline_measured=goal.baseline is not None and inputs.key_result.baseline is None,
        target=goal.target,
        bar=goal.bar,
        plan_now=goal.line.value_on(current.day if current else inputs.day) if goal.line else None,
        progress=way[1],
        progress_lower=way[0],
        progress_upper=way[2],
        score=score(way[1]) if said.status in JUDGED else None,
        status=said.status,
        sentence=said.sentence,
        weeks_behind=said.weeks,
        week=case.move,
        series=points(evidence),
        plan=plan_points(goal.line) if goal.line else (),
        guards=case.guards,
        needed_per_week=_needed_per_week(case) if said.status in JUDGED else None,
        achieved_per_week=_achieved_per_week(case) if said.status in JUDGED else None,
        first_result=first_reading_day(rhythm) + _DAY if is_cohort else None,
        counts_until=counts_until(inputs.cycle, rhythm.maturity_days, rhythm.anchor) if is_cohort else None,
        read_at=inputs.read_at,
        remembered=said.remembered or inputs.remembered,
        newly=_is_new(inputs, said),
        from_before_share=before_share(inputs, current.day) if current and is_cohort else None,
    )


def _progress(case: _Case) -> tuple[float | None, float | None, float | None]:
    """Return progress with its interval (lower, value, upper); None where there is no result of the cycle yet."""
    if case.inputs.key_result.kind is KeyResultKind.KEEP:
        return None, kept_share(case.inputs, case.evidence), None
    value, goal, current = case.evidence.value, case.goal, case.evidence.current
    if value is None or current is None or current.day < first_reading_day(case.inputs.rhythm):
        return None, None, None
    low, high = progress_interval(current.reading.lower, current.reading.upper, goal.baseline, goal.target)
    return low, progress(value, goal.baseline, goal.target), high


def _needed_per_week(case: _Case) -> float | None:
    """Return the move a week that still reaches the bar; None without days left."""
    days = (case.inputs.rhythm.last_day - case.inputs.day).days
    if case.evidence.value is None or case.goal.bar is None or days <= 0:
        return None
    return (case.goal.bar - case.evidence.value) / days * 7


def _achieved_per_week(case: _Case) -> float | None:
    """Return the move a week from the baseline since the cycle began; None before its first whole week."""
    days = (case.inputs.day - case.inputs.cycle.start).days + 1
    if case.evidence.value is None or case.goal.baseline is None or case.goal.target is None or days < 7:
        return None
    return (case.evidence.value - case.goal.baseline) / days * 7


def _is_new(inputs: KeyResultInputs, said: _Said) -> bool:
    """Return whether the judged word changed within the last review period."""
    if said.remembered is None:
        return False
    return (inputs.day - said.remembered.changed_on).days < 7 * max(1, inputs.cycle.review_every_weeks)
