"""A product of a few people over a few weeks, in a DuckDB or SQLite file, whose past can be rewritten."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from okr.model import Configuration
from tracking.files import read_files
from tracking.refreshing.gather import InProcess, Reach
from tracking.refreshing.refresh import Assignment, Report, refresh
from tracking.store.codec import CONTENT
from tracking.store.connection import opened

FIRST = date(2026, 9, 14)
LOOKBACK = 3
NAMES = ("opened", "opened", "opened", "signed_up", "shared")
METRICS = {
    "dau": "kind: active_users, active: {event: opened}, trailing: 1 day",
    "of_seven_days": "kind: active_users, active: {event: opened}, trailing: 7 days",
    "of_the_week": "kind: active_users, active: {event: opened}, period: true, grain: week",
    "raw": "kind: active_users, active: {any_of: [opened, shared]}, trailing: 2 days, identity: raw",
    "sticky": "kind: stickiness, active: {event: opened}, over: 7 days",
    "bars": "kind: stickiness, active: {event: opened}, histogram: exact, periods: 3",
    "moves": "kind: lifecycle, active: {event: opened}",
    "back": "kind: retention, start: {event: signed_up}, return: {event: opened}, returned: {between: [1, 3]}",
    "weekly": "kind: retention, start: {event: signed_up}, return: {event: opened}, returned: {on: 1}, grain: week",
    "triangle": "kind: retention, cohort: recurring, start: {event: shared}, return: {event: opened}, triangle: 3",
    "many": "kind: active_users, active: {event: opened}, trailing: 3 days, at_least: 2",
}
CYCLES = "cycles:\n  - {id: q, start: 2026-10-01, end: 2027-01-01, timezone: Europe/Oslo}\n"
KEY_RESULTS = """
team: t
objectives:
  - id: o
    title: People come
    why: They said so
    key_results:
      - {id: a, title: People a day, metric: dau, baseline: 1, target: 4, measured_over: last 7 days}
      - {id: b, title: Who stays, metric: back, baseline: 0.1, target: 0.4, measured_over: last 14 days}
"""


@dataclass(frozen=True)
class Place:
    """A database and the files that measure it; every store of it has a folder of its own."""

    folder: Path
    engine: str

    @property
    def configuration(self) -> Configuration:
        return read_files(self.folder / "okrs")

    def sql(self, statement: str, *rows: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Run a statement for every row of values, or once."""
        path = self.folder / f"product.{self.engine}"
        found: list[tuple[Any, ...]] = []
        if self.engine == "duckdb":
            with duckdb.connect(str(path)) as duck:
                for row in rows or ((),):
                    found = duck.execute(statement, row).fetchall()
            return found
        with closing(sqlite3.connect(path)) as connection, connection:
            for row in rows or ((),):
                found = connection.execute(statement, row).fetchall()
        return found

    def refresh(self, store: str, now: datetime, *, keeps: bool, reach: Reach | None = None) -> Report:
        folder = self.folder / store
        folder.mkdir(exist_ok=True)
        files = self.folder / "okrs"
        assignment = Assignment(self.configuration, files, folder / "history.sqlite", keeps_actor_days=keeps)
        return refresh(assignment, reach or InProcess(), lambda: now, lambda _step: None)

    def forget(self, store: str) -> None:
        """Delete the actor days beside a store."""
        shutil.rmtree(self.folder / store / "workbench", ignore_errors=True)

    def known(self, store: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Everything that a store knows now, by place."""
        place = "metric, label, group_name, cohort_offset, as_of, period_start"
        query = f"SELECT {place}, {', '.join(CONTENT)} FROM readings JOIN series ON series.id = series ORDER BY run"
        rows = self._rows(store, query)
        return {row[:6]: row[6:] for row in rows}

    def cells(self, store: str) -> list[tuple[Any, ...]]:
        """The gap cubes of a store."""
        return list(self._rows(store, "SELECT relation, day, gap, actors FROM gap_cells ORDER BY 1, 2, 3"))

    def _rows(self, store: str, query: str) -> Iterator[tuple[Any, ...]]:
        with opened(self.folder / store / "history.sqlite") as history, history.reading() as connection:
            yield from (tuple(row) for row in connection.exec_driver_sql(query))


def at(day: date, hour: int, minute: int = 0) -> str:
    """A stamp in UTC, as it is stored."""
    return f"{day} {hour:02d}:{minute:02d}:00"


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def make_place(folder: Path, engine: str, days: int = 24) -> Place:
    """Write a product with three weeks of history; `loads` says up to when it is complete."""
    place = Place(folder, engine)
    (folder / "okrs" / "metrics").mkdir(parents=True)
    (folder / "okrs" / "objectives" / "q").mkdir(parents=True)
    (folder / "okrs" / "cycles.yaml").write_text(CYCLES)
    (folder / "okrs" / "teams.yaml").write_text("teams:\n  t: {title: T}\n")
    (folder / "okrs" / "sources.yaml").write_text(SOURCE.replace("ENGINE", engine))
    rest = "source: product, unit: users, better: up, owner: t"
    lines = [f"  {name}: {{title: {name}, {text}, {rest}}}\n" for name, text in METRICS.items()]
    text = "metrics:\n" + "".join(line.replace("users", "share") if "ret" in line else line for line in lines)
    (folder / "okrs" / "metrics" / "all.yaml").write_text(text)
    (folder / "okrs" / "objectives" / "q" / "t.yaml").write_text(KEY_RESULTS)
    stamp = "TIMESTAMP" if engine == "duckdb" else "TEXT"
    place.sql(f"CREATE TABLE events (id INTEGER, actor TEXT, happened {stamp}, name TEXT)")
    place.sql("CREATE TABLE aliases (was TEXT, is_now TEXT)")
    place.sql("CREATE TABLE people (id TEXT, is_test BOOLEAN)")
    place.sql("CREATE TABLE loads (until TEXT)")
    place.sql("INSERT INTO people VALUES (?, ?)", *((f"u{number}", False) for number in range(7)), ("tester", True))
    place.sql("INSERT INTO events VALUES (?, ?, ?, ?)", *_history(days))
    loaded(place, FIRST + timedelta(days=days))
    return place


def loaded(place: Place, day: date) -> None:
    """Say that everything up to the noon of a day is there."""
    place.sql("INSERT INTO loads VALUES (?)", (f"{at(day, 12)}+00:00",))


def _history(days: int) -> Iterator[tuple[Any, ...]]:
    number = 0
    for step in range(days):
        day = FIRST + timedelta(days=step)
        for person in range(7):
            number += 1
            if (person * 5 + step * (person + 2)) % 7 < 3:
                yield number, f"u{person}", at(day, 3 * person, step), NAMES[(step + person) % len(NAMES)]
        yield None, "tester", at(day, 5), "opened"
        yield None, None if step % 3 else "", at(day, 6), "opened"
        yield number, f"u{(number + 1) % 7}", at(day, 23, 30), "opened"


SOURCE = """
sources:
  product:
    url: ENGINE:///../product.ENGINE
    timezone: Europe/Oslo
    watermark: {sql: SELECT max(until) FROM loads}
    events: {table: events, actor: actor, time: happened, name: name, id: id, stored_as: utc_naive}
    actors: {table: people, id: id, properties: {is_test: is_test}}
    aliases: {table: aliases, alias: was, actor: is_now}
    test_actors: {where: {is_test: true}}
"""
