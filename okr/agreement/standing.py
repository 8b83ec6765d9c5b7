"""What a key result is judged by once it is agreed: its baseline, and whether its metric still means the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from okr.agreement.agreed import Agreed
from okr.agreement.seal import DEFINITION, MEANING, DefinitionChange, Measured, Terms
from okr.model import KeyResult, KeyResultKind
from okr.reading import Reading
from okr.words import State

_BASELINE_FIELDS = frozenset({"baseline", "kind", "metric"})


@dataclass(frozen=True)
class Standing:
    """How an agreed key result is judged.

    Attributes:
        key_result: Without a baseline where it must be measured anew.
        baseline_reading: The reading that the baseline was agreed from; None: it is measured from what is known.
        redefined: The change after which the metric means something else; None where it does not.
        is_amended: Whether people agreed to that change.
    """

    key_result: KeyResult
    baseline_reading: Reading | None = None
    redefined: DefinitionChange | None = None
    is_amended: bool = True


def standing(agreed: Agreed, cycle: str, key_result: KeyResult, version: str) -> Standing:
    """Return how a key result is judged, by what is agreed for its cycle.

    Args:
        agreed: What is known of all agreements.
        cycle: Id of the cycle.
        key_result: With its amendments.
        version: Of its metric's definition as it is read now.
    """
    seal = agreed.seals.get(cycle)
    terms = seal.terms_of(key_result.ref) if seal else None
    if seal is None or terms is None:
        return Standing(key_result)
    original = seal.key_result(key_result.ref)
    is_same_metric = original is not None and original.metric == key_result.metric
    redefined = redefinition(agreed, key_result.metric, terms, version) if is_same_metric else None
    if redefined is not None:
        return _redefined(agreed, key_result, redefined)
    is_same_window = original is not None and original.measured_over == key_result.measured_over
    if key_result.baseline is not None or terms.measured is None or not (is_same_metric and is_same_window):
        return Standing(key_result)
    return Standing(key_result, reading_of(terms.measured, key_result.metric, terms.definition_version))


def redefinition(agreed: Agreed, metric: str, terms: Terms, version: str) -> DefinitionChange | None:
    """Return the first change since the agreed definition that gave the metric another meaning; None without one.

    A definition that was brought back means what was agreed.
    """
    if version == terms.definition_version:
        return None
    found: list[DefinitionChange] = []
    for change in agreed.definitions:
        if change.metric == metric:
            found = [] if change.after == terms.definition_version else [*found, change]
    return next((change for change in found if change.kind == MEANING), None)


def has_written_baseline(key_result: KeyResult) -> bool:
    """Return whether somebody wrote a baseline that the data may contradict; a delivery begins at nothing anyhow."""
    return key_result.baseline is not None and key_result.kind is not KeyResultKind.DELIVER


def reading_of(measured: Measured, metric: str, version: str) -> Reading:
    """Return the figure that was measured at sealing as the reading it was."""
    last = measured.period_end - timedelta(days=1)
    return Reading(
        metric=metric,
        definition_version=version,
        window=measured.window,
        period_start=measured.period_start,
        period_end=measured.period_end,
        state=State.OK,
        watermark=datetime.combine(measured.period_end, time(), UTC),
        value=measured.value,
        lower=measured.lower,
        upper=measured.upper,
        n=measured.n,
        denominator=measured.denominator,
        as_of=last,
    )


def _redefined(agreed: Agreed, key_result: KeyResult, change: DefinitionChange) -> Standing:
    """Return the standing under another meaning: the baseline is measured anew, unless people agreed on one since."""
    later = [item for item in agreed.amendments_of(key_result.ref) if item.on >= change.on]
    is_amended = any(item.field in {DEFINITION, *_BASELINE_FIELDS} for item in later)
    keeps = any(item.field in _BASELINE_FIELDS for item in later) or key_result.kind is KeyResultKind.DELIVER
    judged = key_result if keeps else replace(key_result, baseline=None)
    return Standing(judged, None, change, is_amended)
