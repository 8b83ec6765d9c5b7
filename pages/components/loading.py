"""What the pages read: the history store, opened once, and what was judged from it, kept until something new is known.

Everything cached is an immutable value under a key that changes with every run that is recorded, so nothing old can be
shown and viewers share the work.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import streamlit as st

from okr.errors import PlumblineError
from okr.model import Configuration
from okr.reading import Reading
from okr.scorecard import Board
from tracking.boards.board import Selection, load_board
from tracking.boards.dossier import Dossier, load_dossier
from tracking.boards.insight import (
    Findings,
    Receipt,
    SourceState,
    load_configuration,
    load_findings,
    load_receipt,
    load_sources,
)
from tracking.boards.replay import Later, later_than
from tracking.boards.track import Track, load_track
from tracking.clock import clock_for
from tracking.planning.workshop import Workshop, workshop_in_force
from tracking.settings import Settings, read_settings
from tracking.store.connection import Store, opened
from tracking.store.manual import newest_value_run
from tracking.store.runs import last_run

_STEP = timedelta(minutes=15)
Key: TypeAlias = tuple[str, int, int, int, int]
"""Path, device and inode of the store, the newest refresh in it, and the newest run of a value entered by hand.

What is written down in reviews changes no board; it is read whenever it is shown.
"""
State: TypeAlias = tuple[Key, date]


@dataclass(frozen=True)
class Desk:
    """What one rerun works with.

    Attributes:
        settings: Where things are.
        store: The open history.
        key: What is known; it changes with every run.
        configuration: In force.
        now: The present, to the quarter of an hour.
    """

    settings: Settings
    store: Store
    key: Key
    configuration: Configuration
    now: datetime


def sit_down() -> Desk | None:
    """Return what this rerun works with, or None before the first refresh.

    Raises:
        SettingsError: If the environment is wrong.
        StoreError: If the store cannot be read.
    """
    settings = read_settings()
    if not settings.store.is_file():
        return None
    status = settings.store.stat()
    place = (str(settings.store), status.st_dev, status.st_ino)
    store = _store(place)
    with store.reading() as connection:
        refreshed, entered = last_run(connection), newest_value_run(connection)
    key: Key = (*place, refreshed.id if refreshed else 0, entered)
    configuration = _configuration(key, store)
    if configuration is None:
        return None
    now = clock_for(settings.as_of, configuration)()
    return Desk(settings, store, key, configuration, now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % _STEP)


def state(desk: Desk) -> State:
    """Return what a page shows, in a form that differs as soon as it would show something else."""
    return desk.key, desk.now.date()


def state_now() -> State | None:
    """Return the same for this moment; None where nothing can be shown. It never raises."""
    try:
        desk = sit_down()
    except PlumblineError:
        return None
    return None if desk is None else state(desk)


def the_board(desk: Desk, cycle: str | None, team: str | None) -> Board:
    """Return the board of a cycle and of one team or all; None stands for the running cycle and for all teams."""
    return _board(desk.key, Selection(desk.now, cycle, team), desk.store)


def the_board_then(desk: Desk, selection: Selection) -> tuple[Board, tuple[Later, ...]]:
    """Return the board of a past day as it was known then, with what is another figure now."""
    board = _board(desk.key, selection, desk.store)
    return board, later_than(desk.store, board, selection)


def the_sources(desk: Desk) -> tuple[SourceState, ...]:
    """Return every source with its last runs."""
    return _sources(desk.key, desk.store)


def the_findings(desk: Desk) -> Findings:
    """Return what is wrong in the files."""
    return _findings(desk.key, desk.store)


def the_receipt(desk: Desk, reading: Reading) -> Receipt | None:
    """Return where a reading comes from."""
    return load_receipt(desk.store, reading)


def the_dossier(desk: Desk, metric: str, day: date, known_at: datetime | None) -> Dossier | None:
    """Return what is known of a metric; None where there is no such metric."""
    return _dossier(desk.key, (metric, day, known_at), desk.store)


def the_workshop(desk: Desk, metric: str, cycle: str | None) -> Workshop:
    """Return what is known for setting a target of a metric in a cycle; None: the one that ends last.

    Raises:
        SettingsError: If there is no such metric or cycle.
        StoreError: If the history knows fewer than four weeks of the metric.
    """
    return _workshop(desk.key, (metric, cycle), desk.store, desk.configuration)


def the_track(desk: Desk, selection: Selection) -> Track:
    """Return how cycles ended, and scores and difficulty team by team."""
    return _track(desk.key, selection, desk.store)


def _close(left: tuple[Store, ExitStack]) -> None:
    left[1].close()


def _store(place: tuple[str, int, int]) -> Store:
    return _opened(place)[0]


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _opened(place: tuple[str, int, int]) -> tuple[Store, ExitStack]:
    stack = ExitStack()
    return stack.enter_context(opened(Path(place[0]))), stack


@st.cache_resource(max_entries=2, show_spinner=False)
def _configuration(key: Key, _store: Store) -> Configuration | None:
    del key
    return load_configuration(_store)


@st.cache_resource(max_entries=64, show_spinner=False)
def _board(key: Key, selection: Selection, _store: Store) -> Board:
    del key
    return load_board(_store, selection)


@st.cache_resource(max_entries=2, show_spinner=False)
def _sources(key: Key, _store: Store) -> tuple[SourceState, ...]:
    del key
    return load_sources(_store)


@st.cache_resource(max_entries=2, show_spinner=False)
def _findings(key: Key, _store: Store) -> Findings:
    del key
    return load_findings(_store)


@st.cache_resource(max_entries=32, show_spinner=False)
def _dossier(key: Key, asked: tuple[str, date, datetime | None], _store: Store) -> Dossier | None:
    del key
    return load_dossier(_store, *asked)


@st.cache_resource(max_entries=16, show_spinner=False)
def _workshop(key: Key, names: tuple[str, str | None], _store: Store, _configuration: Configuration) -> Workshop:
    del key
    return workshop_in_force(_store, _configuration, names)


@st.cache_resource(max_entries=8, show_spinner=False)
def _track(key: Key, selection: Selection, _store: Store) -> Track:
    del key
    return load_track(_store, selection)
