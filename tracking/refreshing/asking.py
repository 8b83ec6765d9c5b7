"""Asking one source for everything a refresh wants of it, metric by metric, so that one failure costs one metric."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from metrics.adapter import TimeColumn
from metrics.collect import StandIn, adapter_of, maturity_days, measure_windows, receipt, time_columns
from metrics.dates.window import Window
from metrics.freshness import history_from, watermark
from metrics.sources import OpenSource, open_source
from metrics.sources.event_names import event_names
from metrics.sources.faults import explain
from metrics.sources.time_index import missing_time_indexes
from okr.errors import MetricError, PlumblineError, SourceError
from okr.metric import Grain
from okr.reading import Reading
from tracking.refreshing.answers import Begun, Event, MetricFailed, MetricRead, Opened, SourceFailed
from tracking.refreshing.horizon import due_windows, horizon_of, is_due
from tracking.refreshing.kept.days import Days, days_of
from tracking.refreshing.kept.standing import is_standing, mark_of
from tracking.refreshing.tasks import DatedWindow, MetricTask, SourceTask, Wish
from tracking.store.codec import DatedReading, dated

_AT_ONCE, _OVERLAPPING_AT_ONCE = 8, 60
"""How many windows are asked for between two signs of life; more where one query answers for many."""
_ONE_BY_ONE_HISTORY = timedelta(days=400)
"""How far the first read goes back where every period is a question of its own."""


@dataclass(frozen=True)
class Asked:
    """Who is asked about a metric.

    Attributes:
        source: The source.
        opened: What it said of itself.
        stand_in: What answers in its place; None where it must answer itself.
    """

    source: OpenSource
    opened: Opened
    stand_in: StandIn | None = None


def ask(task: SourceTask) -> Iterator[Event]:
    """Yield what happens while a source is asked; never raises what the source or a metric may be blamed for."""
    try:
        yield Begun("opening")
        with open_source(task.source, Path(task.folder), task.secrets) as source:
            opened = _freshness(source, task)
            yield opened
            with days_of(task, source, opened) as days:
                for metric in task.metrics:
                    if is_standing(metric, task.footprint, opened):
                        yield MetricRead(metric.definition.id, (), mark=metric.mark)
                    else:
                        yield from _marked(_metric(metric, days), mark_of(metric, task.footprint, opened))
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
        complete, first = watermark(source, task.now, columns), history_from(source, columns)
        days = max(1, (source.calendar.day_at(complete) - first).days)
        advice = tuple(one.words for one in missing_time_indexes(source, complete, days))
        return Opened(complete, first, names, advice)
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


def _metric(task: MetricTask, days: Days) -> Iterator[Event]:
    started = time.perf_counter()
    name, source = task.definition.id, days.source
    yield Begun(f"reading {name}", name)
    try:
        readings: list[DatedReading] = []
        for step in _read(task, days):
            if isinstance(step, list):
                readings += step
            else:
                yield step
        receipts = {wish.label: sql for wish in task.wishes if (sql := _receipt(task, source, days.opened, wish))}
    except (SourceError, DBAPIError):
        raise
    except MetricError as error:
        yield MetricFailed(name, str(error), time.perf_counter() - started)
        return
    except Exception as error:  # noqa: BLE001 - a fault in the code of one kind must not cost the other metrics
        yield MetricFailed(name, unexpected(f"{source.definition.id}.{name}", error), time.perf_counter() - started)
        return
    yield MetricRead(name, tuple(readings), receipts, time.perf_counter() - started)


def _read(task: MetricTask, days: Days) -> Iterator[Event | list[DatedReading]]:
    """Yield the readings of a metric: from the days of its actors where these are enough, else from the source."""
    source, stand_in = Asked(days.source, days.opened), None
    for step in days.prepared(task):
        if isinstance(step, StandIn):
            stand_in = step
        else:
            yield step
    if stand_in is not None:
        try:
            found = list(_steps(task, replace(source, stand_in=stand_in)))
        except MetricError:
            yield Begun(f"reading {task.definition.id} from the source", task.definition.id)
        else:
            yield from found
            return
    yield from _steps(task, source)


def _steps(task: MetricTask, asked: Asked) -> Iterator[Event | list[DatedReading]]:
    return chain(_series(task, asked), _wishes(task, asked))


def _series(task: MetricTask, asked: Asked) -> Iterator[Event | list[DatedReading]]:
    """Yield the readings of the metric's own periods that are new, open or may have changed."""
    source, opened = asked.source, asked.opened
    if task.definition.grain is Grain.RANGE:
        return
    wait, name = maturity_days(task.definition), task.definition.id
    for start, end in _spans(task, source, opened):
        yield Begun(f"reading {name} from {start}", name)
        after = source.calendar.day_at(opened.watermark) + timedelta(days=1)
        windows = source.calendar.windows(task.definition.grain, start, end or after)
        yield [dated(reading, wait) for reading in _measured(task, asked, windows)]


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


def _wishes(task: MetricTask, asked: Asked) -> Iterator[Event | list[DatedReading]]:
    """Yield the readings of windows that do not follow from those of periods."""
    step = _OVERLAPPING_AT_ONCE if adapter_of(task.definition).overlapping else _AT_ONCE
    for wish in task.wishes:
        for begin in range(0, len(wish.windows) if wish.is_asked else 0, step):
            yield Begun(f"reading {task.definition.id}, {wish.label}", task.definition.id)
            yield _windows(task, asked, wish.windows[begin : begin + step])


def _measured(task: MetricTask, asked: Asked, windows: Sequence[Window]) -> list[Reading]:
    if not windows:
        return []
    return measure_windows(task.definition, asked.source, windows, asked.opened.watermark, asked.stand_in)


def _windows(task: MetricTask, asked: Asked, windows: Sequence[DatedWindow]) -> list[DatedReading]:
    source, opened = asked.source, asked.opened
    horizon = horizon_of(source.calendar, opened)
    due = [(as_of, window) for as_of, window in windows if is_due(as_of, window, horizon)]
    readings = _measured(task, asked, [window for _, window in due])
    days = {(window.start, window.end): as_of for as_of, window in due}
    return [dated(replace(item, as_of=days[item.period_start, item.period_end])) for item in readings]


def _receipt(task: MetricTask, source: OpenSource, opened: Opened, wish: Wish) -> str:
    """Return the SQL of the newest reading of a wish; empty where there is none yet."""
    due = due_windows(wish, horizon_of(source.calendar, opened))
    return receipt(task.definition, source, due[-1][1], opened.watermark) if due else ""
