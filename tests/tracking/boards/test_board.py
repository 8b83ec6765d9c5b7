"""The read model: which cycle, which team, which moment, and nothing but the store."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from okr.errors import ConfigurationError, StoreError
from okr.scorecard import Board
from okr.words import Status
from tests.tracking.product import NOW, TODAY, Product
from tracking.boards.board import Selection, complete_to, freshness_of, load_board
from tracking.boards.insight import load_configuration, load_findings, load_last_run, load_receipt, load_sources
from tracking.store.connection import opened, prepare
from tracking.store.runs import Outcome

TWO_CYCLES = """
cycles:
  - {id: 2026-q3, start: 2026-07-06, end: 2026-10-05, timezone: UTC}
  - {id: 2026-q4, start: 2026-10-05, end: 2027-01-04, timezone: UTC}
"""


def board_of(product: Product, **choice: object) -> Board:
    with opened(product.store) as store:
        return load_board(store, Selection(NOW, **choice))  # type: ignore[arg-type]


def test_the_board_needs_neither_files_nor_sources(product: Product) -> None:
    product.refresh()
    shutil.rmtree(product.files)
    for database in ("product", "support"):
        (product.folder / f"{database}.sqlite").unlink()

    board = board_of(product)

    assert (board.cycle.id, board.week, board.weeks) == ("2026-q4", 7, 13)
    assert [objective.objective.team for objective in board.objectives] == ["growth", "platform"]
    assert sum(count for _, count in board.counts) == 4


def test_a_cycle_or_team_that_is_not_there_falls_back(product: Product) -> None:
    """Fault 109."""
    product.refresh()

    assert board_of(product, cycle="../../etc", team="'; drop table") == board_of(product)


def test_a_closed_cycle_is_shown_as_it_ended_and_later_failures_do_not_touch_it(product: Product) -> None:
    product.write("cycles.yaml", TWO_CYCLES)
    text = (product.files / "objectives/2026-q4/platform.yaml").read_text(encoding="utf-8")
    product.write("objectives/2026-q3/platform.yaml", text.replace("id: quiet", "id: quieter"))
    product.refresh(datetime(2026, 10, 5, 8, tzinfo=UTC))
    at_its_end = board_of(product, cycle="2026-q3")
    (product.folder / "support.sqlite").unlink()
    product.refresh()

    later = board_of(product, cycle="2026-q3")

    assert later.cycle.id == "2026-q3"
    assert [objective.cards[0].status for objective in later.objectives] == [
        objective.cards[0].status for objective in at_its_end.objectives
    ]
    assert later.objectives[0].cards[0].absence is None
    assert later.as_of == at_its_end.as_of


def test_before_the_first_refresh_the_board_says_what_to_do(product: Product) -> None:
    prepare(product.store, NOW)

    with opened(product.store) as store:
        with pytest.raises(StoreError, match="Nothing has been read yet"):
            load_board(store, Selection(NOW))
        assert load_sources(store) == ()
        assert load_configuration(store) is None
        assert load_last_run(store) is None
        assert load_findings(store).issues == ()


def test_files_without_a_readable_cycle_say_so(product: Product) -> None:
    product.write("cycles.yaml", "cycles: []\n")
    product.refresh()

    with opened(product.store) as store, pytest.raises(ConfigurationError, match="No cycle"):
        load_board(store, Selection(NOW))


def test_a_guard_is_read_over_the_window_of_its_key_result(product: Product) -> None:
    product.refresh()

    card = board_of(product).card("growth/habit/actives")

    assert card is not None
    (guard,) = card.guards
    assert guard.kept is True
    assert guard.value == pytest.approx(6, abs=0.5)


def test_a_baseline_that_is_not_written_is_what_was_measured_before_the_cycle(product: Product) -> None:
    product.change("objectives/2026-q4/platform.yaml", "        baseline: 8\n", "")
    product.refresh()

    card = board_of(product).card("platform/quiet/tickets")

    assert card is not None
    assert card.baseline_measured
    assert card.baseline == pytest.approx(6, abs=0.3)


def test_the_receipt_of_a_number_holds_its_query_and_when_it_was_read(product: Product) -> None:
    product.refresh()
    card = board_of(product).card("growth/habit/actives")
    assert card is not None
    assert card.current is not None

    with opened(product.store) as store:
        receipt = load_receipt(store, card.current)

    assert receipt is not None
    assert receipt.sql.startswith(("SELECT", "WITH"))
    assert receipt.read_at == NOW
    assert receipt.source is not None
    assert (receipt.source.id, receipt.back_filled) == ("product", False)


def test_the_sources_page_shows_the_last_runs_and_what_fails(product: Product) -> None:
    product.refresh()
    (product.folder / "support.sqlite").unlink()
    product.refresh(NOW + timedelta(days=1))

    with opened(product.store) as store:
        good, bad = load_sources(store)

    assert (good.definition.id, good.metrics, len(good.recent), good.failing) == ("product", 2, 2, ())
    assert (bad.definition.id, [run.metric for run in bad.failing]) == ("support", ["tickets"])
    assert bad.freshness.failing_since == NOW + timedelta(days=1)
    assert bad.freshness.complete_to is not None


def test_a_number_out_of_date_keeps_its_age_in_words(product: Product) -> None:
    product.refresh()

    with opened(product.store) as store:
        board = load_board(store, Selection(NOW + timedelta(days=9)))

    card = board.card("growth/habit/actives")
    assert card is not None
    assert card.status is Status.OUT_OF_DATE
    assert card.current is not None


def test_a_source_that_failed_after_it_told_its_watermark_is_complete_to_it(product: Product) -> None:
    """Fault 33."""
    report = product.refresh()
    (run,) = [run for run in report.sources if run.source == "product"]
    failed = replace(run, outcome=Outcome.FAILED, failure="product.daily_actives: no answer for 7 s")

    first, second = freshness_of(product.configuration, {"product": failed}, {})

    assert (first.complete_to, first.read_at) == (TODAY - timedelta(days=1), None)
    assert second.complete_to is None
    assert complete_to((first, second)) is None
    assert complete_to((first,)) == first.complete_to
    assert complete_to(()) is None
