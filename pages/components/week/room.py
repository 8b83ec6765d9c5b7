"""The room of a review: which one is shown, what was sent from the desk, and where in it somebody is."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Literal

import streamlit as st

from okr.errors import SettingsError
from okr.review.minutes import COLUMNS, digest, markdown, rows
from okr.review.review import Review
from pages.components import screen
from pages.components.frame import Seat
from pages.components.markup import plain
from pages.components.week import desk, shown
from pages.components.week.acts import Table
from pages.components.week.desk import Place
from pages.components.week.steps import ITEM, OTHERS, Step, go, place_in, steps_of
from pages.components.week.who import person, why_not
from tracking.clock import clock_for
from tracking.exporting.cells import document
from tracking.reviewing.sheet import Asked, Sheet, known_team, sheet_of
from tracking.store.reviews import newest_review_run

OF = "of"
_SHOWN_DAY = "review-day"
_LOOK_AGAIN_SECONDS = 10


def open_sheet(seat: Seat, team: str) -> Sheet | None:
    """Return the review that this page is about, after what the desk has sent was done."""
    sheet = _sheet(seat, team, _wanted_day(seat, team))
    if sheet is None:
        return None
    st.session_state[_SHOWN_DAY] = (team, seat.board.cycle.id, sheet.review.day)
    table = Table(seat.desk.store, seat.configuration, sheet)
    now = clock_for(seat.desk.settings.as_of, seat.configuration)()
    if desk.serve(table, person(), now):
        return _sheet(seat, team, sheet.review.day)
    return sheet


def _wanted_day(seat: Seat, team: str) -> date | None:
    """Return the day in the address, or the one shown before: closing a review does not take it off the screen."""
    before = st.session_state.get(_SHOWN_DAY)
    if before is not None and before[:2] == (team, seat.board.cycle.id) and OF not in st.query_params:
        day: date = before[2]
        return day
    asked = st.query_params.get(OF)
    try:
        return date.fromisoformat(asked) if asked else None
    except ValueError:
        raise SettingsError(f"“{plain(asked or '')[:60]}” is no day.", "Write it like 2026-11-16.") from None


def _sheet(seat: Seat, team: str, day: date | None) -> Sheet | None:
    return sheet_of(seat.desk.store, seat.configuration, seat.board, Asked(team, seat.desk.now, day))


def draw(seat: Seat, sheet: Sheet) -> None:
    """Draw one step of a review with the way to the others."""
    steps = steps_of(sheet.review)
    at = place_in(steps)
    step = steps[at]
    with st.container(horizontal=True, vertical_alignment="center", key="review-head"):
        head = partial(shown.head, sheet, shown.place_words(steps, at), seat.kept)
        screen.write(screen.part("The head of the review", head))
        if not sheet.is_closed:
            desk.clock(sheet.review)
    reason = "" if sheet.is_closed else why_not(person(), known_team(seat.configuration, sheet.review.team))
    screen.write(shown.standing(sheet, seat.kept), shown.only_shown(reason))
    _step(seat, sheet, step, locked=sheet.is_closed or bool(reason))
    _rail(steps, at)


@st.fragment(run_every=_LOOK_AGAIN_SECONDS)
def watch(seat: Seat, known: int) -> None:
    """Draw the page anew once somebody else has written something down."""
    if written(seat) != known:
        st.rerun()


def written(seat: Seat) -> int:
    """Return what differs as soon as anything is written down in any review."""
    with seat.desk.store.reading() as connection:
        return newest_review_run(connection)


def _step(seat: Seat, sheet: Sheet, step: Step, *, locked: bool) -> None:
    place = Place(sheet, step, seat.configuration, locked)
    if step.kind == ITEM and step.slide is not None:
        with st.container(key="review-stage"):
            left, right = st.columns(2, gap="large")
            with left:
                screen.write(screen.part("The key result", partial(shown.heading, step.slide)))
                screen.write(screen.part("The figure", partial(shown.picture, step.slide, sheet.cycle)))
            with right:
                desk.show(place)
        return
    if step.kind == OTHERS:
        screen.write(screen.part("The others", partial(shown.others, sheet)))
    desk.show(place)


def _rail(steps: tuple[Step, ...], at: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="review-rail"):
        back = "Or the left arrow key"
        st.button(
            "‹ Back", key="review-back", shortcut="Left", help=back, disabled=at == 0, on_click=go, args=(at - 1,)
        )
        for place, step in enumerate(steps):
            kind: Literal["primary", "secondary"] = "primary" if place == at else "secondary"
            st.button(_label(step.name), key=f"review-{step.kind}-{place}", type=kind, on_click=go, args=(place,))
        last = at == len(steps) - 1
        further = "Or the right arrow key"
        st.button(
            "Next ›", key="review-next", shortcut="Right", help=further, disabled=last, on_click=go, args=(at + 1,)
        )


def _label(text: str) -> str:
    """Return text of people as a label in which Markdown finds nothing to do."""
    signs = "\\`*_{}[]()<>#+-.!:|$~^"
    return "".join(f"\\{sign}" if sign in signs else sign for sign in plain(text).replace("\n", " "))


def minutes(review: Review) -> None:
    """Draw the buttons that hand out the minutes."""
    name = f"review_{review.team}_{review.day.isoformat()}"
    with st.container(horizontal=True, key="review-minutes"):
        _download("Minutes", f"{name}.md", markdown(review).encode(), "text/markdown")
        _download("Minutes as CSV", f"{name}.csv", document(COLUMNS, rows(review)), "text/csv")
        _download("Digest for chat", f"{name}.txt", digest(review).encode(), "text/plain")


def _download(label: str, name: str, content: bytes, mime: str) -> None:
    st.download_button(label, content, file_name=name, mime=mime, on_click="ignore", key=name)
