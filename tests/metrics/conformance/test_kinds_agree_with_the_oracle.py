"""Every metric kind on every engine gives what plain Python gives, on generated data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from metrics.calendar import LocalCalendar
from metrics.collect import measure
from metrics.sources import OpenSource
from tests.metrics.conformance.bench import ENGINES, Bench, open_bench
from tests.metrics.conformance.choices import LONGEST, Choices
from tests.metrics.conformance.comparison import differences, total_differences
from tests.metrics.conformance.configured import configured
from tests.metrics.conformance.definitions import MAKERS, definition
from tests.metrics.conformance.worlds import SPREAD, UNIT, World, add_ledger, add_payments, watermark, world
from tests.oracle.measure import measure as expected_of

EXAMPLES = int(os.environ.get("PLUMBLINE_EXAMPLES", "40"))
"""How many data sets a kind and engine: the nightly proof asks for more, and for new ones every time."""

WITH_TOTAL = ("active_users", "retention", "conversion", "time_to_value", "aggregate", "ratio")


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
    add_payments(choices, made)
    add_ledger(choices, made)
    start = made.day - timedelta(days=UNIT[metric["grain"]] + choices.number(-1, 2))
    span = (start, start + timedelta(days=spread + choices.number(2, 6)))
    can_be_open = metric["grain"] not in ("range", "hour") and kind not in ("aggregate", "ratio")
    is_open = choices.rarely(5) and can_be_open
    return Question(metric, made, (None, None) if is_open else span, watermark(choices, made, spread))


@pytest.fixture(scope="module", params=ENGINES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each engine in turn, with nothing in it."""
    urls = {"duckdb": "duckdb:///:memory:", "sqlite": "sqlite:///:memory:"}
    url = urls.get(request.param) or request.getfixturevalue("postgres_url")
    with open_bench(request.param, url) as opened:
        yield opened


@pytest.mark.parametrize("kind", MAKERS)
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES <= 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.binary(min_size=LONGEST, max_size=LONGEST))
def test_the_engine_gives_what_plain_python_gives(data: bytes, kind: str, bench: Bench) -> None:
    asked = question(kind, data)
    note(str(asked))
    made = asked.world
    expected, total = expected_of(asked.metric, made.source, made.rows, asked.watermark, asked.span)
    metric, source = configured(asked.metric, made.source)
    calendar = LocalCalendar(source.timezone, source.week_start)
    with bench.filled(made.tables) as connection:
        opened = OpenSource(source, connection, calendar, bench.name)
        found = measure(metric, opened, asked.span, asked.watermark, total=kind in WITH_TOTAL)
    assert [] == differences(expected, list(found.readings))
    if total is not None and found.total is not None and kind in WITH_TOTAL:
        assert [] == total_differences(total, found.total)
