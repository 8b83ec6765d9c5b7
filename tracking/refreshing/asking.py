"""Asking one source for everything a refresh wants of it, metric by metric, so that one failure costs one metric."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from metrics.adapter import TimeColumn
from metrics.collect import adapter_of, maturity_days, measure, measure_windows, receipt, time_columns
from metrics.freshness import history_from, watermark
from metrics.sources import OpenSource, open_source
from metrics.sources.event_names import event_names
from metrics.sources.faults import explain
from okr.errors import MetricError, PlumblineError, SourceError
from okr.metric import Grain
from tracking.refreshing.answers import Begun, Event, MetricFailed, MetricRead, Opened, SourceFailed
from tracking.refreshing.horizon import due_windows, horizon_of, is_due
from tracking.refreshing.standing import is_standing, mark_of
from tracking.refreshing.tasks import DatedWindow, MetricTask, SourceTask, Wish
from tracking.store.codec import DatedReading, dated

_AT_ONCE, _OVERLAPPING_AT_ONCE = 8, 60
"""How many windows are asked for between two signs of life; more where one query answers for many."""
_ONE_BY_ONE_HISTORY = timedelta(days=400)
"""How far the first read goes back where every period is a question of its own."""


def ask(task: SourceTask) -> Iterator[Event]:
    """Yield what happens while a source is asked; never raises what the source or a metric may be blamed for."""
    try:
        yield Begun("opening")
        with open_source(task.source, Path(task.folder), task.secrets) as source:
            opened = _freshness(source, task)
            yield opened
            for metric in task.metrics:
                if is_standing(metric, task.footprint, opened):
                    yield MetricRead(metric.definition.id, (), mark=metric.mark)
                else:
                    yield from _marked(_metric(metric, source, opened), mark_of(metric, task.footprint, opened))
    except SourceError as error:
        yield SourceFailed(str(error), error.temporary)
    except DBAPIError as error:
        fault = explain(error, task.source)
        yield SourceFailed(str(fault), fault.temporary)
    except Exception as error:  # noqa: BLE001 - a fault in our code is told like one of the source
        yield SourceFailed(unexpected(f"source {task.source.id}", error), temporary=False)


def _marked(events: Iterator[Event], mark: str) -> Iterator[Event]:
    return (replace(event, mark=mark) if isinstance(event, MetricRead) else event for event in events)


def unexpected(name: str, error: Exception) -> str:
    """Return a sentence about a fault nobody foresaw: where it is, without the data that its message may hold."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{name}: {type(error).__name__}{place}. This is a fault of the program; please report it."


def _freshness(source: OpenSource, task: SourceTask) -> Opened:
    columns = time_columns(metric.definition for metric in task.metrics)
    try:
        names = tuple(sorted(_events(source, task)))
        return Opened(watermark(source, task.now, columns), history_from(source, columns), names)
    except (SourceError, MetricError) as error:
        there = [column for column in columns if _is_there(source, task, column)]
        if not there or len(there) == len(columns):
            raise SourceError(_named(error, task), temporary=getattr(error, "temporary", False)) from None
        return Opened(watermark(source, task.now, there), history_from(source, there))


def _events(source: OpenSource, task: SourceTask) -> frozenset[str]:
    """The names of events, for the check of the files only: whoever cannot have them still has the figures."""
    try:
        return event_names(source, task.events_since)
    except (MetricError, DBAPIError):
        source.connection.rollback()
        return frozenset()


def _is_there(source: OpenSource, task: SourceTask, column: TimeColumn) -> bool:
    """Whether the table of one metric can be read; a table that is gone must not cost the metrics of the others."""
    try:
        watermark(source, task.now, [column])
    except SourceError as error:
        return error.temporary
    except MetricError:
        return False
    return True


def _named(error: PlumblineError, task: SourceTask) -> str:
    name = f"source {task.source.id}"
    return str(error) if name in str(error) else f"{name}: {error}"


def _metric(task: MetricTask, source: OpenSource, opened: Opened) -> Iterator[Event]:
    started = time.perf_counter()
    name = task.definition.id
    yield Begun(f"reading {name}", name)
    try:
        readings: list[DatedReading] = []
        for step in chain(_series(task, source, opened), _wishes(task, source, opened)):
            if isinstance(step, list):
                readings += step
            else:
                yield step
        receipts = {wish.label: sql for wish in task.wishes if (sql := _receipt(task, source, opened, wish))}
    except (SourceError, DBAPIError):
        raise
    except MetricError as error:
        yield MetricFailed(name, str(error), time.perf_counter() - started)
        return
    except Exception as error:  # noqa: BLE001 - a fault in the code of one kind must not cost the other metrics
        yield MetricFailed(name, unexpected(f"{source.definition.id}.{name}", error), time.perf_counter() - started)
        return
    yield MetricRead(name, tuple(readings), receipts, time.perf_counter() - started)


def _series(task: MetricTask, source: OpenSource, opened: Opened) -> Iterator[Event | list[DatedReading]]:
    """Yield the readings of the metric's own periods that are new, open or may have changed."""
    if task.definition.grain is Grain.RANGE:
        return
    wait, name = maturity_days(task.definition), task.definition.id
    for start, end in _spans(task, source, opened):
        yield Begun(f"reading {name} from {start}", name)
        measured = measure(task.definition, source, (start, end), opened.watermark)
        yield [dated(reading, wait) for reading in measured.readings]


def _spans(task: MetricTask, source: OpenSource, opened: Opened) -> Iterator[tuple[date, date | None]]:
    """Yield the spans to be read: one, or many short ones where the source is asked for each period by itself."""
    grain, first = task.definition.grain, max(task.read_from or opened.history_from, opened.history_from)
    start = source.calendar.period_start(grain, first)
    if not adapter_of(task.definition).one_by_one:
        yield start, None
        return
    today = source.calendar.day_at(opened.watermark)
    start = max(start, source.calendar.period_start(grain, today - _ONE_BY_ONE_HISTORY))
    while start <= today:
        end = source.calendar.shift_period(grain, start, _AT_ONCE)
        yield start, min(end, today + timedelta(days=1))
        start = end


def _wishes(task: MetricTask, source: OpenSource, opened: Opened) -> Iterator[Event | list[DatedReading]]:
    """Yield the readings of windows that do not follow from those of periods."""
    step = _OVERLAPPING_AT_ONCE if adapter_of(task.definition).overlapping else _AT_ONCE
    for wish in task.wishes:
        for begin in range(0, len(wish.windows) if wish.is_asked else 0, step):
            yield Begun(f"reading {task.definition.id}, {wish.label}", task.definition.id)
            yield _windows(task, source, opened, wish.windows[begin : begin + step])


def _windows(
    task: MetricTask, source: OpenSource, opened: Opened, windows: Sequence[DatedWindow]
) -> list[DatedReading]:
    horizon = horizon_of(source.calendar, opened)
    due = [(as_of, window) for as_of, window in windows if is_due(as_of, window, horizon)]
    readings = measure_windows(task.definition, source, [window for _, window in due], opened.watermark) if due else []
    days = {(window.start, window.end): as_of for as_of, window in due}
    return [dated(replace(item, as_of=days[item.period_start, item.period_end])) for item in readings]


def _receipt(task: MetricTask, source: OpenSource, opened: Opened, wish: Wish) -> str:
    """Return the SQL of the newest reading of a wish; empty where there is none yet."""
    due = due_windows(wish, horizon_of(source.calendar, opened))
    return receipt(task.definition, source, due[-1][1], opened.watermark) if due else ""
