"""Which way a key result wants its metric to go."""

from __future__ import annotations

from okr.model import KeyResult, KeyResultKind


def direction(result: KeyResult) -> int:
    """Return 1 where a key result wants more, -1 where it wants less, 0 where it does not say."""
    if result.kind is KeyResultKind.KEEP:
        return (result.keep_above is not None) - (result.keep_below is not None)
    target = result.target
    if target is None:
        return 0
    if target.relative:
        return (target.value > 1) - (target.value < 1)
    baseline = result.baseline.value if result.baseline is not None else target.value
    return (target.value > baseline) - (target.value < baseline)
