"""What a refresh says of the agreements that it took in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from okr import numbers
from okr.agreement.closing import KeyResultResult
from okr.agreement.seal import PLUMBING, Amendment, DefinitionChange, Seal
from okr.agreement.words import agreed_words, change_words, cycle_word, redefined_words, short_day
from okr.canonical import restore
from tracking.store.records import AMENDMENT, DEFINITION, FINAL, SEAL, AgreedRecord


def news(records: Iterable[AgreedRecord]) -> Iterator[str]:
    """Yield one line for each record that was taken in: agreed, changed, measured differently, closed, final."""
    for record in records:
        yield f"{record.cycle}: {_words(record)}"


def _words(record: AgreedRecord) -> str:
    if record.kind == SEAL:
        seal = restore(Seal, record.body)
        return f"{agreed_words(seal.agreed_on, seal.cycle, cycle_word(seal.cycle))}, hash {record.hash[:16]}"
    if record.kind == AMENDMENT:
        amendment = restore(Amendment, record.body)
        return f"{amendment.ref}: {change_words(amendment)}"
    if record.kind == DEFINITION:
        return _definition_words(restore(DefinitionChange, record.body))
    if record.kind == FINAL:
        final = restore(KeyResultResult, record.body)
        scores = f"{numbers.score(final.as_agreed)} as agreed, {numbers.score(final.as_changed)} as changed"
        return f"{final.ref}: final, {scores}"
    return f"closed, hash {record.hash[:16]}"


def _definition_words(change: DefinitionChange) -> str:
    if change.kind == PLUMBING:
        return f"{change.metric}: definition changed {short_day(change.on)}, {change.compared} figures are the same"
    differing = f"{change.differing} of {change.compared} figures differ" if change.compared else "nothing to compare"
    return f"{change.metric}: {redefined_words(change)} ({differing}); an amendment is due"
