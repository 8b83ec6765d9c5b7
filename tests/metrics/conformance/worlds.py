"""Small generated sources: a handful of actors and events around the days on which calendars go wrong.

Each is made twice from the same draw: as rows in memory for the oracle, and as tables as an engine stores them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.metrics.conformance.bench import Table

DAYS = (
    ("UTC", date(2024, 2, 28)),
    ("UTC", date(2020, 12, 27)),
    ("Europe/Oslo", date(2026, 3, 28)),
    ("Europe/Oslo", date(2025, 10, 25)),
    ("America/New_York", date(2026, 3, 7)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),
    ("Australia/Lord_Howe", date(2025, 10, 4)),
    ("Asia/Kathmandu", date(2026, 1, 1)),
    ("America/Sao_Paulo", date(2018, 11, 3)),
    ("America/Sao_Paulo", date(2018, 2, 17)),
    ("Pacific/Apia", date(2011, 12, 29)),
)
"""Leap day, ISO week-year, clock changes by an hour and by half of one, at and over midnight, a day that never was."""

CLOCK = (
    time(0),
    time(0, 0, 0, 1),
    time(0, 30),
    time(1, 45),
    time(2, 15),
    time(12),
    time(12, 0, 0, 600_000),
    time(23, 30),
    time(23, 59, 59, 999_999),
)
ECHOES = tuple(
    timedelta(hours=hours, microseconds=off)
    for hours in (0, 1, 24, 48, 168, 720)
    for off in (-1, 0, 1)
    if hours or off >= 0
)
"""Moments at a fixed distance from another: ties, and both sides of the edges of windows."""

SPREAD = {"hour": 1, "day": 8, "week": 35, "month": 130, "quarter": 200, "range": 8}
STORED = ("instant", "utc_naive", "local_naive", "epoch_s", "epoch_ms", "text", "local_date")
NAMES = ("open", "buy", "join")
COLUMN_OF = {"epoch_s": "integer", "epoch_ms": "integer", "text": "text", "local_date": "date"}


@dataclass(frozen=True, repr=False)
class World:
    """A source as written, its rows for the oracle, its tables for an engine, and the moments that matter in it."""

    source: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    tables: dict[str, Table]
    moments: list[datetime]
    day: date

    def __repr__(self) -> str:
        return f"{self.source}\n  {self.tables}"

    @property
    def zone(self) -> str:
        """The source's zone."""
        return str(self.source["timezone"])


def stored(at: datetime | None, stored_as: str, zone: str, spelling: int) -> tuple[Any, Any]:
    """A moment as an engine holds it, and what the oracle reads in that."""
    if at is None:
        return None, None
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if stored_as == "local_date":
        return wall.date(), wall.date()
    if stored_as == "local_naive":
        return wall, wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if stored_as in ("epoch_s", "epoch_ms"):
        unit = timedelta(seconds=1) if stored_as == "epoch_s" else timedelta(milliseconds=1)
        count = (at - datetime(1970, 1, 1, tzinfo=UTC)) // unit
        return count, datetime(1970, 1, 1, tzinfo=UTC) + count * unit
    if stored_as == "text":
        return _spelled(at, zone, spelling), at
    return (at if stored_as == "instant" else at.replace(tzinfo=None)), at


def _spelled(at: datetime, zone: str, spelling: int) -> str:
    if spelling == 0:
        return at.isoformat().replace("+00:00", "Z")
    return at.astimezone(ZoneInfo(zone)).isoformat(sep=" " if spelling == 1 else "T")


@st.composite
def moments(draw: st.DrawFn, zone: str, day: date, spread: int) -> list[datetime]:
    """Some instants around a day, several of them tied or at the distance of a window."""
    found: list[datetime] = []
    for _ in range(draw(st.integers(1, 7))):
        is_echo = draw(st.booleans())
        if found and is_echo:
            near = draw(st.sampled_from(found))
            found.append(near + draw(st.sampled_from(ECHOES)))
        else:
            local = day + timedelta(days=draw(st.integers(-1, spread)))
            wall = datetime.combine(local, draw(st.sampled_from(CLOCK)), ZoneInfo(zone))
            found.append(wall.replace(fold=draw(st.integers(0, 1))).astimezone(UTC))
    return found


PROPERTIES: dict[str, st.SearchStrategy[Any]] = {
    "plan": st.sampled_from(("pro", "free", "", None)),
    "amount": st.sampled_from((1.0, 0.0, 2.5, -1.25, 10.0, None)),
}


def _event(found: list[datetime]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "at": st.sampled_from(found) if len(found) == 1 else st.sampled_from([*found, found[0]]),
            "actor": st.sampled_from(("a", "b", "c", "a", "b", "d", "x", None, "")),
            "name": st.sampled_from((*NAMES, *NAMES, None, "zzz")),
            "identified": st.booleans(),
            "spelling": st.integers(0, 2),
            **PROPERTIES,
        }
    )


