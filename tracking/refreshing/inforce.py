"""Which configuration a refresh goes by: the files as they are, or the last ones without a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from metrics.registry import schemas
from okr.issues import Place
from okr.metric import MetricDefinition
from okr.model import Configuration
from okr.schema import INVALID, Record
from okr.written import Report, Written
from okr_config.metric_head import GENERIC
from tracking.boards.differences import has_faults
from tracking.store.configurations import StoredConfiguration

_STORED = Place("the stored configuration")


@dataclass(frozen=True)
class Choice:
    """What a refresh goes by.

    Attributes:
        in_force: The configuration, its parameters typed.
        as_written: What the files say now, faults included.
        is_kept: Whether an older configuration stays in force because the files have faults.
    """

    in_force: Configuration
    as_written: Configuration
    is_kept: bool = False


def choose(as_written: Configuration, last_sound: StoredConfiguration | None) -> Choice:
    """Return what a refresh goes by: files with an error leave the last sound configuration in force, if there was one.

    Without one, the good parts of the files count.
    """
    if not has_faults(as_written) or last_sound is None:
        return Choice(as_written, as_written)
    return Choice(typed(last_sound.configuration, schemas()), as_written, is_kept=True)


def typed(configuration: Configuration, kinds: Mapping[str, Record]) -> Configuration:
    """Return a stored configuration with the parameters of its metrics as their kinds' own classes.

    A metric whose kind does not accept them any more is left out, with the key results that need it.
    """
    found = ((metric, _parameters(metric, kinds)) for metric in configuration.metrics)
    metrics = tuple(replace(metric, parameters=value) for metric, value in found if value is not INVALID)
    names = {metric.id for metric in metrics}
    if len(names) == len(configuration.metrics):
        return replace(configuration, metrics=metrics)
    objectives = tuple(
        replace(objective, key_results=tuple(item for item in objective.key_results if item.metric in names))
        for objective in configuration.objectives
    )
    return replace(configuration, metrics=metrics, objectives=objectives)


def _parameters(metric: MetricDefinition, kinds: Mapping[str, Record]) -> Any:  # noqa: ANN401 - the kind's own class
    schema = kinds.get(metric.kind)
    if schema is None:
        return INVALID
    node = _node(dict(metric.written))
    return replace(schema, ignore=schema.ignore | GENERIC).read(node, Report())


def _node(value: Any) -> Written:  # noqa: ANN401 - plain JSON values
    if isinstance(value, dict):
        return Written({key: _node(child) for key, child in value.items()}, _STORED)
    if isinstance(value, list | tuple):
        return Written(tuple(_node(child) for child in value), _STORED)
    return Written(value, _STORED, "" if value is None else str(value))
