"""Measuring straight from a source: what the command promises about its figures."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from metrics.registry import adapters
from okr.issues import Place as Where
from okr.metric import EventsRelation, MetricDefinition, SourceDefinition, StoredAs
from okr.model import Configuration
from okr.written import Report, Written
from tracking.measuring import Place, Question, measured


def written(value: object) -> Written:
    here = Where("metrics/made.yaml", 1, 1)
    if isinstance(value, dict):
        return Written({key: written(child) for key, child in value.items()}, here)
    return Written(value, here, str(value))  # type: ignore[arg-type]  # scalars only


def test_a_time_is_measured_in_seconds_whatever_unit_the_screens_use(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.sqlite")) as connection, connection:
        connection.execute("create table events (who text, at text, what text)")
        rows = [("u1", "2026-03-01 00:00:00", "joined"), ("u1", "2026-03-02 12:00:00", "shared")]
        connection.executemany("insert into events values (?, ?, ?)", rows)
    keys = {"start": {"event": "joined"}, "value": {"event": "shared"}}
    parameters = adapters()["time_to_value"].schema.read(written(keys), Report())
    metric = MetricDefinition("wait", "Wait", "time_to_value", "shop", "days", "down", "", "", parameters, {})
    events = EventsRelation("events", "who", "at", "what", stored_as=StoredAs.UTC_NAIVE)
    source = SourceDefinition("shop", "sqlite:///shop.sqlite", "UTC", events=(events,))
    question = Question(date(2026, 3, 1), date(2026, 3, 2), datetime(2026, 4, 1, tzinfo=UTC))

    found = measured(
        Configuration(sources=(source,), metrics=(metric,)), "wait", question, Place(tmp_path, {}, datetime.now(UTC))
    )

    assert [36 * 3600] == [reading.value for reading in found.readings]
