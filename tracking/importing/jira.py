"""Issues of a Jira export as items of the roadmap, and what of them could not be understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from okr.errors import SettingsError
from okr.issues import near_miss, nearest
from okr.roadmap import RoadmapItem, RoadmapLink
from okr_config.ids import LONGEST, is_id
from tracking.importing.days import Order, day_of, is_open, order_of
from tracking.importing.sheet import Row, Sheet

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "key": ("Issue key", "Key"),
    "title": ("Summary", "Title"),
    "status": ("Status",),
    "category": ("Status Category",),
    "starts": ("Custom field (Start date)", "Start date", "Custom field (Target start)", "Target start"),
    "shipped": ("Fix Version Release Date", "Release Date", "Resolved", "Resolution Date"),
    "ships": ("Custom field (Target end)", "Target end", "Due date"),
    "advances": ("Custom field (Key Result)", "Custom field (Key Results)", "Key Result", "Key Results"),
    "how": ("Custom field (How)",),
    "expected_effect": ("Custom field (Expected effect)", "Expected effect"),
})  # fmt: skip
"""What is taken → the columns it is looked for in, the first one that is not empty counts.

``shipped`` is the day of work that is done, ``ships`` that of work to come, and of work that is done without another.
"""

_STATES: Final = {
    "done": "shipped", "closed": "shipped", "resolved": "shipped", "released": "shipped", "shipped": "shipped",
    "live": "shipped", "complete": "shipped", "completed": "shipped",
    "in progress": "in_progress", "in review": "in_progress", "in development": "in_progress", "doing": "in_progress",
    "testing": "in_progress", "in testing": "in_progress", "ready for release": "in_progress", "in qa": "in_progress",
    "to do": "planned", "todo": "planned", "open": "planned", "new": "planned", "selected for development": "planned",
    "planned": "planned", "reopened": "planned", "ready": "planned",
    "backlog": "idea", "idea": "idea", "discovery": "idea",
    "won't do": "dropped", "wont do": "dropped", "cancelled": "dropped", "canceled": "dropped", "rejected": "dropped",
    "declined": "dropped", "duplicate": "dropped",
}  # fmt: skip
STATES: Final = ("idea", "planned", "in_progress", "shipped", "dropped")
_DAYS = ("starts", "shipped", "ships")
_REFERENCE = re.compile(r"[^\s,;]+")
_LONGEST_TITLE, _LONGEST_HOW, _LONGEST_EFFECT = 300, 500, 200


@dataclass(frozen=True)
class Reading:
    """How an export is to be read.

    Attributes:
        team: Id of the team whose work it is.
        columns: What is taken → the column it stands in, where that is not one of :data:`COLUMNS`.
        states: Status, in small letters → state, where that is not understood by itself.
        order: How dates in numbers are written; None: as the rows tell.
        key_results: The key results that there are.
    """

    team: str
    columns: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    order: Order | None = None
    key_results: frozenset[str] = frozenset()

    def names(self, what: str) -> tuple[str, ...]:
        """Return the columns in which something stands."""
        return (self.columns[what],) if what in self.columns else COLUMNS[what]


@dataclass(frozen=True)
class Trouble:
    """Something in a row that could not be taken over, and what to do about it."""

    line: int
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Taken:
    """What an export holds.

    Attributes:
        items: Those that were understood, with the line of each, in the order of the file.
        troubles: Everything that was not, by line; an item may be understood without the part that was not.
    """

    items: tuple[tuple[int, RoadmapItem], ...]
    troubles: tuple[Trouble, ...]


def read_issues(sheet: Sheet, reading: Reading) -> Taken:
    """Return the issues of an export as items; one bad row never hides the good ones.

    Raises:
        SettingsError: If a column that cannot be done without is missing, or one that was named is not there.
    """
    _check_columns(sheet, reading)
    dates = [cell for row in sheet.rows for what in _DAYS for cell in row.every(*reading.names(what))]
    order = reading.order or order_of(dates)
    items: list[tuple[int, RoadmapItem]] = []
    troubles: list[Trouble] = []
    seen: dict[str, int] = {}
    for row in sheet.rows:
        item = _item(row, reading, order, troubles)
        if item is not None and item.id in seen:
            troubles.append(Trouble(row.line, f"{item.id} stands in line {seen[item.id]} already", "It is left out."))
        elif item is not None:
            seen[item.id] = row.line
            items.append((row.line, item))
    return Taken(tuple(items), tuple(sorted(troubles, key=lambda trouble: trouble.line)))


def _check_columns(sheet: Sheet, reading: Reading) -> None:
    there = {name.casefold() for name in sheet.columns}
    for what, name in reading.columns.items():
        if what not in COLUMNS:
            raise SettingsError(f'--map knows no "{what}".', near_miss(what, COLUMNS))
        if name.casefold() not in there:
            raise SettingsError(f'The file has no column "{name}".', near_miss(name, sheet.columns))
    for what in ("key", "title"):
        if not there & {name.casefold() for name in reading.names(what)}:
            wanted = " or ".join(f'"{name}"' for name in reading.names(what))
            raise SettingsError(
                f"The file has no column {wanted}.", f"Name the one with the {what}: --map {what}=COLUMN"
            )


def _item(row: Row, reading: Reading, order: Order | None, troubles: list[Trouble]) -> RoadmapItem | None:
    key, title = row.first(*reading.names("key")), row.first(*reading.names("title"))
    fault = row.fault or _fault(key, title)
    if fault:
        troubles.append(Trouble(row.line, fault, "The row is left out."))
        return None
    state = _state(row, reading, troubles)
    starts = _day(row, "starts", reading, order, troubles)
    done = _day(row, "shipped", reading, order, troubles) if state == "shipped" else None
    ships = done or _day(row, "ships", reading, order, troubles)
    if starts is not None and ships is not None and ships < starts:
        troubles.append(Trouble(row.line, f"it ends on {ships}, before it begins on {starts}", "It gets no first day."))
        starts = None
    return RoadmapItem(
        id=_id(key),
        title=" ".join(title.split())[:_LONGEST_TITLE],
        team=reading.team,
        state=state,
        starts=starts,
        ships=ships,
        advances=_links(row, reading, troubles),
    )


def _fault(key: str, title: str) -> str:
    if not key:
        return "it has no key"
    if not title:
        return f"{key} has no title"
    return "" if is_id(_id(key)) else f'"{key[:LONGEST]}" is no key'


def _id(key: str) -> str:
    return key.strip().casefold().replace(" ", "-")


def _day(row: Row, what: str, reading: Reading, order: Order | None, troubles: list[Trouble]) -> date | None:
    text = row.first(*reading.names(what))
    day = day_of(text, order) if text else None
    if text and day is None:
        either = is_open(text) and order is None
        remedy = "Say --dates dmy or --dates mdy." if either else "It is taken over without that day."
        troubles.append(
            Trouble(row.line, f'"{text[:40]}" {"could be either of two days" if either else "is no day"}', remedy)
        )
    return day


def _state(row: Row, reading: Reading, troubles: list[Trouble]) -> str:
    status, category = row.first(*reading.names("status")), row.first(*reading.names("category"))
    for said in (status.casefold(), category.casefold()):
        if found := reading.states.get(said) or _STATES.get(said):
            return found
    if status or category:
        remedy = f'It is taken for planned; say --state "{status or category}=…" otherwise.'
        troubles.append(Trouble(row.line, f'the status "{(status or category)[:40]}" is not known', remedy))
    return "planned"


def _links(row: Row, reading: Reading, troubles: list[Trouble]) -> tuple[RoadmapLink, ...]:
    named = [ref for cell in row.every(*reading.names("advances")) for ref in _REFERENCE.findall(cell)]
    how = " ".join(row.first(*reading.names("how")).split())[:_LONGEST_HOW]
    effect = " ".join(row.first(*reading.names("expected_effect")).split())[:_LONGEST_EFFECT]
    found = []
    for ref in dict.fromkeys(named):
        if ref in reading.key_results:
            found.append(RoadmapLink(ref, how, effect))
        else:
            troubles.append(Trouble(row.line, f'there is no key result "{ref[:80]}"', _near(ref, reading.key_results)))
    return tuple(found)


def _near(ref: str, known: Collection[str]) -> str:
    near = nearest(ref, known)
    return f'Did you mean "{near}"?' if near else "The link is left out."
