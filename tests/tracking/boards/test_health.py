"""Health metrics beside the objectives of a team."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from okr.scorecard import Board, GuardState
from tests.tracking.product import NOW, Product
from tracking.boards.board import Selection, load_board
from tracking.store.connection import opened

SELECTION = Selection(NOW)


def keep_in_sight(product: Product, limits: str) -> None:
    """Add health metrics to the files of the growth team."""
    path = product.files / "objectives/2026-q4/growth.yaml"
    product.write("objectives/2026-q4/growth.yaml", f"{path.read_text(encoding='utf-8')}health: [{limits}]\n")


def board_of(product: Product, selection: Selection = SELECTION) -> Board:
    with opened(product.store) as store:
        return load_board(store, selection)


def states(board: Board) -> tuple[GuardState, ...]:
    (health,) = board.health
    assert "growth" == health.team
    return health.states


def test_a_health_metric_stands_with_its_newest_figure_and_limit(product: Product) -> None:
    keep_in_sight(product, "{metric: daily_actives, at_least: 1}, {metric: tickets, at_most: 0}")
    product.refresh()
    kept, broken = states(board_of(product))

    assert (True, False) == (kept.kept, broken.kept)
    assert kept.value is not None
    assert "(limit 1)" in kept.sentence
    assert "(limit 0)" in broken.sentence


def test_it_is_never_scored(product: Product) -> None:
    product.refresh()
    before = board_of(product)
    keep_in_sight(product, "{metric: tickets, at_most: 0}")
    product.refresh()
    after = board_of(product)

    assert [card.status for card in before.objectives] == [card.status for card in after.objectives]
    assert [card.score for card in before.objectives] == [card.score for card in after.objectives]
    assert before.counts == after.counts
    assert () == before.health


def test_another_team_does_not_see_it(product: Product) -> None:
    keep_in_sight(product, "{metric: tickets, at_most: 9}")
    product.refresh()

    assert () == board_of(product, replace(SELECTION, team="platform")).health


def test_a_past_moment_has_what_was_kept_in_sight_then(product: Product) -> None:
    product.refresh(NOW - timedelta(days=7))
    keep_in_sight(product, "{metric: daily_actives, at_least: 1}")
    product.refresh()

    assert () == board_of(product, Selection(NOW, known_at=NOW - timedelta(days=6))).health
    assert 1 == len(states(board_of(product)))