@st.composite
def worlds(draw: st.DrawFn, grain: str, most: int = 12) -> World:
    """A source with events, actors and aliases."""
    zone, day = draw(st.sampled_from(DAYS))
    found = draw(moments(zone, day, SPREAD[grain]))
    events = draw(st.lists(_event(found), max_size=most))
    events = [event | {"id": f"e{number}" if event["identified"] else None} for number, event in enumerate(events)]
    copies = [
        event | {"at": event["at"] + draw(st.sampled_from((timedelta(0), timedelta(hours=1), timedelta(days=1))))}
        for event in events
        if event["id"] is not None and draw(st.integers(0, 5)) == 0
    ]
    events = copies + events if draw(st.booleans()) else events + copies
    if draw(st.integers(0, 7)) == 0:
        events.append(
            {**dict.fromkeys(PROPERTIES), "at": None, "actor": "a", "name": "open", "id": None, "spelling": 0}
        )
    return _made(draw, (zone, day), found, events)


def _made(draw: st.DrawFn, where: tuple[str, date], found: list[datetime], events: list[dict[str, Any]]) -> World:
    zone, day = where
    whole = draw(st.integers(0, 3)) == 0
    numbers = {"a": 1, "b": 2, "c": 3, "d": 4, "x": 9, "y": 8, None: None, "": None}
    known = (lambda actor: numbers[actor]) if whole else (lambda actor: actor)
    events = [event | {"actor": known(event["actor"])} for event in events]
    source: dict[str, Any] = {"timezone": zone, "week_start": draw(st.sampled_from(("monday", "sunday")))}
    rows: dict[str, list[dict[str, Any]]] = {}
    tables: dict[str, Table] = {}
    relations = []
    for name in draw(st.sampled_from((None, None, NAMES))) or [None]:
        table, relation, own = _event_table(draw, zone, name, [e for e in events if name in (None, e["name"])])
        table.columns["uid"] = "integer" if whole else "text"
        tables[relation["table"]], rows[relation["table"]] = table, own
        relations.append(relation)
    source["events"] = relations if len(relations) > 1 else relations[0]
    _actors(draw, source, (rows, tables), known, "integer" if whole else "text")
    if draw(st.integers(0, 4)) == 0:
        source["history_from"] = (day + timedelta(days=draw(st.integers(-3, 3)))).isoformat()
    return World(source, rows, tables, found, day)


def _event_table(
    draw: st.DrawFn, zone: str, name: str | None, events: list[dict[str, Any]]
) -> tuple[Table, dict[str, Any], list[dict[str, Any]]]:
    """One table of events, of one name only where it is given."""
    stored_as = draw(st.sampled_from(STORED))
    has_id = draw(st.booleans())
    relation: dict[str, Any] = {"table": f"{name}_log" if name else "events", "actor": "uid", "time": "ts"}
    relation |= {"event": name} if name else {"name": "ev"}
    relation |= {"id": "eid"} if has_id else {}
    relation |= {"stored_as": stored_as, "properties": {"plan": "plan_col", "amount": "amount_col"}}
    columns = {"uid": "text", "ts": COLUMN_OF.get(stored_as, stored_as), "ev": "text", "eid": "text"}
    columns |= {"plan_col": "text", "amount_col": "number"}
    stamps = [stored(event["at"], stored_as, zone, event["spelling"]) for event in events]
    cells = [(e["actor"], e["name"], e["id"], e["plan"], e["amount"]) for e in events]
    kept = [(actor, at[0], *rest) for (actor, *rest), at in zip(cells, stamps, strict=True)]
    read = [(actor, at[1], *rest) for (actor, *rest), at in zip(cells, stamps, strict=True)]
    return Table(columns, kept), relation, [dict(zip(columns, row, strict=True)) for row in read]


def _actors(draw: st.DrawFn, source: dict[str, Any], made: tuple[Any, Any], known: Any, kind: str) -> None:
    """Add actors with properties, test accounts and aliases, some of the time."""
    rows, tables = made
    flag = st.sampled_from((True, False, None))
    people = [(known(name), draw(st.sampled_from(("gold", "iron", None))), draw(flag)) for name in draw(_some("abcdx"))]
    columns = {"person": kind, "tier_col": "text", "test_col": "flag"}
    tables["people"], rows["people"] = Table(columns, people), [dict(zip(columns, p, strict=True)) for p in people]
    source["actors"] = {"table": "people", "id": "person", "properties": {"tier": "tier_col", "is_test": "test_col"}}
    if draw(st.booleans()):
        source["test_actors"] = {"where": draw(st.sampled_from(({"is_test": True}, {"tier": "iron", "is_test": True})))}
    if draw(st.booleans()):
        pairs = [(known(alias), known(draw(st.sampled_from("abcd")))) for alias in draw(_some("xyc"))]
        columns = {"was": kind, "became": kind}
        tables["aliases"], rows["aliases"] = Table(columns, pairs), [dict(zip(columns, p, strict=True)) for p in pairs]
        source["aliases"] = {"table": "aliases", "alias": "was", "actor": "became"}


def _some(letters: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(letters), unique=True, max_size=len(letters))


@st.composite
def watermarks(draw: st.DrawFn, world: World, spread: int) -> datetime:
    """An instant: a stamp, one beside it, one at the distance of a window, or the beginning of a day."""
    if draw(st.booleans()):
        return draw(st.sampled_from(world.moments)) + draw(st.sampled_from(ECHOES))
    local = world.day + timedelta(days=draw(st.integers(1, 2 * spread + 3)))
    return datetime.combine(local, time(draw(st.sampled_from((0, 0, 0, 9)))), ZoneInfo(world.zone)).astimezone(UTC)
