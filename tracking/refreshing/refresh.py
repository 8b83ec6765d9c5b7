"""One refresh: ask the sources for what is new, work out what follows, judge, and record all of it at once.

The sources are asked by other processes; this one alone writes the store, in one transaction at the end. So a refresh
that is killed leaves nothing, and one that fails in part records what it got and what it did not.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from metrics.actordays.workbench import discard
from metrics.sources.secrets import secret_names
from okr.issues import Severity
from okr.metric import MetricDefinition, SourceDefinition
from okr.model import Configuration
from tracking.boards.board import Selection, chosen_cycle, complete_to, freshness_of, judged_day
from tracking.clock import Clock, local_today
from tracking.refreshing.answers import Answer
from tracking.refreshing.gather import Progress, Reach, gather
from tracking.refreshing.horizon import horizon_of
from tracking.refreshing.inforce import choose
from tracking.refreshing.new_events import events_since
from tracking.refreshing.pooled import pooled_readings, with_news, with_receipts
from tracking.refreshing.runreport import metric_runs, new_cells, outcome_of, source_runs
from tracking.refreshing.saying import status_rows
from tracking.refreshing.standing import footprint_of, standing_answer
from tracking.refreshing.tasks import Knowledge, MetricTask, SourceTask, calendar_of, task_of
from tracking.sealing.following import asked_configuration, final_records, keep_agreed
from tracking.sealing.taking import Taking, taken
from tracking.store.codec import DatedReading
from tracking.store.configurations import keep_configuration, last_sound
from tracking.store.connection import Store, opened, prepare
from tracking.store.cubes import keep_cubes, known_cubes
from tracking.store.event_names import keep_events, seen_events
from tracking.store.lock import refresh_lock
from tracking.store.readings import Line, append, days_known, known_readings
from tracking.store.records import keep_records, kept_records
from tracking.store.runs import MetricRun, Run, SourceRun, begin, newest_metric_runs, newest_source_runs, record_sources
from tracking.store.statuses import append_statuses

_DAY = timedelta(days=1)
WORKBENCHES = "workbench"
"""Folder beside the store with the actor days of each source; deleting it costs a full read and changes no figure."""
_LONGEST_NEEDED = timedelta(days=3 * 365)
"""No window that may still be needed is older: a year before a cycle of a year."""


@dataclass(frozen=True)
class Assignment:
    """What a refresh is to do.

    Attributes:
        configuration: As the files have it, faults included.
        folder: Folder of the files; relative paths of databases are below it.
        store: File of the history store.
        secrets: The environment that sources' secrets are taken from.
        memory_bytes: Limit of address space of the process that asks a source; 0 for none.
        only: Sources to be read; empty: all.
        is_back_filled: Whether it tells of days that are past.
        keeps_actor_days: Whether sources that allow it have days of their actors kept beside the store.
    """

    configuration: Configuration
    folder: Path
    store: Path
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    memory_bytes: int = 0
    only: frozenset[str] = frozenset()
    is_back_filled: bool = False
    keeps_actor_days: bool = True


@dataclass(frozen=True)
class Report:
    """What came of a refresh.

    Attributes:
        run: As it was recorded.
        sources: How each source fared.
        metrics: How each metric fared.
        added: How many readings say something new.
        statuses: How many statuses were recorded.
        is_kept: Whether an older configuration stayed in force because the files have faults.
        faults: How many errors the files have.
        measured: How many metrics the configuration in force has.
        complete_to: Day up to which all sources are complete; None while one of them never told.
    """

    run: Run
    sources: tuple[SourceRun, ...]
    metrics: tuple[MetricRun, ...]
    added: int
    statuses: int
    is_kept: bool
    faults: int
    measured: int
    complete_to: date | None = None


@dataclass(frozen=True)
class _Before:
    """What the store knows before anything is asked."""

    knowledge: Knowledge
    metrics: Mapping[str, MetricRun]
    sources: Mapping[str, SourceRun]


def refresh(assignment: Assignment, reach: Reach, clock: Clock, progress: Progress) -> Report:
    """Bring the store up to date and return what came of it.

    Afterwards the store knows every reading that the sources gave, how each source and metric fared, the configuration,
    and what is to be said of every key result; or, after an exception, exactly what it knew before.

    Raises:
        LockedError: If another refresh is running.
        StoreError: If the store cannot be used.
    """
    started_at, started = clock(), time.monotonic()
    with refresh_lock(assignment.store, started_at):
        prepare(assignment.store, started_at)
        with opened(assignment.store) as store:
            taking, before = _look(store, assignment, started_at)
            asked = asked_configuration(taking.choice.in_force, taking.agreed)
            tasks = _tasks(assignment, asked, before, started_at)
            standing = {task.source.id: standing_answer(task, before.sources.get(task.source.id)) for task in tasks}
            answers = gather(tasks, reach, progress, standing)
            progress("recording")
            news = _news(store, tasks, answers)
            run = Run(
                kind="refresh",
                started_at=started_at,
                ended_at=clock(),
                as_of=_judged_day(taking.choice.in_force, started_at),
                outcome=outcome_of(answers),
                back_filled=assignment.is_back_filled,
                seconds=time.monotonic() - started,
            )
            return _record(store, run, taking, _Gathered(tasks, answers, news, before))


def _judged_day(configuration: Configuration, now: datetime) -> date:
    """Return the day that a refresh judges for: that of the cycle which the board shows."""
    if not configuration.cycles:
        return local_today(configuration, now) - _DAY
    return judged_day(chosen_cycle(configuration, Selection(now)), now)


@dataclass(frozen=True)
class _Gathered:
    """All that is to be recorded of the sources."""

    tasks: Sequence[SourceTask]
    answers: Sequence[Answer]
    news: Mapping[str, Sequence[DatedReading]]
    before: _Before


def _look(store: Store, assignment: Assignment, now: datetime) -> tuple[Taking, _Before]:
    with store.reading() as connection:
        choice = choose(assignment.configuration, last_sound(connection))
        taking = taken(choice, assignment.folder, kept_records(connection))
        good = newest_metric_runs(connection, good=True)
        watermarks = {name: (run.definition_version, run.watermark) for name, run in good.items() if run.watermark}
        marks = {name: run.mark for name, run in good.items()}
        events = seen_events(connection, taking.choice.in_force.sources)
        days, cubes = days_known(connection, now.date() - _LONGEST_NEEDED), known_cubes(connection)
        knowledge = Knowledge(watermarks, days, marks, events, cubes)
        return taking, _Before(knowledge, newest_metric_runs(connection), newest_source_runs(connection))


def _tasks(assignment: Assignment, configuration: Configuration, before: _Before, now: datetime) -> list[SourceTask]:
    wanted = [item for item in configuration.sources if not assignment.only or item.id in assignment.only]
    tasks = []
    for source in wanted:
        asked, knowledge = _metrics_of(configuration, source), before.knowledge
        metrics = tuple(task_of(configuration, item, knowledge, now) for item in asked)
        if metrics:
            secrets = {name: assignment.secrets[name] for name in secret_names(source) if name in assignment.secrets}
            task = SourceTask(source, str(assignment.folder), now, metrics, secrets, assignment.memory_bytes)
            since = events_since(source, asked, knowledge.events, before.sources.get(source.id))
            task = replace(task, footprint=footprint_of(task), events_since=since)
            tasks.append(_with_days(assignment, task, knowledge))
    return tasks


def _with_days(assignment: Assignment, task: SourceTask, knowledge: Knowledge) -> SourceTask:
    """Return a task that knows where actor days are kept; where none are wanted, none are left either."""
    path = assignment.store.with_name(WORKBENCHES) / f"{task.source.id}.duckdb"
    if not (assignment.keeps_actor_days and task.source.keeps_actor_days):
        discard(path)
        return task
    return replace(task, workbench=str(path), cubes=knowledge.cubes.get(task.source.id, {}))


def _metrics_of(configuration: Configuration, source: SourceDefinition) -> list[MetricDefinition]:
    return [metric for metric in configuration.metrics if metric.source == source.id]


def _news(store: Store, tasks: Sequence[SourceTask], answers: Sequence[Answer]) -> dict[str, list[DatedReading]]:
    """Return the new readings of every source: as read, and what follows from them for longer windows."""
    news: dict[str, list[DatedReading]] = {}
    for task, answer in zip(tasks, answers, strict=True):
        news[task.source.id] = found = []
        for metric in task.metrics:
            found += _news_of(store, metric, task, answer)
    return news


def _news_of(store: Store, metric: MetricTask, task: SourceTask, answer: Answer) -> list[DatedReading]:
    if answer.opened is None or metric.definition.id not in answer.read:
        return []
    read, horizon = answer.read[metric.definition.id], horizon_of(calendar_of(task.source), answer.opened)
    line = Line(metric.definition.id, metric.version, metric.definition.grain.value)
    first = min((window.start for wish in metric.wishes for _, window in wish.windows), default=None)
    known: dict[Line, tuple[DatedReading, ...]] = {}
    if first is not None and metric.read_from is not None:
        with store.reading() as connection:
            known = known_readings(connection, [line], since=first)
    pooled = pooled_readings(metric, with_news(known, read.readings), horizon)
    return with_receipts(metric, read, [*read.readings, *pooled], horizon)


def _events_of(gathered: _Gathered) -> list[tuple[SourceDefinition, Sequence[str]]]:
    pairs = zip(gathered.tasks, gathered.answers, strict=True)
    return [(task.source, answer.opened.events) for task, answer in pairs if answer.opened is not None]


def _record(store: Store, run: Run, taking: Taking, gathered: _Gathered) -> Report:
    """Write everything in one transaction."""
    choice = taking.choice
    with store.writing() as connection:
        in_force = keep_configuration(connection, choice.in_force)
        as_written = keep_configuration(connection, choice.as_written)
        number = begin(connection, replace(run, in_force=in_force, as_written=as_written))
        added = {name: append(connection, number, items) for name, items in gathered.news.items()}
        metrics = metric_runs(gathered.tasks, gathered.answers, gathered.before.metrics, run.ended_at)
        sources = source_runs(gathered.answers, gathered.before.sources, added, run.ended_at)
        record_sources(connection, number, sources, metrics)
        keep_cubes(connection, (cube for answer in gathered.answers for cube in new_cells(answer)))
        keep_events(connection, number, _events_of(gathered), gathered.before.knowledge.events)
        keep_agreed(connection, (number, run.as_of), taking)
        rows = status_rows(connection, choice.in_force, run.ended_at)
        said = append_statuses(connection, number, rows)
        keep_records(connection, number, final_records(connection, choice.in_force, taking.agreed, run.ended_at))
        last, good = newest_source_runs(connection), newest_source_runs(connection, good=True)
        whole = complete_to(freshness_of(choice.in_force, last, good))
    return Report(
        run=replace(run, id=number),
        sources=tuple(sources),
        metrics=tuple(metrics),
        added=sum(added.values()),
        statuses=said,
        is_kept=choice.is_kept,
        faults=sum(issue.severity is Severity.ERROR for issue in choice.as_written.issues),
        measured=len(choice.in_force.metrics),
        complete_to=whole,
    )
