"""Guards: what must not be hurt on the way."""

from __future__ import annotations

from datetime import date

from okr import numbers
from okr.evidence import weigh
from okr.inputs import GuardInputs
from okr.model import Cycle, Guard
from okr.progress import is_inside
from okr.scorecard import GuardState
from okr.words import WORDS, Status


def guard_state(inputs: GuardInputs, cycle: Cycle, day: date) -> GuardState:
    """Return a guard with its newest figure; a figure that may not be judged neither keeps nor breaks it."""
    guard, metric = inputs.guard, inputs.series.metric
    evidence = weigh(inputs.series, cycle, day)
    value = evidence.value
    kept = None if value is None else is_kept(guard, value, metric.unit)
    shown = evidence.current.reading.value if evidence.current else None
    words = f"{metric.title} {numbers.amount(shown, metric.unit)} ({_limit(guard, metric.unit)})"
    if evidence.absence is not None:
        state = WORDS[Status(evidence.absence.state)].lower()
        words = f"{words}, {state}"
    return GuardState(guard, metric.title, metric.unit, shown, kept, words)


def is_kept(guard: Guard, value: float, unit: str) -> bool:
    """Return whether a value keeps a guard, both as shown; the limit itself is kept."""
    above = None if guard.at_least is None else numbers.rounded(guard.at_least, unit)
    below = None if guard.at_most is None else numbers.rounded(guard.at_most, unit)
    return is_inside(numbers.rounded(value, unit), above, below)


def cost_words(guards: tuple[GuardState, ...]) -> str:
    """Return what the progress costs: ``at the cost of tickets per new user 0.91 (limit 0.80)``; empty if nothing."""
    breached = [guard.sentence for guard in guards if guard.kept is False]
    return f"at the cost of {' and '.join(breached)}" if breached else ""


def _limit(guard: Guard, unit: str) -> str:
    ends = [
        f"{word} {numbers.number(limit, unit)}"
        for word, limit in (("at least", guard.at_least), ("at most", guard.at_most))
        if limit is not None
    ]
    return "limit " + ends[0].split(" ")[-1] if len(ends) == 1 else ", ".join(ends)
