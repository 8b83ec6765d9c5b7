"""Objective: what happened, why this status, what did we do, and where does the number come from?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.components import account, choice, frame, objective, screen, states, why, work

seat = frame.seat()
board, kept, configuration = seat.board, seat.kept, seat.configuration
card, key_result, notice = choice.chosen(board, st.query_params.get("kr"))
if notice:
    screen.write(states.nothing_here(notice, choice.ways(board, kept)))
if card is not None:
    screen.write(screen.part("The head of this page", partial(objective.head, card, configuration, kept)))
if card is not None and key_result is None:
    screen.write(states.no_key_results(kept))
if card is not None and key_result is not None:
    items = work.items_for(configuration, key_result.key_result.ref)
    with st.container(key="stage"):
        left, right = st.columns([1, 3], gap="medium")
        with left:
            screen.write(screen.part("The rail", partial(objective.rail, card, key_result.key_result.ref, board, kept)))
        with right:
            account.chart(seat, key_result, work.shipped(items, board.as_of))
    with st.container(key="thirds"):
        first, second, third = st.columns(3, gap="medium")
        with first:
            screen.write(screen.part("Why this status", partial(why.why_card, key_result, board.cycle, board.as_of)))
        with second:
            screen.write(screen.part("What we did", partial(work.work_card, key_result, items, board.as_of)))
        with third:
            account.receipt_part(seat, key_result)
