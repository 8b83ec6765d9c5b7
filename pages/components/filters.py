"""The two filters of the frame, bound to the URL so that every view is a link."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.components.addresses import Kept

RUNNING = "running"
ALL_TEAMS = "all"


def show(cycles: Mapping[str, str], teams: Mapping[str, str], running: str) -> Kept:
    """Draw the filters and return what was chosen; the defaults stay out of the URL and are None.

    Args:
        cycles: Id → title of every cycle.
        teams: Id → title of every team.
        running: Title of the cycle that is shown by default.
    """
    cycle = _choice("Cycle", "cycle", {RUNNING: f"Now: {running}", **cycles})
    team = _choice("Team", "team", {ALL_TEAMS: "All teams", **teams})
    return Kept(None if cycle == RUNNING else cycle, None if team == ALL_TEAMS else team)


def unknown(name: str, known: Mapping[str, str]) -> str | None:
    """Return what the URL asks for under a name if there is no such thing; read it before the filters are drawn."""
    asked = st.query_params.get(name)
    return asked if asked is not None and asked not in known else None


def _choice(label: str, key: str, options: Mapping[str, str]) -> str:
    chosen = st.selectbox(
        label,
        list(options),
        format_func=lambda option: options.get(option, option),
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        width=200,
    )
    return chosen or next(iter(options))
