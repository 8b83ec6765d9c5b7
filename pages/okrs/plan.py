"""Plan: is this target honest? A metric's own past, and what a target would mean against it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from okr.errors import PlumblineError
from pages.components import addresses, frame, loading, screen, states
from pages.components.plan import choosing, means, past
from tracking.planning import words

_FROM_TODAY = "The workshop looks from today, with everything that is known by now."
seat = frame.seat()
if seat.past is not None:
    screen.write(states.banner(_FROM_TODAY))
top = st.container()
with st.container(horizontal=True, key="plan-choice"):
    metric = choosing.metric_of(seat.configuration, seat.board.cycle.id)
    try:
        shop, fault = (loading.the_workshop(seat.desk, metric, seat.chosen.cycle) if metric else None), ""
    except PlumblineError as error:
        shop, fault = None, f"{error.message} {error.hint}"
    typed, target = choosing.target_in(shop) if shop else ("", None)
if shop is None:
    notice = fault or "There is no metric to set a target for."
    screen.write(states.nothing_here(notice, [("All metrics", addresses.metric(seat.kept))]))
else:
    with top:
        screen.write(screen.part("The head of this page", partial(means.head, shop, seat.kept)))
    left, right = st.columns([2, 1], gap="medium")
    with left:
        screen.write(
            screen.part("What it means", partial(means.verdict, shop, target, seat.kept)),
            screen.part("Where it has been", partial(past.level, shop, target)),
            screen.part("How far it moved", partial(past.spans, shop, target)),
        )
        if target is not None:
            st.code(words.key_result_yaml(shop, typed), language="yaml")
    with right:
        screen.write(
            screen.part("What the past proposes", partial(means.proposed, shop, seat.kept)),
            screen.part("In this cycle", partial(means.cycle_facts, shop)),
            screen.part("Other windows", partial(means.windows, shop)),
            screen.part("The last year", partial(means.year, shop)),
        )
