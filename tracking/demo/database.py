"""The demo's product database: one DuckDB file, replaced only once it is whole."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from tracking.demo.columns import Table, Tables, coded, dates, instants, numbers, some_missing, table, words
from tracking.demo.events import NAMES, PLATFORMS, Events
from tracking.demo.moments import DAY_SECONDS, Floats, Ints, Rng, Span, to_utc
from tracking.demo.people import COUNTRIES, People

FIRST_ALIAS = 5_000_001
ALIASED_SHARE = 0.03
NO_ACTOR_SHARE = 0.0015
REPEATED_SHARE = 0.002

_SESSIONS = """
CREATE TABLE sessions AS
WITH deeds AS (
    SELECT DISTINCT event_id, coalesce(a.user_id, e.user_id) AS person, occurred_at, platform
    FROM events e LEFT JOIN user_aliases a ON a.alias_id = e.user_id
    WHERE e.user_id IS NOT NULL
), marked AS (
    SELECT *, coalesce(epoch_us(occurred_at) - lag(epoch_us(occurred_at)) OVER one > 1800000000, true) AS begins
    FROM deeds WINDOW one AS (PARTITION BY person ORDER BY occurred_at, event_id)
), numbered AS (
    SELECT *, sum(begins::INTEGER) OVER (PARTITION BY person ORDER BY occurred_at, event_id) AS place FROM marked
)
SELECT row_number() OVER (ORDER BY min(occurred_at), person) AS session_id, person AS user_id,
       min(occurred_at) AS started_at, arg_min(platform, (occurred_at, event_id)) AS platform, count(*) AS events
FROM numbered GROUP BY person, place ORDER BY session_id
"""
_CLOSED_SPRINT_ITEMS = """
CREATE VIEW closed_sprint_items AS
SELECT i.*, s.closed_on, coalesce(i.done_on <= s.closed_on, false) AS done_in_sprint
FROM work_items i JOIN sprints s USING (sprint_id) WHERE s.closed_on IS NOT NULL
"""


def write(path: Path, tables: Tables) -> None:
    """Write the tables and what is derived from them; afterwards ``path`` is a whole new database."""
    fresh = path.with_name(path.name + ".new")
    for old in (fresh, fresh.with_name(fresh.name + ".wal")):
        old.unlink(missing_ok=True)
    with duckdb.connect(str(fresh)) as connection:
        for name, content in tables.items():
            connection.register("content", content)
            connection.execute(f"CREATE TABLE {name} AS SELECT {_plain(content)} FROM content")  # noqa: S608 - our names
            connection.unregister("content")
        connection.execute(_SESSIONS)
        connection.execute(_CLOSED_SPRINT_ITEMS)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    fresh.replace(path)


def _plain(content: Table) -> str:
    """Return the columns, coded words turned into text."""
    in_code = coded(content)
    return ", ".join(f"{name}::VARCHAR AS {name}" if name in in_code else name for name in content.column_names)


def core_tables(span: Span, who: People, what: Events) -> Tables:
    """Return people, events, nightly loads and the calendar, with the flaws of real recordings.

    A day of ``calendar_days`` counts as a seventh of a week, so that "per week" is a ratio over any stretch of days.
    """
    rng = span.rng(12)
    aliased = np.flatnonzero(rng.random(len(who)) < ALIASED_SHARE)
    users = table(
        user_id=numbers(len(who)),
        signed_up_on=dates(span, who.day),
        country=words(who.country, COUNTRIES),
        is_internal=who.internal,
    )
    aliases = table(alias_id=numbers(len(aliased), FIRST_ALIAS), user_id=aliased + 1)
    return {
        "users": users,
        "user_aliases": aliases,
        "events": _event_table(what, aliased, rng),
        "loads": _loads(span),
        "calendar_days": table(day=dates(span, span.days), weeks=np.full(len(span.days), 1 / 7)),
    }


def _event_table(what: Events, aliased: Ints, rng: Rng) -> Table:
    """Return the events as recorded: a few twice under one id, a few without actor, some under an alias."""
    repeated = np.flatnonzero(rng.random(len(what)) < REPEATED_SHARE)
    row = np.sort(np.concatenate([np.arange(len(what)), repeated]), kind="stable")
    actor = _recorded_ids(what, aliased)
    nobody = rng.random(len(what)) < NO_ACTOR_SHARE
    return table(
        event_id=row + 1,
        user_id=some_missing(actor[row], nobody[row]),
        event_name=words(what.name[row], NAMES),
        occurred_at=instants(what.at[row]),
        platform=words(what.platform[row], PLATFORMS),
    )


def _recorded_ids(what: Events, aliased: Ints) -> Ints:
    """Return user ids as recorded: people with an alias have it on the phone."""
    alias = np.zeros(int(what.person.max()) + 1 if len(what) else 1, dtype=np.int64)
    known = aliased[aliased < len(alias)]
    alias[known] = FIRST_ALIAS + np.arange(len(known))
    on_phone = (what.platform == PLATFORMS.index("mobile")) & (alias[what.person] > 0)
    return np.where(on_phone, alias[what.person], what.person + 1)


def _loads(span: Span) -> Table:
    """Return the nightly loads of the last weeks: each brought everything up to midnight."""
    day = np.arange(max(span.first, span.end - 119), span.end + 1)
    complete: Floats = to_utc(span, day, np.zeros(len(day)))
    return table(
        load_id=numbers(len(day)), finished_at=instants(complete + 0.08 * DAY_SECONDS), complete_to=instants(complete)
    )
