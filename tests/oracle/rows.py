"""The rows of a source as events: stamps, duplicates, aliases, test accounts and filters, one plain step after another.

Tables are lists of dicts. A time column holds aware date-times, or dates where the source stores local dates.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from datetime import date, datetime
from typing import Any, TypeAlias

from tests.oracle.local_time import WEEKDAYS, Place, local_day, start_of_day

Cell: TypeAlias = Any
Row = dict[str, Cell]
Tables = dict[str, list[Row]]
Written = dict[str, Cell]

COMPARISONS = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le, "ne": operator.ne}


def place_of(source: Written) -> Place:
    """The zone and week start of a source."""
    return Place(source["timezone"], WEEKDAYS[source.get("week_start", "monday")])


def relations(source: Written) -> list[Written]:
    """The event tables of a source."""
    events = source.get("events", [])
    return events if isinstance(events, list) else [events]


def moment(value: object, place: Place) -> datetime | None:
    """A stamp as an instant; a date is the beginning of its day."""
    if value is None or isinstance(value, datetime):
        return value
    return start_of_day(value, place) if isinstance(value, date) else None


def meets(value: Cell, condition: Cell) -> bool:
    """Whether a property meets what is written for it; null meets only ``null``."""
    if condition is None:
        return value is None
    if isinstance(condition, dict):
        return all(_compares(value, word, other) for word, other in condition.items())
    if value is None:
        return False
    return value in condition if isinstance(condition, list) else bool(value == condition)


def _compares(value: Cell, word: str, other: Cell) -> bool:
    if other is None:
        return value is not None
    return value is not None and bool(COMPARISONS[word](value, other))


def passes(properties: Row, where: Written) -> bool:
    """Whether properties meet every condition."""
    return all(meets(properties.get(name), condition) for name, condition in where.items())


def has_name(event: Row, matcher: Written) -> bool:
    """Whether an event has one of the matcher's names."""
    if matcher.get("event") == "any":
        return True
    return event["name"] in (matcher["any_of"] if "any_of" in matcher else [matcher["event"]])


def matches(event: Row, matcher: Written) -> bool:
    """Whether an event has one of the matcher's names and meets its conditions."""
    return has_name(event, matcher) and passes(event["properties"], matcher.get("where", {}))


def events(source: Written, tables: Tables, watermark: datetime, metric: Written) -> list[Row]:
    """All events before the watermark, once each, with resolved actors, without test accounts and unwanted actors.

    The metric's ``where`` is not applied yet: sessions and ``first_ever`` look behind it.
    """
    found = [event for relation in relations(source) for event in _of_table(relation, source, tables, watermark)]
    for number, event in enumerate(found):
        event["row"] = number
        event["actor"] = resolved(event["actor"], source, tables, metric)
    return [event for event in found if is_wanted(event["actor"], source, tables, metric)]


def _of_table(relation: Written, source: Written, tables: Tables, watermark: datetime) -> list[Row]:
    stamped = [(moment(row[relation["time"]], place_of(source)), row) for row in tables[relation["table"]]]
    visible = sorted(((at, row) for at, row in stamped if at is not None and at < watermark), key=lambda pair: pair[0])
    seen, kept = set(), []
    for at, row in visible:
        identity = row[relation["id"]] if "id" in relation else None
        if identity is None or identity not in seen:
            kept.append(_event(relation, row, at))
        seen.add(identity)
    return kept


def _event(relation: Written, row: Row, at: datetime) -> Row:
    properties = {called: row[column] for called, column in relation.get("properties", {}).items()}
    name = relation["event"] if "event" in relation else row[relation["name"]]
    return {"actor": row[relation["actor"]], "name": name, "at": at, "properties": properties}


def resolved(raw: Cell, source: Written, tables: Tables, metric: Written) -> Cell:
    """The actor a raw id stands for; None where there is none."""
    if raw is None or raw == "":
        return None
    aliases = source.get("aliases")
    if aliases is None or metric.get("identity", "resolved") == "raw":
        return raw
    known = {row[aliases["alias"]]: row[aliases["actor"]] for row in tables[aliases["table"]]}
    return known.get(raw, raw)


def is_wanted(actor: Cell, source: Written, tables: Tables, metric: Written) -> bool:
    """Whether an actor meets the metric's conditions and is no test account; nobody meets none."""
    asked = metric.get("actors", {}).get("where", {})
    tests = source.get("test_actors", {}).get("where", {})
    if actor is None:
        return not asked
    if asked and not _meets(actor, asked, source, tables):
        return False
    return not (tests and _meets(actor, tests, source, tables))


def _meets(actor: Cell, where: Written, source: Written, tables: Tables) -> bool:
    """Whether an actor has a row that meets all conditions."""
    relation = source["actors"]
    rows = [row for row in tables[relation["table"]] if row[relation["id"]] == actor]
    found = [{called: row[column] for called, column in relation["properties"].items()} for row in rows]
    return any(passes(properties, where) for properties in found)


def by_actor(rows: list[Row]) -> dict[Cell, list[Row]]:
    """Rows of each actor, oldest first; rows without an actor are left out."""
    found: dict[Cell, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["at"]):
        if row["actor"] is not None:
            found[row["actor"]].append(row)
    return dict(found)


def within(rows: list[Row], start: datetime, end: datetime) -> list[Row]:
    """Rows from ``start`` until before ``end``."""
    return [row for row in rows if start <= row["at"] < end]


def without_actor(rows: list[Row]) -> int:
    """How many rows have no actor."""
    return sum(row["actor"] is None for row in rows)


def history_day(source: Written, tables: Tables) -> date | None:
    """The first day of the history: as declared, or the local day of the oldest stamp."""
    if "history_from" in source:
        return date.fromisoformat(str(source["history_from"]))
    place = place_of(source)
    stamps = [
        moment(row[relation["time"]], place) for relation in relations(source) for row in tables[relation["table"]]
    ]
    known = [at for at in stamps if at is not None]
    return local_day(min(known), place) if known else None


def history_start(source: Written, tables: Tables) -> datetime | None:
    """The first instant of the history."""
    day = history_day(source, tables)
    return None if day is None else start_of_day(day, place_of(source))
