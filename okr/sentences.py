"""The sentences that stand beside a status: the reason, and what ends it.

They never repeat the status word itself (:func:`okr.words.said` puts both in one line).
"""

from __future__ import annotations

import math
from datetime import date, timedelta

from okr import numbers
from okr.evidence import FEWEST_SCORED, Evidence, people
from okr.goal import Goal
from okr.inputs import KeyResultInputs
from okr.metric import Grain
from okr.model import Anchor
from okr.noise import NORMAL, TOO_LITTLE
from okr.reading import Absence
from okr.rhythm import counts_until, first_reading_day, release_day
from okr.scorecard import Remembered
from okr.status import Verdict, changes_on
from okr.words import WORDS, State

_DAY = timedelta(days=1)
_DOT = " · "
_LONGEST_GUESS_DAYS = 92


def of_absence(inputs: KeyResultInputs, evidence: Evidence, absence: Absence) -> str:
    """Return why there is no number to judge, and what ends that."""
    reason = absence.reason.rstrip(".")
    if absence.state is State.OUT_OF_DATE:
        return _out_of_date(inputs, evidence, absence)
    if absence.state is State.CHECK_NUMBER:
        return f"{reason}; not scored until settled"
    if absence.state is State.TOO_FEW:
        return _too_few(inputs, evidence, reason)
    is_ahead = absence.until is not None and absence.until > inputs.as_of and absence.state is State.TOO_EARLY
    until = f"; likely {numbers.day_words(absence.until, inputs.as_of)}" if absence.until and is_ahead else ""
    last = _last_good(inputs, evidence) if absence.state is State.UNREADABLE and evidence.current else ""
    return f"{reason or _REASONS[absence.state]}{until}{last}"


def too_early(inputs: KeyResultInputs, from_day: date) -> str:
    """Return when the first result is known, and until when starts count (``from_day``: first day that is judged)."""
    rhythm, cycle = inputs.rhythm, inputs.cycle
    first, on = first_reading_day(rhythm), numbers.day_words(from_day + _DAY, inputs.as_of)
    if from_day > first:
        return f"first judged {on}, after two complete weeks"
    if rhythm.delay == 0:
        return f"first result {on}, when the first {rhythm.grain} of the cycle is complete"
    last = counts_until(cycle, rhythm.maturity_days, rhythm.anchor)
    ends = f"{_DOT}starts after {numbers.day_words(last, inputs.as_of)} no longer count"
    tail = ends if rhythm.anchor is Anchor.MATURES_IN else ""
    start = numbers.day_words(cycle.start, inputs.as_of)
    return f"first result {on}, when the starts of {start} have reached day {rhythm.delay}{tail}"


def none_of_this_cycle(inputs: KeyResultInputs, day: date) -> str:
    """Return that the newest reading is from before the cycle (values by hand; data that come late)."""
    return f"no reading of this cycle yet; the last is of {numbers.day_words(day, inputs.as_of)}"


def never(inputs: KeyResultInputs) -> str:
    """Return that nothing of the cycle can be known before it is over."""
    rhythm = inputs.rhythm
    if rhythm.grain is not Grain.DAY:
        return f"no {rhythm.grain} of this cycle is complete before it ends; a metric with a shorter period would tell"
    days = rhythm.maturity_days
    return f"what starts in this cycle needs {days} days, more than the cycle has; a faster metric would tell"


def on_plan(inputs: KeyResultInputs, evidence: Evidence, goal: Goal, weeks: float) -> str:
    """Return value, plan and gap: ``5.1 days, plan 4.5 · 3.2 weeks behind``."""
    unit, value = inputs.series.metric.unit, evidence.value
    day = evidence.current.day if evidence.current else inputs.day
    planned = goal.line.value_on(day) if goal.line else None
    now = numbers.amount(value, unit)
    beside = numbers.beside(numbers.amount(planned, unit), now)
    return f"{now}{_as_of(inputs, evidence)}, plan {beside}{_DOT}{gap(weeks)}"


def gap(weeks: float) -> str:
    """Return a gap in words: ``on plan``, ``3.2 weeks behind``, ``1 week ahead``."""
    shown = numbers.weeks(weeks)
    if shown == 0:
        return "on plan"
    return f"{numbers.weeks_words(shown)} {'behind' if shown > 0 else 'ahead'}"


def reached(inputs: KeyResultInputs, evidence: Evidence, goal: Goal) -> str:
    """Return that the target is reached, and until when it may be lost again."""
    unit = inputs.series.metric.unit
    now, target = numbers.amount(evidence.value, unit), numbers.amount(goal.target, unit)
    over = inputs.as_of >= inputs.rhythm.last_day
    tail = "" if over else f"; may be lost until {numbers.day_words(inputs.rhythm.last_day, inputs.as_of)}"
    return f"{now}{_as_of(inputs, evidence)}, target {numbers.beside(target, now)}{tail}"


