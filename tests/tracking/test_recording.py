"""Values that people enter: checked, kept twice if entered twice with different keys, and read as any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okr.errors import SettingsError
from okr.model import Configuration
from tests.tracking.product import NOW, Product
from tracking.boards.board import Selection, load_board
from tracking.clock import local_today, zone_on
from tracking.recording import amount_of, manual_metric, reading_of_value, record_value
from tracking.store.connection import Store, opened
from tracking.store.manual import ManualValue, values_of

VALUE = ManualValue("confidence", date(2026, 11, 18), 3.5, "asked all twelve", "growth", "key-1")


@pytest.fixture
def store(product: Product) -> Iterator[Store]:
    product.refresh()
    with opened(product.store) as store:
        yield store


@pytest.fixture
def configuration(product: Product) -> Configuration:
    return product.configuration


def test_a_value_is_the_number_of_its_key_result_at_once(store: Store, configuration: Configuration) -> None:
    recorded = record_value(store, configuration, VALUE, NOW)

    card = load_board(store, Selection(NOW)).card("growth/habit/sure")
    assert recorded.is_new
    assert card is not None
    assert card.current is not None
    assert (card.current.value, card.progress) == (3.5, 0.5)


def test_a_value_speaks_for_the_day_it_was_entered_for_and_for_no_later_moment(configuration: Configuration) -> None:
    metric = manual_metric(configuration, "confidence")

    for zone, end in (("UTC", 24), ("Europe/Oslo", 23), ("America/New_York", 29)):
        item = reading_of_value(VALUE, metric, ZoneInfo(zone))
        assert (VALUE.on_day, VALUE.on_day) == (item.as_of, item.reading.as_of)
        assert datetime(2026, 11, 18, tzinfo=UTC) + timedelta(hours=end) == item.reading.watermark


def test_a_value_of_today_counts_today_and_says_its_own_day(store: Store, configuration: Configuration) -> None:
    record_value(store, configuration, replace(VALUE, on_day=NOW.date()), NOW)

    card = load_board(store, Selection(NOW)).card("growth/habit/sure")
    assert card is not None
    assert card.current is not None
    assert (card.current.value, card.current.as_of) == (3.5, NOW.date())
    assert "as of" not in card.sentence


def test_a_value_of_an_older_day_is_said_to_be_of_that_day(store: Store, configuration: Configuration) -> None:
    record_value(store, configuration, VALUE, NOW)

    card = load_board(store, Selection(NOW)).card("growth/habit/sure")
    assert card is not None
    assert "as of Wed 18 Nov" in card.sentence


def test_today_is_the_day_in_the_zone_of_the_running_cycle(configuration: Configuration) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    for zone, day in (("UTC", 20), ("Pacific/Auckland", 21), ("America/New_York", 20)):
        cycles = tuple(replace(cycle, timezone=zone) for cycle in configuration.cycles)
        there = replace(configuration, cycles=cycles)
        assert date(2026, 11, day) == local_today(there, late)
        assert ZoneInfo(zone) == zone_on(there, late.date())


def test_saving_one_form_twice_keeps_one_value(store: Store, configuration: Configuration) -> None:
    """Fault 113."""
    record_value(store, configuration, VALUE, NOW)
    again = record_value(store, configuration, VALUE, NOW + timedelta(seconds=1))

    assert not again.is_new
    with store.reading() as connection:
        assert values_of(connection, "confidence") == [VALUE]


def test_a_corrected_value_is_shown_and_the_first_one_kept(store: Store, configuration: Configuration) -> None:
    record_value(store, configuration, VALUE, NOW)
    record_value(store, configuration, replace(VALUE, value=3.6, idempotency_key="key-2"), NOW + timedelta(minutes=1))

    now = load_board(store, Selection(NOW)).card("growth/habit/sure")
    then = load_board(store, Selection(NOW, known_at=NOW + timedelta(seconds=1))).card("growth/habit/sure")
    assert [card.current.value for card in (now, then) if card and card.current] == [3.6, 3.5]
    with store.reading() as connection:
        assert [value.value for value in values_of(connection, "confidence")] == [3.5, 3.6]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"metric": "confidense"}, 'Did you mean "confidence"'),
        ({"metric": "daily_actives"}, "is read from the source product"),
        ({"team": "groth"}, 'Did you mean "growth"'),
        ({"team": "platform"}, "answered for by growth"),
        ({"on_day": date(2027, 1, 1)}, "still to come"),
        ({"on_day": date(2026, 11, 21)}, "still to come"),
        ({"value": float("nan")}, "is no value"),
        ({"value": float("inf")}, "is no value"),
        ({"note": "x" * 2001}, "2001 characters"),
    ],
)
def test_what_cannot_be_accepted_is_refused_and_nothing_is_kept(
    store: Store, configuration: Configuration, change: dict[str, object], says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        record_value(store, configuration, replace(VALUE, **change), NOW)  # type: ignore[arg-type]

    with store.reading() as connection:
        assert values_of(connection, "confidence") == []


@pytest.mark.parametrize(
    ("unit", "text", "value"), [("share", "70%", 0.7), ("share", "0.7", 0.7), ("points", "3.5", 3.5)]
)
def test_a_number_is_read_by_the_rules_of_the_files(
    configuration: Configuration, unit: str, text: str, value: float
) -> None:
    metric = configuration.metric("confidence")
    assert metric is not None

    assert amount_of(text, replace(metric, unit=unit)) == pytest.approx(value)


@pytest.mark.parametrize("text", ["70%", "1,000", "", "twelve"])
def test_a_number_that_is_none_is_refused_with_the_way_to_write_it(configuration: Configuration, text: str) -> None:
    metric = configuration.metric("confidence")
    assert metric is not None

    with pytest.raises(SettingsError, match=r"VALUE: found .* Expected a plain number in points"):
        amount_of(text, metric)


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1e999"])
def test_a_number_without_end_is_refused_in_so_many_words(configuration: Configuration, text: str) -> None:
    metric = configuration.metric("confidence")
    assert metric is not None

    with pytest.raises(SettingsError, match=f'VALUE: "{text}" is not a finite number'):
        amount_of(text, metric)
