"""Readings of longer windows from the readings of periods: what follows from the store is not asked of a source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain

from metrics.collect import pooling
from metrics.dates.window import Window
from metrics.statistics.pooling import pool
from okr.reading import Reading
from tracking.refreshing.answers import MetricRead
from tracking.refreshing.horizon import Horizon, due_windows
from tracking.refreshing.tasks import DatedWindow, MetricTask
from tracking.store.codec import DatedReading, dated
from tracking.store.readings import Line, line_of

Lines = Mapping[Line, Sequence[DatedReading]]


def with_news(lines: Lines, news: Iterable[DatedReading]) -> dict[Line, tuple[DatedReading, ...]]:
    """Return lines of readings with newer ones put in their places, oldest first; groups and offsets stay out."""
    places = {
        line: {(item.as_of, item.reading.period_start.isoformat()): item for item in items}
        for line, items in lines.items()
    }
    for item in news:
        if item.reading.group is None and item.reading.offset is None:
            key = (item.as_of, item.reading.period_start.isoformat())
            places.setdefault(line_of(item.reading), {})[key] = item
    return {line: tuple(items[key] for key in sorted(items)) for line, items in places.items()}


def pooled_readings(task: MetricTask, lines: Lines, horizon: Horizon) -> list[DatedReading]:
    """Return the readings of the windows that a metric's task wants and that follow from its periods.

    Args:
        task: What was asked about the metric.
        lines: What is known, the new readings of its periods included.
        horizon: Between which days its source can tell a figure.
    """
    periods = _sorted_periods(lines.get(Line(task.definition.id, task.version, task.definition.grain.value), ()))
    starts = [_day(reading.period_start) for reading in periods]
    found = []
    for as_of, window in chain.from_iterable(due_windows(wish, horizon) for wish in task.wishes if wish.is_pooled):
        inside = _inside(periods, starts, window)
        if inside:
            reading = pool(task.definition, pooling(task.definition), inside, window)
            found.append(dated(replace(reading, as_of=as_of)))
    return found


def with_receipts(
    task: MetricTask, read: MetricRead, items: Sequence[DatedReading], horizon: Horizon
) -> list[DatedReading]:
    """Return the readings, the newest one of each wish with the SQL that gives exactly its figure."""
    due = {wish.label: due_windows(wish, horizon) for wish in task.wishes}
    newest = {label: windows[-1] for label, windows in due.items() if windows}
    return [_signed(item, newest, read) for item in items]


def _signed(item: DatedReading, newest: Mapping[str, DatedWindow], read: MetricRead) -> DatedReading:
    found, sql = newest.get(item.reading.window), read.receipts.get(item.reading.window, "")
    is_newest = found is not None and (item.reading.period_start, item.reading.period_end) == (
        found[1].start,
        found[1].end,
    )
    is_whole = item.reading.group is None and item.reading.offset is None
    return replace(item, reading=replace(item.reading, sql=sql)) if sql and is_newest and is_whole else item


def _sorted_periods(items: Iterable[DatedReading]) -> list[Reading]:
    return sorted(
        (item.reading for item in items),
        key=lambda reading: (_day(reading.period_start), reading.period_start.isoformat()),
    )


def _inside(periods: Sequence[Reading], starts: Sequence[date], window: Window) -> Sequence[Reading]:
    first, last = bisect_left(starts, _day(window.start)), bisect_left(starts, _day(window.end))
    return [reading for reading in periods[first:last] if _day(reading.period_end) <= _day(window.end)]


def _day(edge: date | datetime) -> date:
    return edge.date() if isinstance(edge, datetime) else edge
