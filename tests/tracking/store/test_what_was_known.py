"""The three tests that come before any page, and the property behind them: the past stays as it was known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracking.made import NOON, make_reading, record, values
from tracking.store.connection import Store, opened, prepare
from tracking.store.readings import Line, known_readings, receipt
from tracking.store.runs import run_known_at

MONDAY = date(2026, 11, 16)
TUESDAY = date(2026, 11, 17)
LINE = Line("setup", "v1", "day")


def known(store: Store, line: Line = LINE, at: datetime | None = None) -> list[tuple[date, float | None]]:
    with store.reading() as connection:
        upto = None if at is None else run_known_at(connection, at)
        return values(known_readings(connection, [line], upto=upto).get(line, ()))


def test_a_late_row_changes_yesterday_and_what_was_known_then_stays(store: Store) -> None:
    """Fault 76."""
    record(store, NOON, [make_reading(MONDAY, 0.50)])

    added = record(store, NOON + timedelta(days=1), [make_reading(MONDAY, 0.52), make_reading(TUESDAY, 0.60)])

    assert added == 2
    assert known(store) == [(MONDAY, 0.52), (TUESDAY, 0.60)]
    assert known(store, at=NOON + timedelta(hours=1)) == [(MONDAY, 0.50)]


def test_a_changed_definition_begins_a_line_of_its_own_and_the_old_one_stays(store: Store) -> None:
    record(store, NOON, [make_reading(MONDAY, 0.50)])

    record(store, NOON + timedelta(days=1), [make_reading(MONDAY, 0.41, version="v2")])

    assert known(store, Line("setup", "v2", "day")) == [(MONDAY, 0.41)]
    assert known(store) == [(MONDAY, 0.50)]


def test_last_week_is_replayed_as_it_was_known(store: Store) -> None:
    days = [MONDAY + timedelta(days=step) for step in range(7)]
    for step in range(7):
        # Every refresh reads the last three days again, and each time a little more has arrived.
        again = [make_reading(day, 10.0 * step + place) for place, day in enumerate(days[max(0, step - 2) : step + 1])]
        record(store, NOON + timedelta(days=step), again)

    assert known(store, at=NOON + timedelta(days=2, hours=3)) == [(days[0], 20), (days[1], 21), (days[2], 22)]
    assert known(store, at=NOON - timedelta(hours=1)) == []


def test_reading_the_same_again_adds_nothing(store: Store) -> None:
    record(store, NOON, [make_reading(MONDAY, 0.5)])

    assert record(store, NOON + timedelta(days=1), [make_reading(MONDAY, 0.5)]) == 0


def test_the_last_bits_of_a_sum_in_another_order_are_no_news(store: Store) -> None:
    record(store, NOON, [make_reading(MONDAY, 0.1 + 0.2)])

    assert record(store, NOON + timedelta(days=1), [make_reading(MONDAY, 0.3)]) == 0


def test_a_figure_that_returns_to_what_it_was_is_news(store: Store) -> None:
    for step, value in enumerate([0.5, 0.6, 0.5]):
        assert record(store, NOON + timedelta(days=step), [make_reading(MONDAY, value)]) == 1

    assert known(store) == [(MONDAY, 0.5)]


def test_a_run_on_a_clock_set_back_is_known_after_the_run_before_it(store: Store) -> None:
    """Fault 97."""
    record(store, NOON, [make_reading(MONDAY, 0.5)])

    record(store, NOON - timedelta(days=3), [make_reading(MONDAY, 0.7)])

    assert known(store) == [(MONDAY, 0.7)]
    assert known(store, at=NOON) == [(MONDAY, 0.5)]


def test_every_reading_keeps_the_query_that_it_came_from(store: Store) -> None:
    record(store, NOON, [make_reading(MONDAY, 0.5)])

    with store.reading() as connection:
        (item,) = known_readings(connection, [LINE])[LINE]
        assert receipt(connection, item) == "SELECT 1"


def test_a_reading_comes_back_as_it_went_in_but_for_its_query(store: Store) -> None:
    reading = replace(
        make_reading(MONDAY), statistics={"squares": [1.5, 2]}, fields={"new": 3}, mature_at=NOON, cohort_size=9
    )
    record(store, NOON, [reading])

    with store.reading() as connection:
        (item,) = known_readings(connection, [LINE])[LINE]
    assert item.reading == replace(reading, sql="", as_of=MONDAY)


@contextmanager
def fresh_store() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        prepare(path, NOON)
        with opened(path) as store:
            yield store


runs = st.lists(
    st.dictionaries(st.integers(0, 5), st.none() | st.integers(0, 3).map(float), max_size=4), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(runs=runs, asked=st.integers(0, 9))
def test_what_was_known_at_any_moment_equals_a_naive_model(runs: list[dict[int, float | None]], asked: int) -> None:
    with fresh_store() as store:
        for step, written in enumerate(runs):
            readings = [make_reading(MONDAY + timedelta(days=day), value) for day, value in written.items()]
            record(store, NOON + timedelta(days=step), readings)

        model: dict[int, float | None] = {}
        for written in runs[:asked]:
            model.update(written)
        expected = [(MONDAY + timedelta(days=day), model[day]) for day in sorted(model)]
        assert known(store, at=NOON + timedelta(days=asked) - timedelta(hours=1)) == expected
