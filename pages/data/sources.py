"""Sources: can the data be trusted today?"""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from pages.components import frame, loading, screen, source_cards

seat = frame.seat()
zone = ZoneInfo(seat.board.cycle.timezone)
sources = loading.the_sources(seat.desk)
screen.write(
    screen.part("The summary", partial(source_cards.summary, sources)),
    *(
        screen.part(
            source.freshness.title, partial(source_cards.source_card, source, sources, seat.configuration, zone)
        )
        for source in sources
    ),
)
