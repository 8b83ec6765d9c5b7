"""Alignment: do the teams pull together?"""

from __future__ import annotations

from functools import partial

from okr.alignment.view import alignment_of
from pages.components import frame, loading, screen, states
from pages.components.cycle import alignment as parts

seat = frame.seat()
kept, configuration, cycle = seat.kept, seat.configuration, seat.board.cycle
# Conflicts are between teams, so the targets of all of them are wanted, whichever team is looked at.
whole = seat.board if seat.past else loading.the_board(seat.desk, cycle.id, None)
found = alignment_of(whole, configuration, seat.chosen.team)
statuses = {card.objective.ref: card.status for card in whole.objectives}
if configuration.objectives_of(cycle.id):
    screen.write(
        screen.part("The headline", partial(parts.headline, found)),
        screen.part("What is between teams", partial(parts.trouble, found, configuration, kept)),
        screen.part("The tree", partial(parts.branches, found, statuses, configuration, kept)),
    )
else:
    screen.write(states.no_objectives(cycle.title or cycle.id, kept))
