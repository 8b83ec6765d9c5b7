"""The frame around every page: navigation, filters bound to the URL, and one screen for when nothing can be shown.

Started by ``server.py``. Page files lie one folder below ``pages/`` on purpose: ``docs/adr/0004`` says why.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.components import frame

PAGES = {
    "OKRs": [
        st.Page("pages/okrs/overview.py", title="Overview", default=True),
        st.Page("pages/okrs/objective.py", title="Objective"),
        st.Page("pages/okrs/metric.py", title="Metric"),
        st.Page("pages/okrs/plan.py", title="Plan"),
    ],
    "This week": [
        st.Page("pages/week/review.py", title="Review"),
        st.Page("pages/week/history.py", title="History"),
    ],
    "Cycle": [
        st.Page("pages/cycle/scores.py", title="Scores"),
        st.Page("pages/cycle/roadmap.py", title="Roadmap"),
        st.Page("pages/cycle/alignment.py", title="Alignment"),
    ],
    "Data": [
        st.Page("pages/data/sources.py", title="Sources"),
        st.Page("pages/data/configuration.py", title="Configuration"),
    ],
}

page = st.navigation(PAGES, position="top")
st.set_page_config(
    page_title=f"{page.title} · Plumbline", page_icon="📐", layout="wide", menu_items={"About": frame.ABOUT}
)
st.logo(Path(__file__).with_name("pages") / "components" / "logo.svg", size="large")
frame.around(page)
