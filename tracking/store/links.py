"""Links by which a spreadsheet fetches one CSV file: read only, for a time, and ended whenever somebody wants.

Of a link's secret only a digest is kept, so that whoever reads the store cannot use it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Row, Select, insert, select

from okr.errors import SettingsError
from tracking.store.moments import instant_of, instant_text, optional_instant
from tracking.store.tables import ENDED_LINKS, LINKS

_SECRET_BYTES = 32


@dataclass(frozen=True)
class Wanted:
    """What a new link is for: a file of the export, one team's part of it or all (empty), and a note."""

    file: str
    team: str = ""
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A link as it is kept.

    Attributes:
        number: By which it is ended.
        file: Name of the file that it gives.
        team: Team whose rows it gives; empty for all.
        note: What somebody wrote beside it.
        made_at: When it was made.
        expires_at: From when on it gives nothing.
        ended_at: When somebody ended it; None while nobody has.
    """

    number: int
    file: str
    team: str
    note: str
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Return whether it gives its file now."""
        return self.ended_at is None and now < self.expires_at


def make_link(connection: Connection, wanted: Wanted, now: datetime, expires_at: datetime) -> str:
    """Keep a new link and return its secret, which is not known to anybody afterwards."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    moments = {"made_at": instant_text(now), "expires_at": instant_text(expires_at)}
    row = {"digest": _digest(secret), "file": wanted.file, "team": wanted.team, "note": wanted.note, **moments}
    connection.execute(insert(LINKS), [row])
    return secret


def link_of(connection: Connection, secret: str) -> Link | None:
    """Return the link with a secret, whether it still works or not; None where there never was one."""
    row = connection.execute(_links().where(LINKS.c.digest == _digest(secret))).first()
    return None if row is None else _link(row)


def all_links(connection: Connection) -> list[Link]:
    """Return every link, the oldest first."""
    return [_link(row) for row in connection.execute(_links().order_by(LINKS.c.id))]


def end_link(connection: Connection, number: int, now: datetime) -> Link:
    """End a link for good and return it as it was; one that had ended stays as it was.

    Raises:
        SettingsError: If there is no such link.
    """
    row = connection.execute(_links().where(LINKS.c.id == number)).first()
    if row is None:
        raise SettingsError(f"There is no link {number}.", "`python -m tracking link list` shows them.")
    link = _link(row)
    if link.ended_at is None:
        connection.execute(insert(ENDED_LINKS), [{"link": number, "ended_at": instant_text(now)}])
    return link


def _links() -> Select[tuple[object, ...]]:
    columns = (LINKS.c[name] for name in ("id", "file", "team", "note", "made_at", "expires_at"))
    return select(*columns, ENDED_LINKS.c.ended_at).join(ENDED_LINKS, ENDED_LINKS.c.link == LINKS.c.id, isouter=True)


def _link(row: Row[tuple[object, ...]]) -> Link:
    made_at, expires_at = instant_of(row.made_at), instant_of(row.expires_at)
    return Link(row.id, row.file, row.team, row.note, made_at, expires_at, optional_instant(row.ended_at))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
