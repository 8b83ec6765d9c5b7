"""Numbers in columns of text, and text in columns of numbers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from metrics.collect import measure
from metrics.sources import open_source
from okr.metric import SourceDefinition
from tests.metrics.adapters.made import at, events, reading
from tests.metrics.conformance.bench import Bench, Table
from tests.metrics.conformance.configured import configured

WRITTEN = ("10", "9", " 2.5", "-1e1", "n/a", "", None)
TABLES = {
    **events(),
    "sales": Table(
        {"who": "text", "day": "utc_naive", "paid": "text"},
        [(f"u{number}", at("10:00"), text) for number, text in enumerate(WRITTEN)],
    ),
}
FROM: dict[str, Any] = {"table": "sales", "time": "day", "stored_as": "utc_naive"}
SALES: dict[str, Any] = {"kind": "aggregate", "from": FROM, "unit": "EUR", "minimum": 1}


@pytest.mark.parametrize(
    ("measured", "figure"),
    [
        ({"sum": "paid"}, 11.5),
        ({"mean": "paid"}, 11.5 / 4),
        ({"min": "paid"}, -10),
        ({"max": "paid"}, 10),
        ({"percentile": "paid", "q": 0.5}, 2.5),
    ],
)
def test_numbers_written_as_text_are_measured_and_other_text_is_left_out(
    bench: Bench, measured: dict[str, Any], figure: float
) -> None:
    found = reading(bench, {**SALES, "measure": measured}, TABLES)
    assert (4, 3) == (found.n, found.excluded_null)
    assert pytest.approx(figure) == found.value


def test_text_is_counted_as_text(bench: Bench) -> None:
    metric = {key: value for key, value in SALES.items() if key != "minimum"}
    assert 6 == reading(bench, {**metric, "measure": {"count": "paid"}}, TABLES).value
    several = {**metric, "measure": {"sum": "paid"}, "per": "day", "inner": "count"}
    assert 6 == reading(bench, several, TABLES).value


@pytest.mark.parametrize(("condition", "rows"), [({"gt": 5}, 2), ({"lte": 9.0}, 3), ({"gte": 9}, 2), ({"lt": -1}, 1)])
def test_order_among_numbers_is_that_of_numbers(bench: Bench, condition: dict[str, float], rows: int) -> None:
    metric = {**SALES, "from": {**FROM, "where": {"paid": condition}}, "measure": {"count": "rows"}}
    assert rows == reading(bench, metric, TABLES).value


def test_answers_may_be_written_as_text(bench: Bench) -> None:
    asked = {"table": "sales", "time": "day", "respondent": "who", "score": "paid", "stored_as": "utc_naive"}
    found = reading(bench, {"kind": "survey", "from": asked, "figure": "nps", "unit": "points"}, TABLES)
    assert {"promoters": 2, "passives": 0, "detractors": 1} == dict(found.fields)
    assert 4 == found.excluded_null


def test_sqlite_lets_text_lie_among_numbers_and_it_is_no_zero(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.sqlite")) as connection, connection:
        connection.execute("create table sales (day text, paid real)")
        rows = [("2026-03-01", paid) for paid in (10, "n/a", "", 4.5, None, b"\x00")]
        connection.executemany("insert into sales values (?, ?)", rows)
    definition, _ = configured({**SALES, "measure": {"mean": "paid"}}, {"timezone": "UTC"})
    source = SourceDefinition("shop", "sqlite:///shop.sqlite", "UTC")
    with open_source(source, tmp_path, {}) as opened:
        span = (date(2026, 3, 1), date(2026, 3, 2))
        (found,) = measure(definition, opened, span, datetime(2026, 4, 1, tzinfo=UTC)).readings
    assert (7.25, 2, 4) == (found.value, found.n, found.excluded_null)
