"""Health metrics beside the objectives of a team: kept in sight, never scored."""

from __future__ import annotations

from okr.model import Configuration
from okr.scorecard import Board, GuardState
from pages.components.markup import Markup, apart, element, joined, together

_SIGNS = {
    True: ("✓", "pl-quiet-text", "kept"),
    False: ("✕", "pl-bad-text", "broken"),
    None: ("?", "pl-quiet-text", "not known"),
}


def after(board: Board, place: int, configuration: Configuration) -> Markup | None:
    """Return the health metrics of a team behind the last of its objectives; nothing behind the others.

    Args:
        board: The cycle.
        place: Index of an objective of the board.
        configuration: For the names of teams.
    """
    team = board.objectives[place].objective.team
    if any(card.objective.team == team for card in board.objectives[place + 1 :]):
        return None
    states = next((one.states for one in board.health if one.team == team), ())
    found = configuration.team(team)
    label = element("span", "Health of ", apart(found.title if found else team), class_="pl-label")
    return element("p", label, together(_state(state) for state in states), class_="pl-health") if states else None


def _state(state: GuardState) -> Markup:
    sign, class_, word = _SIGNS[state.kept]
    mark = joined(element("b", sign, aria_hidden="true"), element("span", f" {word}: ", class_="pl-unseen"))
    return element("span", element("span", mark, class_=class_), f" {state.sentence}", class_="pl-guard")
