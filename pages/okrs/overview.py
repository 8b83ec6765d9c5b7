"""Overview: are the data current, how far are we, how many of each, and what needs somebody?"""

from __future__ import annotations

from functools import partial

from pages.components import agreed, frame, health, overview, screen, states
from pages.components.markup import joined

seat = frame.seat()
board, kept = seat.board, seat.kept
cards = [
    joined(
        screen.part(card.objective.title, partial(overview.objective_card, card, board, seat.configuration, kept)),
        screen.part("The health of the team", partial(health.after, board, place, seat.configuration)),
    )
    for place, card in enumerate(board.objectives)
]
screen.write(
    agreed.differing(board, kept),
    screen.part("The week", partial(overview.headline, board)),
    screen.part("What needs you", partial(overview.needs_you, board, kept)) if board.objectives else None,
    *(cards or [states.no_objectives(board.cycle.title or board.cycle.id, kept)]),
)
