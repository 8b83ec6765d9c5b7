"""Names of events that metrics mention, and those among them that their source is known not to have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from okr.issues import Issue
from okr.metric import SourceDefinition
from okr.written import Report, Written
from okr_config.documents import Documents, read_documents

_ANY: Final = "any"
_NO_MATCHERS: Final = frozenset({"breakdown", "where", "columns", "properties", "rates", "intervals"})
"""Keys below which names are those of properties, never of events."""
_HINT: Final = "An event that is new is known from the first refresh after it came."


def mentioned(written: Any) -> Iterator[str]:  # noqa: ANN401 - a metric as plain values
    """Yield the names of events that a metric mentions, from its values as written."""
    if isinstance(written, Mapping):
        for key, value in written.items():
            if key == "event" and isinstance(value, str):
                yield value
            elif key == "any_of" and isinstance(value, (list, tuple)):
                yield from (name for name in value if isinstance(name, str))
            elif key not in _NO_MATCHERS:
                yield from mentioned(value)
    elif isinstance(written, (list, tuple)):
        for value in written:
            yield from mentioned(value)


def fixed_events(source: SourceDefinition) -> frozenset[str]:
    """Return the events that tables of one event each are declared to hold."""
    return frozenset(relation.event for relation in source.events if relation.event is not None)


def has_named_events(source: SourceDefinition) -> bool:
    """Whether rows of a table name their event, so that only the data tell which events there are."""
    return any(relation.event is None for relation in source.events)


def report_unknown(metric: Written, known: Collection[str], source: str, report: Report) -> bool:
    """Report every event of a metric that its source does not have; return whether there is one."""
    unknown = [node for node in _nodes(metric) if node.value not in (*known, _ANY)]
    for node in unknown:
        near = report.near_miss(str(node.value), known)
        message = f"source {source} has no event {node.shown}"
        report.error("unknown-event", message, f"{near} {_HINT}".strip(), node.place)
    return bool(unknown)


def _nodes(node: Written) -> Iterator[Written]:
    for key, child in node.entries.items():
        if key == "event" and isinstance(child.value, str):
            yield child
        elif key == "any_of":
            yield from (item for item in child.items if isinstance(item.value, str))
        elif key not in _NO_MATCHERS:
            yield from _nodes(child)
    for item in node.items:
        yield from _nodes(item)


def unknown_events(folder: Path, seen: Mapping[str, frozenset[str]]) -> tuple[Issue, ...]:
    """Return an error for every event that a metric mentions and that was never seen in its source.

    Args:
        folder: The configuration folder; nothing outside it is read.
        seen: Source → names of all its events; sources that are not in it are not looked at.

    Raises:
        ConfigurationError: If the folder cannot be read.
    """
    report = Report()
    for node in _metrics(read_documents(folder, Report())):
        source = node.entries.get("source")
        if source is not None and isinstance(source.value, str) and source.value in seen:
            report_unknown(node, seen[source.value], source.value, report)
    return tuple(report.issues)


def _metrics(documents: Documents) -> Iterator[Written]:
    for root in documents.metrics():
        section = root.entries.get("metrics")
        yield from section.entries.values() if section is not None else ()
