"""The frame around every page: title, filters bound to the URL, navigation.

Started by ``server.py``. Page files lie one folder below ``pages/`` on purpose: ``docs/adr/0004`` says why.
"""

from __future__ import annotations

import streamlit as st

from pages.components import filters

PAGES = {
    "OKRs": [st.Page("pages/okrs/overview.py", title="Overview", default=True)],
    "Data": [st.Page("pages/data/configuration.py", title="Configuration")],
}

page = st.navigation(PAGES, position="top")
st.set_page_config(page_title=f"{page.title} · Plumbline", page_icon="📐", layout="wide")
filters.show(cycles=(), teams=())
page.run()
