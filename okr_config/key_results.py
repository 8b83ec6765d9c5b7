"""One key result: its own keys, its metric, its guards."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from okr.metric import MetricDefinition
from okr.model import Ambition, Amount, Cycle, Guard, KeyResult, KeyResultKind
from okr.schema import Record
from okr.written import Report, Written
from okr_config.contradictions import Setting, contradictions, kind_of, lacks_target, name_of
from okr_config.guards import read_guards
from okr_config.key_result_schema import KeyResultAsWritten, key_result_keys
from okr_config.known import Known


def read_key_result(
    node: Written, metrics: Known[MetricDefinition], cycle: Cycle | None, ambition: Ambition, report: Report
) -> KeyResult | None:
    """Return the key result, or None where it has a fault.

    Where no id is written it is made from the title, or is the metric's; where no ambition is written it is the
    objective's.
    """
    named = node.entries.get("metric")
    name = named.value if named is not None and isinstance(named.value, str) else ""
    metric = metrics.good.get(name)
    setting = Setting(metric, cycle)
    keys = key_result_keys(metric.unit if metric else None)
    record = Record(KeyResultAsWritten, keys, partial(contradictions, setting=setting), "a key result")
    written = record.read(node, report)
    if metric is None and name and named is not None and not named.refused:
        metrics.find(name, named.place, report)
    guards = tuple(guard for guard, _ in read_guards(node.entries.get("guards"), metrics, report))
    if not isinstance(written, KeyResultAsWritten) or metric is None or None in guards:
        return None
    if lacks_target(written):
        hint = "Write target:, or kind: discover while the baseline is being found."
        report.error("no-target", f'the target of "{name_of(written)}" is missing', hint, node.place)
        return None
    read = _key_result(written, metric, tuple(guard for guard in guards if guard), node)
    return replace(read, ambition=written.ambition or ambition)


def _key_result(
    written: KeyResultAsWritten, metric: MetricDefinition, guards: tuple[Guard, ...], node: Written
) -> KeyResult:
    kind, keep = kind_of(written), written.keep
    nothing_delivered = Amount(0.0, text="0") if kind is KeyResultKind.DELIVER else None
    return KeyResult(
        id=name_of(written),
        ref="",
        title=written.title or metric.title,
        metric=metric.id,
        kind=kind,
        baseline=written.baseline or nothing_delivered,
        target=written.target,
        measured_over=written.measured_over,
        anchor=written.anchor,
        pace={day: value for day, value, _ in written.pace},
        guards=guards,
        keep_above=keep.at_least if keep else None,
        keep_below=keep.at_most if keep else None,
        weight=float(written.weight),
        is_output=kind is KeyResultKind.DELIVER,
        keep_amber=keep.amber if keep else 0.0,
        silenced=written.silence,
        place=node.place,
    )
