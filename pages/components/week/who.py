"""Who sits at the screen, and whether that person may write."""

from __future__ import annotations

import os

import streamlit as st

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


def may_write(found: Person | None) -> bool:
    """Return whether a person may record at all; the team's own rules are held against every write."""
    return found is not None and found.may_edit
