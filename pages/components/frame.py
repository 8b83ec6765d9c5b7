"""What stands around every page: the filters, how fresh the data are, a link to this view, and the CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from okr.errors import PlumblineError
from okr.model import Configuration
from okr.scorecard import Board
from pages.components import filters, freshness, loading, past, screen, states
from pages.components.addresses import Kept
from pages.components.filters import Chosen
from pages.components.loading import Desk
from pages.components.markup import Markup, plain
from tracking.boards.board import Selection
from tracking.exporting.export import export

ABOUT = """**Plumbline**: objectives and key results, scored from live product data.

Scores are there to learn from. They say nothing about single people and are not for appraising anybody."""
_DESK = "desk"
_LOOK_AGAIN_SECONDS = 300
_FOLDERS = re.compile(r"(?:(?<=\s)|^)(?:/[^/\s]+)+/(?=[^/\s])")
_SLASHES_OF_AN_ORIGIN = 2


@dataclass(frozen=True)
class Seat:
    """What a page works with: the desk, what was chosen, the board of that, and the past day that it is of, if any."""

    desk: Desk
    chosen: Chosen
    board: Board
    past: Selection | None = None

    @property
    def kept(self) -> Kept:
        """What links take along."""
        return self.chosen.kept

    @property
    def configuration(self) -> Configuration:
        """The configuration in force."""
        return self.desk.configuration

    @property
    def selection(self) -> Selection:
        """What the exports are asked for."""
        return self.past or Selection(self.desk.now, self.chosen.cycle, self.chosen.team)


def around(page: Any) -> None:  # noqa: ANN401 - the framework's page object
    """Draw the frame and the page in it, or the screen that says why there is nothing to show."""
    screen.begin()
    try:
        desk = loading.sit_down()
        if desk is None:
            screen.write(states.first_run())
            return
        st.session_state[_DESK] = _seat(desk)
        page.run()
        _watch(loading.state(desk))
    except PlumblineError as fault:
        screen.write(states.trouble(_without_folders(fault.message), fault.hint))


@st.fragment(run_every=_LOOK_AGAIN_SECONDS)
def _watch(known: loading.State) -> None:
    """Draw the page anew once more is known than it shows, so that a screen on a wall never grows old by itself."""
    if loading.state_now() != known:
        st.rerun()


def _without_folders(message: str) -> str:
    """Return a message with files by their names alone: whoever looks need not know where this server keeps them."""
    return _FOLDERS.sub("", message)


def seat() -> Seat:
    """Return what this rerun's page works with."""
    found: Seat = st.session_state[_DESK]
    return found


def _seat(desk: Desk) -> Seat:
    cycles = filters.labelled((cycle.id, cycle.title) for cycle in reversed(desk.configuration.cycles))
    teams = filters.labelled((team.id, team.title) for team in desk.configuration.teams)
    notices = [_notice("cycle", filters.unknown("cycle", cycles)), _notice("team", filters.unknown("team", teams))]
    running = loading.the_board(desk, None, None).cycle
    with st.container(horizontal=True, vertical_alignment="center", key="frame"):
        chosen = filters.show(cycles, teams, running.title or running.id)
        found, notice, line = _seated(desk, chosen)
        screen.write(freshness.line(found.board.freshness, found.board.cycle, chosen.kept))
        _take_away(found)
    screen.write(*(states.banner(said) for said in (*notices, notice) if said), line)
    return found


def _seated(desk: Desk, chosen: Chosen) -> tuple[Seat, str | None, Markup | None]:
    """Return the seat of today, or of the past day in the address with the line that says so."""
    selection, notice = past.replayed(desk, Selection(desk.now, chosen.cycle, chosen.team))
    if selection is None:
        return Seat(desk, chosen, loading.the_board(desk, chosen.cycle, chosen.team)), notice, None
    board, later = loading.the_board_then(desk, selection)
    there = replace(chosen, kept=replace(chosen.kept, on=st.query_params.get(past.ON)))
    return Seat(desk, there, board, selection), None, past.banner(board.as_of, later, there.kept)


def _notice(name: str, asked: str | None) -> str | None:
    if asked is None:
        return None
    instead = "the running one" if name == "cycle" else "all of them"
    return f"There is no {name} “{plain(asked)[:60]}” here; this is {instead}."


def _take_away(found: Seat) -> None:
    if found.configuration.demo_on is not None:
        with st.popover("Demo", key="demo", help="These are not your numbers"):
            screen.write(states.demo())
    with st.popover("Link", key="link", help="A link to exactly this view"):
        chosen = urlencode(st.query_params.to_dict(), safe="/")
        address = str(st.context.url or "").rstrip("/")
        path = "" if address.count("/") > _SLASHES_OF_AN_ORIGIN else "/"
        st.code(f"{address}{path}?{chosen}" if chosen else f"{address}{path}", language=None)
    csv("CSV", "key_results", found, key="csv")


def csv(label: str, kind: str, found: Seat, key: str) -> None:
    """Draw the button that hands out one of the exports of this view; it is made only when somebody asks for it."""
    st.download_button(
        label,
        lambda: export(found.desk.store, kind, found.selection).content,
        file_name=f"okr_{kind}_{found.board.cycle.id}_{found.board.as_of.isoformat()}.csv",
        mime="text/csv",
        on_click="ignore",
        key=key,
        help="The numbers of this view, raw, for a spreadsheet",
    )
