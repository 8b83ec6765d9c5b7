"""``sources.yaml``: the product databases and what their tables mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

from okr.metric import Duration, Secret, SessionRule, SourceDefinition, SourceLimits
from okr.metric_schema import FIXED_DURATION, duration_of
from okr.schema import Choice, Converted, Day, Flag, Key, Many, Record, Text
from okr.written import Report, Written
from okr_config.addresses import ADDRESS, SECRET
from okr_config.documents import SOURCES, Documents
from okr_config.known import Known
from okr_config.relations import ACTORS, ALIASES, EVENTS, LIMITS, SESSIONS, TEST_ACTORS, WATERMARK
from okr_config.sections import named, sections
from okr_config.zones import ZONE

_WEEK_STARTS: Final = {"monday": 0, "sunday": 6}
_ACTOR_STATES: Final = {"kept": True, "none": False}
_DAY_SECONDS: Final = 86_400


def _lag(text: str) -> Duration:
    """Return a lag as written; unlike other durations it may be none: ``0 hours``."""
    none = re.fullmatch(r"0+\s*(second|minute|hour|day|week)s?", text.strip().lower())
    found = Duration(0, none[1]) if none is not None else FIXED_DURATION.convert(text)
    return cast("Duration", found)


_LAG: Final = Converted(FIXED_DURATION.of, _lag, FIXED_DURATION.expects)


def _source(**written: Any) -> SourceDefinition:  # noqa: ANN401 - the values of the keys below
    address = written["url"]
    watermark, test_actors = written["watermark"], written["test_actors"]
    taken = ("timezone", "title", "password", "week_start", "history_from", "actors", "aliases")
    return SourceDefinition(
        id="",
        url=None if isinstance(address, Secret) else address,
        url_secret=address if isinstance(address, Secret) else None,
        lag_seconds=written["lag"].seconds if written["lag"] else 0,
        watermark_sql=watermark["sql"] if watermark else None,
        lookback_days=written["lookback"].seconds // _DAY_SECONDS,
        max_age_seconds=written["max_age"].seconds,
        events=written["events"],
        test_actors=test_actors["where"] if test_actors else (),
        sessions=written["sessions"],
        limits=written["limits"],
        allow_write_role=written["allow_write_role"],
        keeps_actor_days=written["actor_state"],
        **{name: written[name] for name in taken},
    )


def _no_contradiction(source: SourceDefinition) -> Sequence[tuple[str, str, str]]:
    faults = []
    if source.watermark_sql is not None and source.lag_seconds:
        hint = "Keep one: a watermark has the lag taken off already."
        faults.append(("lag", "both lag and watermark are given", hint))
    if source.url_secret is not None and source.password is not None:
        hint = "Keep one: a whole url from the environment holds its password."
        faults.append(("password", "the url is a secret already and password is given too", hint))
    return faults


SOURCE: Final = Record(
    _source,
    (
        Key(
            "url",
            ADDRESS,
            "SQLAlchemy URL; a relative file path is below this folder.",
            required=True,
            example="postgresql+psycopg://reader@db.internal/product",
        ),
        Key("timezone", ZONE, "Where local days are cut.", required=True, example="Europe/Oslo"),
        Key("title", Text(longest=120), "What people read.", default="", example="Product database"),
        Key("password", SECRET, "Where the password is found.", example="{env: PRODUCT_DB_PASSWORD}"),
        Key(
            "week_start",
            Converted(Choice(tuple(_WEEK_STARTS)), _WEEK_STARTS.__getitem__, "monday or sunday"),
            "First day of a week.",
            default=0,
            example="monday",
        ),
        Key("lag", _LAG, "How late data may arrive; taken off the newest stamp.", example="6 hours"),
        Key(
            "watermark",
            WATERMARK,
            "Instead of lag: how to ask up to when the data are complete.",
            example="{sql: select max(loaded_at) from loads}",
        ),
        Key(
            "lookback",
            duration_of("day", "week"),
            "How much of the past a refresh reads again for late data.",
            default=Duration(3, "day"),
            example="3 days",
        ),
        Key(
            "max_age",
            FIXED_DURATION,
            "Older readings are out of date.",
            default=Duration(48, "hour"),
            example="48 hours",
        ),
        Key(
            "history_from",
            Day(),
            "First local day of the history; not written: the oldest stamp.",
            example="2024-01-01",
        ),
        Key(
            "events",
            Many(EVENTS, least=1, lone=True),
            "One table of events, or a list of them.",
            default=(),
            example="{table: events, actor: user_id, time: occurred_at, name: event_name}",
        ),
        Key("actors", ACTORS, "The table with one row an actor.", example="{table: users, id: user_id}"),
        Key(
            "aliases",
            ALIASES,
            "The table that joins several ids of one person.",
            example="{table: aliases, alias: device_id, actor: user_id}",
        ),
        Key("test_actors", TEST_ACTORS, "Accounts that are left out and counted.", example="{where: {is_test: true}}"),
        Key("sessions", SESSIONS, "When a session ends.", default=SessionRule(), example="{gap: 30 minutes}"),
        Key(
            "limits", LIMITS, "What one query may cost.", default=SourceLimits(), example="{seconds: 60, rows: 100000}"
        ),
        Key(
            "actor_state",
            Converted(Choice(tuple(_ACTOR_STATES)), _ACTOR_STATES.__getitem__, "kept or none"),
            "Whether days of actors are kept beside the store, under hashes; without them a refresh reads more.",
            default=True,
            example="kept",
        ),
        Key("allow_write_role", Flag(), "Accept a role that can write.", default=False, example="false"),
    ),
    _no_contradiction,
    "a source",
)

SECTIONS: Final = (Key("sources", SOURCE, "The sources by id.", required=True),)


def read_sources(documents: Documents, report: Report) -> Known[SourceDefinition]:
    """Return the sources that could be read, in file order."""
    root = documents.trees.get(SOURCES)
    found = tuple(named(sections(root, SECTIONS, report).get("sources"), "a source", report)) if root else ()
    read = {name: _read(name, node, report) for name, node in found}
    good = {name: source for name, source in read.items() if source is not None}
    return Known("source", good, frozenset(read), (SOURCES,) if SOURCES in documents.broken else ())


def _read(name: str, node: Written, report: Report) -> SourceDefinition | None:
    source = SOURCE.read(node, report)
    if not isinstance(source, SourceDefinition):
        return None
    return replace(source, id=name, place=node.key_place or node.place)
