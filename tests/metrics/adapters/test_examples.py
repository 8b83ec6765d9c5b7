"""Every kind brings a worked example; it comes out on every engine as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from metrics.adapter import Example
from metrics.collect import measure
from metrics.dates.calendar import LocalCalendar
from metrics.registry import adapters
from metrics.sources import OpenSource
from metrics.worked import WORKED
from tests.metrics.conformance.bench import Bench, Table
from tests.metrics.conformance.configured import configured

EXAMPLES = {kind: adapter.example for kind, adapter in adapters().items() if adapter.example.tables}
AREAS = {f"{area} {number}": one for area, found in WORKED.items() for number, one in enumerate(found, start=1)}
TYPES = {int: "integer", float: "number", bool: "flag"}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_worked_example_comes_out(bench: Bench, kind: str) -> None:
    comes_out(bench, EXAMPLES[kind])


@pytest.mark.parametrize("name", AREAS)
def test_the_examples_of_a_focus_area_come_out(bench: Bench, name: str) -> None:
    comes_out(bench, AREAS[name])


def test_every_focus_area_has_two_examples_at_least() -> None:
    assert 6 == len(WORKED)
    assert min(map(len, WORKED.values())) >= 2


def comes_out(bench: Bench, example: Example) -> None:
    definition, source = configured(dict(example.metric), dict(example.source))
    start, end = (date.fromisoformat(day) for day in example.span)
    with bench.filled(_tables(example)) as connection:
        calendar = LocalCalendar(source.timezone, source.week_start)
        opened = OpenSource(source, connection, calendar, bench.name)
        found = measure(definition, opened, (start, end), datetime.fromisoformat(example.until)).readings
    assert [day for day, _ in example.expected] == [one.period_start.isoformat() for one in found]
    assert pytest.approx([value for _, value in example.expected]) == [one.value for one in found]


def _tables(example: Example) -> dict[str, Table]:
    times = dict(_times([example.source, example.metric]))
    found = {}
    for name, (columns, rows) in example.tables.items():
        kinds = {column: _type([row[place] for row in rows]) for place, column in enumerate(columns)}
        found[name] = Table({**kinds, **times.get(name, {})}, list(rows))
    return found


def _times(node: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Every table with its time column and how that stores a moment, wherever it is written."""
    if isinstance(node, Mapping):
        if {"table", "time"} <= node.keys():
            stored = str(node.get("stored_as", "instant"))
            yield str(node["table"]), {str(node["time"]): "date" if stored == "local_date" else stored}
        node = list(node.values())
    for child in node if isinstance(node, list) else ():
        yield from _times(child)


def _type(values: list[Any]) -> str:
    known = next((value for value in values if value is not None), "")
    if isinstance(known, str):
        return "date" if re.fullmatch(r"\d{4}-\d\d-\d\d", known) else "text"
    return TYPES[type(known)]
