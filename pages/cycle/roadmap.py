"""Roadmap: does the work serve the goals?"""

from __future__ import annotations

from functools import partial

from okr.alignment.trace import trace
from pages.components import frame, screen
from pages.components.cycle import roadmap

seat = frame.seat()
board, kept, configuration = seat.board, seat.kept, seat.configuration
found = trace(board, configuration.roadmap, seat.chosen.team)
screen.write(
    screen.part("The headline", partial(roadmap.headline, found)),
    None if found.items else roadmap.empty(board.cycle.title or board.cycle.id, seat.chosen.team),
    screen.part("What is called out", partial(roadmap.called_out, found, board, configuration, kept)),
    screen.part("The list of work", partial(roadmap.works, found, board, configuration, kept)),
    screen.part("The list of key results", partial(roadmap.by_key_result, found, kept)),
)
frame.csv("Roadmap as CSV", "roadmap", seat, key="roadmap_csv")
