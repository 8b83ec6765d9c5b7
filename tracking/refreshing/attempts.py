"""Asking a source a second time after one metric held it up, so that the metrics behind it are read all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracking.refreshing.answers import Begun, Event, MetricFailed, MetricRead, Opened, SourceFailed
from tracking.refreshing.tasks import SourceTask


@dataclass(frozen=True)
class MetricHung(MetricFailed):
    """A metric was being read when the asking process had to be ended; nobody was asked for what comes after it."""


def ended(source: str, begun: Begun, silence: float | None) -> Event:
    """Return what an end by our hand means: the fault of the metric that was being read, else of the source.

    Args:
        source: Id of the source.
        begun: The step that was not finished.
        silence: Seconds without a sign of life; None where it was the deadline that came.
    """
    when = f"no answer for {silence:.0f} s" if silence is not None else "not done by the deadline"
    if begun.metric:
        remedy = "Raise PLUMBLINE_DEADLINE or the source's limits: seconds, or simplify the query."
        return MetricHung(begun.metric, f"{source}.{begun.metric}: {when} while {begun.step}. {remedy}")
    name = "" if silence is not None else " (PLUMBLINE_DEADLINE)"
    return SourceFailed(f"source {source}: {when}{name} while {begun.step}; the attempt was ended.", temporary=True)


def without_the_hanging(task: SourceTask, events: Sequence[Event]) -> SourceTask | None:
    """Return what is still to be asked after an attempt that a metric held up; None where there is nothing."""
    if not events or not isinstance(events[-1], MetricHung):
        return None
    done = {event.metric for event in events if isinstance(event, MetricRead | MetricFailed)}
    waiting = tuple(metric for metric in task.metrics if metric.definition.id not in done)
    return replace(task, metrics=waiting) if waiting else None


def both_attempts(first: Sequence[Event], second: Sequence[Event]) -> list[Event]:
    """Return the events of two attempts; where the second could not even open the source, no metric is to blame."""
    if any(isinstance(event, Opened) for event in second):
        return [*first, *second]
    return [*first[:-1], *second]
