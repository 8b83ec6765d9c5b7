"""CSV files over the web: as the pages hand them out, and by links that need no login."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from okr.errors import PlumblineError
from tracking.boards.board import Selection
from tracking.boards.present import present
from tracking.clock import system_now
from tracking.exporting.export import TABLES, Document, export
from tracking.settings import Settings
from tracking.store.configurations import configuration_in_force
from tracking.store.connection import opened
from tracking.store.links import link_of

GONE = "This link gives nothing: it never did, has expired, or was ended.\n"
MOST_MISSES = 30
WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Answer:
    """What is sent back: an HTTP status, and the file or a sentence."""

    status: int
    content: bytes
    name: str = ""


@dataclass
class Misses:
    """How often a link was guessed at lately; a run of guesses closes all links for a minute."""

    moments: list[datetime] = field(default_factory=list)

    def note(self, now: datetime) -> None:
        """Remember a miss."""
        self.moments.append(now)

    def are_many(self, now: datetime) -> bool:
        """Return whether there were too many within the last minute."""
        self.moments = [moment for moment in self.moments if now - moment < WINDOW]
        return len(self.moments) >= MOST_MISSES


def exported(settings: Settings, file: str, chosen: Selection | None = None) -> Answer:
    """Return a file of the export as of the present, the same bytes that the command writes."""
    if file not in TABLES:
        return Answer(404, f"There is no such file. There are {', '.join(TABLES)}.\n".encode())
    try:
        with opened(settings.store) as store:
            selection = chosen or Selection(present(store, settings.as_of))
            return _given(export(store, file, selection))
    except PlumblineError:
        return Answer(503, b"The history cannot be read. `python -m tracking status` says why.\n")


def linked(settings: Settings, secret: str, file: str, misses: Misses) -> Answer:
    """Return what a link gives: its own file and nothing else, as long as it works."""
    now = system_now()
    if misses.are_many(now):
        return Answer(429, b"Too many links were tried. Wait a minute.\n")
    try:
        answer = _linked(settings.store, settings, secret, file)
    except PlumblineError:
        return Answer(503, b"The history cannot be read.\n")
    if answer is None:
        misses.note(now)
        return Answer(404, GONE.encode())
    return answer


def _linked(path: Path, settings: Settings, secret: str, file: str) -> Answer | None:
    with opened(path) as store:
        with store.reading() as connection:
            link = link_of(connection, secret)
            stored = configuration_in_force(connection)
        if link is None or link.file != file or not link.works(system_now()):
            return None
        teams = {team.id for team in stored.configuration.teams} if stored else set()
        if link.team and link.team not in teams:
            # Without its team the link would give everybody's rows.
            return None
        selection = Selection(present(store, settings.as_of), team=link.team or None)
        return _given(export(store, file, selection))


def _given(document: Document) -> Answer:
    return Answer(200, document.content, document.name)
