"""Measuring: a definition, an open source and a stretch of time become readings.

This is the one door through which the rest of the house gets numbers. A reading is a function of a metric definition
and a date; nothing here asks the clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError

from metrics.adapter import Adapter, Ask, Pooling, Rows
from metrics.dates.stamp import Zone
from metrics.dates.window import Window
from metrics.freshness import history_from
from metrics.queries.gate import finite
from metrics.queries.scope import Scope
from metrics.registry import adapters
from metrics.sources import OpenSource
from metrics.sources.faults import explain, is_connection_fault, tidy, took_too_long
from metrics.statistics.pooling import pool
from okr.canonical import definition_version
from okr.errors import MetricError, SourceError
from okr.metric import Grain, MetricDefinition
from okr.reading import Reading

Moment = date | datetime
_MOST_WINDOWS = 200
"""Windows of any length and distance that one query is asked for."""

_DAY = timedelta(days=1)
_MARGIN = timedelta(days=2)
"""Stamps just outside the windows are looked at too, and need their offset."""


@dataclass(frozen=True)
class StandIn:
    """What is asked in place of a source, where it gives the same figures at a lower cost.

    Attributes:
        definition: The metric as it is asked there.
        opened: The source that stands in; its days are those of the source itself.
    """

    definition: MetricDefinition
    opened: OpenSource


@dataclass(frozen=True)
class Measurement:
    """The readings of one metric, and the figure of the whole span if it was asked for.

    ``columns`` has one figure of the span for every offset of a table by offsets, which has no single total.
    """

    readings: tuple[Reading, ...]
    total: Reading | None = None
    columns: tuple[Reading, ...] = ()


def measure(
    definition: MetricDefinition,
    opened: OpenSource,
    span: tuple[Moment | None, Moment | None],
    watermark: datetime,
    *,
    total: bool = False,
) -> Measurement:
    """Return every reading of a metric whose period begins in a span.

    Args:
        definition: The metric.
        opened: Its source.
        span: First and last moment (exclusive), local; None: the history's first day, the day after the watermark's.
        watermark: The instant up to which the data are complete; later events do not count.
        total: Whether the figure of the whole span is wanted too; with a breakdown it is that of all groups together.

    Raises:
        SourceError: If the source stops answering.
        MetricError: If this metric cannot be had from it.
    """
    start, end = _span(definition, opened, span, watermark)
    windows = opened.calendar.windows(definition.grain, start, end)
    readings = measure_windows(definition, opened, windows, watermark) if windows else []
    if not total:
        return Measurement(tuple(readings))
    if definition.breakdown is not None and readings:
        return _with_groups_together(definition, opened, readings, (start, end, watermark))
    offsets = sorted({reading.offset for reading in readings if reading.offset is not None})
    if not offsets:
        return Measurement(tuple(readings), _total(definition, opened, readings, watermark))
    columns = ([one for one in readings if one.offset == offset] for offset in offsets)
    pooled = [_total(definition, opened, column, watermark) for column in columns]
    return Measurement(tuple(readings), None, tuple(one for one in pooled if one is not None))


def _with_groups_together(
    definition: MetricDefinition,
    opened: OpenSource,
    readings: Sequence[Reading],
    asked: tuple[Moment, Moment, datetime],
) -> Measurement:
    """Return the readings with the total of all groups together: who is in two of them counts once."""
    version = readings[0].definition_version
    start, end, watermark = asked
    whole = measure(replace(definition, breakdown=None), opened, (start, end), watermark, total=True)
    columns = tuple(replace(one, definition_version=version) for one in whole.columns)
    total = replace(whole.total, definition_version=version) if whole.total is not None else None
    return Measurement(tuple(readings), total, columns)


def _total(
    definition: MetricDefinition,
    opened: OpenSource,
    readings: Sequence[Reading],
    watermark: datetime,
) -> Reading | None:
    """Return the span's figure: sums over sums, the mean of the periods that have one, or asked anew."""
    if not readings or definition.grain is Grain.RANGE:
        return readings[0] if readings else None
    how = adapter_of(definition).totalling(definition)
    first, last = readings[0].period_start, readings[-1].period_end
    if how in (Pooling.MEAN, Pooling.SUM):
        return _of_known(definition, how, readings, opened.calendar.span("range", first, last))
    if how not in (Pooling.REQUERY, Pooling.ANEW):
        whole = opened.calendar.span("range", first, last)
        pooled = pool(definition, how, readings, whole)
        # Windows that overlap (stickiness) are added up, but no one query over the span gives that sum.
        is_asked = how is not Pooling.POOLED or adapter_of(definition).pooling(definition) is how
        return replace(pooled, sql=receipt(definition, opened, whole, watermark)) if is_asked else pooled
    complete = [reading.period_end for reading in readings if reading.complete or how is Pooling.ANEW]
    whole = opened.calendar.span("range", first, complete[-1] if complete else last)
    return measure_windows(definition, opened, (whole,), watermark)[0]


def _of_known(definition: MetricDefinition, how: Pooling, readings: Sequence[Reading], whole: Window) -> Reading:
    """Return the mean or sum over the periods that have a figure; final and counted over all of them."""
    known = [reading for reading in readings if reading.value is not None]
    pooled = pool(definition, how, known or readings[-1:], whole)
    left_out = sum(reading.excluded_null for reading in readings)
    return replace(pooled, mature_at=readings[-1].mature_at, excluded_null=left_out)


