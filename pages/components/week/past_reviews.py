"""Reviews that were held: the list of them, and the one that the address asks for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from okr import numbers
from okr.errors import SettingsError
from okr.review.review import review_id
from pages.components import addresses
from pages.components.frame import Seat
from pages.components.markup import Markup, apart, element, together
from pages.components.week.room import OF
from tracking.reviewing.sheet import Sheet, closed_sheet
from tracking.store.reviews import Closed, review_on

_TEAM = "by"


def chosen(closed: Sequence[Closed]) -> Closed | None:
    """Return the review that the address asks for; None where it asks for none, or for one that was never closed."""
    day, team = st.query_params.get(OF, ""), st.query_params.get(_TEAM, "")
    found = (item for item in closed if item.day.isoformat() == day and team in ("", item.team))
    return next(found, None)


def sheet(seat: Seat, found: Closed) -> Sheet:
    """Return a closed review exactly as it was frozen.

    Raises:
        SettingsError: If its cycle is not in the files any more.
        StoreError: If the store cannot be read.
    """
    cycle = seat.configuration.cycle(found.cycle)
    with seat.desk.store.reading() as connection:
        review = review_on(connection, review_id(found.cycle, found.team, found.day))
    if cycle is None or review is None:
        raise SettingsError(f"The cycle {found.cycle} is not in the files any more.", "`review --day` still shows it.")
    return closed_sheet(review, cycle)


def listed(closed: Sequence[Closed], seat: Seat) -> Markup:
    """Return the reviews that were held as links, the newest first, a heading for each cycle."""
    title = element("h1", "Reviews that were held", class_="pl-page-title")
    if not closed:
        link = element("a", "Go to the review", href=addresses.week_page("review", seat.kept), target="_self")
        return element("section", title, element("p", "None has been closed yet. ", link, "."), class_="pl-notice")
    cycles = dict.fromkeys(item.cycle for item in closed)
    parts = [_cycle(name, [item for item in closed if item.cycle == name], seat) for name in cycles]
    return element("section", title, together(parts), class_="pl-held")


def _cycle(name: str, closed: Sequence[Closed], seat: Seat) -> Markup:
    found = seat.configuration.cycle(name)
    heading = element("h2", apart(found.title if found and found.title else name), class_="pl-section")
    return element("div", heading, element("ul", together(_entry(item, seat) for item in closed)))


def _entry(item: Closed, seat: Seat) -> Markup:
    team = seat.configuration.team(item.team)
    title = team.title if team and team.title else item.team
    late = f"held {numbers.day_words(item.held_on, item.day)}" if item.held_on != item.day else ""
    day = f"{numbers.day_words(item.day)} {item.day.year}"
    href = f"{addresses.week_page('history', seat.kept, item.day.isoformat())}&{_TEAM}={item.team}"
    link = element("a", element("b", day), element("span", apart(title)), href=href, target="_self")
    return element("li", link, element("span", late, class_="pl-grey") if late else None)
