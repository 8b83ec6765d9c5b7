"""Whether the program can work: what ``/healthz`` and ``/readyz`` answer.

Only the history store is looked at, never a source: a product database that does not answer must not make the
dashboard look dead.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

DEFAULT_STORE = "var/history.sqlite"


@dataclass(frozen=True)
class Health:
    """What is known of the store at one moment.

    Attributes:
        ready: Whether pages can be drawn from the store.
        readings: How many readings it holds.
        schema: Version of its schema; None where it cannot be read.
        last_run_at: When the newest refresh ended, as ISO 8601 with offset; None before the first.
        last_run_outcome: How that refresh ended, in one word; empty before the first.
        problem: What is wrong and what to do; empty when ready.
    """

    ready: bool
    readings: int = 0
    schema: int | None = None
    last_run_at: str | None = None
    last_run_outcome: str = ""
    problem: str = ""


def health_now(environment: Mapping[str, str] = os.environ) -> Health:
    """Return the health of the store that the environment names."""
    return read_health(Path(environment.get("PLUMBLINE_STORE", DEFAULT_STORE)))


def read_health(store: Path) -> Health:
    """Return the health of the store file; never raises and creates nothing."""
    if not store.is_file():
        return Health(ready=False, problem="There is no history yet. Build the demo with `make demo`, then `make run`.")
    try:
        with closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True, timeout=1.0)) as connection:
            return _look(connection)
    except sqlite3.Error:
        return Health(ready=False, problem="The history store cannot be read. Restore it from its last backup.")


def _look(connection: sqlite3.Connection) -> Health:
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    readings = connection.execute("SELECT count(*) FROM readings").fetchone()[0]
    health = Health(ready=True, readings=readings, schema=schema)
    newest = connection.execute("SELECT ended_at, outcome FROM runs ORDER BY ended_at DESC LIMIT 1").fetchone()
    return replace(health, last_run_at=newest[0], last_run_outcome=newest[1]) if newest else health
