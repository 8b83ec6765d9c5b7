"""What a metric kind promises: its parameters, one query, and what its rows mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from sqlalchemy import Select

from metrics.dates.window import Window
from metrics.queries.scope import Scope
from okr.metric import Grain, MetricDefinition, StoredAs
from okr.reading import Reading
from okr.schema import Record

Rows = Sequence[Mapping[str, Any]]


class Pooling(StrEnum):
    """How the figure of a longer window comes from the readings of its periods.

    ``pooled``: sum of numerators over sum of denominators. ``mean``: mean of the periods' values. ``sum``: their sum,
    over the periods that have one. ``latest``: the newest period's value. ``requery``: not additive,
    the source is asked for the window itself. ``anew``: as requery, open periods included (kinds that follow units,
    whose figures do not wait for a period's end).
    """

    POOLED = "pooled"
    MEAN = "mean"
    SUM = "sum"
    LATEST = "latest"
    REQUERY = "requery"
    ANEW = "anew"


@dataclass(frozen=True)
class Ask:
    """What one query is to answer.

    Attributes:
        definition: The metric.
        version: Hash of everything that changes its figure.
        windows: The stretches asked for, oldest first; periods of one grain, or a single window of any length.
        scope: What every subquery shares (source, catalogue, calendar, watermark, filters).
        history_from: First local day of the source's history.
    """

    definition: MetricDefinition
    version: str
    windows: tuple[Window, ...]
    scope: Scope
    history_from: date

    @property
    def parameters(self) -> Any:
        """The kind's own parameters."""
        return self.definition.parameters

    @property
    def watermark(self) -> datetime:
        """The instant up to which the data are complete."""
        return self.scope.watermark

    @property
    def grain(self) -> Grain:
        """What the windows are: the metric's grain where they are its periods, ``range`` for any other window."""
        label = self.windows[0].label
        return Grain(label) if label in tuple(Grain) else Grain.RANGE


@dataclass(frozen=True)
class TimeColumn:
    """A relation's time column, for finding the newest stamp of a source."""

    table: str
    column: str
    stored_as: StoredAs


@dataclass(frozen=True)
class Example:
    """A worked example: a metric as written, rows of a source, and the figures that must come out.

    Attributes:
        title: What it shows, in one sentence.
        metric: The definition as written, without generic keys that do not matter here.
        tables: Table name → (column names, rows); the source is ``source``.
        source: The source's relations as written.
        expected: Figures of the readings, as (period start, value), in order.
        until: Watermark of the example, ISO.
    """

    title: str
    metric: Mapping[str, Any]
    source: Mapping[str, Any]
    tables: Mapping[str, tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]]
    expected: tuple[tuple[str, float | None], ...]
    until: str
    span: tuple[str, str] = ("", "")


class Adapter(Protocol):
    """One metric kind. A file in ``metrics/adapters/`` with an object ``ADAPTER`` of this shape is all it takes.

    ``one_by_one`` says that the query can answer for one window only and is asked once for each;
    ``overlapping`` that it can also answer for many windows that are no periods of the grain and may overlap.
    """

    kind: ClassVar[str]
    summary: ClassVar[str]
    schema: ClassVar[Record]
    example: ClassVar[Example]
    one_by_one: ClassVar[bool]
    overlapping: ClassVar[bool]

    def pooling(self, definition: MetricDefinition) -> Pooling:
        """Return how a longer window's figure comes about."""
        ...

    def totalling(self, definition: MetricDefinition) -> Pooling:
        """Return how the figure of a whole span comes about (``--total``)."""
        ...

    def maturity_days(self, definition: MetricDefinition) -> int:
        """Return how many whole days after a window's last day its figure is final."""
        ...

    def is_duration(self, definition: MetricDefinition) -> bool:
        """Return whether the figure is a duration (kept in the metric's unit of time)."""
        ...

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:
        """Return the time columns of the metric's own relations; empty where it reads the source's events."""
        ...

    def query(self, ask: Ask) -> Select[Any]:
        """Return one SELECT for all windows; rows carry ``bucket`` (see :mod:`metrics.dates.buckets`)."""
        ...

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """Return the readings of all windows from the query's rows, oldest first."""
        ...

    def receipt(self, ask: Ask) -> Select[Any]:
        """Return a SELECT that gives the single window's figure in its column ``value``."""
        ...
