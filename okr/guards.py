"""Guards: what must not be hurt on the way."""

from __future__ import annotations

from datetime import date

from okr import numbers
from okr.evidence import weigh
from okr.inputs import GuardInputs
from okr.keep import limits_as_shown
from okr.model import Cycle, Guard
from okr.scorecard import GuardState
from okr.words import WORDS, Status


def guard_state(inputs: GuardInputs, cycle: Cycle, day: date) -> GuardState:
    """Return a guard with its newest figure; a figure that may not be judged neither keeps nor breaks it."""
    guard, metric = inputs.guard, inputs.series.metric
    evidence = weigh(inputs.series, cycle, day)
    value = evidence.value
    limits = limits_as_shown(guard.at_least, guard.at_most, metric.unit)
    kept = None if value is None else limits.keep(value)
    shown = evidence.current.reading.value if evidence.current else None
    is_named = metric.unit.casefold() in metric.title.casefold()
    figure = numbers.number(shown, metric.unit) if is_named else numbers.amount(shown, metric.unit)
    words = f"{metric.title} {figure} ({_limit(guard, metric.unit)})"
    if evidence.absence is not None:
        state = WORDS[Status(evidence.absence.state)].lower()
        words = f"{words}, {state}"
    return GuardState(guard, metric.title, metric.unit, shown, kept, words)


def cost_words(guards: tuple[GuardState, ...]) -> str:
    """Return what the progress costs: ``at the cost of tickets per new user 0.91 (limit 0.80)``; empty if nothing."""
    breached = [guard.sentence for guard in guards if guard.kept is False]
    return f"at the cost of {' and '.join(breached)}" if breached else ""


def _limit(guard: Guard, unit: str) -> str:
    """Return ``limit 0.80``, or both limits; without the unit, which stands beside the value."""
    ends = [_bare(limit, unit) for limit in (guard.at_least, guard.at_most) if limit is not None]
    return "limit " + ends[0] if len(ends) == 1 else "limits " + " to ".join(ends)


def _bare(limit: float, unit: str) -> str:
    text = numbers.amount(limit, unit)
    return numbers.beside(text, text)
