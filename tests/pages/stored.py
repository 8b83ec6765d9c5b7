"""A history store filled with the made board, through the store's own functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from metrics.registry import schemas
from okr.canonical import definition_version
from okr.issues import Issue
from okr.metric import MetricDefinition
from okr.model import Configuration
from okr.reading import Reading
from tests.pages.made import AS_OF, READ_AT, STORIES, make_configuration, readings
from tracking.refreshing.inforce import typed
from tracking.store.codec import DatedReading
from tracking.store.configurations import keep_configuration
from tracking.store.connection import opened, prepare
from tracking.store.readings import append
from tracking.store.runs import MetricRun, Outcome, Run, SourceRun, begin, record_sources

SILENT_SINCE = datetime(2026, 11, 14, 5, tzinfo=READ_AT.tzinfo)
LONG_AGO = Run("refresh", SILENT_SINCE - timedelta(days=1), SILENT_SINCE - timedelta(days=1), AS_OF - timedelta(days=7))
GOOD_ONCE = SourceRun("page_timings", Outcome.OK, SILENT_SINCE - timedelta(hours=6), None, 2.1, 400, 12)
REFUSED = "it does not answer: the connection was refused"


def fill(path: Path, configuration: Configuration | None = None, issues: Sequence[Issue] = ()) -> Path:
    """Make a store at ``path`` that knows everything of the made board; return the path."""
    prepare(path, READ_AT)
    known = configuration or make_configuration()
    written = replace(known, issues=tuple(issues))
    with opened(path) as store, store.writing() as connection:
        in_force, as_written = keep_configuration(connection, known), keep_configuration(connection, written)
        first = replace(LONG_AGO, in_force=in_force, as_written=as_written)
        record_sources(connection, begin(connection, first), [GOOD_ONCE], [])
        run = Run("refresh", READ_AT, READ_AT, AS_OF, Outcome.PARTIAL, in_force=in_force, as_written=as_written)
        number = begin(connection, run)
        for metric in known.metrics:
            append(connection, number, _dated(metric, known))
        record_sources(
            connection, number, _source_runs(known), [_metric_run(metric, known) for metric in known.metrics]
        )
    return path


def fill_days(path: Path, metric: MetricDefinition) -> Path:
    """Add a figure for every day of a metric, its parameters typed, to the store at ``path``; return the path."""
    made = make_configuration()
    (metric,) = typed(Configuration(metrics=(metric,)), schemas()).metrics
    known = replace(made, metrics=tuple(metric if item.id == metric.id else item for item in made.metrics))
    with opened(path) as store, store.writing() as connection:
        in_force = keep_configuration(connection, known)
        run = Run("refresh", READ_AT, READ_AT, AS_OF, Outcome.OK, in_force=in_force, as_written=in_force)
        days = [replace(item, reading=_of_one_day(item.reading)) for item in _dated(metric, known)]
        append(connection, begin(connection, run), days)
    return path


def _of_one_day(reading: Reading) -> Reading:
    return replace(reading, window="day", period_start=reading.as_of or AS_OF)


def _version(metric: MetricDefinition, configuration: Configuration) -> str:
    return definition_version(metric, configuration.source(metric.source))


def _dated(metric: MetricDefinition, configuration: Configuration) -> list[DatedReading]:
    story = STORIES.get(metric.id)
    if story is None:
        return []
    made = readings(metric.id, story, _version(metric, configuration))
    label = metric.grain.value if metric.source is None else "last 28 days"
    return [DatedReading(reading.as_of or AS_OF, replace(reading, window=label)) for reading in made]


def _source_runs(configuration: Configuration) -> list[SourceRun]:
    return [
        SourceRun(source.id, Outcome.FAILED, seconds=2.0, failure=REFUSED, temporary=True, failing_since=SILENT_SINCE)
        if source.id == "page_timings"
        else SourceRun(source.id, Outcome.OK, READ_AT - timedelta(hours=5), AS_OF - timedelta(days=900), 3.4, 812, 31)
        for source in configuration.sources
    ]


def _metric_run(metric: MetricDefinition, configuration: Configuration) -> MetricRun:
    is_silent = metric.source == "page_timings"
    return MetricRun(
        metric.id,
        metric.source or "",
        _version(metric, configuration),
        watermark=None if is_silent else READ_AT,
        failure=REFUSED if is_silent else "",
        failing_since=SILENT_SINCE if is_silent else None,
        maturity_days=59 if metric.kind == "retention" else 0,
    )
