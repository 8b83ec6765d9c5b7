"""A query that answers with nonsense: the message names source and metric, and the history is untouched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tracking.product import NOW, Product
from tracking.boards.board import Selection, load_board
from tracking.store.connection import opened
from tracking.store.readings import latest
from tracking.store.runs import Outcome

METRIC = """
metrics:
  odd:
    title: An odd one
    kind: sql
    source: support
    grain: week
    sql: "{sql}"
    unit: points
    better: up
    owner: growth
"""


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select 'twelve' as value where :period_start < :period_end", "not a number. Cast it"),
        ("select 1 as value union all select 2 where :period_start < :period_end", "row"),
        ("select 1 as something where :period_start < :period_end", "value"),
        ("select 9e999 as value where :period_start < :period_end", "finite"),
        ("select price as value from tickets where :period_start < :period_end", "price"),
    ],
)
def test_an_answer_that_is_no_number_is_named_and_costs_one_metric(product: Product, sql: str, says: str) -> None:
    """Faults 63, 66 and 67."""
    product.refresh()
    with opened(product.store) as store, store.reading() as connection:
        before = latest(connection)
    product.write("metrics/odd.yaml", METRIC.format(sql=sql))

    report = product.refresh(NOW + timedelta(minutes=5))

    failures = {run.metric: run.failure for run in report.metrics if run.failure}
    assert set(failures) == {"odd"}
    assert "support.odd" in failures["odd"]
    assert says in failures["odd"]
    assert report.run.outcome is Outcome.PARTIAL
    with opened(product.store) as store, store.reading() as connection:
        assert latest(connection) == before


def test_null_is_no_data_and_no_error(product: Product) -> None:
    """Faults 61 and 62."""
    product.write("metrics/odd.yaml", METRIC.format(sql="select null as value where :period_start < :period_end"))

    report = product.refresh()

    assert report.run.outcome is Outcome.OK
    with opened(product.store) as store, store.reading() as connection:
        states = {line.metric: state for line, (_, _, state) in latest(connection).items()}
    assert states["odd"] in {"no_data", "too_early"}


def test_an_empty_database_is_told_and_the_other_source_is_read(product: Product) -> None:
    product.sql("support", "DELETE FROM tickets")

    report = product.refresh()

    outcomes = {run.source: run.outcome for run in report.sources}
    assert outcomes == {"product": Outcome.OK, "support": Outcome.FAILED}
    (failure,) = {run.failure for run in report.metrics if run.failure}
    assert "source support: there is not one row with a time" in failure


def test_one_metric_of_several_tables_may_lose_its_own(product: Product) -> None:
    text = (product.files / "sources.yaml").read_text(encoding="utf-8")
    events = "    events: {table: tickets, actor: user_id, time: at, event: ticket, stored_as: utc_naive}\n"
    product.write("sources.yaml", text.replace(events, ""))
    product.write("metrics/more.yaml", CALLS)

    report = product.refresh()

    assert {run.metric for run in report.metrics if run.failure} == {"calls"}


CALLS = """
metrics:
  calls:
    title: Calls of a day
    kind: aggregate
    source: support
    from: {table: calls, time: at, stored_as: utc_naive}
    measure: {count: rows}
    fill: 0
    unit: calls
    better: down
    owner: platform
"""


def test_every_key_result_is_shown_while_its_source_is_down(product: Product) -> None:
    """Faults 56 and 57."""
    product.refresh()
    for database in ("product", "support"):
        (product.folder / f"{database}.sqlite").unlink()

    report = product.refresh(NOW + timedelta(days=1))

    assert report.run.outcome is Outcome.FAILED
    with opened(product.store) as store:
        board = load_board(store, Selection(NOW + timedelta(days=1)))
    cards = [card for objective in board.objectives for card in objective.cards]
    assert len(cards) == 4
    assert all(fresh.failure and fresh.read_at == NOW for fresh in board.freshness)
