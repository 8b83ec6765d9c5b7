"""The two filters of the frame, bound to the URL so that every view is a link."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

RUNNING = "running"
ALL_TEAMS = "all"
_WORDS = {RUNNING: "Running cycle", ALL_TEAMS: "All teams"}


def show(cycles: Sequence[str], teams: Sequence[str]) -> tuple[str, str]:
    """Draw the filters and return the chosen cycle and team; the defaults stay out of the URL.

    Args:
        cycles: Ids of further cycles beside the running one.
        teams: Ids of the teams.
    """
    with st.container(horizontal=True, key="filters"):
        cycle = _choice("Cycle", "cycle", (RUNNING, *cycles))
        team = _choice("Team", "team", (ALL_TEAMS, *teams))
    return cycle, team


def _choice(label: str, key: str, options: tuple[str, ...]) -> str:
    chosen = st.selectbox(label, options, format_func=_title, key=key, bind="query-params", width=220)
    return chosen or options[0]


def _title(option: str) -> str:
    return _WORDS.get(option, option)
