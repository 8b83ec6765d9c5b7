"""One row for each roadmap item and key result that it is meant to advance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okr.alignment.effects import Effect, effect_of
from okr.roadmap import RoadmapItem
from tracking.boards.board import View
from tracking.exporting.cells import Cell
from tracking.exporting.figures import VERSION
from tracking.exporting.table import SCHEMA_VERSION, Row, Table, columns
from tracking.store.connection import Store

_COLUMNS: Final = (
    VERSION,
    *columns(
        "text",
        item="Id of the item.",
        title="What is done.",
        team="The team that does it.",
        state="How far it is.",
    ),
    *columns("day", starts="First day of the work.", ships="Day on which people get it."),
    *columns(
        "text",
        key_result="What it advances; empty for an item without a key result.",
        how="Why it should.",
        expected_effect="By how much, in words.",
        kind="`direct` or `indirect`.",
        unit="Unit of the moves; empty, like all that follows, for a key result of another cycle or team.",
    ),
    *columns(
        "number",
        expected_move="The expected effect as a move in that unit; empty where its words do not say it in figures.",
        value_before="The last good figure of a day before it shipped.",
        moved="The move from there to the current figure; no claim that it is because of the work.",
        moved_before="The move in as many days before it shipped.",
        usual_variation="How far the figure moves by itself.",
        seen_share="Which share (0 to 1) of what the current figure counts comes after the ship.",
    ),
    *columns(
        "text",
        outcome="What that comes to, like `moved as hoped` or `flat`.",
        lost_key_results="References that lead to no key result, separated by blanks.",
    ),
)


def _rows(_store: Store, view: View) -> Iterator[Row]:
    """Yield every item of the roadmap, also those that advance nothing; an item with two links has two rows."""
    cards = {card.key_result.ref: card for one in view.board.objectives for card in one.cards}
    for item in view.known.lens.configuration.roadmap:
        effects = [effect_of(item, link, cards.get(link.key_result), view.board.as_of) for link in item.advances]
        if view.team is None or item.team == view.team or any(effect.card for effect in effects):
            yield from (_row(item, effect) for effect in effects or (None,))


def _row(item: RoadmapItem, effect: Effect | None) -> Row:
    return {
        "schema_version": SCHEMA_VERSION,
        "item": item.id,
        "title": item.title,
        "team": item.team,
        "state": item.state,
        "starts": item.starts,
        "ships": item.ships,
        "lost_key_results": " ".join(item.left_out),
        **(_linked(effect) if effect is not None else {}),
    }


def _linked(effect: Effect) -> dict[str, Cell]:
    link, card, measured = effect.link, effect.card, effect.measured
    told: dict[str, Cell] = {name: getattr(link, name) for name in ("key_result", "how", "expected_effect", "kind")}
    if card is not None:
        told |= {"unit": card.unit, "expected_move": effect.hoped, "outcome": effect.verdict.value}
    if measured is not None:
        told |= {
            "value_before": measured.before,
            "moved": measured.moved,
            "moved_before": measured.earlier,
            "usual_variation": measured.usual,
            "seen_share": measured.seen,
        }
    return told


ROADMAP: Final = Table("roadmap", "One row for each roadmap item and key result it advances.", _COLUMNS, _rows)
