"""What a metric is, as understood from the files: definitions, sources, matchers, filters, durations.

A definition says everything that changes the figure; its version is the hash of exactly that. How a kind is fetched
is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from okr.issues import Place

NO_PLACE = Place("")


class Grain(StrEnum):
    """The length of one period of a series; ``range`` is one reading for the whole span asked for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    RANGE = "range"


class StoredAs(StrEnum):
    """How a time column stores a moment."""

    INSTANT = "instant"
    UTC_NAIVE = "utc_naive"
    LOCAL_NAIVE = "local_naive"
    EPOCH_S = "epoch_s"
    EPOCH_MS = "epoch_ms"
    TEXT = "text"
    LOCAL_DATE = "local_date"
    EPOCH_US = "epoch_us"


_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_CALENDAR = {"day", "week", "month", "quarter", "year", "hour"}


@dataclass(frozen=True)
class Duration:
    """A count of units as written: ``28 days``, ``6 hours``. Months and quarters have no fixed length."""

    count: int
    unit: str

    @property
    def seconds(self) -> int:
        """The absolute length in seconds; only for units of fixed length."""
        return self.count * _SECONDS[self.unit]

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def parse_duration(text: str) -> Duration:
    """Return the duration that ``text`` writes, like ``30 minutes`` or ``1 month``.

    Raises:
        ValueError: If the text is not a positive whole number and a unit.
    """
    match = re.fullmatch(r"(\d{1,6})\s*([a-z]+?)s?", text.strip().lower())
    if match is None or match[2] not in _SECONDS.keys() | _CALENDAR:
        raise ValueError("it is not a count and a unit")
    if int(match[1]) == 0:
        raise ValueError("a duration of zero has no meaning here")
    return Duration(int(match[1]), match[2])


@dataclass(frozen=True)
class Condition:
    """One property compared with a value.

    Attributes:
        property: The property's name as called in the source.
        operator: ``eq``, ``ne``, ``gt``, ``gte``, ``lt``, ``lte``, ``in`` or ``null``.
        value: A scalar; a tuple for ``in``; None for ``null``.
    """

    property: str
    operator: str
    value: Any = None


Filter = tuple[Condition, ...]
"""Conditions that must all hold; empty accepts everything."""


@dataclass(frozen=True)
class Matcher:
    """Which events count.

    Attributes:
        events: Names of events, any of which matches; empty means any event.
        where: Conditions on the event's properties.
    """

    events: tuple[str, ...] = ()
    where: Filter = ()


@dataclass(frozen=True)
class EventsRelation:
    """A table or view that holds events, and what its columns mean.

    Attributes:
        table: Name, with a schema in front where needed.
        actor: Column of the acting user, customer or machine.
        time: Column of the moment.
        name: Column of the event's name; None where ``event`` fixes it.
        event: The one event that every row of this table is.
        id: Column that identifies an event; duplicates of it are removed. None: rows are taken as they are.
        stored_as: How ``time`` stores the moment.
        properties: Property as called in metrics → column.
    """

    table: str
    actor: str
    time: str
    name: str | None = None
    event: str | None = None
    id: str | None = None
    stored_as: StoredAs = StoredAs.INSTANT
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActorsRelation:
    """A table with one row per actor and its properties."""

    table: str
    id: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AliasRelation:
    """A table that maps several ids of one person to one actor."""

    table: str
    alias: str
    actor: str


@dataclass(frozen=True)
class SessionRule:
    """When a session ends: a gap in seconds, an optional cut at local midnight, a longest length in seconds."""

    gap_seconds: int = 1800
    cut_at_midnight: bool = False
    max_seconds: int = 86400


@dataclass(frozen=True)
class Secret:
    """Where a secret is found: an environment variable or a file, never the secret itself."""

    env: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class SourceLimits:
    """What one query may cost."""

    seconds: float = 60.0
    rows: int = 100_000


@dataclass(frozen=True)
class SourceDefinition:
    """A product database and what its tables mean.

    Attributes:
        id: Name in the files.
        url: SQLAlchemy URL without password; None where ``url_secret`` gives it whole. A relative file path in it
            is below the configuration folder.
        timezone: IANA zone in which local days are cut.
        week_start: 0 for Monday, 6 for Sunday (as ``date.weekday``).
        lag_seconds: How long data may arrive late; taken off the newest stamp to get the watermark.
        watermark_sql: One SELECT that gives the instant up to which the data are complete.
        lookback_days: How many days of late data a refresh reads again.
        max_age_seconds: Older readings are out of date.
        history_from: First local day of the history; None: the oldest stamp.
        allow_write_role: Accept a role that can write.
        keeps_actor_days: Whether days of actors are kept beside the store, under hashes, so that a refresh reads less.
    """

    id: str
    url: str | None
    timezone: str
    title: str = ""
    password: Secret | None = None
    url_secret: Secret | None = None
    week_start: int = 0
    lag_seconds: int = 0
    watermark_sql: str | None = None
    lookback_days: int = 3
    max_age_seconds: int = 48 * 3600
    history_from: date | None = None
    events: tuple[EventsRelation, ...] = ()
    actors: ActorsRelation | None = None
    aliases: AliasRelation | None = None
    test_actors: Filter = ()
    sessions: SessionRule = field(default_factory=SessionRule)
    limits: SourceLimits = field(default_factory=SourceLimits)
    allow_write_role: bool = False
    keeps_actor_days: bool = True
    place: Place = field(default=NO_PLACE, compare=False)


@dataclass(frozen=True)
class Breakdown:
    """A property that splits a metric: of the event or of the actor."""

    of: str
    property: str


@dataclass(frozen=True)
class MetricDefinition:
    """A complete, typed metric: nothing that changes the figure is left to a hidden default.

    Attributes:
        id: Name in the files, ``[a-z0-9_-]{1,64}``.
        title: What people read.
        kind: Which adapter fetches it.
        source: Id of its source; None for values entered by hand.
        unit: ``share`` (0–1), ``users``, ``days``, ``seconds``, ``points`` or any word of the team.
        better: ``up``, ``down`` or ``none``.
        focus: The focus area it belongs to.
        owner: The team that answers for it.
        parameters: The kind's own frozen parameters class.
        written: The definition as written, as plain JSON values (for the catalogue and the version).
        where: Conditions on all its events.
        actors_where: Conditions on the actor's properties.
        max_change: Relative change from the last good value beyond which a person must look; None: not checked.
    """

    id: str
    title: str
    kind: str
    source: str | None
    unit: str
    better: str
    focus: str
    owner: str
    parameters: Any
    written: Mapping[str, Any]
    description: str = ""
    grain: Grain = Grain.DAY
    where: Filter = ()
    actors_where: Filter = ()
    breakdown: Breakdown | None = None
    interval: str = "wilson"
    max_change: float | None = None
    place: Place = field(default=NO_PLACE, compare=False)
