"""Configuration: what is wrong in the files, and where."""

from __future__ import annotations

import streamlit as st

st.title("Configuration")
st.markdown("Every file is checked by `python -m tracking check`, which names file, line and column of each finding.")
