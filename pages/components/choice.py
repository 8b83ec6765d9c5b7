"""Which objective and key result the address asks for, and what to offer where there is no such thing."""

from __future__ import annotations

from okr.scorecard import Board, KeyResultCard, ObjectiveCard
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.markup import plain

_LONGEST = 80


def chosen(board: Board, asked: str | None) -> tuple[ObjectiveCard | None, KeyResultCard | None, str]:
    """Return the objective and key result that ``asked`` names, else those that most need somebody.

    Returns:
        Both, or None where there is none; and a notice for people, empty where they get what they asked for.
    """
    for card in board.objectives:
        if card.objective.ref == asked:
            return card, card.cards[card.worst or 0] if card.cards else None, ""
        found = next((item for item in card.cards if item.key_result.ref == asked), None)
        if found is not None:
            return card, found, ""
    if not board.objectives:
        return None, None, "There are no objectives in this view."
    first = _neediest(board)
    notice = f"There is no key result “{plain(asked)[:_LONGEST]}” in this view." if asked else ""
    return (None, None, notice) if asked else (*first, "")


def _neediest(board: Board) -> tuple[ObjectiveCard, KeyResultCard | None]:
    wanted = board.needs_you[0] if board.needs_you else None
    for card in board.objectives:
        for item in card.cards:
            if item.key_result.ref == wanted:
                return card, item
    first = board.objectives[0]
    return first, first.cards[0] if first.cards else None


def ways(board: Board, kept: Kept) -> list[tuple[str, str]]:
    """Return words and address of every objective in view, or the way back to all teams."""
    found = [(card.objective.title, addresses.objective(kept, card.objective.ref)) for card in board.objectives]
    return found or [("All teams, running cycle", addresses.overview(Kept()))]
