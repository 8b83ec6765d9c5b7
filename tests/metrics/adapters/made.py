"""Small tables written in a test, on an engine, and what a metric as somebody would write it gives over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from metrics.collect import Measurement, measure, receipt
from metrics.dates.calendar import LocalCalendar
from metrics.sources import OpenSource
from okr.metric import MetricDefinition, SourceDefinition
from okr.reading import Reading
from tests.metrics.conformance.bench import Bench, Table
from tests.metrics.conformance.configured import configured

EVENTS = {"table": "events", "actor": "who", "time": "seen_at", "name": "what", "stored_as": "utc_naive"}
SOURCE: dict[str, Any] = {"timezone": "UTC", "events": {**EVENTS, "properties": {"plan": "plan", "device": "device"}}}
COLUMNS = {"who": "text", "seen_at": "utc_naive", "what": "text", "plan": "text", "device": "text"}
MARCH = (date(2026, 3, 1), date(2026, 3, 2))
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def at(text: str, day: int = 1) -> datetime:
    """A moment in March 2026, like ``10:20`` or ``10:20:05.5``."""
    clock = datetime.fromisoformat(f"2026-03-{day:02d} {text}")
    return clock.replace(tzinfo=None)


def events(*rows: tuple[Any, ...]) -> dict[str, Table]:
    """A table of events from rows (actor, moment, name, plan, device); the last two may be left out."""
    return {"events": Table(COLUMNS, [(*row, *(None,) * (5 - len(row))) for row in rows])}


def asked(
    bench: Bench,
    metric: Mapping[str, Any],
    tables: dict[str, Table],
    *,
    watermark: datetime = LATER,
    span: tuple[date | None, date | None] = MARCH,
    **source: Any,
) -> Measurement:
    """The readings of a metric over the tables, with the total of the span."""
    definition, where = configured(dict(metric), {**SOURCE, **source})
    with bench.filled(tables) as connection:
        opened = _opened(where, connection, bench)
        return measure(definition, opened, span, watermark, total=True)


def reading(bench: Bench, metric: Mapping[str, Any], tables: dict[str, Table], **more: Any) -> Reading:
    """The one reading of a metric over the tables."""
    (only,) = asked(bench, metric, tables, **more).readings
    return only


def values(found: Sequence[Reading]) -> list[float | None]:
    """The figures of readings."""
    return [one.value for one in found]


def pasted(
    bench: Bench,
    metric: Mapping[str, Any],
    tables: dict[str, Table],
    *,
    watermark: datetime = LATER,
    span: tuple[date, date] = MARCH,
    **source: Any,
) -> float | None:
    """What the receipt of the span's window gives in the database's own client."""
    definition, where = configured(dict(metric), {**SOURCE, **source})
    with bench.filled(tables) as connection:
        opened = _opened(where, connection, bench)
        text = receipt(definition, opened, opened.calendar.span("range", *span), watermark)
        row = connection.exec_driver_sql(text.replace("%", "%%") if bench.name == "postgresql" else text).mappings()
        value = row.one()["value"]
    return None if value is None else float(value)


def refused(metric: Mapping[str, Any]) -> str:
    """The message with which a metric as written is refused."""
    try:
        configured(dict(metric), SOURCE)
    except AssertionError as fault:
        return str(fault)
    raise AssertionError("it was accepted")


def _opened(source: SourceDefinition, connection: Any, bench: Bench) -> OpenSource:
    return OpenSource(source, connection, LocalCalendar(source.timezone, source.week_start), bench.name)


__all__ = ["LATER", "MARCH", "MetricDefinition", "asked", "at", "events", "pasted", "reading", "refused", "values"]
