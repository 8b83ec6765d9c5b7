"""A page with nothing on it but a word."""

import streamlit as st

st.write("Blank")
