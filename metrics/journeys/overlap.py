"""Can one event be two steps? Where it cannot, steps are found one by one; where it can, rows must be counted.

One event fills one step. Whether different events can be found for some steps among the events at hand is Hall's
question: they can, exactly if every set of these steps is met by at least as many events as it has steps. Only sets
whose steps share events need counting; for a single step it is enough that an event is there.

Source: P. Hall, "On representatives of subsets", 1935.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from okr.metric import Condition, Matcher

Steps = frozenset[int]
"""Numbers of steps, from 0."""


def can_share(one: Matcher, other: Matcher) -> bool:
    """Return whether an event may meet both matchers, as far as their names and plain values tell."""
    if one.events and other.events and not set(one.events) & set(other.events):
        return False
    return not any(_exclude(left, right) for left in one.where for right in other.where)


def _exclude(left: Condition, right: Condition) -> bool:
    """Whether two conditions on one property ask for values that cannot be the same."""
    if left.property != right.property:
        return False
    values = [_values(left), _values(right)]
    return all(values) and not set(values[0] or ()) & set(values[1] or ())


def _values(condition: Condition) -> frozenset[object]:
    """The texts that a condition allows; empty where it allows others or compares by size."""
    allowed = condition.value if condition.operator == "in" else (condition.value,)
    if condition.operator not in ("eq", "in") or not all(isinstance(value, str) for value in allowed):
        return frozenset()
    return frozenset(allowed)


def counted_sets(matchers: Sequence[Matcher], steps: Iterable[int]) -> list[Steps]:
    """Return the sets of at least two of the steps whose events must be counted: those held together by sharing."""
    numbers = sorted(steps)
    sets = (frozenset(some) for size in range(2, len(numbers) + 1) for some in combinations(numbers, size))
    return [some for some in sets if _hangs_together(matchers, some)]


def _hangs_together(matchers: Sequence[Matcher], steps: Steps) -> bool:
    """Whether the steps are linked with one another by pairs that can share an event."""
    reached, waiting = {min(steps)}, set(steps) - {min(steps)}
    while near := {b for b in waiting if any(can_share(matchers[a], matchers[b]) for a in reached)}:
        reached |= near
        waiting -= near
    return not waiting


__all__ = ["Steps", "can_share", "counted_sets"]
