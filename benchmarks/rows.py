"""What a benchmark yields, and how two things are timed against each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One figure beside its budget.

    Attributes:
        promise: Number of the promise, like ``P8``.
        what: What was timed against what.
        budget: The budget as written.
        figure: The figure as written.
        holds: Whether the figure is within the budget.
    """

    promise: str
    what: str
    budget: str
    figure: str
    holds: bool

    @property
    def verdict(self) -> str:
        """The judgement in one word."""
        return "holds" if self.holds else "BROKEN"


def at_most(promise: str, what: str, figure: float, budget: float) -> Row:
    """Return the row of a ratio that may not exceed its budget."""
    return Row(promise, what, f"≤ {budget:.2f}×", f"{figure:.2f}×", figure <= budget)


def ratio(measured: Callable[[], object], yardstick: Callable[[], object], rounds: int = 7) -> float:
    """Return how long ``measured`` takes as a multiple of ``yardstick``.

    Medians over rounds in which the two take turns; a first round is not counted.
    """
    pairs = [(seconds(measured), seconds(yardstick)) for _ in range(rounds + 1)][1:]
    return median(first for first, _ in pairs) / median(second for _, second in pairs)


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
