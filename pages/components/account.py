"""The two parts of an objective's page that are more than markup: the main chart, and the receipt with its SQL."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from okr.roadmap import RoadmapItem
from okr.scorecard import KeyResultCard
from pages.components import frame, loading, objective, receipt, screen
from pages.components.frame import Seat

_CYCLE, _YEAR = "13 weeks", "12 months"
_NO_TOOLS = {"displayModeBar": False, "responsive": True}


def chart(seat: Seat, card: KeyResultCard, ships: Sequence[RoadmapItem]) -> None:
    """Draw the chosen key result with the switch between the cycle and the last year."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="chart-head"):
        screen.write(screen.part("The key result", partial(objective.key_result_head, card)))
        span = st.segmented_control(
            "Time shown",
            [_CYCLE, _YEAR],
            default=_CYCLE,
            required=True,
            key="span",
            bind="query-params",
            label_visibility="collapsed",
        )
    try:
        _plotted(seat, card, ships, is_year=span == _YEAR)
    except Exception as error:  # noqa: BLE001 - the cards below are still worth seeing
        screen.write(screen.failed("The chart", error))


def _plotted(seat: Seat, card: KeyResultCard, ships: Sequence[RoadmapItem], *, is_year: bool) -> None:
    from pages.components import trend  # Plotly is wanted on this page alone
    from pages.components.trend_scene import Scene

    scene = Scene(card, seat.board.cycle, seat.board.as_of, is_year, ships)
    if not scene.points:
        screen.write(objective.nothing_to_draw(card))
        return
    made = trend.figure(scene)
    st.plotly_chart(made, theme=None, key="trend", config=_NO_TOOLS, alt=trend.words(scene))


def receipt_part(seat: Seat, card: KeyResultCard) -> None:
    """Draw where the number comes from, the query that gives it, and the CSV of its history."""
    found = loading.the_receipt(seat.desk, card.current) if card.current is not None else None
    made = partial(receipt.receipt_card, card, found, seat.configuration, seat.board.cycle, seat.kept)
    with st.container(key="receipt"):
        screen.write(screen.part("The receipt", made))
        with st.container(horizontal=True, key="receipt-buttons"):
            if found is not None and found.sql:
                with st.popover("SQL", key="sql", help="The query as run, to paste into the database's own client"):
                    st.code(found.sql, language="sql", wrap_lines=True)
            frame.csv("CSV", "history", seat, key="history-csv")
