"""What the process that asks a source says while it works, and what it all comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from tracking.store.codec import DatedReading


@dataclass(frozen=True)
class Begun:
    """A step that has begun, in words for people who wait; it also shows that the process lives.

    Attributes:
        step: In words.
        metric: The metric that is being read; empty where the step is of the source.
    """

    step: str
    metric: str = ""


@dataclass(frozen=True)
class Opened:
    """The source answers.

    Attributes:
        watermark: Up to when its data are complete.
        history_from: Since when it has any.
        events: Names of its events, where asked.
        advice: What would make it cheaper to read, one sentence each; None where nobody looked.
    """

    watermark: datetime
    history_from: date
    events: tuple[str, ...] = ()
    advice: tuple[str, ...] | None = None


@dataclass(frozen=True)
class MetricRead:
    """A metric was read.

    Attributes:
        metric: Its id.
        readings: Of its periods, and of the windows that had to be asked for.
        receipts: Label → SQL that gives the newest reading of that label.
        seconds: How long it took.
        mark: What was asked about which data; empty where that cannot be told.
    """

    metric: str
    readings: tuple[DatedReading, ...]
    receipts: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    mark: str = ""


@dataclass(frozen=True)
class CubeRead:
    """Cells of a gap cube (see :mod:`metrics.activity.gapcube`), all that may have changed since the last ones.

    Attributes:
        relation: Key of the events that it counts.
        generation: Where it differs from that of the cells known, none of them stands any more.
        first: First day of the source's history.
        last: Last complete day.
        settled: First day whose cells may still change.
        start: First day of these cells; those before it stand.
        cap: Longest gap that is told exactly.
        cells: Day index, gap, actors.
    """

    relation: str
    generation: str
    first: date
    last: date
    settled: date
    start: date
    cap: int
    cells: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class MetricFailed:
    """A metric could not be had; the others may."""

    metric: str
    message: str
    seconds: float = 0.0


@dataclass(frozen=True)
class SourceFailed:
    """The source cannot be asked any more; what was read before stands."""

    message: str
    temporary: bool


Event: TypeAlias = "Begun | Opened | CubeRead | MetricRead | MetricFailed | SourceFailed"


@dataclass(frozen=True)
class Answer:
    """Everything that one source answered in one refresh.

    Attributes:
        source: Its id.
        opened: None where it did not answer at all.
        read: What was read, by metric.
        failed: What could not be had, by metric.
        failure: Why the source could not be asked to the end; None where it could.
        seconds: How long it took.
        cubes: Gap cubes, by relation.
    """

    source: str
    opened: Opened | None
    read: Mapping[str, MetricRead]
    failed: Mapping[str, MetricFailed]
    failure: SourceFailed | None
    seconds: float
    cubes: Mapping[str, CubeRead] = field(default_factory=dict)


def answer_of(source: str, events: Iterable[Event], seconds: float) -> Answer:
    """Return what the events of one source come to."""
    kept = list(events)
    return Answer(
        source=source,
        opened=next((event for event in kept if isinstance(event, Opened)), None),
        read={event.metric: event for event in kept if isinstance(event, MetricRead)},
        failed={event.metric: event for event in kept if isinstance(event, MetricFailed)},
        failure=next((event for event in kept if isinstance(event, SourceFailed)), None),
        seconds=seconds,
        cubes={event.relation: event for event in kept if isinstance(event, CubeRead)},
    )
