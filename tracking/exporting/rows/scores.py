"""One row for each objective and key result of every cycle that has begun: how they scored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from okr.model import Cycle
from okr.scorecard import KeyResultCard, ObjectiveCard
from tracking.boards.agreeing import with_agreement
from tracking.boards.board import View, chosen_objectives
from tracking.boards.judging import Known, inputs_of, objective_card
from tracking.boards.knowing import known_of
from tracking.exporting.cells import Cell
from tracking.exporting.figures import VERSION
from tracking.exporting.rows.agreed import ending_cells, outcome_cell
from tracking.exporting.table import SCHEMA_VERSION, Column, Row, Table, columns
from tracking.store.connection import Store

_DAY: Final = timedelta(days=1)
_COLUMNS: Final = (
    VERSION,
    *columns(
        "text",
        cycle="Id of the cycle.",
        team="Id of the team; never a person.",
        level="`objective` or `key_result`.",
        ref="`team/objective` or `team/objective/key-result`.",
        title="What people read.",
        ambition="`stretch` or `committed`.",
    ),
    *columns("day", as_of="Day that the score is of.", cycle_end="First day after the cycle."),
    Column("final", "Whether the figure can still change: `true` once it cannot.", "truth"),
    *columns("text", status="One word; of an objective that of its worst judged key result.", status_reason="Why."),
    *columns(
        "number",
        weight="Weight in the objective's score.",
        progress="Of a key result, unbounded.",
        score="Of a key result its progress kept between 0 and 1; of an objective the weighted mean of those judged.",
        score_low="What an objective's score would be with all others at 0.",
        score_high="The same with all others at 1.",
        judged="How many key results of an objective are judged.",
        key_results="How many it has, with those left out for a fault.",
        score_as_agreed="By the numbers that were sealed.",
        adjusted_score="What the team says, beside the computed score.",
    ),
    *columns(
        "text",
        adjusted_because="Why it differs.",
        outcome="`reached`, `partly`, `not_reached` or `dropped`, as said at the close.",
        learning="What was learned.",
    ),
)


def _rows(store: Store, view: View) -> Iterator[Row]:
    """Yield the rows of every cycle that has begun, oldest first: an objective, then its key results."""
    configuration = view.known.lens.configuration
    for cycle in sorted(configuration.cycles, key=lambda cycle: cycle.start):
        if cycle.start > view.as_of:
            continue
        with store.reading() as connection:
            known = known_of(connection, configuration, cycle, view.as_of, view.upto)
        for objective in chosen_objectives(configuration, cycle, view.team):
            card = with_agreement(known, objective_card(known, objective, cycle, view.as_of), cycle, view.as_of)
            days = [inputs_of(known, one.key_result, cycle, view.as_of) for one in card.cards]
            is_final = [inputs.day >= inputs.rhythm.last_day for inputs in days]
            head: dict[str, Cell] = {"schema_version": SCHEMA_VERSION, "cycle": cycle.id, "team": objective.team}
            head |= {"as_of": min(view.as_of, cycle.end - _DAY), "cycle_end": cycle.end}
            yield {**head, **_objective(card), **_ending(known, cycle, card), "final": all(is_final)}
            for one, final in zip(card.cards, is_final, strict=True):
                yield {**head, **_key_result(one), "final": final}


def _objective(card: ObjectiveCard) -> Row:
    objective = card.objective
    return {
        "level": "objective",
        "ref": objective.ref,
        "title": objective.title,
        "ambition": objective.ambition.value,
        "status": card.status.value if card.status else None,
        "status_reason": card.sentence,
        "score": card.score,
        "score_low": card.score_low,
        "score_high": card.score_high,
        "judged": card.judged,
        "key_results": len(card.cards) + len(objective.left_out),
    }


def _key_result(card: KeyResultCard) -> Row:
    key_result = card.key_result
    return {
        "level": "key_result",
        "ref": key_result.ref,
        "title": key_result.title or card.metric_title,
        "ambition": key_result.ambition.value,
        "status": card.status.value,
        "status_reason": card.sentence,
        "weight": key_result.weight,
        "progress": card.progress,
        "score": card.score,
        **ending_cells(card.agreed),
    }


def _ending(known: Known, cycle: Cycle, card: ObjectiveCard) -> Row:
    """Return what was agreed of an objective and said of it at the close."""
    closing = known.agreed.closings.get(cycle.id)
    found = (item for item in closing.objectives if item.ref == card.objective.ref) if closing else iter(())
    ending = next(found, None)
    said = {"outcome": outcome_cell(ending.outcome), "learning": ending.learnings} if ending else {}
    return {"score_as_agreed": card.as_agreed, **said}


SCORES: Final = Table("scores", "One row for each objective and key result of every cycle begun.", _COLUMNS, _rows)
