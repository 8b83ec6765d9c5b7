"""What a refresh asks of each source: worked out from the configuration and from what the store knows already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from metrics.adapter import Pooling
from metrics.collect import maturity_days, pooling
from metrics.dates.calendar import LocalCalendar
from metrics.dates.window import Window
from okr.canonical import content_hash, definition_version
from okr.metric import MetricDefinition, SourceDefinition
from okr.model import Configuration
from tracking.boards.windows import Use, guard_use, health_use, taking_of, use_of, wanted_days, windows_on
from tracking.store.cubes import KnownCube
from tracking.store.readings import Line

_DAY = timedelta(days=1)
_DONE = timedelta(days=35)
"""How long after its last figure was read a cycle is still looked at."""
DatedWindow: TypeAlias = tuple[date, Window]
"""A window, behind the day since which it is the reading."""


@dataclass(frozen=True)
class Wish:
    """Readings that key results or guards need of one metric, in one way of taking the number.

    Attributes:
        label: What they are stored under.
        windows: The windows that are still needed, each with the day since which it is the reading; oldest first.
        is_asked: Whether the source must be asked for each of them, because they do not follow from period readings.
        is_period: Whether they are periods of the metric, which are read anyhow.
    """

    label: str
    windows: tuple[DatedWindow, ...]
    is_asked: bool = False
    is_period: bool = False

    @property
    def is_pooled(self) -> bool:
        """Whether they follow from the readings of periods."""
        return not self.is_asked and not self.is_period


@dataclass(frozen=True)
class MetricTask:
    """What is asked about one metric.

    Attributes:
        definition: The metric, its parameters typed.
        version: Of its definition.
        read_from: First day whose period is read again; None: the whole history.
        wishes: What key results and guards need of it.
        question: Hash of all uses of the metric, from which the windows follow that are wanted of it.
        mark: Of its last good read (see :mod:`tracking.refreshing.kept.standing`).
    """

    definition: MetricDefinition
    version: str
    read_from: date | None = None
    wishes: tuple[Wish, ...] = ()
    question: str = ""
    mark: str = ""


@dataclass(frozen=True)
class SourceTask:
    """What one source is asked in one refresh.

    Attributes:
        source: The source.
        folder: Folder below which relative paths lie.
        secrets: The environment variables that this source needs, and no others.
        now: The present.
        metrics: What is asked, in the order of the files.
        memory_bytes: Limit of address space of the process that asks; 0 for none.
        footprint: Tells whether the source's files have changed; empty where nothing tells it.
        workbench: File of actor days; empty where none are kept.
        cubes: Relation → what the store knows of its gap cube.
        notes: File in which answers are noted until they are recorded; empty for none.
        events_since: From when on new names of events are looked for; None: in the whole history, because none is known
            yet or a metric mentions one not seen so far.
    """

    source: SourceDefinition
    folder: str
    now: datetime
    metrics: tuple[MetricTask, ...]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    memory_bytes: int = 0
    footprint: str = ""
    workbench: str = ""
    cubes: Mapping[str, KnownCube] = field(default_factory=dict)
    notes: str = ""
    events_since: datetime | None = None


@dataclass(frozen=True)
class Knowledge:
    """What the store knows before a refresh.

    Attributes:
        watermarks: Metric → definition version and watermark of its last good read.
        days: Line → days that have a reading.
        marks: Metric → mark of its last good read.
        events: Source → names of its events, as seen so far.
        cubes: Source → what is known of its gap cubes, by relation.
    """

    watermarks: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    days: Mapping[Line, Collection[date]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, Collection[str]] = field(default_factory=dict)
    cubes: Mapping[str, Mapping[str, KnownCube]] = field(default_factory=dict)


def task_of(configuration: Configuration, metric: MetricDefinition, knowledge: Knowledge, now: datetime) -> MetricTask:
    """Return what is asked about a metric: everything the first time and after its definition changed.

    Later only periods that are new, open, newly mature, or within the days for which late data are looked for, and the
    windows that have no reading or may contain such a period.
    """
    source = configuration.source(metric.source)
    version = definition_version(metric, source)
    question = content_hash([list(use) for use in uses_of(configuration, metric.id, now)])
    known_version, watermark = knowledge.watermarks.get(metric.id, ("", now))
    if source is None or known_version != version:
        return MetricTask(metric, version, None, wishes_of(configuration, metric, now), question)
    settled_until = calendar_of(source).day_at(watermark) - source.lookback_days * _DAY
    read_from = settled_until - maturity_days(metric) * _DAY
    wishes = wishes_of(configuration, metric, now, ended_after=read_from - _DONE)
    lines = [Line(metric.id, version, wish.label) for wish in wishes]
    needed = [_still_needed(*pair, knowledge, settled_until) for pair in zip(wishes, lines, strict=True)]
    mark = knowledge.marks.get(metric.id, "")
    return MetricTask(metric, version, read_from, tuple(needed), question, mark)


def wishes_of(
    configuration: Configuration, metric: MetricDefinition, now: datetime, ended_after: date = date.min
) -> tuple[Wish, ...]:
    """Return what the key results, guards and health metrics need of a metric, each way of taking a number once.

    Cycles that ended before ``ended_after`` need nothing any more.
    """
    source = configuration.source(metric.source)
    is_requeried = pooling(metric) in (Pooling.REQUERY, Pooling.ANEW)
    wishes: dict[str, Wish] = {}
    windows: dict[str, dict[date, Window]] = {}
    for use in uses_of(configuration, metric.id, now):
        if use.cycle.end < ended_after:
            continue
        calendar = calendar_of(source) if source else LocalCalendar(use.cycle.timezone)
        taking = taking_of(use, metric, maturity_days(metric), calendar.week_start)
        days = wanted_days(use.cycle, taking, calendar.day_at(now), is_asked=is_requeried and not taking.is_period)
        windows.setdefault(taking.label, {}).update(windows_on(taking, calendar, days))
        wishes[taking.label] = Wish(taking.label, (), is_requeried and not taking.is_period, taking.is_period)
    return tuple(replace(wish, windows=tuple(sorted(windows[label].items()))) for label, wish in wishes.items())


def uses_of(configuration: Configuration, metric: str, now: datetime) -> Iterator[Use]:
    """Yield how and in which cycle a metric is used, for every key result, guard and health metric that has begun."""
    begun = {cycle.id: cycle for cycle in configuration.cycles if cycle.start <= now.date() + _DAY}
    for objective in configuration.objectives:
        for key_result in objective.key_results if objective.cycle in begun else ():
            if key_result.metric == metric:
                yield use_of(key_result, begun[objective.cycle])
            if any(guard.metric == metric for guard in key_result.guards):
                yield guard_use(key_result, begun[objective.cycle])
    for place, guards in configuration.health.items():
        cycle = begun.get(place.partition("/")[0])
        if cycle is not None and any(guard.metric == metric for guard in guards):
            yield health_use(cycle)


def calendar_of(source: SourceDefinition) -> LocalCalendar:
    """Return the calendar of a source's zone."""
    return LocalCalendar(source.timezone, source.week_start)


def _still_needed(wish: Wish, line: Line, knowledge: Knowledge, settled_until: date) -> Wish:
    known = knowledge.days.get(line, ())
    needed = tuple(item for item in wish.windows if item[0] >= settled_until or item[0] not in known)
    return replace(wish, windows=needed)
