"""Every metric kind on every engine gives what plain Python gives, on generated data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.calendar import LocalCalendar
from metrics.collect import measure
from metrics.sources import OpenSource
from tests.metrics.conformance.bench import ENGINES, Bench, open_bench
from tests.metrics.conformance.comparison import differences, total_differences
from tests.metrics.conformance.configured import configured
from tests.metrics.conformance.definitions import KINDS
from tests.metrics.conformance.payments import with_payments
from tests.metrics.conformance.worlds import SPREAD, World, watermarks, worlds
from tests.oracle.measure import measure as expected_of

EXAMPLES = int(os.environ.get("PLUMBLINE_EXAMPLES", "40"))
"""How many data sets a kind and engine: the nightly proof asks for more, and for new ones every time."""

WITH_TOTAL = ("active_users", "retention", "conversion", "time_to_value")


@dataclass(frozen=True)
class Question:
    """A metric over a source, a span and a watermark."""

    metric: dict[str, Any]
    world: World
    span: tuple[date | None, date | None]
    watermark: datetime


@st.composite
def questions(draw: st.DrawFn, kind: str) -> Question:
    """Return one metric of a kind with a source that it can be asked of."""
    metric = draw(KINDS[kind])
    spread = SPREAD[metric["grain"]]
    world = draw(worlds(metric["grain"]).flatmap(with_payments))
    start = world.day + timedelta(days=draw(st.integers(-1, 2)))
    span = (start, start + timedelta(days=draw(st.integers(1, spread + 1))))
    is_open = metric["grain"] != "range" and kind not in ("aggregate", "ratio") and draw(st.integers(0, 4)) == 0
    return Question(metric, world, (None, None) if is_open else span, draw(watermarks(world, spread)))


@pytest.fixture(scope="module", params=ENGINES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each engine in turn, with nothing in it."""
    urls = {"duckdb": "duckdb:///:memory:", "sqlite": "sqlite:///:memory:"}
    url = urls.get(request.param) or request.getfixturevalue("postgres_url")
    with open_bench(request.param, url) as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES <= 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_engine_gives_what_plain_python_gives(data: st.DataObject, kind: str, bench: Bench) -> None:
    question = data.draw(questions(kind))
    world = question.world
    expected, total = expected_of(question.metric, world.source, world.rows, question.watermark, question.span)
    definition, source = configured(question.metric, world.source)
    calendar = LocalCalendar(source.timezone, source.week_start)
    with bench.filled(world.tables) as connection:
        opened = OpenSource(source, connection, calendar, bench.name)
        found = measure(definition, opened, question.span, question.watermark, total=kind in WITH_TOTAL)
    assert [] == differences(expected, list(found.readings))
    if total is not None and found.total is not None and kind in WITH_TOTAL:
        assert [] == total_differences(total, found.total)
