"""P4: figures from what the store holds against SQL written by hand on the events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from math import isclose
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.by_hand import FIRST, LAST, day_of, statement
from benchmarks.one_new_day import one_new_day
from benchmarks.p03_refresh import DAY, MILLION, made, store_of
from benchmarks.rows import Row, at_most, ratio
from benchmarks.workplace import workplace
from metrics.activity import gapcube
from metrics.dates.calendar import day_index
from tracking.store.connection import Store, opened
from tracking.store.cubes import gap_cube
from tracking.store.readings import Line, points

WINDOW = 28
_MATURE = timedelta(days=13)
Figures = Mapping[date, float]


def measure(*, full: bool) -> Iterator[Row]:
    """Compare at 10 million events, and in a full run at 100 million."""
    for millions in (10, 100) if full else (10,):
        yield from rows(millions, 1 / 100 if millions >= 100 else 1 / 10)


def rows(millions: int, budget: float) -> Iterator[Row]:
    """Yield the rows of one size; figures that differ are an error, not a row."""
    path = _store(millions)
    events = workplace() / f"events-{millions * MILLION}.duckdb"
    with opened(path) as store, duckdb.connect(str(events), read_only=True) as connection:
        for name, figures in _figures(store).items():
            by_hand = partial(_by_hand, connection, name)
            _same(name, figures(), by_hand())
            what = f"{name} of a quarter from the store / from {millions} million events on DuckDB"
            yield at_most("P4", what, ratio(figures, by_hand, 5), budget)


def _store(millions: int) -> Path:
    path = store_of(millions)
    if not path.exists():
        path.parent.mkdir()
        one_new_day(made(millions), path.parent, DAY, keeps_actor_days=True)
    return path


def _figures(store: Store) -> Mapping[str, Callable[[], Figures]]:
    return {
        "daily_actives": lambda: _days(gapcube.daily(_cube(store))),
        "monthly_actives": lambda: _days(gapcube.trailing(_cube(store), WINDOW)),
        "stickiness": lambda: _days(
            {day: mean / people for day, (mean, people) in gapcube.stickiness(_cube(store), WINDOW).items() if people}
        ),
        "retention": lambda: _retention(store),
    }


def _cube(store: Store) -> gapcube.GapCube:
    """Return the cube of the daily actives, which the monthly ones and the stickiness count too."""
    with store.reading() as connection:
        (relation,) = (row[0] for row in connection.exec_driver_sql("SELECT relation FROM gap_cubes"))
        cube = gap_cube(connection, "product", relation, FIRST - timedelta(days=WINDOW))
    if cube is None:
        raise LookupError("the store has no gap cube")
    return cube


def _days(figures: Mapping[int, float]) -> Figures:
    first, last = day_index(FIRST), day_index(LAST)
    return {day_of(day): value for day, value in figures.items() if first <= day < last}


def _retention(store: Store) -> Figures:
    """Return the share of each cohort; a figure counts from the day on which its thirteenth day is over."""
    with store.reading() as connection:
        version = connection.exec_driver_sql(
            "SELECT definition_version FROM series WHERE metric = 'retention' AND label = 'day'"
        ).scalar_one()
        found = points(connection, Line("retention", version, "day"), FIRST)
    return {date.fromisoformat(as_of): value for as_of, value, _lower, _upper in found if value is not None}


def _by_hand(connection: duckdb.DuckDBPyConnection, name: str) -> Figures:
    answer: list[Any] = connection.execute(statement(name, "duckdb")).fetchall()
    return {day_of(row[0]): float(row[1]) for row in answer}


def _same(name: str, found: Figures, by_hand: Figures) -> None:
    if name == "retention":
        # A cohort's figure counts from its thirteenth day on; by hand the newest cohorts have theirs already.
        found = {as_of - _MATURE: value for as_of, value in found.items()}
        by_hand = {day: value for day, value in by_hand.items() if day + _MATURE <= DAY}
    differing = [day for day in by_hand if not isclose(found.get(day, -1), by_hand[day], rel_tol=1e-9)]
    if differing:
        raise ValueError(f"{name}: {found.get(differing[0])} on {differing[0]}, {by_hand[differing[0]]} by hand")
