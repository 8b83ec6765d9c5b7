"""Who sits at the screen, and whether that person may write."""

from __future__ import annotations

import os

import streamlit as st

from okr.errors import SettingsError
from okr.model import Team
from tracking.reviewing.writing import refuse_stranger
from tracking.web.access import Person, read_access
from tracking.web.guard import MARK, MARK_HEADER


def person() -> Person | None:
    """Return who is looking; without the guard of ``server.py`` in front it is nobody, and nobody may write.

    Raises:
        SettingsError: If the environment names people in a wrong way.
    """
    headers = st.context.headers
    if headers.get(MARK_HEADER) != MARK:
        return None
    access = read_access(os.environ)
    return access.person(headers.get(access.header))


def why_not(found: Person | None, team: Team) -> str:
    """Return why a person may only look at a team's review; empty where that person may write."""
    if found is None:
        return "Here a review is only shown: it can be held where `python server.py` serves the dashboard."
    try:
        refuse_stranger(found, team)
    except SettingsError as fault:
        return str(fault)
    return ""
