"""The tables of a source, its sessions and its limits, as written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from okr.metric import (
    ActorsRelation,
    AliasRelation,
    Duration,
    EventsRelation,
    SessionRule,
    SourceLimits,
    StoredAs,
)
from okr.metric_schema import EVENT_NAME, FILTER, FIXED_DURATION, NAME, PROPERTIES, STORED_AS
from okr.schema import Flag, Key, Number, Record, Text, Whole


def _one_name_of_events(events: EventsRelation) -> Sequence[tuple[str, str, str]]:
    if (events.name is None) == (events.event is None):
        found = "neither name nor event is given" if events.name is None else "both name and event are given"
        hint = "Write name: COLUMN where a column holds the event's name, or event: NAME where every row is that event."
        return (("event", found, hint),)
    return ()


EVENTS: Final = Record(
    EventsRelation,
    (
        Key("table", NAME, "Table or view, with its schema in front where needed.", required=True, example="events"),
        Key("actor", NAME, "Column of the user, customer or machine that acts.", required=True, example="user_id"),
        Key("time", NAME, "Column of the moment.", required=True, example="occurred_at"),
        Key("name", NAME, "Column of the event's name.", example="event_name"),
        Key("event", EVENT_NAME, "The one event that every row of the table is, instead of name.", example="paid"),
        Key("id", NAME, "Column that identifies an event; its duplicates are removed.", example="event_id"),
        Key(
            "stored_as", STORED_AS, "How the time column stores a moment.", default=StoredAs.INSTANT, example="instant"
        ),
        Key("properties", PROPERTIES, "Name used in metrics → column.", default={}, example="{platform: platform}"),
    ),
    _one_name_of_events,
    "a table of events",
)

ACTORS: Final = Record(
    ActorsRelation,
    (
        Key("table", NAME, "Table with one row an actor.", required=True, example="users"),
        Key("id", NAME, "Column of the actor's id.", required=True, example="user_id"),
        Key("properties", PROPERTIES, "Name used in metrics → column.", default={}, example="{plan: plan}"),
    ),
    what="a table of actors",
)

ALIASES: Final = Record(
    AliasRelation,
    (
        Key("table", NAME, "Table that maps several ids of one person to one actor.", required=True, example="aliases"),
        Key("alias", NAME, "Column of the id found in events.", required=True, example="device_id"),
        Key("actor", NAME, "Column of the actor it belongs to.", required=True, example="user_id"),
    ),
    what="a table of aliases",
)


def _sessions(*, gap: Duration, longest: Duration, cut_at_midnight: bool) -> SessionRule:
    return SessionRule(gap.seconds, cut_at_midnight, longest.seconds)


def _gap_fits(rule: SessionRule) -> Sequence[tuple[str, str, str]]:
    if rule.gap_seconds > rule.max_seconds:
        return (("gap", "the gap is longer than the longest session", "Make max longer than gap."),)
    return ()


SESSIONS: Final = Record(
    _sessions,
    (
        Key(
            "gap", FIXED_DURATION, "Silence that ends a session.", default=Duration(30, "minute"), example="30 minutes"
        ),
        Key("cut_at_midnight", Flag(), "Whether local midnight ends a session.", default=False, example="false"),
        Key(
            "max",
            FIXED_DURATION,
            "Longest session.",
            default=Duration(24, "hour"),
            attribute="longest",
            example="24 hours",
        ),
    ),
    _gap_fits,
    "the rule of sessions",
)

LIMITS: Final = Record(
    SourceLimits,
    (
        Key("seconds", Number(0, 86_400, open_ends=True), "Longest time of one query.", default=60.0, example="60"),
        Key("rows", Whole(1), "Most rows of one answer.", default=100_000, example="100000"),
    ),
    what="limits",
)

WATERMARK: Final = Record(
    dict,
    (
        Key(
            "sql",
            Text("one SELECT that gives one instant", longest=20_000),
            "Gives the instant up to which the data are complete, lag already taken off.",
            required=True,
            example="select max(loaded_at) from loads",
        ),
    ),
    what="a watermark",
)

TEST_ACTORS: Final = Record(
    dict,
    (Key("where", FILTER, "Conditions on properties of the actor.", required=True, example="{is_test: true}"),),
    what="the test accounts",
)
