"""Every metric kind on every engine gives what plain Python gives, on generated data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from metrics.collect import measure
from metrics.dates.calendar import LocalCalendar
from metrics.registry import adapters
from metrics.sources import OpenSource
from okr.errors import MetricError
from tests.metrics.conformance.bench import PARAMS, Bench, bench_of
from tests.metrics.conformance.choices import LONGEST, Choices
from tests.metrics.conformance.comparison import differences, in_unit, total_differences
from tests.metrics.conformance.configured import configured
from tests.metrics.conformance.definitions import MAKERS, definition
from tests.metrics.conformance.records import add_records
from tests.metrics.conformance.subscriptions import add_subscriptions
from tests.metrics.conformance.worlds import SPREAD, UNIT, World, add_ledger, add_payments, watermark, world
from tests.oracle.measure import measure as expected_of

EXAMPLES = int(os.environ.get("PLUMBLINE_EXAMPLES", "40"))
"""Data sets a kind and engine in every run: always the same ones, so that a run says something about a change."""

MANY = int(os.environ.get("PLUMBLINE_MANY", "200"))
"""Data sets a kind and engine in the nightly proof: new ones every time."""

BYTES = st.binary(min_size=LONGEST, max_size=LONGEST)
UNHURRIED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors]


@dataclass(frozen=True)
class Question:
    """A metric over a source, a span and a watermark."""

    metric: dict[str, Any]
    world: World
    span: tuple[date | None, date | None]
    watermark: datetime


def question(kind: str, data: bytes) -> Question:
    """Return one metric of a kind with a source that it can be asked of."""
    choices = Choices(data)
    metric = definition(choices, kind)
    spread = SPREAD[metric["grain"]]
    made = world(choices, metric["grain"])
    if kind == "subscriptions":
        add_subscriptions(choices, made, metric)
    add_records(choices, made, metric)
    add_payments(choices, made)
    add_ledger(choices, made)
    start = made.day - timedelta(days=UNIT[metric["grain"]] + choices.number(-1, 2))
    span = (start, start + timedelta(days=spread + choices.number(2, 6)))
    can_be_open = metric["grain"] not in ("range", "hour") and kind not in ("aggregate", "ratio", "sql")
    is_open = choices.rarely(5) and can_be_open
    return Question(metric, made, (None, None) if is_open else span, watermark(choices, made, spread))


@pytest.fixture(scope="module", params=PARAMS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each engine in turn, with nothing in it."""
    with bench_of(request.param, request) as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def _recorded(record_testsuite_property: Callable[[str, object], None]) -> None:
    """Say in the report how many data sets the tests stand for; docs/engines.md is made from it."""
    record_testsuite_property("data_sets", EXAMPLES)
    record_testsuite_property("many_data_sets", MANY)


def check(asked: Question, bench: Bench) -> None:
    """Ask the oracle and the engine, and hold one answer against the other."""
    note(f"{asked.metric}\n  {asked.world}\n  {asked.span} until {asked.watermark}")
    made = asked.world
    expected, total = expected_of(asked.metric, made.source, made.rows, asked.watermark, asked.span)
    metric, source = configured(asked.metric, made.source)
    calendar = LocalCalendar(source.timezone, source.week_start)
    with bench.filled(made.tables) as connection:
        opened = OpenSource(source, connection, calendar, bench.name)
        found = measure(metric, opened, asked.span, asked.watermark, total=total is not None)
    assert [] == differences([in_unit(one, asked.metric) for one in expected], list(found.readings))
    if total is not None:
        assert found.total is not None
        assert [] == total_differences(in_unit(total, asked.metric), found.total)


@pytest.mark.parametrize("kind", MAKERS)
@settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=UNHURRIED)
@given(data=BYTES)
def test_the_engine_gives_what_plain_python_gives(data: bytes, kind: str, bench: Bench) -> None:
    check(question(kind, data), bench)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", MAKERS)
@settings(max_examples=MANY, suppress_health_check=UNHURRIED)
@given(data=BYTES)
def test_the_engine_gives_what_plain_python_gives_on_many_data_sets(data: bytes, kind: str, bench: Bench) -> None:
    check(question(kind, data), bench)


def test_manual_values_are_asked_of_no_engine(bench: Bench) -> None:
    metric, source = configured({"kind": "manual", "source": None}, {"timezone": "UTC", "history_from": "2026-01-01"})
    opened = OpenSource(source, bench.connection, LocalCalendar("UTC"), bench.name)

    with pytest.raises(MetricError, match="record made"):
        measure(metric, opened, (date(2026, 1, 1), date(2026, 1, 2)), datetime.fromisoformat("2026-02-01T00:00Z"))


def test_no_kind_is_left_without_an_oracle() -> None:
    assert {*MAKERS, "manual"} == set(adapters())
