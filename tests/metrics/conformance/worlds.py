"""Small generated sources: a handful of actors and events around the days on which calendars go wrong.

Each is made twice from the same choices: as rows in memory for the oracle, and as tables as an engine stores them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.metrics.conformance.bench import Table
from tests.metrics.conformance.choices import Choices

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
    time(12),
    time(0),
    time(0, 0, 0, 1),
    time(0, 30),
    time(1, 45),
    time(2, 15),
    time(12, 0, 0, 600_000),
    time(23, 30),
    time(23, 59, 59, 999_999),
)
ECHOES = tuple(timedelta(hours=hours) for hours in (0, 0.5, 1, 24, 48, 168, 720))
BESIDE = (timedelta(0), timedelta(0), -timedelta.resolution, timedelta.resolution)
"""Moments at a fixed distance from another, and both sides of that edge."""

SPREAD = {"hour": 1, "day": 8, "week": 35, "month": 100, "quarter": 200, "range": 8}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNIT = {"hour": 1, "day": 1, "week": 7, "month": 30, "quarter": 91, "range": 2}
"""Days that the events of a source spread over, and days from one period to about the next."""

STORED = ("instant", "utc_naive", "local_naive", "epoch_s", "epoch_ms", "epoch_us", "text", "local_date")
TICKS = {
    "epoch_s": timedelta(seconds=1),
    "epoch_ms": timedelta(milliseconds=1),
    "epoch_us": timedelta(microseconds=1),
}
COLUMN_OF = {**dict.fromkeys(TICKS, "integer"), "text": "text", "local_date": "date"}

NAMES = ("open", "buy", "join")
ACTORS = ("a", "b", "c", "d", "a", "b", "c", "x", "a", "x", "b", "y", None, "")
EVENTS = (*NAMES, *NAMES, *NAMES, None, "zzz")
PLANS = ("pro", "free", "pro", "", None)
AMOUNTS = (1.0, 0.0, 2.5, -1.25, 10.0, None)
NUMBERS = {"a": 1, "b": 2, "c": 3, "d": 4, "x": 9, "y": 8, None: None, "": None}

SESSIONS: tuple[dict[str, Any], ...] = (
    {"cut_at_midnight": True},
    {"gap": "29 minutes"},
    {"gap": "1 hour", "max": "2 hours"},
    {"gap": "1 day", "max": "2 days", "cut_at_midnight": True},
    {"gap": "1 day", "max": "2 days"},
)

Event = dict[str, Any]


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

    def add(self, name: str, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """Add a table, and its rows as the oracle reads them."""
        self.tables[name] = table
        self.rows[name] = [dict(zip(table.columns, row, strict=True)) for row in rows]


def stored(at: datetime | None, stored_as: str, zone: str, spelling: int) -> tuple[Any, Any]:
    """A moment as an engine holds it, and what the oracle reads in that."""
    if at is None:
        return None, None
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if stored_as == "local_date":
        return wall.date(), wall.date()
    if stored_as == "local_naive":
        return wall, wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if stored_as in TICKS:
        count = (at - EPOCH) // TICKS[stored_as]
        return count, EPOCH + count * TICKS[stored_as]
    if stored_as == "text":
        return _spelled(at, zone, spelling), at
    return (at if stored_as == "instant" else at.replace(tzinfo=None)), at


def _spelled(at: datetime, zone: str, spelling: int) -> str:
    if spelling == 0:
        return at.isoformat().replace("+00:00", "Z")
    return at.astimezone(ZoneInfo(zone)).isoformat(sep=" " if spelling == 1 else "T")


def world(choices: Choices, grain: str) -> World:
    """A source with events, actors and aliases, for a metric of this grain."""
    zone, day = choices.one(DAYS)
    source: dict[str, Any] = {"timezone": zone, "week_start": choices.one(("monday", "sunday"))}
    made = World(source, {}, {}, _moments(choices, zone, day, grain), day)
    is_whole = choices.rarely(4)
    known: Callable[[Any], Any] = NUMBERS.__getitem__ if is_whole else lambda actor: actor
    kind = "integer" if is_whole else "text"
    events = [event | {"actor": known(event["actor"])} for event in _events(choices, made.moments, grain)]
    names = NAMES if choices.rarely(3) else (None,)
    source["events"] = [_event_table(choices, made, name, (events, kind)) for name in names]
    source["events"] = source["events"][0] if len(names) == 1 else source["events"]
    _people(choices, made, known, kind)
    if choices.rarely(2):
        source["sessions"] = choices.one(SESSIONS)
    if choices.rarely(5):
        source["history_from"] = (day + timedelta(days=choices.number(-3, 3))).isoformat()
    return made


def _moments(choices: Choices, zone: str, day: date, grain: str) -> list[datetime]:
    """Some instants around a day, several of them tied or at the distance of a window."""
    unit, found = UNIT[grain], list[datetime]()
    for _ in range(choices.one((1, 2, 3, 4, 5, 6))):
        if found and choices.rarely(2):
            found.append(choices.one(found) + choices.one(ECHOES) + choices.one(BESIDE))
        else:
            local = day + timedelta(days=choices.one((0, 0, 1, unit, unit + 1, 2 * unit, 3 * unit, -1)))
            wall = datetime.combine(local, choices.one(CLOCK), ZoneInfo(zone))
            found.append(wall.replace(fold=choices.number(0, 1)).astimezone(UTC))
    return found


def _events(choices: Choices, moments: list[datetime], grain: str) -> list[Event]:
    """Single events, journeys of actors that begin together, and copies of some."""
    count = choices.one((0, 2, 4, 6, 8, 10))
    events = [_event(choices, moments) for _ in range(count)] + _journeys(choices, moments, grain)
    events = [event | {"id": f"e{number}" if choices.rarely(2) else None} for number, event in enumerate(events)]
    later = (timedelta(0), timedelta(hours=1), timedelta(days=1))
    copies = [
        event | {"at": event["at"] + choices.one(later)}
        for event in events
        if event["id"] is not None and choices.rarely(5)
    ]
    empty: Event = {"at": None, "actor": "a", "name": "open", "plan": None, "amount": None, "id": None, "spelling": 0}
    events += [empty] if choices.rarely(8) else []
    return copies + events if choices.rarely(2) else events + copies


def _event(choices: Choices, moments: list[datetime]) -> Event:
    return {
        "at": choices.one(moments),
        "actor": choices.one(ACTORS),
        "name": choices.one(EVENTS),
        "plan": choices.one(PLANS),
        "amount": choices.one(AMOUNTS),
        "spelling": choices.number(0, 2),
    }


def _journeys(choices: Choices, moments: list[datetime], grain: str) -> list[Event]:
    """Actors that begin at one moment and do more some units later, or just before that."""
    lengths = (timedelta(days=UNIT[grain]), timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(minutes=30))
    begin, events = choices.one(moments), []
    for actor in choices.some("abcx"):
        places = [begin, *(begin + choices.number(0, 3) * choices.one(lengths) + choices.one(BESIDE) for _ in "12")]
        names = (choices.one(("join", "join", "open")), "buy", "open")
        for at, name in zip(places, names, strict=True):
            event: Event = {"actor": actor, "at": at, "name": name, "plan": choices.one(PLANS)}
            events.append(event | {"amount": choices.one(AMOUNTS), "spelling": 0})
    return events


def _event_table(
    choices: Choices, made: World, name: str | None, all_events: tuple[list[Event], str]
) -> dict[str, Any]:
    """Add one table of events, of one name only where it is given, and return what is written of it."""
    events = [event for event in all_events[0] if name in (None, event["name"])]
    stored_as, table = choices.one(STORED), f"{name}_log" if name else "events"
    relation: dict[str, Any] = {"table": table, "actor": "uid", "time": "ts", "stored_as": stored_as}
    relation |= {"event": name} if name else {"name": "ev"}
    relation |= {"id": "eid"} if choices.rarely(2) else {}
    columns = {"uid": all_events[1], "ts": COLUMN_OF.get(stored_as, stored_as), "ev": "text", "eid": "text"}
    columns |= {"plan_col": "text", "amount_col": "number"}
    stamps = [stored(event["at"], stored_as, made.zone, event["spelling"]) for event in events]
    cells = [(e["actor"], e["name"], e["id"], e["plan"], e["amount"]) for e in events]
    kept, read = (
        [(actor, at[side], *rest) for (actor, *rest), at in zip(cells, stamps, strict=True)] for side in (0, 1)
    )
    made.add(table, Table(columns, kept), read)
    return relation | {"properties": {"plan": "plan_col", "amount": "amount_col"}}


def _people(choices: Choices, made: World, known: Callable[[Any], Any], kind: str) -> None:
    """Add actors with properties, test accounts and aliases, some of the time."""
    tiers, flags = ("gold", "iron", None), (False, True, None)
    people = [(known(name), choices.one(tiers), choices.one(flags)) for name in choices.some("abcdx")]
    made.add("people", Table({"person": kind, "tier_col": "text", "test_col": "flag"}, people), people)
    properties = {"tier": "tier_col", "is_test": "test_col"}
    made.source["actors"] = {"table": "people", "id": "person", "properties": properties}
    if choices.rarely(3):
        made.source["test_actors"] = {"where": choices.one(({"is_test": True}, {"tier": "iron", "is_test": True}))}
    if choices.rarely(2):
        pairs = [(known(alias), known(choices.one("abcd"))) for alias in choices.some("xyc")]
        made.add("aliases", Table({"was": kind, "became": kind}, pairs), pairs)
        made.source["aliases"] = {"table": "aliases", "alias": "was", "actor": "became"}


def add_payments(choices: Choices, made: World) -> None:
    """Add a table that is no event log, for aggregates: payments in shops by somebody, with nulls and equal values."""
    amounts = (1.0, 2.0, 2.5, -1.25, 0.0, 100.0, None)
    is_whole = made.tables["people"].columns["person"] == "integer"
    count, days, paid = choices.one((0, 4, 8, 12)), (made.day, made.day - timedelta(days=400), None), []
    for _ in range(count):
        at, shop, amount = choices.one(made.moments), choices.one(("s1", "s2", None)), choices.one(amounts)
        payer = choices.one(ACTORS)
        paid.append((at, shop, amount, NUMBERS[payer] if is_whole else payer, choices.one(days)))
    kind = "integer" if is_whole else "text"
    columns = {"paid_at": "instant", "shop": "text", "sum_col": "number", "payer": kind, "due": "date"}
    made.add("payments", Table(columns, [tuple(row) for row in paid]), paid)


def add_ledger(choices: Choices, made: World) -> None:
    """Add a table of days with amounts, for queries that people write themselves."""
    days = [at.astimezone(ZoneInfo(made.zone)).date() for at in made.moments]
    count = choices.one((0, 3, 6, 9))
    rows = [(choices.one(days), choices.number(0, 1), choices.one((1.0, 2.5, None))) for _ in range(count)]
    made.add(
        "ledger", Table({"day": "date", "paid": "integer", "amount": "number"}, [tuple(row) for row in rows]), rows
    )


def watermark(choices: Choices, made: World, spread: int) -> datetime:
    """An instant: the beginning of a day, a stamp, one beside it, or one at the distance of a window."""
    if choices.rarely(3):
        return choices.one(made.moments) + choices.one(ECHOES) + choices.one(BESIDE)
    local = made.day + timedelta(days=choices.one((300, 300, 300, spread + 8, spread // 2)))
    return datetime.combine(local, time(choices.one((0, 0, 9))), ZoneInfo(made.zone)).astimezone(UTC)
