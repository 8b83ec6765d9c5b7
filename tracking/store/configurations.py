"""The configuration as compiled, kept by every refresh: what pages show, and what a replay goes by."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import Connection, RowMapping, func, insert, select

from okr.canonical import canonical_json, content_hash, restore
from okr.issues import Issue, Severity
from okr.model import Configuration
from tracking.store.tables import CONFIGURATIONS, RUNS


@dataclass(frozen=True)
class StoredConfiguration:
    """A configuration as the store holds it.

    Attributes:
        id: Its number.
        hash: Of the configuration with its issues, 64 hexadecimal digits.
        sound: Whether nothing in the files was an error.
        configuration: What was understood, with the issues. Parameters of metrics are plain values.
    """

    id: int
    hash: str
    sound: bool
    configuration: Configuration


def keep_configuration(connection: Connection, configuration: Configuration) -> int:
    """Keep a configuration and return its number; one that is there already keeps the number it has."""
    digest = content_hash(configuration)
    known = connection.execute(select(CONFIGURATIONS.c.id).where(CONFIGURATIONS.c.hash == digest)).scalar()
    if known is not None:
        return int(known)
    number = int(connection.execute(select(func.coalesce(func.max(CONFIGURATIONS.c.id), 0))).scalar_one()) + 1
    values = {
        "id": number,
        "hash": digest,
        "sound": int(is_sound(configuration)),
        "body": canonical_json(replace(configuration, issues=())),
        "issues": canonical_json(configuration.issues),
    }
    connection.execute(insert(CONFIGURATIONS), [values])
    return number


def is_sound(configuration: Configuration) -> bool:
    """Whether nothing in the files was an error."""
    return all(issue.severity is not Severity.ERROR for issue in configuration.issues)


def configuration_in_force(connection: Connection, upto: int | None = None) -> StoredConfiguration | None:
    """Return the configuration that the newest refresh went by; None before the first."""
    return _newest(connection, "in_force", upto)


def configuration_as_written(connection: Connection, upto: int | None = None) -> StoredConfiguration | None:
    """Return the configuration as the newest refresh found it in the files, faults included; None before the first."""
    return _newest(connection, "as_written", upto)


def last_sound(connection: Connection) -> StoredConfiguration | None:
    """Return the newest configuration without an error that a refresh went by; None without one."""
    statement = (
        select(CONFIGURATIONS)
        .join(RUNS, RUNS.c.as_written == CONFIGURATIONS.c.id)
        .where(CONFIGURATIONS.c.sound == 1)
        .order_by(RUNS.c.id.desc())
        .limit(1)
    )
    row = connection.execute(statement).mappings().first()
    return None if row is None else _stored(row)


def _newest(connection: Connection, role: str, upto: int | None) -> StoredConfiguration | None:
    statement = (
        select(CONFIGURATIONS).join(RUNS, RUNS.c[role] == CONFIGURATIONS.c.id).order_by(RUNS.c.id.desc()).limit(1)
    )
    if upto is not None:
        statement = statement.where(RUNS.c.id <= upto)
    row = connection.execute(statement).mappings().first()
    return None if row is None else _stored(row)


def _stored(row: RowMapping) -> StoredConfiguration:
    configuration = _understood(row["hash"], row["body"], row["issues"])
    return StoredConfiguration(row["id"], row["hash"], bool(row["sound"]), configuration)


@lru_cache(maxsize=4)
def _understood(_hash: str, body: str, issues: str) -> Configuration:
    """Return the configuration of its texts; the few that are in use are understood once."""
    found = tuple(restore(Issue, json.dumps(item)) for item in json.loads(issues))
    return replace(restore(Configuration, body), issues=found)
