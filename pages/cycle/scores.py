"""Scores: how did the cycle end, what was agreed and what was changed, and were the targets worth it?"""

from __future__ import annotations

from functools import partial

from pages.components import frame, loading, screen, states
from pages.components.scores import ending, record

seat = frame.seat()
board, kept, configuration = seat.board, seat.kept, seat.configuration
track = loading.the_track(seat.desk, seat.selection)
cards = [
    screen.part(card.objective.title, partial(ending.objective, card, board, track, configuration, kept))
    for card in board.objectives
]
screen.write(
    screen.part("The head of this page", partial(ending.head, board, track, kept)),
    ending.nothing(board.objectives, track),
    *(cards or [states.no_objectives(board.cycle.title or board.cycle.id, kept)]),
    screen.part("The record of the teams", partial(record.teams, track, configuration, seat.selection.moment.date())),
)
