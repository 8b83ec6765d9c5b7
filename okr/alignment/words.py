"""What is called out of roadmap and alignment, in lines for a terminal and as plain values for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from okr import numbers
from okr.alignment.claims import Claim, Hold
from okr.alignment.effects import Verdict
from okr.alignment.trace import Trace, Traced
from okr.alignment.view import Alignment


def trace_lines(trace: Trace) -> Iterator[str]:
    """Yield how much of the work serves a key result, what shipped and stayed flat, and the orphans of both sides."""
    if not trace.items:
        return
    serving = len(trace.items) - len(trace.orphan_items)
    yield f"Roadmap: {serving} of {len(trace.items)} pieces of work serve a key result"
    yield from (f"  shipped but flat: {line}" for item in trace.flat_items for line in _flat(item))
    yield from (f"  serves no key result: {one.item.title}" for one in trace.orphan_items)
    yield from (f"  no work for it: {aim.card.key_result.ref}" for aim in trace.orphan_aims)


def alignment_lines(found: Alignment) -> Iterator[str]:
    """Yield conflicts, numbers counted twice and what no team has answered yet."""
    for one in found.conflicts:
        yield f"Conflict over {one.metric}: {claim_words(one.first)} against {claim_words(one.second)}"
    for double in found.doubles:
        yield f"Counted twice: {double.metric}, by {' and '.join(claim.ref for claim in double.claims)}"
    for ask in found.asks:
        if not ask.confirmed:
            yield f"Not answered: {ask.objective.team} needs from {ask.giving}: {ask.what}"


def claim_words(claim: Claim) -> str:
    """Return who wants something of a metric: a key result, the guard on one, or the health metrics of a team."""
    if claim.hold is Hold.HEALTH:
        return f"the health metrics of {claim.team}"
    return f"the guard on {claim.ref}" if claim.hold is Hold.GUARD else claim.ref


def as_values(trace: Trace, found: Alignment) -> dict[str, Any]:
    """Return the same as values that JSON can hold."""
    return {
        "roadmap": {
            "items": len(trace.items),
            "flat": [one.item.id for one in trace.flat_items],
            "without_key_result": [one.item.id for one in trace.orphan_items],
            "key_results_without_work": [aim.card.key_result.ref for aim in trace.orphan_aims],
        },
        "alignment": {
            "conflicts": [
                {
                    "metric": one.metric,
                    "why": one.clash.value,
                    "between": [claim_words(one.first), claim_words(one.second)],
                }
                for one in found.conflicts
            ],
            "double_counts": [
                {"metric": one.metric, "key_results": [claim.ref for claim in one.claims], "handed_up": one.is_linked}
                for one in found.doubles
            ],
            "agreements": [
                {"objective": one.objective.ref, "from": one.giving, "what": one.what, "confirmed": one.confirmed}
                for one in found.asks
            ],
        },
    }


def _flat(traced: Traced) -> Iterator[str]:
    for effect in traced.effects:
        card, measured = effect.card, effect.measured
        if effect.is_direct and effect.verdict in {Verdict.FLAT, Verdict.AGAINST} and card and measured:
            expected = f"expected {effect.link.expected_effect}, " if effect.link.expected_effect else ""
            moved = numbers.change(measured.moved, card.unit)
            yield f"{traced.item.title} ({expected}{moved} since, {effect.link.key_result})"
