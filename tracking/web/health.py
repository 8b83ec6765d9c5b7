"""Whether the program can work: what ``/healthz`` and ``/readyz`` answer.

Only the history store is looked at, never a source: a product database that does not answer must not make the
dashboard look dead. Nothing here names a path or a host, since whoever reaches the server may read it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from okr.errors import PlumblineError, StoreError
from tracking.settings import read_settings
from tracking.store.migrate import current_version, refuse_newer, version_of

BUSY_SECONDS = 5.0


@dataclass(frozen=True)
class Health:
    """What is known of the store at one moment.

    Attributes:
        ready: Whether pages can be drawn from the store.
        readings: How many readings it holds.
        schema: Version of its schema; None where it cannot be read.
        last_run_at: When the newest refresh ended, in UTC as ISO 8601; None before the first.
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
    """Return the health of the store that the environment names; never raises."""
    try:
        return read_health(read_settings(environment).store)
    except PlumblineError as error:
        return Health(ready=False, problem=str(error))


def read_health(store: Path) -> Health:
    """Return the health of a store file; never raises, creates nothing and changes nothing."""
    if not store.is_file():
        return Health(ready=False, problem="There is no history yet. `make run` builds the demo and reads it.")
    try:
        with closing(_connect(store)) as connection:
            return _look(connection)
    except StoreError as error:
        return Health(ready=False, problem=str(error))
    except sqlite3.Error:
        return Health(ready=False, problem="The history store cannot be read. Restore it from its newest backup.")


def _connect(store: Path) -> sqlite3.Connection:
    """Open as every reader does: a journal that a killed process left behind must be rolled back by the next one."""
    connection = sqlite3.connect(f"{store.resolve().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _look(connection: sqlite3.Connection) -> Health:
    schema, wanted = version_of(connection), current_version()
    refuse_newer(schema, wanted)
    if schema < wanted:
        problem = (
            f"The store has schema {schema}, this program needs {wanted}. `python -m tracking refresh` upgrades it."
        )
        return Health(ready=False, schema=schema, problem=problem)
    newest = "SELECT ended_at, outcome FROM runs WHERE kind = 'refresh' ORDER BY id DESC LIMIT 1"
    last_run_at, outcome = connection.execute(newest).fetchone() or (None, "")
    (readings,) = connection.execute("SELECT count(*) FROM readings").fetchone()
    return Health(ready=True, readings=readings, schema=schema, last_run_at=last_run_at, last_run_outcome=outcome)
