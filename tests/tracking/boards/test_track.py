"""Scores and difficulty across cycles, closed or not."""

from __future__ import annotations

from datetime import timedelta

from tests.tracking.product import NOW, Product
from tracking.boards.board import Selection, load_board
from tracking.boards.track import load_track
from tracking.store.connection import opened


def test_a_cycle_that_is_not_closed_has_the_means_of_its_key_results(product: Product) -> None:
    product.refresh()
    with opened(product.store) as store:
        track, board = load_track(store, Selection(NOW)), load_board(store, Selection(NOW))
    scores = {
        team: [
            card.score
            for objective in board.objectives
            if objective.objective.team == team
            for card in objective.cards
            if card.score is not None and card.key_result.weight > 0
        ]
        for team in ("growth", "platform")
    }

    assert ["2026-q4"] == [cycle.id for cycle in track.cycles]
    assert {} == track.closings
    assert {team: round(sum(found) / len(found), 9) for team, found in scores.items() if found} == {
        record.team: round(record.cycles[0].score or 0, 9) for record in track.teams
    }


def test_one_team_is_enough(product: Product) -> None:
    product.refresh()
    with opened(product.store) as store:
        track = load_track(store, Selection(NOW, team="growth"))

    assert ["growth"] == [record.team for record in track.teams]


def test_before_the_first_cycle_there_is_nothing(product: Product) -> None:
    product.refresh()
    with opened(product.store) as store:
        assert () == load_track(store, Selection(NOW - timedelta(days=200))).cycles
