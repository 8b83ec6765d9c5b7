"""Overview: are the data current, how far are we, and what needs somebody?"""

from __future__ import annotations

import streamlit as st

from tracking.health import health_now

st.title("Overview")
health = health_now()
if health.ready:
    st.caption(f"{health.readings:,} readings · last run {health.last_run_at or 'never'}")
else:
    st.info(health.problem)
