"""A small product for the tests: two SQLite databases, the files that measure them, and ways to break them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from okr.model import Configuration
from tracking.files import read_files
from tracking.refreshing.gather import InProcess, Reach
from tracking.refreshing.refresh import Assignment, Report, refresh

FIRST = date(2026, 7, 1)
START = date(2026, 10, 5)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
PEOPLE = 60

FILES = {
    "cycles.yaml": """
cycles:
  - {id: 2026-q4, start: 2026-10-05, end: 2027-01-04, timezone: UTC}
""",
    "teams.yaml": """
teams:
  growth: {title: Growth}
  platform: {title: Platform}
""",
    "sources.yaml": """
sources:
  product:
    url: sqlite:///../product.sqlite
    timezone: UTC
    limits: {seconds: 2}
    events: {table: events, actor: user_id, time: at, name: name, stored_as: utc_naive}
  support:
    url: sqlite:///../support.sqlite
    timezone: UTC
    limits: {seconds: 2}
    events: {table: tickets, actor: user_id, time: at, event: ticket, stored_as: utc_naive}
""",
    "metrics/all.yaml": """
metrics:
  daily_actives:
    title: People on a day
    kind: active_users
    source: product
    active: {event: opened}
    trailing: 1 day
    unit: users
    better: up
    owner: growth
  back_in_a_week:
    title: New users who come back within a week
    kind: retention
    source: product
    start: {event: signed_up}
    return: {event: opened}
    cohort: first_time
    returned: {between: [1, 7]}
    unit: share
    better: up
    owner: growth
  tickets:
    title: Tickets of a day
    kind: aggregate
    source: support
    from: {table: tickets, time: at, stored_as: utc_naive}
    measure: {count: rows}
    fill: 0
    unit: tickets
    better: down
    owner: platform
  confidence:
    title: How sure we are
    kind: manual
    unit: points
    better: up
    owner: growth
""",
    "objectives/2026-q4/growth.yaml": """
team: growth
objectives:
  - id: habit
    title: People come every day
    why: They said so
    key_results:
      - id: actives
        title: People on a day
        metric: daily_actives
        baseline: 20
        target: 40
        measured_over: last 28 days
        guards: [{metric: tickets, at_most: 100}]
      - id: back
        title: New users who come back
        metric: back_in_a_week
        target: +20%
        measured_over: last 28 days
      - id: sure
        title: How sure we are
        metric: confidence
        baseline: 3
        target: 4
""",
    "objectives/2026-q4/platform.yaml": """
team: platform
objectives:
  - id: quiet
    title: Nobody has to ask
    why: Every ticket costs an hour
    key_results:
      - id: tickets
        title: Tickets of a day
        metric: tickets
        baseline: 8
        target: 4
        measured_over: last 28 days
""",
}


@dataclass(frozen=True)
class Product:
    """Where the parts of the small product are."""

    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "okrs"

    @property
    def store(self) -> Path:
        return self.folder / "history.sqlite"

    @property
    def configuration(self) -> Configuration:
        return read_files(self.files)

    def write(self, name: str, text: str) -> None:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.files / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def sql(self, database: str, *statements: str) -> None:
        with closing(sqlite3.connect(self.folder / f"{database}.sqlite")) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def refresh(self, now: datetime = NOW, reach: Reach | None = None, only: Iterable[str] = ()) -> Report:
        assignment = Assignment(self.configuration, self.files, self.store, only=frozenset(only))
        return refresh(assignment, reach or InProcess(), lambda: now, lambda _step: None)


def made_product(folder: Path) -> Product:
    """Write the small product: 60 people who open it on most days, and a few tickets."""
    product = Product(folder)
    for name, text in FILES.items():
        product.write(name, text)
    product.sql("product", "CREATE TABLE events (user_id INTEGER, at TEXT, name TEXT)")
    product.sql("support", "CREATE TABLE tickets (user_id INTEGER, at TEXT)")
    days = [FIRST + timedelta(days=step) for step in range((TODAY - FIRST).days + 8)]
    opened = [(user, f"{day} 00:20:00", "opened") for day in days for user in range(PEOPLE) if _comes(user, day)]
    signed_up = [(user, f"{days[user * 2]} 00:10:00", "signed_up") for user in range(PEOPLE)]
    tickets = [(number, f"{day} 00:10:00") for day in days for number in range(4 + day.day % 5)]
    with closing(sqlite3.connect(folder / "product.sqlite")) as connection, connection:
        connection.executemany("INSERT INTO events VALUES (?, ?, ?)", opened + signed_up)
    with closing(sqlite3.connect(folder / "support.sqlite")) as connection, connection:
        connection.executemany("INSERT INTO tickets VALUES (?, ?)", tickets)
    return product


def _comes(user: int, day: date) -> bool:
    return (user * 7 + day.toordinal()) % 5 < 3


__all__ = ["FIRST", "NOW", "PEOPLE", "START", "TODAY", "Product", "made_product"]
