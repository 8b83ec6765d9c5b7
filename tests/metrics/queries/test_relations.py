"""Events as every kind sees them: matchers, filters, aliases, test accounts and copies, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from metrics.dates.calendar import LocalCalendar
from metrics.dates.stamp import Zone
from metrics.queries.catalog import Catalog
from metrics.queries.relations import Events, events, marked
from metrics.queries.scope import Scope
from okr.errors import MetricError
from okr.metric import Condition, EventsRelation, Matcher
from tests.metrics.adapters.made import at
from tests.metrics.conformance.bench import Bench, Table
from tests.metrics.conformance.configured import configured

COLUMNS = {"who": "text", "seen_at": "utc_naive", "what": "text", "plan": "text", "size": "integer", "copy_of": "text"}
LOG = [
    ("u", at("08:00"), "open", "pro", 1, "e1"),
    ("u", at("08:00", 2), "open", "pro", 1, "e1"),
    ("v", at("09:00"), "open", "free", 2, None),
    ("v", at("09:00"), "open", "free", 2, None),
    ("", at("10:00"), "buy", None, None, None),
    (None, at("10:00"), "buy", "pro", 3, None),
    ("tester", at("11:00"), "buy", "pro", 4, None),
    ("laptop", at("12:00"), "buy", "pro", 5, None),
    ("u", None, "open", "pro", 6, None),
]
PEOPLE = [("u", "gold", False), ("v", None, None), ("tester", "gold", True)]
SOURCE: dict[str, Any] = {
    "timezone": "UTC",
    "events": {
        "table": "log",
        "actor": "who",
        "time": "seen_at",
        "name": "what",
        "stored_as": "utc_naive",
        "properties": {"plan": "plan", "size": "size"},
    },
    "actors": {"table": "people", "id": "person", "properties": {"tier": "tier", "is_test": "is_test"}},
}
TABLES = {
    "log": Table(COLUMNS, LOG),
    "people": Table({"person": "text", "tier": "text", "is_test": "flag"}, PEOPLE),
    "aliases": Table({"was": "text", "is_now": "text"}, [("laptop", "u")]),
}
ALIASES: dict[str, Any] = {"aliases": {"table": "aliases", "alias": "was", "actor": "is_now"}}
COPIES: dict[str, Any] = {"events": {**SOURCE["events"], "id": "copy_of"}}
ANY, OPEN, BUY = Matcher(), Matcher(("open",)), Matcher(("buy",))


@contextmanager
def scope(bench: Bench, tables: dict[str, Table] | None = None, **source: Any) -> Iterator[tuple[Scope, Connection]]:
    """The scope of a metric over the tables."""
    _, found = configured({"kind": "active_users", "active": {"event": "any"}, "period": True}, {**SOURCE, **source})
    zone = Zone(LocalCalendar(found.timezone), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    with bench.filled(tables or TABLES) as connection:
        later = datetime(2026, 6, 1, tzinfo=UTC)
        yield Scope(found, Catalog(connection), connection.dialect.name, zone, later), connection


def actors(connection: Connection, found: Events) -> list[str]:
    """The actors of events, by name, nobody last."""
    return sorted(row[0] or "~" for row in connection.execute(select(found.actor)))


def test_a_matcher_finds_its_events_and_rows_without_a_stamp_are_none(bench: Bench) -> None:
    with scope(bench) as (asked, connection):
        assert ["u", "u", "v", "v"] == actors(connection, events(asked, OPEN))
        assert ["laptop", "tester", "~", "~"] == actors(connection, events(asked, BUY))
        assert 8 == len(actors(connection, events(asked, ANY)))
        assert 8 == len(actors(connection, events(asked, Matcher(("open", "buy")))))


def test_a_stretch_holds_its_beginning_and_not_its_end(bench: Bench) -> None:
    with scope(bench) as (asked, connection):
        nine, ten = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 1, 10, tzinfo=UTC)
        assert ["v", "v"] == actors(connection, events(asked, ANY, nine, ten))
        assert ["u"] == actors(connection, events(replace(asked, watermark=nine), ANY))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("plan", "eq", "pro"), 5),
        (Condition("plan", "ne", "pro"), 2),
        (Condition("plan", "null"), 1),
        (Condition("plan", "in", ("free", "basic")), 2),
        (Condition("size", "gte", 2), 5),
        (Condition("size", "lt", 2), 2),
    ],
)
def test_a_null_property_meets_no_comparison(bench: Bench, condition: Condition, expected: int) -> None:
    with scope(bench) as (asked, connection):
        assert expected == len(actors(connection, events(asked, Matcher((), (condition,)))))
        assert expected == len(actors(connection, events(replace(asked, where=(condition,)), ANY)))


def test_copies_of_an_event_are_one_and_the_earliest_counts(bench: Bench) -> None:
    with scope(bench, **COPIES) as (asked, connection):
        assert ["u", "v", "v"] == actors(connection, events(asked, OPEN))
        second = events(asked, OPEN, datetime(2026, 3, 2, tzinfo=UTC))
        assert [] == actors(connection, second)


def test_an_earlier_copy_counts_also_where_only_a_short_stretch_is_looked_at(bench: Bench) -> None:
    first, second, third = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3))
    with scope(bench, **COPIES) as (asked, connection):
        assert ["u", "v", "v"] == actors(connection, events(asked, OPEN, first, second))
        assert [] == actors(connection, events(asked, OPEN, second, third))
        assert ["v", "v"] == actors(connection, events(asked, OPEN, first.replace(hour=9), third))


def test_events_of_some_actors_only_are_found_whoever_copied_them(bench: Bench) -> None:
    with scope(bench, **COPIES, **ALIASES) as (asked, connection):
        people = asked.catalog.relation("people")
        some = select(people.c.person).where(people.c.person == "u")
        own = [name for name in actors(connection, events(replace(asked, only=some), ANY)) if name == "u"]
        assert ["u", "u"] == own
        without_ids = replace(asked, only=some, source=replace(asked.source, events=(configured_plainly(),)))
        assert ["u", "u", "u"] == actors(connection, events(without_ids, ANY))


def configured_plainly() -> EventsRelation:
    """The log without numbers of its events."""
    _, found = configured({"kind": "active_users", "active": {"event": "any"}, "period": True}, SOURCE)
    return found.events[0]


def test_an_alias_resolves_to_the_actor_unless_raw_ids_are_asked_for(bench: Bench) -> None:
    with scope(bench, **ALIASES) as (asked, connection):
        assert ["tester", "u", "~", "~"] == actors(connection, events(asked, BUY))
        assert ["laptop", "tester", "~", "~"] == actors(connection, events(replace(asked, resolved=False), BUY))


def test_test_accounts_are_left_out_and_events_of_nobody_stay(bench: Bench) -> None:
    with scope(bench, test_actors={"where": {"is_test": True}}) as (asked, connection):
        assert ["laptop", "~", "~"] == actors(connection, events(asked, BUY))


def test_a_filter_of_actors_leaves_unknown_ones_and_nobody_out(bench: Bench) -> None:
    with scope(bench) as (asked, connection):
        gold = replace(asked, actors_where=(Condition("tier", "eq", "gold"),))
        assert ["tester", "u", "u"] == actors(connection, events(gold, ANY))
        without = replace(asked, actors_where=(Condition("tier", "null"),))
        assert ["v", "v"] == actors(connection, events(without, ANY))


def test_marks_say_which_matchers_an_event_meets(bench: Bench) -> None:
    pro = Matcher((), (Condition("plan", "eq", "pro"),))
    with scope(bench) as (asked, connection):
        found = marked(asked, (OPEN, pro))
        rows = connection.execute(select(found.actor, found.mark(0), found.mark(1))).all()
        expected = [("laptop", 0, 1), ("tester", 0, 1), ("u", 1, 1), ("u", 1, 1), ("v", 1, 0), ("v", 1, 0), ("~", 0, 1)]
        assert expected == sorted((actor or "~", one, other) for actor, one, other in rows)
        assert {1} == {row[0] for row in connection.execute(select(marked(asked, (ANY, pro)).mark(0)))}


def test_one_table_an_event_gives_the_same_as_one_table_of_all(bench: Bench) -> None:
    by_name = {
        name: Table(
            {k: v for k, v in COLUMNS.items() if k != "what"}, [(*row[:2], *row[3:]) for row in LOG if row[2] == name]
        )
        for name in ("open", "buy")
    }
    plain = {key: value for key, value in SOURCE["events"].items() if key not in ("table", "name")}
    relations = [{**plain, "table": f"{name}_log", "event": name} for name in by_name]
    tables = {**TABLES, **{f"{name}_log": table for name, table in by_name.items()}}
    with scope(bench, tables, events=relations) as (asked, connection):
        assert ["u", "u", "v", "v"] == actors(connection, events(asked, OPEN))
        found = marked(asked, (OPEN, BUY))
        marks = [tuple(row) for row in connection.execute(select(found.mark(0), found.mark(1)))]
        assert [(0, 1)] * 4 + [(1, 0)] * 4 == sorted(marks)


def test_tables_that_store_moments_differently_are_read_together(bench: Bench) -> None:
    stamps = [1772352000, 1772355600]  # 2026-03-01 08:00 and 09:00
    extra = Table(
        {"who": "text", "seen_at": "integer", "plan": "text", "size": "integer"}, [("w", s, None, None) for s in stamps]
    )
    relation = {**SOURCE["events"], "table": "old_log", "event": "open", "stored_as": "epoch_s"}
    relation.pop("name")
    with scope(bench, {**TABLES, "old_log": extra}, events=[SOURCE["events"], relation]) as (asked, connection):
        nine = datetime(2026, 3, 1, 9, tzinfo=UTC)
        assert ["u", "w"] == actors(connection, events(asked, OPEN, None, nine))
        assert ["u", "u", "v", "v", "w", "w"] == actors(connection, events(asked, OPEN))


@pytest.mark.parametrize(
    ("matcher", "message"),
    [
        (Matcher((), (Condition("plam", "eq", "pro"),)), 'no property "plam"'),
        (Matcher((), (Condition("size", "eq", "big"),)), "a number column is compared with the text"),
    ],
)
def test_a_property_that_is_not_there_or_cannot_be_compared_is_named(
    bench: Bench, matcher: Matcher, message: str
) -> None:
    with scope(bench) as (asked, _), pytest.raises(MetricError, match=message):
        events(asked, matcher)


def test_a_table_column_or_event_that_is_gone_is_named(bench: Bench) -> None:
    """Fault 52."""
    with scope(bench, events={**SOURCE["events"], "table": "lug"}) as (asked, _):
        with pytest.raises(MetricError, match="there is no table or view `lug`") as caught:
            events(asked, OPEN)
        # MariaDB lists no temporary tables, and these are.
        assert bench.name == "mariadb" or "log" in str(caught.value)
    renamed = {**SOURCE["events"], "actor": "user_id"}
    with scope(bench, events=renamed) as (asked, _), pytest.raises(MetricError, match="column `user_id` is gone"):
        events(asked, OPEN)
    only = {key: value for key, value in SOURCE["events"].items() if key != "name"}
    with (
        scope(bench, events={**only, "event": "open"}) as (asked, _),
        pytest.raises(MetricError, match='no event "opn"'),
    ):
        events(asked, Matcher(("opn",)))
