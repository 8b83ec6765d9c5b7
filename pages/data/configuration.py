"""Configuration: what is wrong in the files, where, and how they were understood."""

from __future__ import annotations

from functools import partial

from pages.components import findings, frame, loading, screen, states
from pages.components.markup import element

seat = frame.seat()
found = loading.the_findings(seat.desk)
cycle = seat.board.cycle
screen.write(
    states.banner(states.LAST_GOOD) if found.is_kept else None,
    screen.part("The summary", partial(findings.summary, found.issues)),
    screen.part("The list of findings", partial(findings.by_file, found.issues)),
    element("h2", f"As understood: {cycle.title or cycle.id}", class_="pl-section"),
    screen.part(
        "The list of key results", partial(findings.understood, seat.configuration, cycle, seat.board, seat.kept)
    ),
)
