"""What stands beside a status comes from the store: forecasts as they were made, moves taken apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from okr.outlook.shelf import Forecast, MoveParts
from okr.scorecard import KeyResultCard
from tests.tracking.product import NOW, Product
from tracking.boards.board import Selection, load_board
from tracking.store.connection import opened
from tracking.store.statuses import last_statuses

A_WEEK_AGO = datetime(2026, 11, 13, 8, tzinfo=UTC)
TICKETS, ACTIVES = "platform/quiet/tickets", "growth/habit/actives"


def card_of(product: Product, ref: str, known_at: datetime | None = None) -> KeyResultCard:
    with opened(product.store) as store:
        card = load_board(store, Selection(NOW, known_at=known_at)).card(ref)
    assert card is not None
    return card


def forecast_in(product: Product, ref: str, known_at: datetime | None = None) -> Forecast:
    made = card_of(product, ref, known_at).forecast
    assert made is not None
    return made


def parts_in(product: Product, ref: str) -> MoveParts:
    parts = card_of(product, ref).parts
    assert parts is not None
    return parts


def test_a_refresh_makes_the_forecast_and_the_board_shows_it(product: Product) -> None:
    product.refresh()

    made = forecast_in(product, TICKETS)

    assert (date(2026, 11, 19), date(2027, 1, 3), "") == (made.made_on, made.day, made.refusal)
    assert made.lower is not None
    assert made.value is not None
    assert made.upper is not None
    assert made.lower < made.value < made.upper
    assert made.value == pytest.approx(6, abs=0.5)


def test_a_replayed_moment_shows_the_forecast_of_then(product: Product) -> None:
    product.refresh(A_WEEK_AGO)
    then = forecast_in(product, TICKETS, A_WEEK_AGO + timedelta(hours=1))
    product.refresh()

    assert date(2026, 11, 12) == then.made_on
    assert then == forecast_in(product, TICKETS, A_WEEK_AGO + timedelta(hours=1))
    assert then != forecast_in(product, TICKETS)


def test_a_forecast_from_another_reading_is_not_shown(product: Product) -> None:
    """The source fails after a week: what was foretold then began somewhere else."""
    product.refresh(A_WEEK_AGO)
    product.sql("support", "ALTER TABLE tickets RENAME TO gone")
    product.refresh()

    assert card_of(product, TICKETS).absence is not None
    assert card_of(product, TICKETS).forecast is None


def test_a_move_without_late_data_is_all_new(product: Product) -> None:
    product.refresh(A_WEEK_AGO)
    said = card_of(product, TICKETS, A_WEEK_AGO + timedelta(hours=1)).current
    product.refresh()
    now, parts = card_of(product, TICKETS).current, parts_in(product, TICKETS)

    assert said is not None
    assert now is not None
    assert (date(2026, 11, 12), 0.0, 0.0) == (parts.since, parts.late, parts.definition)
    assert (said.value, now.value) == pytest.approx((parts.before, parts.before + parts.total))


def test_rows_that_come_late_are_told_apart_from_news(product: Product) -> None:
    """Fourteen tickets of 11 November arrive after they should have been counted: half a ticket a day over 28 days."""
    product.refresh(A_WEEK_AGO)
    product.sql("support", *(f"INSERT INTO tickets VALUES ({one}, '2026-11-11 09:00:00')" for one in range(14)))
    product.refresh()

    parts = parts_in(product, TICKETS)

    assert 0.5 == pytest.approx(parts.late)
    assert 0.0 == parts.definition


def test_a_changed_definition_is_told_apart_from_news(product: Product) -> None:
    """All sixty people come in a week, thirty-six of them on a day."""
    product.refresh(A_WEEK_AGO)
    before = card_of(product, ACTIVES, A_WEEK_AGO + timedelta(hours=1)).current
    product.change("metrics/all.yaml", "trailing: 1 day", "trailing: 7 days")
    product.refresh()
    parts = parts_in(product, ACTIVES)

    assert before is not None
    assert before.value is not None
    assert 0.0 == pytest.approx(parts.late, abs=1e-9)
    assert 24 == pytest.approx(parts.definition, abs=1)
    assert 0 == pytest.approx(parts.new, abs=1)


def test_the_first_week_has_nothing_to_compare_with(product: Product) -> None:
    product.refresh()

    assert card_of(product, TICKETS).parts is None


def test_what_was_said_for_a_day_comes_in_the_order_it_was_said(product: Product) -> None:
    product.refresh(A_WEEK_AGO)
    product.sql("support", *(f"INSERT INTO tickets VALUES ({one}, '2026-11-11 09:00:00')" for one in range(14)))
    product.refresh(A_WEEK_AGO + timedelta(hours=2))
    with opened(product.store) as store, store.reading() as connection:
        rows = last_statuses(connection, "2026-q4", date(2026, 11, 19))[TICKETS]
        none = last_statuses(connection, "2026-q4", date(2026, 11, 11))

    assert 2 == len(rows)
    assert rows[0].run < rows[1].run
    assert {} == none
