"""Both scores of every key result: as agreed, and as changed; and what else the agreement says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from okr import numbers
from okr.agreement.agreed import Agreed, AgreedMark
from okr.agreement.amending import amended_cycle
from okr.agreement.seal import DEFINITION, PLUMBING, Amendment, DefinitionChange, Seal, Terms
from okr.agreement.standing import has_written_baseline, redefinition
from okr.agreement.words import (
    agreed_words,
    change_words,
    contradiction,
    cycle_word,
    plausibility_words,
    redefined_words,
    short_day,
)
from okr.model import Cycle, KeyResult
from okr.scorecard import Board, KeyResultCard, ObjectiveCard
from tracking.boards.judging import Known, Lens, key_result_card
from tracking.boards.windows import guard_use, use_of
from tracking.store.readings import Line

_DAY = timedelta(days=1)


def agreed_lines(lens: Lens, agreed: Agreed, cycle: Cycle) -> Iterator[Line]:
    """Yield the lines that scoring a cycle as it was agreed needs, where they are other ones than those of today."""
    seal = agreed.seals.get(cycle.id)
    for terms in seal.terms if seal else ():
        key_result = seal.key_result(terms.ref) if seal else None
        if seal is None or key_result is None or lens.configuration.metric(key_result.metric) is None:
            continue
        then = _agreed_lens(lens, key_result, terms)
        yield then.line(key_result.metric, use_of(key_result, seal.cycle))
        yield then.periods(key_result.metric)
        for guard in key_result.guards:
            if lens.configuration.metric(guard.metric) is not None:
                yield then.line(guard.metric, guard_use(key_result, seal.cycle))


def with_agreement(known: Known, card: ObjectiveCard, cycle: Cycle, as_of: date) -> ObjectiveCard:
    """Return an objective's card with both scores of each key result; as it is where the cycle is not agreed."""
    seal = known.agreed.seals.get(cycle.id)
    if seal is None:
        return card
    cards = tuple(replace(item, agreed=_mark(known, seal, item, as_of)) for item in card.cards)
    return replace(card, cards=cards, as_agreed=_score_as_agreed(seal, cards))


def agreed_card(known: Known, seal: Seal, ref: str, as_of: date) -> KeyResultCard | None:
    """Return a key result as it stands against what was agreed, whatever was changed since; None if it was not.

    Where the metric was measured under the agreed definition up to some day only, it stands as it did on that day.
    """
    key_result, terms = seal.key_result(ref), seal.terms_of(ref)
    if key_result is None or terms is None or known.lens.configuration.metric(key_result.metric) is None:
        return None
    change = redefinition(known.agreed, key_result.metric, terms, known.lens.versions[key_result.metric])
    lens = _agreed_lens(known.lens, key_result, terms) if change else known.lens
    then = replace(known, lens=lens, agreed=Agreed(seals={seal.cycle.id: seal}), said={})
    day = min(as_of, change.on - _DAY, _last_measured(then, key_result, seal.cycle)) if change else as_of
    return key_result_card(then, key_result, seal.cycle, day)


def _last_measured(known: Known, key_result: KeyResult, cycle: Cycle) -> date:
    """Return the last day of a key result that was measured; no refresh came between it and a changed definition."""
    items = known.lines.get(known.lens.line(key_result.metric, use_of(key_result, cycle)), ())
    return max((item.as_of for item in items), default=date.max)


def with_words(board: Board, known: Known) -> Board:
    """Return a board with the words about its cycle's agreement; as it is where there is none."""
    seal = known.agreed.seals.get(board.cycle.id)
    if seal is None:
        return board
    since = known.agreed.since.get(seal.cycle.id, seal.agreed_on)
    return replace(board, agreed_on=since, agreement=tuple(_agreement(known.agreed, seal, board)))


def _agreement(agreed: Agreed, seal: Seal, board: Board) -> Iterator[str]:
    since = agreed.since.get(seal.cycle.id, seal.agreed_on)
    yield agreed_words(since, seal.cycle, cycle_word(seal.cycle))
    changes = [item for item in agreed.amendments if item.cycle == seal.cycle.id]
    refs = {card.objective.ref for card in board.objectives}
    yield from (f"{item.ref}: {change_words(item)}" for item in changes if item.ref in {seal.cycle.id, *refs})
    closing = agreed.closings.get(seal.cycle.id)
    if closing is not None:
        yield f"closed on {short_day(closing.closed_on)}"


