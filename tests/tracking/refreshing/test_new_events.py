"""From when on a refresh looks for names of events that are not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from okr.metric import EventsRelation, MetricDefinition, SourceDefinition
from tracking.refreshing.new_events import events_since
from tracking.store.runs import Outcome, SourceRun

WATERMARK = datetime(2026, 11, 20, tzinfo=UTC)
LAST = SourceRun("shop", Outcome.OK, WATERMARK)
TABLES = (EventsRelation("log", "who", "at", "what"), EventsRelation("orders", "who", "at", event="ordered"))
SHOP = SourceDefinition("shop", "sqlite:///shop.sqlite", "UTC", events=TABLES, lookback_days=5)


def mentioning(*names: str) -> list[MetricDefinition]:
    written = {"active": {"any_of": list(names)}}
    return [MetricDefinition("m", "M", "active_users", "shop", "users", "up", "", "", None, written)]


def test_names_that_are_known_leave_only_what_came_since() -> None:
    known = {"shop": {"opened"}}

    assert WATERMARK - timedelta(days=5) == events_since(SHOP, mentioning("opened", "ordered", "any"), known, LAST)


@pytest.mark.parametrize(
    ("known", "last"),
    [
        ({}, LAST),
        ({"shop": {"left"}}, LAST),
        ({"shop": {"opened"}}, None),
        ({"shop": {"opened"}}, SourceRun("shop", Outcome.FAILED)),
    ],
)
def test_else_the_whole_history_is_looked_at(known: dict[str, set[str]], last: SourceRun | None) -> None:
    assert events_since(SHOP, mentioning("opened"), known, last) is None
