"""Metric: what is this number, is it moving, what is it made of, and who goes by it?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.components import addresses, frame, loading, screen, states
from pages.components.markup import plain
from pages.components.metric import catalogue, head, parts, shown

seat = frame.seat()
asked = st.query_params.get("metric")
known_at = seat.past.known_at if seat.past else None
found = loading.the_dossier(seat.desk, asked, seat.board.as_of, known_at) if asked else None
if not asked:
    screen.write(screen.part("The list of metrics", partial(catalogue.catalogue, seat.configuration, seat.kept)))
elif found is None:
    ways = [("All metrics", addresses.metric(seat.kept))]
    screen.write(states.nothing_here(f"There is no metric “{plain(asked)[:80]}”.", ways))
else:
    screen.write(screen.part("The head of this page", partial(head.head, found, seat.configuration, seat.kept)))
    with st.container(key="metric-stage"):
        left, right = st.columns([3, 1], gap="medium")
        with left:
            try:
                shown.charts(found)
            except Exception as error:  # noqa: BLE001 - the parts beside and below are still worth seeing
                screen.write(screen.failed("The charts", error))
        with right:
            screen.write(screen.part("What is counted", partial(head.definition, found)))
            shown.texts(found)
            screen.write(screen.part("The receipt", partial(head.receipt, found, seat.board.cycle)))
    screen.write(
        screen.part("What it is made of", partial(parts.made_of, found)) if found.newest else None,
        screen.part("Who goes by it", partial(head.users, found, seat.configuration, seat.board, seat.kept)),
    )
