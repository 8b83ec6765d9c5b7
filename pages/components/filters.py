"""The two filters of the frame, bound to the URL so that every view is a link.

The URL holds what people read (``?team=Growth``): that is how the framework writes a bound choice, and it can be typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from pages.components.addresses import Kept

ALL_TEAMS = "All teams"


@dataclass(frozen=True)
class Chosen:
    """What the filters say.

    Attributes:
        kept: As links take it along; None for the defaults.
        cycle: Id of the cycle; None for the running one.
        team: Id of the team; None for all.
    """

    kept: Kept
    cycle: str | None
    team: str | None


def show(cycles: Mapping[str, str], teams: Mapping[str, str], running: str) -> Chosen:
    """Draw the filters and return what was chosen; the defaults stay out of the URL.

    Args:
        cycles: What people read → id, of every cycle.
        teams: The same of every team.
        running: Title of the cycle that is shown by default.
    """
    cycle = _choice("Cycle", "cycle", [f"Now: {running}", *cycles])
    team = _choice("Team", "team", [ALL_TEAMS, *teams])
    kept = Kept(cycle if cycle in cycles else None, team if team in teams else None)
    return Chosen(kept, cycles.get(cycle), teams.get(team))


def labelled(titled: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what people read → id, from pairs of id and title; a title that stands twice gets its id behind it."""
    pairs = [(found, title or found) for found, title in titled]
    often = Counter(title for _, title in pairs)
    return {f"{title} ({found})" if often[title] > 1 else title: found for found, title in pairs}


def unknown(name: str, known: Iterable[str]) -> str | None:
    """Return what the URL asks for under a name if there is no such thing; read it before the filters are drawn."""
    asked = st.query_params.get(name)
    return asked if asked is not None and asked not in known else None


def _choice(label: str, key: str, options: list[str]) -> str:
    chosen = st.selectbox(label, options, key=key, bind="query-params", label_visibility="collapsed", width=200)
    return chosen or options[0]
