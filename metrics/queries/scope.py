"""What every query of one metric shares, and one condition as SQL."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select

from metrics.dates.stamp import Zone
from metrics.queries.catalog import Catalog, fitting
from metrics.queries.numbers import as_number
from okr.metric import Breakdown, Condition, Filter, SourceDefinition


@dataclass(frozen=True)
class Scope:
    """What every query of one metric shares.

    Attributes:
        source: The source's definition.
        catalog: Its real tables.
        dialect: Name of its SQLAlchemy dialect.
        zone: Calendar and the stretch of time that is read.
        watermark: Later events do not count.
        where: The metric's own filter of events.
        actors_where: The metric's filter of actors.
        breakdown: The property that splits the metric.
        resolved: Whether aliases are resolved.
        only: Actors (one column) whose events are all that is needed; the others' may be left out, and need not be.
    """

    source: SourceDefinition
    catalog: Catalog
    dialect: str
    zone: Zone
    watermark: datetime
    where: Filter = ()
    actors_where: Filter = ()
    breakdown: Breakdown | None = None
    resolved: bool = True
    only: Select[Any] | None = None


_COMPARISONS: dict[str, Any] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def compare(column: ColumnElement[Any], condition: Condition) -> ColumnElement[bool]:
    """Return one condition as SQL."""
    if condition.operator == "null":
        return column.is_(None)
    if condition.operator == "in":
        return column.in_([fitting(column.type, value) for value in condition.value])
    if _is_of_numbers(condition):
        column = as_number(column)
    value = fitting(column.type, condition.value)
    result: ColumnElement[bool] = _COMPARISONS[condition.operator](column, value)
    return result


def _is_of_numbers(condition: Condition) -> bool:
    """Whether a condition asks for order among numbers; in text ``9`` would be beyond ``10``."""
    is_number = isinstance(condition.value, int | float) and not isinstance(condition.value, bool)
    return is_number and condition.operator in ("gt", "gte", "lt", "lte")
