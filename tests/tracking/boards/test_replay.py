"""A past day as it was known then; late data and restated figures stand beside it and not in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from okr.errors import StoreError
from okr.scorecard import Board
from tests.tracking.product import Product
from tests.tracking.sealing.agreeing import ACTIVES, CYCLE, GROWTH, WORDS
from tracking.boards.board import Selection, load_board
from tracking.boards.replay import Later, later_than, selection_of_day
from tracking.sealing.amending import agreed_seal, amend, pending
from tracking.sealing.sealing import seal_cycle
from tracking.store.connection import opened

DAY = date(2026, 11, 12)
THEN = datetime(2026, 11, 13, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATE = (
    "INSERT INTO events SELECT user_id + 1000, at, name FROM events"
    " WHERE name = 'opened' AND user_id < 30 AND at LIKE '2026-11-1%'"
)


def replayed(product: Product, day: date = DAY) -> tuple[Board, tuple[Later, ...]]:
    with opened(product.store) as store:
        selection = selection_of_day(store, day, Selection(NOW, CYCLE))
        board = load_board(store, selection)
        return board, later_than(store, board, selection)


def value(board: Board) -> float:
    card = board.card(ACTIVES)
    assert card is not None
    assert card.current is not None
    assert card.current.value is not None
    return card.current.value


def test_a_past_day_is_as_it_was_known_then_and_late_data_stand_beside_it(product: Product) -> None:
    """Fault 76."""
    product.refresh(THEN)
    before, _ = replayed(product)
    product.sql("product", LATE)
    product.change(
        "sources.yaml",
        "limits: {seconds: 2}\n    events: {table: events",
        "lookback_days: 30\n    events: {table: events",
    )
    product.refresh(NOW)

    board, later = replayed(product)

    assert DAY == board.as_of
    assert before.objectives == board.objectives
    assert value(board) == pytest.approx(36)
    assert [(ACTIVES, "late data")] == [(item.ref, item.kind) for item in later if item.ref == ACTIVES]
    assert "36 users then, " in later[0].words()
    assert later[0].words().endswith("(late data)")


def test_figures_under_another_definition_are_restated_and_not_late(product: Product) -> None:
    product.refresh(THEN)
    product.change("metrics/all.yaml", "active: {event: opened}", "active: {event: opened}\n    at_least: 2")
    product.sql("product", "INSERT INTO events SELECT * FROM events WHERE name = 'opened' AND user_id % 10 > 0")
    product.refresh(NOW)

    board, later = replayed(product)

    assert value(board) == pytest.approx(36)
    assert ("restated", ACTIVES) in [(item.kind, item.ref) for item in later]


def test_a_past_day_shows_the_target_that_was_agreed_then(product: Product) -> None:
    product.refresh(THEN - timedelta(days=2))
    with opened(product.store) as store:
        seal_cycle(store, product.configuration, product.files, CYCLE, THEN - timedelta(days=2))
    product.refresh(THEN)
    product.change(GROWTH, "target: 40", "target: 38")
    found = pending(product.configuration, product.files, CYCLE)
    amend(product.configuration, product.files, agreed_seal(product.files, CYCLE), found, WORDS)
    product.refresh(NOW)

    then, now = replayed(product)[0].card(ACTIVES), replayed(product, date(2026, 11, 19))[0].card(ACTIVES)

    assert then is not None
    assert then.agreed is not None
    assert (40.0, ()) == (then.target, then.agreed.changes)
    assert now is not None
    assert now.agreed is not None
    assert (38.0, ("target changed 20 Nov, 40 → 38",)) == (now.target, now.agreed.changes)


def test_a_day_before_the_first_refresh_is_refused(product: Product) -> None:
    product.refresh(NOW)

    with pytest.raises(StoreError, match="Nothing was known yet of 2026-11-12"):
        replayed(product)
