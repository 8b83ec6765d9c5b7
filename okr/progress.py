"""How far a key result is: the one place where progress and score are reckoned.

Progress is the share of the way from baseline to target (Google re:Work, "Grade OKRs": 0.0 to 1.0; Measure What
Matters, chapter 10), kept unbounded; the score is the same number clamped to 0–1. No function here returns NaN: what
cannot be reckoned is None.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from okr.model import Ambition

STRETCH_SHARE = 0.7
"""The share of the way that counts as a strong result of a stretch key result (re:Work: the sweet spot is 60–70 %)."""


def progress(current: float | None, baseline: float | None, target: float | None) -> float | None:
    """Return ``(current − baseline) / (target − baseline)``, unbounded.

    It is exactly 0 at the baseline and exactly 1 at the target, for rising and falling targets alike, and does not
    depend on the unit.

    Args:
        current: In the metric's unit.
        baseline: In the metric's unit.
        target: In the metric's unit.

    Returns:
        A finite number, negative behind the baseline and above 1 beyond the target; None where a value is missing, no
        move is planned (target equals baseline) or the quotient is not finite.
    """
    if current is None or baseline is None or target is None or is_no_move(baseline, target):
        return None
    quotient = (current - baseline) / (target - baseline)
    return quotient + 0.0 if math.isfinite(quotient) else None


def is_no_move(baseline: float, target: float) -> bool:
    """Return whether baseline and target are the same number (to the last few bits, after relative targets)."""
    return math.isclose(baseline, target, rel_tol=1e-12, abs_tol=0.0)


def score(progress_: float | None) -> float | None:
    """Return progress clamped to 0–1."""
    return None if progress_ is None else min(1.0, max(0.0, progress_))


def progress_interval(
    lower: float | None, upper: float | None, baseline: float | None, target: float | None
) -> tuple[float | None, float | None]:
    """Return progress at both ends of the metric's interval, the lesser progress first.

    The ends go through the same formula as the value; for a falling target the upper end of the metric is the lesser
    progress. An open end (None) stays open on its side.
    """
    first, second = progress(lower, baseline, target), progress(upper, baseline, target)
    falls = baseline is not None and target is not None and target < baseline
    return (second, first) if falls else (first, second)


def bar(baseline: float, target: float, ambition: Ambition) -> float:
    """Return where the plan ends: 0.7 of the way for a stretch, the target itself for a commitment."""
    if ambition is Ambition.COMMITTED:
        return target
    return baseline + STRETCH_SHARE * (target - baseline)


def is_inside(value: float, above: float | None, below: float | None) -> bool:
    """Return whether a value keeps its limits; both ends are inclusive and a missing limit is always kept."""
    return (above is None or value >= above) and (below is None or value <= below)


def keep_score(kept: Iterable[bool]) -> float | None:
    """Return the share of elapsed complete periods that were kept.

    Args:
        kept: For every elapsed complete period whether it was inside the limits; a period without a figure was not,
            because missing data must never raise a score.

    Returns:
        0–1, or None before the first period has elapsed.
    """
    periods = list(kept)
    return sum(periods) / len(periods) if periods else None
