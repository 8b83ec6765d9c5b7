"""Whether a changed definition of a metric changed its figures: plumbing, or another meaning."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta

from okr.agreement.seal import MEANING, PLUMBING, DefinitionChange

EIGHT_WEEKS = timedelta(weeks=8)
_SAME = 1e-9


def definition_change(
    metric: str, versions: tuple[str, str], on: date, before: Mapping[date, float], after: Mapping[date, float]
) -> DefinitionChange:
    """Return what a change of definition is, from the figures of the last eight weeks under both.

    It is plumbing where every figure that both know is the same, to the last few bits; where there is none to compare
    nobody can say so, and it counts as another meaning.

    Args:
        metric: Id of the metric.
        versions: Of the definition before and since.
        on: The first day measured anew.
        before: Day → figure under the old definition.
        after: Day → figure under the new one.
    """
    days = [day for day in before.keys() & after.keys() if on - EIGHT_WEEKS <= day < on]
    differing = sum(not math.isclose(before[day], after[day], rel_tol=_SAME, abs_tol=_SAME) for day in days)
    kind = PLUMBING if days and not differing else MEANING
    return DefinitionChange(metric, versions[0], versions[1], on, kind, len(days), differing)