def kept(inputs: KeyResultInputs, evidence: Evidence, weeks: float) -> str:
    """Return a value with its limits, and for how long it has been outside them."""
    now = f"{numbers.amount(evidence.value, inputs.series.metric.unit)}{_as_of(inputs, evidence)}"
    unit, key_result = inputs.series.metric.unit, inputs.key_result
    limits = limit_words(key_result.keep_above, key_result.keep_below, unit)
    outside = f"{_DOT}outside for {numbers.weeks_words(max(weeks, 0.1))}" if weeks > 0 else ""
    return f"{now}, to be kept {limits}{outside}"


def limit_words(above: float | None, below: float | None, unit: str) -> str:
    """Return limits in words: ``at least 95 %``, ``at most 2 days``, ``between 1 and 2 days``."""
    if above is not None and below is not None:
        high = numbers.amount(below, unit)
        return f"between {numbers.beside(numbers.amount(above, unit), high)} and {high}"
    if above is not None:
        return f"at least {numbers.amount(above, unit)}"
    return f"at most {numbers.amount(below, unit)}"


def with_move(sentence: str, move: str) -> str:
    """Return a sentence with the week's move where it is a real change."""
    return sentence if move in {NORMAL, TOO_LITTLE} else f"{sentence}{_DOT}{move}"


def finding(inputs: KeyResultInputs, evidence: Evidence) -> str:
    """Return what has been found of a baseline, and how it becomes a target."""
    found = numbers.amount(evidence.value, inputs.series.metric.unit)
    return f"{found} so far; an amendment with a target ends it"


def no_move(inputs: KeyResultInputs, goal: Goal) -> str:
    """Return that target and baseline are the same number."""
    return (
        f"baseline and target are both {numbers.amount(goal.target, inputs.series.metric.unit)}; a new target ends it"
    )


def no_baseline(inputs: KeyResultInputs) -> str:
    """Return which end of the way is missing."""
    start = numbers.day_words(inputs.cycle.start, inputs.as_of)
    missing = "target" if inputs.key_result.target is None else "baseline"
    return f"no {missing}: no good reading before {start}; write the {missing} down"


def not_final(inputs: KeyResultInputs, sentence: str) -> str:
    """Return until when starts of the cycle are still maturing."""
    final = numbers.day_words(inputs.rhythm.last_day + _DAY, inputs.as_of)
    return f"until {final}, when the last starts of the cycle have had their time{_DOT}{sentence}"


def held(inputs: KeyResultInputs, verdict: Verdict) -> str:
    """Return why the word does not follow the gap yet, and when it will."""
    remembered: Remembered = verdict.remembered
    review = numbers.day_words(changes_on(inputs.cycle, remembered.since, inputs.day), inputs.as_of)
    return f"{WORDS[remembered.by_gap].lower()} from the review of {review} if it lasts"


def _as_of(inputs: KeyResultInputs, evidence: Evidence) -> str:
    """Return the day of a value that is not the newest there could be; empty where it is."""
    if evidence.current is None or evidence.current.day >= release_day(inputs.rhythm, inputs.day):
        return ""
    return f" as of {numbers.day_words(evidence.current.day, inputs.as_of)}"


def _out_of_date(inputs: KeyResultInputs, evidence: Evidence, absence: Absence) -> str:
    reason = absence.reason.rstrip(".") or "source silent"
    since = f" since {numbers.instant_words(absence.since)}" if absence.since else ""
    return f"{_good_words(inputs, evidence)}; {reason}{since}; not scored"


def _last_good(inputs: KeyResultInputs, evidence: Evidence) -> str:
    return f"{_DOT}last good {_good_words(inputs, evidence)}"


def _good_words(inputs: KeyResultInputs, evidence: Evidence) -> str:
    if evidence.current is None:
        return numbers.NOTHING
    value = numbers.amount(evidence.current.reading.value, inputs.series.metric.unit)
    return f"{value} as of {numbers.day_words(evidence.current.day, inputs.as_of)}"


def _too_few(inputs: KeyResultInputs, evidence: Evidence, reason: str) -> str:
    """Return ``17 of 30``, with the day when there are likely enough: by the growth of the last week."""
    found = likely_enough(inputs, evidence)
    likely = f", likely {numbers.day_words(found, inputs.as_of)}" if found and found > inputs.as_of else ""
    return f"{reason}{likely}"


def likely_enough(inputs: KeyResultInputs, evidence: Evidence) -> date | None:
    """Return the day on which enough people are likely to be counted; None where the group does not grow."""
    counts = [(dated.day, people(dated.reading, inputs.series.metric)) for dated in evidence.series]
    known = [(day, count) for day, count in counts if count is not None]
    before = [item for item in known if known[-1][0] - item[0] >= 7 * _DAY]
    if not before or known[-1][1] <= before[-1][1]:
        return None
    (day, count), (earlier, fewer) = known[-1], before[-1]
    wait = math.ceil((FEWEST_SCORED - count) * (day - earlier).days / (count - fewer))
    return day + (wait + 1) * _DAY if wait <= _LONGEST_GUESS_DAYS else None


_REASONS = {
    State.NO_DATA: "no rows in this period",
    State.NOBODY: "nobody in this period",
    State.TOO_EARLY: "nothing is final yet",
    State.UNREADABLE: "the last read failed",
    State.HIDDEN: "fewer than 10 people",
}
