"""What the data pages show: sources and their runs, issues of the files, and the receipt behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from okr.issues import Issue
from okr.metric import MetricDefinition, SourceDefinition
from okr.model import Configuration
from okr.reading import Reading
from okr.scorecard import SourceFreshness
from tracking.boards.board import freshness_of
from tracking.boards.differences import has_faults
from tracking.store.advice import known_advice
from tracking.store.codec import DatedReading
from tracking.store.configurations import configuration_as_written, configuration_in_force
from tracking.store.connection import Store
from tracking.store.moments import instant_of
from tracking.store.readings import known_readings, line_of, receipt
from tracking.store.runs import (
    MetricRun,
    Run,
    SourceRun,
    last_run,
    newest_metric_runs,
    newest_source_runs,
    source_history,
)
from tracking.store.tables import RUNS


@dataclass(frozen=True)
class SourceState:
    """One source as its page shows it.

    Attributes:
        definition: As compiled; it never holds a secret.
        freshness: Up to when its data are complete, and what fails.
        last: How it fared last; None before the first refresh.
        recent: Its last runs, newest first.
        failing: Metrics that could not be had last time.
        metrics: How many metrics are read from it.
        advice: What would make it cheaper to read, one sentence each.
    """

    definition: SourceDefinition
    freshness: SourceFreshness
    last: SourceRun | None
    recent: tuple[SourceRun, ...]
    failing: tuple[MetricRun, ...]
    metrics: int
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What is wrong in the files, as the last refresh found them.

    Attributes:
        issues: Every finding.
        hash: Of the files as compiled.
        is_kept: Whether an older configuration is in force because of them.
        since: When a refresh first found the files like this; None before the first refresh.
    """

    issues: tuple[Issue, ...]
    hash: str
    is_kept: bool
    since: datetime | None


@dataclass(frozen=True)
class Receipt:
    """Where a number comes from.

    Attributes:
        reading: The figure.
        sql: The query that gives it; empty where a person entered it or it was pooled from other readings.
        definition: The metric.
        source: Its source; None for values by hand.
        read_at: When it was recorded.
        back_filled: Whether a back-fill made it later than its day.
    """

    reading: Reading
    sql: str
    definition: MetricDefinition
    source: SourceDefinition | None
    read_at: datetime | None
    back_filled: bool


def load_sources(store: Store, runs: int = 10) -> tuple[SourceState, ...]:
    """Return every source of the configuration in force with its last runs, in the order of the files."""
    with store.reading() as connection:
        stored = configuration_in_force(connection)
        configuration = stored.configuration if stored else Configuration()
        last, good = newest_source_runs(connection), newest_source_runs(connection, good=True)
        metrics, advice = newest_metric_runs(connection), known_advice(connection)
        recent = {source.id: source_history(connection, source.id, runs) for source in configuration.sources}
    freshness = freshness_of(configuration, last, good)
    return tuple(
        SourceState(
            definition=source,
            freshness=fresh,
            last=last.get(source.id),
            recent=tuple(recent[source.id]),
            failing=tuple(run for run in metrics.values() if run.source == source.id and run.failure),
            metrics=sum(metric.source == source.id for metric in configuration.metrics),
            advice=advice.get(source.id, ()),
        )
        for source, fresh in zip(configuration.sources, freshness, strict=True)
    )


def load_findings(store: Store) -> Findings:
    """Return what the last refresh found wrong in the files."""
    with store.reading() as connection:
        written, in_force = configuration_as_written(connection), configuration_in_force(connection)
        if written is None or in_force is None:
            return Findings((), "", is_kept=False, since=None)
        first = select(RUNS.c.recorded_at).where(RUNS.c.as_written == written.id).order_by(RUNS.c.id).limit(1)
        since = connection.execute(first).scalar_one()
    is_kept = written.id != in_force.id and has_faults(written.configuration)
    return Findings(written.configuration.issues, written.hash, is_kept, instant_of(since))


def load_configuration(store: Store) -> Configuration | None:
    """Return the configuration in force; None before the first refresh."""
    with store.reading() as connection:
        stored = configuration_in_force(connection)
    return stored.configuration if stored else None


def load_last_run(store: Store) -> Run | None:
    """Return the last refresh; None before the first."""
    with store.reading() as connection:
        return last_run(connection)


def load_receipt(store: Store, reading: Reading) -> Receipt | None:
    """Return where a stored reading comes from; None where the store has no such reading or metric."""
    with store.reading() as connection:
        stored = configuration_in_force(connection)
        metric = stored.configuration.metric(reading.metric) if stored else None
        if stored is None or metric is None or reading.as_of is None:
            return None
        items = known_readings(connection, [line_of(reading)], since=reading.as_of).get(line_of(reading), ())
        found = next((item for item in items if _is_same(item, reading)), None)
        sql = receipt(connection, found) if found else ""
    if found is None:
        return None
    source = stored.configuration.source(metric.source)
    return Receipt(reading, sql, metric, source, found.read_at, found.back_filled)


def _is_same(item: DatedReading, reading: Reading) -> bool:
    return item.as_of == reading.as_of and item.reading.period_start == reading.period_start
