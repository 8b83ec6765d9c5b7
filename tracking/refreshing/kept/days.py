"""The actor days of a source during one refresh: brought up to date when a metric first needs them, each once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from metrics.activity.gapcube import CAP
from metrics.actordays.cube import cells
from metrics.actordays.pulling import Told, bring_up_to_date, forget_others, is_served, learn_identity
from metrics.actordays.relation import DayRelation, has_cube, needed
from metrics.actordays.standin import as_source, stand_in
from metrics.actordays.workbench import Workbench, WorkbenchError, open_workbench
from metrics.collect import StandIn
from metrics.sources import OpenSource
from okr.errors import MetricError
from tracking.refreshing.answers import Begun, CubeRead, Event, Opened
from tracking.refreshing.tasks import MetricTask, SourceTask


@dataclass
class Days:
    """What has been brought up to date so far; without a workbench nothing ever is.

    Attributes:
        task: What the source is asked.
        source: The source.
        opened: What it said of itself.
        stack: Closes the workbench in the end.
        workbench: The open file; None before a metric needed it.
        local: The workbench as a source, as long as it is open.
        identity: Hash of who is who.
        told: What is known of each relation that was brought up to date.
        refused: Relations whose days could not be had.
        is_given_up: Whether the source is asked for everything.
    """

    task: SourceTask
    source: OpenSource
    opened: Opened
    stack: ExitStack
    workbench: Workbench | None = None
    local: OpenSource | None = None
    identity: str = ""
    told: dict[str, Told] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    is_given_up: bool = False

    def prepared(self, metric: MetricTask) -> Iterator[Event | StandIn]:
        """Yield what happens while the days that a metric needs are read, and at last what to ask in their place.

        Nothing stands in where the metric needs more than days, or they cannot be had: the source is asked then.
        """
        relations = needed(metric.definition, self.source.definition)
        if not relations or self.is_given_up or self.refused & {relation.key for relation in relations}:
            return
        try:
            for relation in relations:
                yield from self._brought(relation, metric)
        except (WorkbenchError, MetricError) as error:
            yield Begun(f"{error.message}; asking the source instead", metric.definition.id)
            return
        if self.local is not None:
            yield stand_in(self.local, self.source, metric.definition)

    def _brought(self, relation: DayRelation, metric: MetricTask) -> Iterator[Event]:
        if relation.key in self.told:
            return
        name = metric.definition.id
        yield Begun(f"reading {name}: days of actors", name)
        workbench = self._opened()
        # Taken out again once its days are there: nobody tries in vain for every metric.
        self.refused.add(relation.key)
        reach = (self.opened.history_from, self.opened.watermark)
        users = [item for item in self.task.metrics if relation in needed(item.definition, self.source.definition)]
        is_anew = all(item.read_from is None for item in users)
        told = bring_up_to_date(workbench, self.source, relation, reach, is_anew=is_anew)
        self.told[relation.key] = told
        self.refused.discard(relation.key)
        if any(has_cube(item.definition) for item in users):
            yield self._cube(workbench, relation.key, told)

    def _opened(self) -> Workbench:
        if self.workbench is None:
            self.is_given_up = True
            workbench = self.stack.enter_context(open_workbench(Path(self.task.workbench)))
            self.identity = learn_identity(workbench, self.source, (self.opened.history_from, self.opened.watermark))
            definitions = [item.definition for item in self.task.metrics]
            keys = [one.key for item in definitions for one in needed(item, self.source.definition)]
            forget_others(workbench, keys)
            self.workbench, self.is_given_up = workbench, False
            self.local = as_source(workbench, self.source)
        return self.workbench

    def _cube(self, workbench: Workbench, key: str, told: Told) -> CubeRead:
        generation = f"{told.generation}-{self.identity}"
        known = self.task.cubes.get(key)
        start = known.settled if known is not None and known.generation == generation else date(1, 1, 1)
        last = self.source.calendar.last_complete_day(self.opened.watermark)
        return CubeRead(
            relation=key,
            generation=generation,
            first=self.opened.history_from,
            last=last,
            settled=told.settled,
            start=start,
            cap=CAP,
            cells=tuple(cells(workbench, key, (start, last), CAP)),
        )


@contextmanager
def days_of(task: SourceTask, source: OpenSource, opened: Opened) -> Iterator[Days]:
    """Give the actor days of a source that answers; its file is closed again when the block ends."""
    with ExitStack() as stack:
        yield Days(task, source, opened, stack, is_given_up=not task.workbench or not is_served(source))
