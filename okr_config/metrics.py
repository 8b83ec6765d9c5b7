"""``metrics/*.yaml``: what each number means. The parameters of a kind are read by the kind's own schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from okr.metric import MetricDefinition, SourceDefinition
from okr.schema import INVALID, Invalid, Key, Record
from okr.written import Report, Written
from okr_config.documents import METRICS, Documents
from okr_config.event_names import fixed_events, has_named_events, report_unknown
from okr_config.known import Known
from okr_config.metric_head import BY_HAND, GENERIC, HEAD, Head
from okr_config.sections import named, sections

SECTIONS: Final = (Key("metrics", HEAD, "The metrics by id.", required=True),)


@dataclass(frozen=True)
class _Found:
    """A metric as it stands in a file."""

    id: str
    node: Written


def read_metrics(
    documents: Documents,
    kinds: Mapping[str, Record],
    sources: Known[SourceDefinition],
    report: Report,
) -> Known[MetricDefinition]:
    """Return the metrics that could be read, in file order."""
    found = tuple(_found(documents, report))
    twice = _report_twins(found, report)
    read = ((item.id, _metric(item, kinds, sources, report)) for item in found)
    good = {name: metric for name, metric in read if metric is not None and name not in twice}
    broken = tuple(sorted(file for file in documents.broken if file.startswith(f"{METRICS}/")))
    return Known("metric", good, frozenset(item.id for item in found), broken)


def _found(documents: Documents, report: Report) -> Iterator[_Found]:
    for root in documents.metrics():
        section = sections(root, SECTIONS, report).get("metrics")
        yield from (_Found(name, node) for name, node in named(section, "a metric", report))


def _report_twins(found: tuple[_Found, ...], report: Report) -> frozenset[str]:
    """Report ids that stand in two files and return them: it is not known which of the two is meant."""
    first: dict[str, _Found] = {}
    twice = set()
    for item in found:
        earlier = first.setdefault(item.id, item)
        if earlier is not item:
            twice.add(item.id)
            place = item.node.key_place or item.node.place
            other = earlier.node.key_place or earlier.node.place
            message = f'the metric "{item.id}" is defined here and in {other.file}:{other.line}'
            report.error("duplicate-id", message, "Keep one of the two, or give this one another id.", place)
    return frozenset(twice)


def _metric(
    found: _Found, kinds: Mapping[str, Record], sources: Known[SourceDefinition], report: Report
) -> MetricDefinition | None:
    node = found.node
    head = replace(HEAD, ignore=frozenset(node.entries)).read(node, report)
    parameters = _parameters(node, kinds, report)
    if not isinstance(head, Head):
        _source_exists(node.entries.get("source"), sources, report)
        return None
    fits = _source_fits(head, node, sources, report) and _events_exist(head, node, sources, report)
    return _definition(found, head, parameters) if fits and parameters is not INVALID else None


def _parameters(node: Written, kinds: Mapping[str, Record], report: Report) -> Any | Invalid:  # noqa: ANN401
    """Return what the kind's schema makes of the metric; keys that belong to neither are reported once, there."""
    kind = node.entries.get("kind")
    if kind is None or kind.refused or not isinstance(kind.value, str):
        return INVALID
    schema = kinds.get(kind.value)
    if schema is None:
        message = f"there is no kind of metric called {kind.shown}"
        report.error("unknown-kind", message, report.near_miss(kind.value, kinds), kind.place)
        return INVALID
    return replace(schema, ignore=schema.ignore | GENERIC, what=f"a metric of kind {kind.value}").read(node, report)


def _source_exists(node: Written | None, sources: Known[SourceDefinition], report: Report) -> None:
    if node is not None and isinstance(node.value, str):
        sources.find(node.value, node.place, report)


def _source_fits(head: Head, node: Written, sources: Known[SourceDefinition], report: Report) -> bool:
    if head.source is not None:
        found = sources.find(head.source, node.entries["source"].place, report)
        if head.kind == BY_HAND:
            hint = "Remove the source, or choose another kind."
            report.error("contradiction", "values entered by hand have no source", hint, node.entries["source"].place)
        return found is not None and head.kind != BY_HAND
    if head.kind != BY_HAND:
        hint = f"Name one of sources.yaml; only metrics of kind {BY_HAND} have none."
        report.error("missing-key", '"source" is missing', hint, node.place)
    return head.kind == BY_HAND


def _events_exist(head: Head, node: Written, sources: Known[SourceDefinition], report: Report) -> bool:
    """Whether a source whose tables hold one declared event each has all that the metric mentions."""
    source = sources.good.get(head.source or "")
    if source is None or not source.events or has_named_events(source):
        return True
    return not report_unknown(node, fixed_events(source), source.id, report)


def _definition(found: _Found, head: Head, parameters: Any) -> MetricDefinition:  # noqa: ANN401 - the kind's own class
    written = found.node.plain()
    return MetricDefinition(
        id=found.id,
        title=head.title or found.id.replace("_", " "),
        kind=head.kind,
        source=head.source,
        unit=head.unit,
        better=head.better,
        focus=head.focus,
        owner=head.owner,
        parameters=parameters,
        written=written if isinstance(written, dict) else {},
        description=head.description,
        grain=head.grain,
        where=head.where,
        actors_where=head.actors,
        breakdown=head.breakdown,
        interval=head.interval,
        max_change=head.max_change,
        place=found.node.key_place or found.node.place,
    )
