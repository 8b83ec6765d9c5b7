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

from okr.issues import Severity
from okr.metric import SourceDefinition
from okr.model import Configuration
from tracking.boards.board import Selection, chosen_cycle, complete_to, freshness_of, judged_day
from tracking.clock import Clock, local_today
from tracking.refreshing.answers import Answer
from tracking.refreshing.gather import Progress, Reach, gather
from tracking.refreshing.horizon import horizon_of
from tracking.refreshing.kept.interrupted import forget, unrecorded
from tracking.refreshing.kept.standing import standing_answer
from tracking.refreshing.pooled import pooled_readings, with_news, with_receipts
from tracking.refreshing.questions import Before, notes_folder, questions
from tracking.refreshing.runreport import advice_of, cube_keys, metric_runs, new_cells, outcome_of, source_runs
from tracking.refreshing.saying import status_rows
from tracking.refreshing.tasks import MetricTask, SourceTask, calendar_of
from tracking.sealing.following import final_records, keep_agreed
from tracking.sealing.taking import Taking
from tracking.sealing.telling import news
from tracking.store.advice import keep_advice
from tracking.store.codec import DatedReading
from tracking.store.configurations import keep_configuration
from tracking.store.connection import Store, opened, prepare
from tracking.store.cubes import forget_cubes, keep_cubes
from tracking.store.event_names import keep_events
from tracking.store.lock import refresh_lock
from tracking.store.readings import Line, append, known_readings
from tracking.store.records import keep_records
from tracking.store.runs import (
    MetricRun,
    Outcome,
    Run,
    SourceRun,
    begin,
    newest_source_runs,
    record_sources,
)
from tracking.store.statuses import append_statuses

_DAY = timedelta(days=1)


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
        agreed: What was agreed, changed or closed since the last refresh, in words.
        advice: What would make a source cheaper to read and was not said before.
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
    agreed: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


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
            taking, before, tasks = questions(store, assignment, started_at)
            left = unrecorded(tasks)
            if left:
                _record_unrecorded(store, _interrupted_run(assignment, taking, started_at), taking, left)
                taking, before, tasks = questions(store, assignment, started_at)
            forget(notes_folder(assignment))
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
            report = _record(store, run, taking, _Gathered(tasks, answers, news, before))
            forget(notes_folder(assignment))
            return report


def _interrupted_run(assignment: Assignment, taking: Taking, now: datetime) -> Run:
    return Run(
        kind="refresh",
        started_at=now,
        ended_at=now,
        as_of=_judged_day(taking.choice.in_force, now),
        outcome=Outcome.PARTIAL,
        back_filled=assignment.is_back_filled,
        note="What an interrupted refresh had read.",
    )


def _record_unrecorded(store: Store, run: Run, taking: Taking, left: Sequence[tuple[SourceTask, Answer]]) -> None:
    """Record what an interrupted refresh had read; nothing is judged by it; the refresh that goes on does that."""
    tasks, answers = [task for task, _ in left], [answer for _, answer in left]
    news = _news(store, tasks, answers)
    with store.writing() as connection:
        in_force = keep_configuration(connection, taking.choice.in_force)
        number = begin(connection, replace(run, in_force=in_force, as_written=in_force))
        added = {name: append(connection, number, items) for name, items in news.items()}
        metrics = metric_runs(tasks, answers, {}, run.ended_at)
        record_sources(connection, number, source_runs(answers, {}, added, run.ended_at), metrics)
        keep_cubes(connection, (cube for answer in answers for cube in new_cells(answer)))


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
    before: Before


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
        for task in gathered.tasks:
            forget_cubes(connection, task.source.id, cube_keys(task))
        keep_events(connection, number, _events_of(gathered), gathered.before.knowledge.events)
        advice = keep_advice(connection, advice_of(gathered.answers))
        agreed = keep_agreed(connection, (number, run.as_of), taking)
        rows = status_rows(connection, choice.in_force, run.ended_at)
        said = append_statuses(connection, number, rows)
        final = tuple(final_records(connection, choice.in_force, taking.agreed, run.ended_at))
        keep_records(connection, number, final)
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
        agreed=tuple(news((*agreed, *final))),
        advice=advice,
    )
