"""Schema types that metrics and sources share: names, durations, filters, matchers, relations.

A metric kind describes its own parameters with these and the types of :mod:`okr.schema`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from okr.metric import Condition, Duration, Filter, Grain, Matcher, StoredAs, parse_duration
from okr.schema import (
    INVALID,
    Anything,
    AsWritten,
    Choice,
    Converted,
    Invalid,
    Key,
    Many,
    Number,
    Record,
    Table,
    Text,
    read_node,
    refuse,
)
from okr.written import Report, Scalar, Written, shortened

FIXED_UNITS: Final = ("second", "minute", "hour", "day", "week")
"""Units of a duration whose length in seconds is always the same."""

_COMPARISONS: Final = ("gt", "gte", "lt", "lte", "ne")


def duration_of(*units: str) -> Converted:
    """Return a type that reads a duration in one of these units (in the singular), like ``28 days``."""

    def convert(text: str) -> Duration:
        duration = parse_duration(text)
        if duration.unit not in units:
            raise ValueError(f"{duration.unit}s have no fixed length, or no meaning here")
        return duration

    expects = f"a whole number of {', '.join(f'{unit}s' for unit in units)}, like 28 days"
    return Converted(AsWritten(expects), convert, expects)


DURATION: Final = duration_of(*FIXED_UNITS, "month", "quarter", "year")
"""Reads ``28 days`` into a :class:`okr.metric.Duration`, in any unit up to years."""

FIXED_DURATION: Final = duration_of(*FIXED_UNITS)
"""Reads a duration of fixed length, from seconds to weeks; its ``seconds`` can always be asked for."""

NAME: Final = Text("the name of a table or column", longest=128)
"""Reads the name of a table (with its schema in front where needed) or of a column."""

EVENT_NAME: Final = Text("the name of an event", longest=200)
"""Reads the name of an event as it stands in the source."""

PROPERTIES: Final = Table(NAME)
"""Reads a mapping from the name that metrics use to the column that holds it."""

STORED_AS: Final = Converted(Choice(tuple(StoredAs)), StoredAs, "how a time column stores a moment")
"""Reads how a time column stores a moment."""

GRAIN: Final = Converted(Choice(tuple(Grain)), Grain, "the length of one period")
"""Reads the length of one period."""

INTERVAL: Final = Choice(("wilson", "clopper_pearson"))
"""Reads the name of the interval of a share."""

QUANTILE: Final = Number(0, 1, open_ends=True)
"""Reads a share strictly between 0 and 1: 0.5 is the median."""


@dataclass(frozen=True)
class FilterType:
    """Conditions on properties: ``{plan: pro, platform: [web, ios], seats: {gte: 5}, deleted_at: null}``."""

    expects: str = "a mapping from property to a value, a list of values, {gt, gte, lt, lte or ne: value}, or null"

    def read(self, node: Written, report: Report) -> Filter | Invalid:
        """Return the conditions, which must all hold."""
        if not node.entries:
            return refuse(node, report, self.expects)
        found = [_conditions(name, child, report) for name, child in node.entries.items()]
        conditions = tuple(condition for group in found if not isinstance(group, Invalid) for condition in group)
        return INVALID if any(isinstance(group, Invalid) for group in found) else conditions


FILTER: Final = FilterType()
"""Reads conditions on properties into a tuple of :class:`okr.metric.Condition`."""


def _conditions(name: str, node: Written, report: Report) -> Filter | Invalid:
    if node.refused:
        return INVALID
    if node.is_mapping:
        return _comparisons(name, node, report)
    if node.is_list:
        values = Many(_VALUE, least=1).read(node, report)
        return INVALID if isinstance(values, Invalid) else (Condition(name, "in", values),)
    value: Scalar = node.value  # type: ignore[assignment]  # neither a list nor a mapping
    return (Condition(name, "null") if value is None else Condition(name, "eq", value),)


def _comparisons(name: str, node: Written, report: Report) -> Filter | Invalid:
    if not node.entries:
        return refuse(node, report, f"a comparison with one of {', '.join(_COMPARISONS)}")
    found = []
    for word, child in node.entries.items():
        if word not in _COMPARISONS:
            place = child.key_place or child.place
            report.error(
                "unknown-key", f'"{shortened(word)}" compares nothing', report.near_miss(word, _COMPARISONS), place
            )
        kind = Anything() if word == "ne" else _VALUE
        value = read_node(kind, child, report) if word in _COMPARISONS else INVALID
        found.append(INVALID if value is INVALID else Condition(name, word, value))
    good = tuple(item for item in found if isinstance(item, Condition))
    return good if len(good) == len(found) else INVALID


@dataclass(frozen=True)
class _Value:
    expects: str = "a text, a number, true or false"

    def read(self, node: Written, report: Report) -> Scalar | Invalid:
        value = Anything(self.expects).read(node, report)
        return (
            refuse(node, report, f"{self.expects}; null stands alone, or in {{ne: null}}") if value is None else value
        )


_VALUE: Final = _Value()


@dataclass(frozen=True)
class _WrittenMatcher:
    event: str | None
    any_of: tuple[str, ...] | None
    where: Filter

    def understood(self) -> Matcher:
        """Return the matcher; the word ``any`` stands for every event."""
        names = self.any_of if self.any_of is not None else (self.event or "",)
        return Matcher(() if self.event == "any" else names, self.where)


MATCHER_KEYS: Final[Sequence[Key]] = (
    Key("event", EVENT_NAME, "The event that counts; the word any stands for every event.", example="signed_up"),
    Key("any_of", Many(EVENT_NAME, least=1), "Events any of which counts.", example="[project_opened, report_shared]"),
    Key("where", FILTER, "Conditions on the event's properties.", default=(), example="{platform: ios}"),
)
"""The keys of a matcher."""


def matcher(ignore: frozenset[str] = frozenset()) -> Converted:
    """Return a type that reads a matcher from a mapping which may hold the keys ``ignore`` for another reader."""
    record = Record(_WrittenMatcher, MATCHER_KEYS, _one_way_to_match, "a matcher like {event: signed_up}", ignore)
    return Converted(record, _understood, record.what)


def _understood(written: _WrittenMatcher) -> Matcher:
    return written.understood()


def _one_way_to_match(written: _WrittenMatcher) -> Sequence[tuple[str, str, str]]:
    if (written.event is None) == (written.any_of is None):
        found = "neither event nor any_of is given" if written.event is None else "both event and any_of are given"
        return (("event", found, "Write {event: name}, {event: any} or {any_of: [name, name]}."),)
    return ()


MATCHER: Final = matcher()
"""Reads ``{event: name}``, ``{event: any}`` or ``{any_of: [name, …]}``, each with an optional ``where``."""
