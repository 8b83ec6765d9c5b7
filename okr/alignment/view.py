"""Everything about how the teams of a cycle pull together, for all of them or seen from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okr.alignment.agreements import Ask, Offer, asks, offers
from okr.alignment.claims import claims_of
from okr.alignment.conflicts import Conflict, DoubleCount, conflicts, double_counts
from okr.alignment.tree import Branch, of_team, tree
from okr.model import Configuration
from okr.scorecard import Board


@dataclass(frozen=True)
class Alignment:
    """How the teams of a cycle pull together.

    Attributes:
        conflicts: Between teams, or inside one.
        doubles: Numbers that several key results count.
        asks: What objectives need of other teams, unanswered ones first.
        offers: What was agreed to and nobody asks for.
        branches: The list tree.
    """

    conflicts: tuple[Conflict, ...]
    doubles: tuple[DoubleCount, ...]
    asks: tuple[Ask, ...]
    offers: tuple[Offer, ...]
    branches: tuple[Branch, ...]


def alignment(
    configuration: Configuration, cycle: str, team: str | None = None, targets: Mapping[str, float] | None = None
) -> Alignment:
    """Return how the teams of a cycle pull together.

    Args:
        configuration: As read.
        cycle: Id of the cycle.
        team: Only what concerns this team; None: everything.
        targets: Key result → target in the metric's unit, where it is relative to a baseline that was measured.
    """
    claims = claims_of(configuration, cycle, targets)
    branches = tree(configuration, cycle)
    asked = asks(configuration, cycle)
    # What stands beside a question as the answer in other words is not told a second time.
    answers = {(one.giving, one.objective.team, one.unlike) for one in asked}
    return Alignment(
        tuple(one for one in conflicts(claims) if team is None or team in one.teams),
        tuple(
            one
            for one in double_counts(claims, configuration.objectives_of(cycle))
            if team is None or team in one.teams
        ),
        tuple(one for one in asked if team is None or team in {one.objective.team, one.giving}),
        tuple(
            one
            for one in offers(configuration)
            if (one.giving, one.to, one.what) not in answers and (team is None or team in {one.giving, one.to})
        ),
        branches if team is None else of_team(branches, team),
    )


def alignment_of(board: Board, configuration: Configuration, team: str | None = None) -> Alignment:
    """Return the same for the cycle of a board, with the targets as it has measured them."""
    cards = (card for objective in board.objectives for card in objective.cards)
    targets = {card.key_result.ref: card.target for card in cards if card.target is not None}
    return alignment(configuration, board.cycle.id, team, targets)
