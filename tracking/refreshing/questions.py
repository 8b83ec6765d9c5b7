"""What a refresh asks of every source: the configuration in force, in the light of what the store knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.actordays.workbench import discard
from metrics.sources.secrets import secret_names
from okr.metric import MetricDefinition, SourceDefinition
from okr.model import Configuration
from tracking.refreshing.inforce import choose
from tracking.refreshing.kept.interrupted import notes_of
from tracking.refreshing.kept.standing import footprint_of
from tracking.refreshing.new_events import events_since
from tracking.refreshing.tasks import Knowledge, SourceTask, task_of
from tracking.sealing.following import asked_configuration
from tracking.sealing.taking import Taking, taken
from tracking.store.configurations import last_sound
from tracking.store.connection import Store
from tracking.store.cubes import known_cubes
from tracking.store.event_names import seen_events
from tracking.store.readings import days_known
from tracking.store.records import kept_records
from tracking.store.runs import (
    MetricRun,
    SourceRun,
    newest_metric_runs,
    newest_source_runs,
)

if TYPE_CHECKING:
    from tracking.refreshing.refresh import Assignment

_LONGEST_NEEDED = timedelta(days=3 * 365)
"""No window that may still be needed is older: a year before a cycle of a year."""
WORKBENCHES = "workbench"
"""Folder beside the store with the actor days of each source; deleting it costs a full read and changes no figure."""


@dataclass(frozen=True)
class Before:
    """What the store knows before anything is asked."""

    knowledge: Knowledge
    metrics: Mapping[str, MetricRun]
    sources: Mapping[str, SourceRun]


def questions(store: Store, assignment: Assignment, now: datetime) -> tuple[Taking, Before, list[SourceTask]]:
    """Return what the configuration asks, in the light of what the store knows."""
    taking, before = _look(store, assignment, now)
    asked = asked_configuration(taking.choice.in_force, taking.agreed)
    return taking, before, _tasks(assignment, asked, before, now)


def notes_folder(assignment: Assignment) -> Path:
    """Return the folder in which answers are noted until they are recorded."""
    return assignment.store.with_name(f"{assignment.store.name}.reading")


def _look(store: Store, assignment: Assignment, now: datetime) -> tuple[Taking, Before]:
    with store.reading() as connection:
        choice = choose(assignment.configuration, last_sound(connection))
        taking = taken(choice, assignment.folder, kept_records(connection))
        good = newest_metric_runs(connection, good=True)
        watermarks = {name: (run.definition_version, run.watermark) for name, run in good.items() if run.watermark}
        marks = {name: run.mark for name, run in good.items()}
        events = seen_events(connection, taking.choice.in_force.sources)
        days, cubes = days_known(connection, now.date() - _LONGEST_NEEDED), known_cubes(connection)
        knowledge = Knowledge(watermarks, days, marks, events, cubes)
        return taking, Before(knowledge, newest_metric_runs(connection), newest_source_runs(connection))


def _tasks(assignment: Assignment, configuration: Configuration, before: Before, now: datetime) -> list[SourceTask]:
    wanted = [item for item in configuration.sources if not assignment.only or item.id in assignment.only]
    tasks = []
    for source in wanted:
        asked, knowledge = _metrics_of(configuration, source), before.knowledge
        metrics = tuple(task_of(configuration, item, knowledge, now) for item in asked)
        if metrics:
            secrets = {name: assignment.secrets[name] for name in secret_names(source) if name in assignment.secrets}
            task = SourceTask(source, str(assignment.folder), now, metrics, secrets, assignment.memory_bytes)
            since = events_since(source, asked, knowledge.events, before.sources.get(source.id))
            notes = notes_of(notes_folder(assignment), source.id)
            task = replace(task, footprint=footprint_of(task), events_since=since, notes=notes)
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
