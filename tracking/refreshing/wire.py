"""What the asking process says, as lines of JSON: plain values only, so that nothing it says can make code run here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tracking.refreshing.answers import Begun, CubeRead, Event, MetricFailed, MetricRead, Opened, SourceFailed
from tracking.store.codec import NO_OFFSET, DatedReading, reading_of, row_of
from tracking.store.moments import instant_of, instant_text


def line_of(event: Event) -> str:
    """Return an event as one line of JSON text, without its line end."""
    return json.dumps({"event": type(event).__name__, **_ENCODERS[type(event)](event)}, allow_nan=False)


def event_of(line: str) -> Event:
    """Return the event of one line.

    Raises:
        ValueError: If the line is none that :func:`line_of` writes.
    """
    try:
        values = json.loads(line)
        return _DECODERS[values.pop("event")](values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an event: {line[:80]!r}") from error


def _encode_read(event: MetricRead) -> dict[str, Any]:
    queries = list(dict.fromkeys(item.reading.sql for item in event.readings))
    rows = [[*_identity(item), queries.index(item.reading.sql), row_of(item)] for item in event.readings]
    return {
        "metric": event.metric,
        "queries": queries,
        "rows": rows,
        "receipts": dict(event.receipts),
        "seconds": event.seconds,
        "mark": event.mark,
    }


def _decode_read(values: Mapping[str, Any]) -> MetricRead:
    readings = tuple(_reading(values["metric"], values["queries"], row) for row in values["rows"])
    return MetricRead(values["metric"], readings, values["receipts"], values["seconds"], values["mark"])


def _identity(item: DatedReading) -> tuple[str, str, str, int]:
    reading = item.reading
    offset = NO_OFFSET if reading.offset is None else reading.offset
    return reading.definition_version, reading.window, reading.group or "", offset


def _reading(metric: str, queries: list[str], row: list[Any]) -> DatedReading:
    version, label, group, offset, query, columns = row
    identity = {
        "metric": metric,
        "definition_version": version,
        "label": label,
        "group_name": group,
        "cohort_offset": offset,
    }
    item = reading_of({**identity, **columns})
    return replace(item, reading=replace(item.reading, sql=queries[query]))


def _encode_opened(event: Opened) -> dict[str, Any]:
    return {
        "watermark": instant_text(event.watermark),
        "history_from": event.history_from.isoformat(),
        "events": list(event.events),
        "advice": None if event.advice is None else list(event.advice),
    }


def _decode_opened(values: Mapping[str, Any]) -> Opened:
    watermark, first = instant_of(values["watermark"]), date.fromisoformat(values["history_from"])
    advice = values["advice"]
    said = None if advice is None else tuple(str(sentence) for sentence in advice)
    return Opened(watermark, first, tuple(str(name) for name in values["events"]), said)


def _encode_cube(event: CubeRead) -> dict[str, Any]:
    days = {name: getattr(event, name).isoformat() for name in _DAYS}
    plain = {name: getattr(event, name) for name in ("relation", "generation", "cap")}
    return {**plain, **days, "cells": [list(cell) for cell in event.cells]}


def _decode_cube(values: Mapping[str, Any]) -> CubeRead:
    days = {name: date.fromisoformat(values[name]) for name in _DAYS}
    found = tuple((int(day), int(gap), int(actors)) for day, gap, actors in values["cells"])
    return CubeRead(values["relation"], values["generation"], cap=int(values["cap"]), cells=found, **days)


_DAYS = ("first", "last", "settled", "start")
_ENCODERS: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    Begun: lambda event: {"step": event.step, "metric": event.metric},
    Opened: _encode_opened,
    CubeRead: _encode_cube,
    MetricRead: _encode_read,
    MetricFailed: lambda event: {"metric": event.metric, "message": event.message, "seconds": event.seconds},
    SourceFailed: lambda event: {"message": event.message, "temporary": event.temporary},
}
_DECODERS: Mapping[str, Callable[[Mapping[str, Any]], Event]] = {
    "Begun": lambda values: Begun(**values),
    "Opened": _decode_opened,
    "CubeRead": _decode_cube,
    "MetricRead": _decode_read,
    "MetricFailed": lambda values: MetricFailed(**values),
    "SourceFailed": lambda values: SourceFailed(**values),
}
