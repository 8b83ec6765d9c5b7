"""Metrics that no data can answer as they are written: properties that nobody declared, a time in no unit of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from metrics.registry import adapters
from metrics.shape import UNIT_SECONDS
from okr.issues import Issue, Severity, near_miss
from okr.metric import MetricDefinition, SourceDefinition
from okr.model import Configuration

_OF_EVENTS: Final = frozenset(
    {"active_users", "stickiness", "lifecycle", "retention", "conversion", "time_to_value", "sessions"}
)
"""Kinds that read events alone: their conditions name properties of events, never columns of a table."""


def unanswerable(configuration: Configuration) -> tuple[Issue, ...]:
    """Return an error for every metric that asks for a property or a unit that there is not; nothing is opened."""
    found = []
    for metric in configuration.metrics:
        source = configuration.source(metric.source) if metric.source else None
        if source is not None:
            found += [*_unknown_event_properties(metric, source), *_unknown_actor_properties(metric, source)]
        found += _no_unit_of_time(metric)
    return tuple(found)


def _unknown_event_properties(metric: MetricDefinition, source: SourceDefinition) -> Iterator[Issue]:
    if metric.kind not in _OF_EVENTS:
        return
    known = {name for relation in source.events for name in relation.properties}
    for name in sorted(set(_event_properties(metric)) - known):
        hint = near_miss(name, known) or "Declare it under properties of events in sources.yaml."
        yield _issue(metric, "unknown-property", f'events of source {source.id} have no property "{name}"', hint)


def _event_properties(metric: MetricDefinition) -> Iterator[str]:
    """Yield the properties of events that a metric names, from its values as written."""
    written = metric.written
    yield from _conditions({key: value for key, value in written.items() if key != "actors"})
    if metric.breakdown is not None and metric.breakdown.of == "event":
        yield metric.breakdown.property
    same, by, value = written.get("same"), written.get("by"), written.get("value")
    yield from (name for name in (same if isinstance(same, (list, tuple)) else (same, by)) if isinstance(name, str))
    if metric.kind == "retention" and isinstance(value, Mapping) and isinstance(value.get("property"), str):
        yield value["property"]


def _conditions(written: Any) -> Iterator[str]:  # noqa: ANN401 - a metric as plain values
    if isinstance(written, Mapping):
        where = written.get("where")
        yield from (str(name) for name in (where if isinstance(where, Mapping) else ()))
        for key, value in written.items():
            if key != "where":
                yield from _conditions(value)
    elif isinstance(written, (list, tuple)):
        for value in written:
            yield from _conditions(value)


def _unknown_actor_properties(metric: MetricDefinition, source: SourceDefinition) -> Iterator[Issue]:
    named = {condition.property for condition in metric.actors_where}
    if metric.breakdown is not None and metric.breakdown.of == "actor":
        named.add(metric.breakdown.property)
    if named and source.actors is None:
        yield _issue(metric, "no-actors", f"source {source.id} declares no actors", "Add actors: in sources.yaml.")
        return
    known = set(source.actors.properties) if source.actors is not None else set()
    for name in sorted(named - known):
        hint = near_miss(name, known) or "Declare it under properties of actors in sources.yaml."
        yield _issue(metric, "unknown-property", f'actors of source {source.id} have no property "{name}"', hint)


def _no_unit_of_time(metric: MetricDefinition) -> Iterator[Issue]:
    adapter = adapters().get(metric.kind)
    if adapter is not None and adapter.is_duration(metric) and metric.unit not in UNIT_SECONDS:
        message = f'the figure is a time, and "{metric.unit}" is no unit of time'
        yield _issue(metric, "no-unit-of-time", message, "Write seconds, minutes, hours, days or weeks.")


def _issue(metric: MetricDefinition, code: str, message: str, hint: str) -> Issue:
    return Issue(Severity.ERROR, code, message, hint, metric.place)
