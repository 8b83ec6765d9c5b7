"""History: what did we say in an earlier review? Any closed one exactly as it was seen, with its minutes."""

from __future__ import annotations

from pages.components import frame, screen
from pages.components.week import choosing, past_reviews, room

seat = frame.seat()
closed = choosing.closed_of(seat)
found = past_reviews.chosen(closed)
if found is None:
    screen.write(past_reviews.listed(closed, seat))
else:
    sheet = past_reviews.sheet(seat, found)
    room.draw(seat, sheet)
    room.minutes(sheet.review)
