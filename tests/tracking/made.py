"""Readings and runs made short, for the tests of the history store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from okr.reading import Reading
from okr.words import State
from tracking.store.codec import DatedReading, dated
from tracking.store.connection import Store
from tracking.store.readings import append
from tracking.store.runs import Run, begin

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make_reading(day: date, value: float | None = 0.5, *, version: str = "v1", metric: str = "setup") -> Reading:
    return Reading(
        metric=metric,
        definition_version=version,
        window="day",
        period_start=day,
        period_end=day + timedelta(days=1),
        state=State.NO_DATA if value is None else State.OK,
        reason="no event on that day" if value is None else "",
        value=value,
        numerator=None if value is None else value * 100,
        denominator=100.0,
        n=100,
        watermark=NOON,
        sql="SELECT 1",
    )


def record(store: Store, at: datetime, readings: list[Reading]) -> int:
    """Record readings as one refresh at a moment; returns how many rows it added."""
    with store.writing() as connection:
        run = begin(connection, Run("refresh", at, at, at.date() - timedelta(days=1)))
        return append(connection, run, [dated(reading) for reading in readings])


def values(items: tuple[DatedReading, ...]) -> list[tuple[date, float | None]]:
    return [(item.as_of, item.reading.value) for item in items]
