"""A past day in the address: ``?on=2026-11-13`` shows every page as it was known then, under a line that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from okr import numbers
from okr.errors import StoreError
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.loading import Desk
from pages.components.markup import Markup, apart, element, plain
from tracking.boards.board import Selection
from tracking.boards.replay import Later, selection_of_day

ON = "on"


def replayed(desk: Desk, selection: Selection) -> tuple[Selection | None, str | None]:
    """Return the selection of the day that the address asks for, or a notice where it cannot be shown; else nothing."""
    asked = st.query_params.get(ON)
    if not asked:
        return None, None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None, f"“{plain(asked)[:60]}” is no day; write it like 2026-11-13. This is today."
    try:
        return selection_of_day(desk.store, day, selection), None
    except (StoreError, OverflowError):
        return None, f"Nothing was known of {numbers.day_words(day, desk.now.date())}; this is today."


def banner(day: date, later: Sequence[Later], kept: Kept) -> Markup:
    """Return the line across the page of a past day: which one, what is another figure now, and the way back."""
    words = f"{numbers.day_words(day)} {day.year}, as it was known then. "
    changed = "; ".join(f"{item.ref}: {item.words()}" for item in later)
    count = f"{len(later)} {'figure is another one' if len(later) == 1 else 'figures are other ones'} now. "
    link = element("a", "Back to today", href=addresses.overview(replace(kept, on=None)), target="_self")
    more = element("span", count, title=changed) if later else None
    return element("p", apart(words), more, link, class_="pl-banner", role="status")