def _agreed_lens(lens: Lens, key_result: KeyResult, terms: Terms) -> Lens:
    return replace(lens, versions={**lens.versions, key_result.metric: terms.definition_version})


def _mark(known: Known, seal: Seal, card: KeyResultCard, as_of: date) -> AgreedMark:
    ref, agreed = card.key_result.ref, known.agreed
    terms = seal.terms_of(ref)
    changes = agreed.amendments_of(ref)
    version = known.lens.versions.get(card.key_result.metric, "")
    redefined = redefinition(agreed, card.key_result.metric, terms, version) if terms else None
    moved = amended_cycle(seal.cycle, agreed.amendments) != seal.cycle
    then = agreed_card(known, seal, ref, as_of) if changes or redefined or moved else card
    result = agreed.result(seal.cycle.id, ref)
    return AgreedMark(
        agreed_on=agreed.since.get(seal.cycle.id, seal.agreed_on),
        changes=tuple(change_words(item) for item in changes),
        change_days=tuple(item.on for item in changes),
        redefined_on=redefined.on if redefined else None,
        as_agreed=then.score if then else None,
        as_changed=None if card.key_result.weight == 0 else card.score,
        agreed_target=terms.target if terms else None,
        agreed_baseline=terms.baseline if terms else None,
        agreed_value=then.current.value if then and then.current else None,
        notices=tuple(_notices(known, seal, card, changes, redefined)),
        result=result,
        result_is_final=result is None or result.final_on <= as_of + _DAY,
    )


def _notices(
    known: Known,
    seal: Seal,
    card: KeyResultCard,
    changes: Sequence[Amendment],
    redefined: DefinitionChange | None,
) -> Iterator[str]:
    terms, written = seal.terms_of(card.key_result.ref), seal.key_result(card.key_result.ref)
    if redefined is not None:
        spoken = any(item.field == DEFINITION and item.on >= redefined.on for item in changes)
        yield redefined_words(redefined) + ("" if spoken else "; the baseline is measured anew, an amendment is due")
    if terms is None or written is None:
        return
    is_amended = any(item.field in ("baseline", "kind", "metric") for item in changes)
    said = contradiction(terms, is_written=has_written_baseline(written))
    if said and not is_amended:
        yield said
    if words := plausibility_words(terms, seal):
        yield words
    plumbing = [item for item in known.agreed.definitions if item.metric == written.metric and item.kind == PLUMBING]
    yield from (f"definition changed {short_day(item.on)}, the figures are the same" for item in plumbing)
    yield from _ending(known, seal, card)


def _ending(known: Known, seal: Seal, card: KeyResultCard) -> Iterator[str]:
    result = known.agreed.result(seal.cycle.id, card.key_result.ref)
    closing = known.agreed.closings.get(seal.cycle.id)
    if result is None or closing is None:
        return
    if card.key_result.ref not in known.agreed.finals and result.final_on > closing.closed_on:
        yield f"not final until {short_day(result.final_on)}"
    elif card.score is not None and numbers.score(card.score) != numbers.score(result.as_changed):
        yield f"{numbers.score(result.as_changed)} when it was closed, {numbers.score(card.score)} with later data"
    if result.outcome:
        yield f"closed as {result.outcome}"
    if result.adjusted is not None:
        yield f"adjusted to {numbers.score(result.adjusted)}: {result.reason}"


def _score_as_agreed(seal: Seal, cards: Sequence[KeyResultCard]) -> float | None:
    """Return the mean of the scores as agreed, by the weights as agreed; None without a judged one."""
    scored = []
    for card in cards:
        original = seal.key_result(card.key_result.ref)
        if original is not None and card.agreed is not None and card.agreed.as_agreed is not None:
            scored.append((max(0.0, original.weight), card.agreed.as_agreed))
    whole = sum(weight for weight, _ in scored)
    return sum(weight * score for weight, score in scored) / whole if whole > 0 else None
