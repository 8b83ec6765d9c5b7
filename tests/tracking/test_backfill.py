"""The demo's history: made by real refreshes with the clock of each day, marked, and there wholly or as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.tracking.product import FILES, Product
from tracking.backfill import Past, make_history, refresh_moments
from tracking.boards.board import Selection, load_board
from tracking.store.connection import opened
from tracking.store.manual import ManualValue
from tracking.store.moments import instant_of
from tracking.store.statuses import statuses_of_cycle

DEMO = FILES["cycles.yaml"].replace("cycles:", "demo_on: 2026-11-20\ncycles:")
BY_HAND = (ManualValue("confidence", date(2026, 10, 9), 3.2, "first", "growth", "one"),)


@pytest.fixture
def demo(product: Product) -> Product:
    product.write("cycles.yaml", DEMO)
    return product


def made(demo: Product) -> int:
    past = Past(BY_HAND, lambda _moment: demo.configuration)
    return make_history(demo.configuration, demo.files, demo.store, past, lambda _step: None)


def test_a_demo_is_refreshed_every_fifth_week_and_on_its_day(demo: Product) -> None:
    days = [moment.date() for moment in refresh_moments(demo.configuration)]

    assert days == [date(2026, 11, 9), date(2026, 11, 20)]


def test_what_was_said_then_stays_and_is_marked_as_back_filled(demo: Product) -> None:
    assert made(demo) == 2

    with opened(demo.store) as store:
        with store.reading() as connection:
            runs = connection.exec_driver_sql("SELECT recorded_at, back_filled FROM runs WHERE kind = 'refresh'").all()
            said = [
                row.as_of
                for row in statuses_of_cycle(connection, "2026-q4")
                if row.key_result == "growth/habit/actives"
            ]
        then = load_board(
            store, Selection(datetime(2026, 11, 20, 8, tzinfo=UTC), known_at=datetime(2026, 11, 12, tzinfo=UTC))
        )
    assert [(instant_of(at).date(), mark) for at, mark in runs] == [
        (date(2026, 11, 9), 1),
        (date(2026, 11, 20), 0),
    ]
    assert said == [date(2026, 11, 8), date(2026, 11, 19)]
    card = then.card("growth/habit/actives")
    assert card is not None
    assert card.current is not None
    assert card.current.as_of == date(2026, 11, 8)


def test_values_by_hand_were_entered_on_their_days(demo: Product) -> None:
    made(demo)

    with opened(demo.store) as store:
        later = load_board(
            store, Selection(datetime(2026, 11, 20, 8, tzinfo=UTC), known_at=datetime(2026, 11, 10, tzinfo=UTC))
        )
    card = later.card("growth/habit/sure")
    assert card is not None
    assert [point.value for point in card.series] == [3.2]


def test_an_older_history_is_replaced_only_once_the_new_one_is_whole(demo: Product) -> None:
    made(demo)
    before = demo.store.read_bytes()
    broken = demo.configuration.__class__(cycles=demo.configuration.cycles, demo_on=date(2026, 1, 1))

    with pytest.raises(IndexError):
        make_history(broken, demo.files, demo.store, Past((), lambda _moment: broken), lambda _step: None)

    assert demo.store.read_bytes() == before
