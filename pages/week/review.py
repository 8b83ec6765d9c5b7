"""Review: which key result, good or bad, number against plan, real or noise, what did we promise?"""

from __future__ import annotations

from pages.components import frame, screen, states
from pages.components.week import choosing, room, shown

seat = frame.seat()
team = choosing.team_of(seat)
if seat.past is not None:
    screen.write(states.nothing_here("A review is held today; those of the past are kept.", choosing.ways(seat.kept)))
elif team is None:
    screen.write(shown.which_team(choosing.rows(seat), seat.kept))
elif (sheet := room.open_sheet(seat, team)) is None:
    screen.write(shown.over(seat.board.cycle.title or seat.board.cycle.id, seat.kept))
else:
    known = room.written(seat)
    room.draw(seat, sheet)
    if sheet.is_closed:
        room.minutes(sheet.review)
    else:
        room.watch(seat, known)
