"""The one place where markup reaches the page, and where a part that fails is kept from taking the page with it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from pages.components.markup import Markup, joined
from pages.components.states import failed_part
from pages.components.style import stylesheet

LOG = logging.getLogger("plumbline.pages")


def begin() -> None:
    """Put the stylesheet on the page; it takes no room."""
    st.html(stylesheet())


def write(*parts: Markup | None) -> None:
    """Show markup, one part under the other; nothing for nothing."""
    found = joined(*parts)
    if found:
        st.html(found)


def part(name: str, make: Callable[[], Markup | None]) -> Markup | None:
    """Return what ``make`` makes, or the notice that this part could not be drawn; the log says why.

    Args:
        name: What people call the part, as the subject of a sentence.
        make: Draws it.
    """
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other parts are still worth seeing
        return failed(name, error)


def failed(name: str, error: Exception) -> Markup:
    """Write an exception to the log; return the notice with the reference under which it stands there."""
    reference = secrets.token_hex(4)
    LOG.error("%s could not be drawn, reference %s", name, reference, exc_info=error)
    return failed_part(name, reference)
