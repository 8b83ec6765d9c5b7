"""The parts of a metric's page that are more than markup: its two charts, and the texts that can be copied."""

from __future__ import annotations

from functools import partial

import streamlit as st

from okr import numbers
from okr.noise import FEWEST_WEEKS
from okr.reading import Reading
from pages.components import screen
from pages.components.markup import Markup, apart, element, joined
from pages.components.metric.parts import made_of
from tracking.boards.dossier import Dossier

_NO_TOOLS = {"displayModeBar": False, "responsive": True}


def charts(found: Dossier) -> None:
    """Draw the series and its weeks; words stand in for a chart that has nothing to show."""
    from pages.components.metric import charts as made  # Plotly is wanted on this page alone

    points = made.drawn(found)
    if not points:
        nothing = element("p", "No figure could be read yet.", class_="pl-no-chart")
        screen.write(screen.part("What it is made of", partial(made_of, found)) or nothing)
        return
    screen.write(_heading("The series", _window_words(points[-1][1])))
    words = made.series_words(found)
    st.plotly_chart(made.series(found), theme=None, key="series", config=_NO_TOOLS, alt=words)
    if not made.is_told(found):
        many = f"Only {len(found.weeks)} values share no day; usual variation can be told from {FEWEST_WEEKS + 1} on."
        screen.write(_heading("Real change or normal variation", many))
        return
    words = made.weeks_words(found)
    screen.write(_heading("Real change or normal variation", words))
    st.plotly_chart(made.weeks(found), theme=None, key="weeks", config=_NO_TOOLS, alt=words)


def _window_words(reading: Reading) -> str:
    """Return what one point stands for, and that the band is its interval where there is one."""
    window = reading.window[:1].upper() + reading.window[1:] if reading.window.startswith("last") else ""
    interval = f", with its {numbers.amount(reading.level, 'share')} interval" if reading.interval else ""
    return f"{window or f'One {reading.window} a point'}{interval}."


def _heading(title: str, said: str) -> Markup:
    return joined(element("h3", title, class_="pl-label"), element("p", apart(said), class_="pl-note"))


def texts(found: Dossier) -> None:
    """Draw the buttons that show the definition as YAML and the query as it was run."""
    with st.container(horizontal=True, key="metric-texts"):
        with st.popover("YAML", key="yaml", help="The definition, as it stands in a file"):
            st.code(found.yaml, language="yaml", wrap_lines=True)
        if found.sql:
            with st.popover("SQL", key="sql", help="The query as run, to paste into the database's own client"):
                st.code(found.sql, language="sql", wrap_lines=True)
