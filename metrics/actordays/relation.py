"""Which metrics need no more of a source than who did something on which day, and how they ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from okr.canonical import content_hash
from okr.metric import Condition, Filter, Grain, Matcher, MetricDefinition, SourceDefinition

_KEY_LENGTH = 16
_EVENTS_OF = ("url", "url_secret", "timezone", "events")
"""Another database has other days, whatever its tables are called."""


@dataclass(frozen=True)
class DayRelation:
    """Events of which only actor and local day are wanted.

    Attributes:
        key: Hash of everything that decides which events these are and on which day they lie.
        matcher: Which events.
        where: Conditions on all events of the metric.
    """

    key: str
    matcher: Matcher
    where: Filter


def needed(definition: MetricDefinition, source: SourceDefinition) -> tuple[DayRelation, ...]:
    """Return the relations that are all a metric needs of its source; empty where it needs more than days of actors."""
    told = _ENOUGH.get(definition.kind)
    if told is None or definition.grain is Grain.HOUR or not source.events:
        return ()
    if definition.breakdown is not None or definition.actors_where or not told(definition.parameters):
        return ()
    matchers = [getattr(definition.parameters, name) for name in _MATCHERS[definition.kind]]
    return tuple(_relation(matcher, definition.where, source) for matcher in matchers)


def by_days(definition: MetricDefinition, source: SourceDefinition) -> MetricDefinition:
    """Return the metric as it is asked of actor days, where each relation is an event of its own."""
    names = _MATCHERS[definition.kind]
    events = [Matcher((relation.key,)) for relation in needed(definition, source)]
    parameters = replace(definition.parameters, **dict(zip(names, events, strict=True)))
    return replace(definition, parameters=parameters, where=())


def has_cube(definition: MetricDefinition) -> bool:
    """Whether a metric's figures follow from a gap cube of its one relation."""
    identity = getattr(definition.parameters, "identity", "resolved")
    return len(_MATCHERS.get(definition.kind, ())) == 1 and identity == "resolved"


def _relation(matcher: Matcher, where: Filter, source: SourceDefinition) -> DayRelation:
    parts = [matcher, _sorted(where), *(getattr(source, name) for name in _EVENTS_OF)]
    return DayRelation(content_hash(parts)[:_KEY_LENGTH], matcher, where)


def _sorted(conditions: Filter) -> tuple[Condition, ...]:
    return tuple(sorted(conditions, key=content_hash))


def _active_users(parameters: Any) -> bool:
    trailing = parameters.trailing
    return parameters.at_least == 1 and (trailing is None or trailing.unit != "hour")


def _stickiness(parameters: Any) -> bool:
    return (parameters.at_least, parameters.exactly, parameters.at_most) == (None, None, None)


def _lifecycle(_parameters: Any) -> bool:
    return True


def _retention(parameters: Any) -> bool:
    """Later the same day is a question of hours, and so is what an actor did first of several things."""
    is_by_days = parameters.clock == "calendar" and parameters.cohort in ("first_time", "recurring", "first_in_range")
    starts_later = parameters.returned is None or parameters.returned.first >= 1
    plain = getattr(parameters, "value", None) is None and parameters.min_occurrences == 1
    return is_by_days and starts_later and plain


_ENOUGH: Mapping[str, Callable[[Any], bool]] = {
    "active_users": _active_users,
    "stickiness": _stickiness,
    "lifecycle": _lifecycle,
    "retention": _retention,
}
_MATCHERS: Mapping[str, tuple[str, ...]] = {
    "active_users": ("active",),
    "stickiness": ("active",),
    "lifecycle": ("active",),
    "retention": ("start", "returns"),
}
