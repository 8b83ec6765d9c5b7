"""P1: the SQL of each metric kind against SQL written by hand for the same figures on the same engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from math import isclose
from typing import Any

from benchmarks.by_hand import FIRST, LAST, day_of, statement
from benchmarks.product import ENGINES, Product, product
from benchmarks.rows import Row, at_most, ratio
from benchmarks.workplace import workplace
from metrics.sources import OpenSource

MILLION = 1_000_000
SIZES = {"duckdb": 10 * MILLION, "sqlite": MILLION, "postgresql": MILLION}
FULL_SIZES = dict.fromkeys(ENGINES, 10 * MILLION)


def measure(*, full: bool) -> Iterator[Row]:
    """Compare every metric on every engine; figures that differ are an error, not a row."""
    rounds = 5 if full else 3
    for engine, events in (FULL_SIZES if full else SIZES).items():
        with product(engine, events, workplace()) as made, made.opened() as opened:
            yield from _rows(made, opened, f"{engine}, {events // MILLION} million events", rounds)


def _rows(made: Product, opened: OpenSource, where: str, rounds: int) -> Iterator[Row]:
    for metric in made.configuration.metrics:
        readings = made.measured(opened, metric.id, FIRST, LAST).readings
        by_hand = statement(metric.id, made.engine)
        _same(metric.id, {r.period_start: r.value for r in readings if r.value is not None}, _run(opened, by_hand)())
        ours = _run(opened, readings[0].sql or "")
        yield at_most("P1", f"{metric.id}, {where}", ratio(ours, _run(opened, by_hand), rounds), 1.25)


def _run(opened: OpenSource, sql: str) -> Callable[[], list[Any]]:
    return partial(_fetched, opened, sql)


def _fetched(opened: OpenSource, sql: str) -> list[Any]:
    """Return all rows of a text, run by the driver as it stands."""
    raw = opened.connection.connection.cursor()
    with closing(raw) as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _same(metric: str, found: dict[Any, Any], by_hand: list[Any]) -> None:
    expected = {day_of(row[0]): float(row[1]) for row in by_hand}
    differing = [
        day
        for day in expected.keys() | found.keys()
        if not isclose(expected.get(day, -1), found.get(day, -1), rel_tol=1e-6)
    ]
    if differing:
        day = min(differing)
        raise ValueError(
            f"{metric}: {found.get(day)} on {day}, {expected.get(day)} by hand; {len(differing)} days differ"
        )