def measure_windows(
    definition: MetricDefinition,
    opened: OpenSource,
    windows: Sequence[Window],
    watermark: datetime,
    stand_in: StandIn | None = None,
) -> list[Reading]:
    """Return the readings of the windows given: periods of the metric's grain in one query, others one by one.

    With ``stand_in`` it is asked in place of the source; readings and their SQL are the same.
    """
    adapter = adapter_of(definition)
    is_series = windows[0].label == definition.grain.value and definition.grain is not Grain.RANGE
    step = len(windows) if is_series else _MOST_WINDOWS
    step = 1 if adapter.one_by_one or not (is_series or adapter.overlapping) else step
    parts = (windows[at : at + step] for at in range(0, len(windows), step))
    asks = (_ask(definition, opened, part, watermark) for part in parts)
    return [reading for ask in asks for reading in _answer(adapter, ask, opened, stand_in)]


def receipt(definition: MetricDefinition, opened: OpenSource, window: Window, watermark: datetime) -> str:
    """Return one SQL text that gives this window's figure in the column ``value``.

    It holds literal values only, so it can be pasted into the database's own client.
    """
    ask = _ask(definition, opened, (window,), watermark)
    return sql_text(adapter_of(definition).receipt(ask), opened)


def maturity_days(definition: MetricDefinition) -> int:
    """Return how many whole days after a window's last day its figure is final."""
    return adapter_of(definition).maturity_days(definition)


def pooling(definition: MetricDefinition) -> Pooling:
    """Return how the figure of a longer window comes from the readings of its periods."""
    return adapter_of(definition).pooling(definition)


def adapter_of(definition: MetricDefinition) -> Adapter:
    """Return the adapter of a metric's kind.

    Raises:
        MetricError: If there is none.
    """
    adapter = adapters().get(definition.kind)
    if adapter is None:
        raise MetricError(f'metric {definition.id}: there is no kind "{definition.kind}"')
    return adapter


def sql_text(statement: Select[Any], opened: OpenSource) -> str:
    """Return a statement as text with literal values."""
    return str(statement.compile(opened.connection, compile_kwargs={"literal_binds": True})) + opened.ending


def _span(
    definition: MetricDefinition, opened: OpenSource, span: tuple[Moment | None, Moment | None], watermark: datetime
) -> tuple[Moment, Moment]:
    start, end = span
    if start is None:
        first = history_from(opened, adapter_of(definition).times(definition))
        start = opened.calendar.period_start(definition.grain, first)
    if end is None:
        is_hourly = definition.grain is Grain.HOUR
        end = watermark + timedelta(microseconds=1) if is_hourly else opened.calendar.day_at(watermark) + _DAY
    return start, end


def _ask(definition: MetricDefinition, opened: OpenSource, windows: Sequence[Window], watermark: datetime) -> Ask:
    first = history_from(opened, adapter_of(definition).times(definition))
    start = min(opened.calendar.start_of(first), windows[0].start_at) - _MARGIN
    scope = Scope(
        source=opened.definition,
        catalog=opened.catalog,
        dialect=opened.dialect,
        zone=Zone(opened.calendar, start, max(watermark, windows[-1].end_at) + _MARGIN),
        watermark=watermark,
        where=definition.where,
        actors_where=definition.actors_where,
        breakdown=definition.breakdown,
    )
    version = definition_version(definition, opened.definition)
    return Ask(definition, version, tuple(windows), scope, first)


def _in_place(ask: Ask, stand_in: StandIn | None) -> Ask:
    if stand_in is None:
        return ask
    there = stand_in.opened
    scope = replace(ask.scope, source=there.definition, catalog=there.catalog, dialect=there.dialect, where=())
    return replace(ask, definition=stand_in.definition, scope=scope)


def _answer(adapter: Adapter, ask: Ask, opened: OpenSource, stand_in: StandIn | None) -> list[Reading]:
    """Return the readings of one question; their SQL is the source's, whoever was asked."""
    name = f"{opened.definition.id}.{ask.definition.id}"
    try:
        statement = adapter.query(ask)
        put = _in_place(ask, stand_in)
        started = time.perf_counter()
        asked, asker = (adapter.query(put), stand_in.opened) if stand_in else (statement, opened)
        rows = run(asked, asker, ask.definition.id)
        seconds = time.perf_counter() - started
        readings = adapter.readings(put, rows)
    except MetricError as error:
        already = error.message.startswith(name)
        raise error if already else MetricError(f"{name}: {error.message}", error.hint) from None
    text = sql_text(statement, opened)
    return [replace(finite(reading, name), sql=text, seconds=seconds) for reading in readings]


def run(statement: Any, opened: OpenSource, metric: str) -> Rows:
    """Return the rows of a statement as mappings.

    Raises:
        SourceError: If the connection is gone.
        MetricError: If the query fails, or gives more rows than the source's limit.
    """
    name, most = f"{opened.definition.id}.{metric}", opened.definition.limits.rows
    try:
        rows = opened.connection.execute(statement).mappings().fetchmany(most + 1)
    except DBAPIError as error:
        raise _fault(error, opened, name) from None
    if len(rows) > most:
        raise MetricError(f"{name}: the answer has more than {most:,} rows", "Ask for fewer groups, or raise limits.")
    return [dict(row) for row in rows]


def _fault(error: DBAPIError, opened: OpenSource, name: str) -> SourceError | MetricError:
    if is_connection_fault(error):
        return explain(error, opened.definition)
    opened.connection.rollback()
    plain = explain(error, opened.definition)
    if took_too_long(error):
        return MetricError(f"{name}: the query took longer than allowed", plain.hint)
    if plain.temporary:
        return plain
    return MetricError(f"{name}: {tidy(str(error.orig))}", "Check the columns and conditions of the metric.")


def time_columns(definitions: Iterable[MetricDefinition]) -> tuple[Any, ...]:
    """Return the time columns of relations that metrics declare themselves, for a source's watermark."""
    columns = (column for definition in definitions for column in adapter_of(definition).times(definition))
    return tuple(dict.fromkeys(columns))
