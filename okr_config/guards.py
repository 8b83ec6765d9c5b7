"""Guards and health metrics: a metric and the limits that it must keep, read in that metric's own unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from okr.metric import MetricDefinition
from okr.model import Guard
from okr.schema import Key, Record, Text
from okr.written import Report, Written
from okr_config.amounts import limit_type
from okr_config.known import Known
from okr_config.sections import listed


def _limits_make_sense(guard: Guard) -> Sequence[tuple[str, str, str]]:
    if guard.at_least is None and guard.at_most is None:
        return (("metric", f'the limit of "{guard.metric}" is missing', "Write at_most or at_least, or both."),)
    if guard.at_least is not None and guard.at_most is not None and guard.at_least > guard.at_most:
        return (("at_least", f'no value of "{guard.metric}" can be within these limits', "Exchange the two."),)
    return ()


@lru_cache(maxsize=64)
def guard_record(unit: str | None) -> Record:
    """Return how a guard is read whose metric is measured in ``unit``."""
    limit = limit_type(unit)
    return Record(
        Guard,
        (
            Key("metric", Text("the id of a metric", longest=64), "The metric.", required=True, example="tickets"),
            Key("at_least", limit, "Lower limit, inclusive.", example="0.3"),
            Key("at_most", limit, "Upper limit, inclusive.", example="0.80"),
        ),
        _limits_make_sense,
        "a metric with its limits",
    )


GUARDS_EXPECTS: Final = "a list of {metric: id, at_most: limit} or {metric: id, at_least: limit}"


def read_guards(
    node: Written | None, metrics: Known[MetricDefinition], report: Report
) -> Iterator[tuple[Guard | None, Written]]:
    """Yield each guard of a list with its place, None for one with a fault."""
    for item in listed(node, "guards", report):
        named = item.entries.get("metric")
        name = named.value if named is not None and isinstance(named.value, str) else ""
        metric = metrics.good.get(name)
        guard = guard_record(metric.unit if metric else None).read(item, report)
        if metric is None and named is not None and name:
            metrics.find(name, named.place, report)
        yield (guard if isinstance(guard, Guard) and metric is not None else None), item
