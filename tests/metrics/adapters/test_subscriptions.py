"""Subscriptions, worked by hand: what is active at an instant, and what became of each customer's amount."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okr.words import State
from tests.metrics.adapters.made import asked, events, pasted, refused, values
from tests.metrics.conformance.bench import Bench, Table, open_bench

LEDGER: dict[str, Any] = {
    "table": "subscriptions",
    "customer": "customer",
    "start": "started",
    "end": "ended",
    "amount": "amount",
    "interval": "billed",
    "stored_as": "local_date",
}
COLUMNS = {"customer": "text", "started": "date", "ended": "date", "amount": "number", "billed": "text", "plan": "text"}
MONTHS = (date(2026, 1, 1), date(2026, 6, 1))
MOVEMENTS = ("new", "reactivation", "upgrade", "downgrade", "churn")
BOOK = (
    ("anna", "2026-01-10", None, 240.0, "year", "team"),
    ("bert", "2026-01-20", "2026-03-01", 30.0, "month", "solo"),
    ("bert", "2026-05-02", None, 40.0, "month", "solo"),
    ("cora", "2026-02-05", "2026-04-11", 50.0, "month", "team"),
    ("cora", "2026-04-11", None, 80.0, "month", "team"),
    ("dora", "2026-02-07", "2026-05-20", 60.0, "month", "team"),
    ("dora", "2026-05-20", None, 10.0, "month", "solo"),
    ("emil", "2026-03-03", "2026-03-30", 99.0, "month", "solo"),
)
"""MRR at the ends of January to May: 50, 160, 130, 160, 150."""


def metric(figure: str, **more: Any) -> dict[str, Any]:
    unit = "share" if figure in ("logo_churn", "nrr", "grr") else "EUR"
    return {"kind": "subscriptions", "from": LEDGER, "figure": figure, "grain": "month", "unit": unit, **more}


def ledger(rows: Sequence[tuple[Any, ...]] = BOOK) -> dict[str, Table]:
    return {**events(), "subscriptions": Table(COLUMNS, list(rows))}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("mrr", [50, 160, 130, 160, 150]),
        ("new", [50, 110, 0, 0, 0]),
        ("reactivation", [0, 0, 0, 0, 40]),
        ("upgrade", [0, 0, 0, 30, 0]),
        ("downgrade", [0, 0, 0, 0, 50]),
        ("churn", [0, 0, 30, 0, 0]),
        ("active", [2, 4, 3, 3, 4]),
        ("logo_churn", [None, 0, 1 / 4, 0, 0]),
        ("nrr", [None, 1, 130 / 160, 160 / 130, 110 / 160]),
        ("grr", [None, 1, 130 / 160, 1, 110 / 160]),
    ],
)
def test_a_small_book_month_by_month(bench: Bench, figure: str, expected: list[float | None]) -> None:
    assert pytest.approx(expected) == values(asked(bench, metric(figure), ledger(), span=MONTHS).readings)


def test_who_ends_on_the_first_of_a_month_was_active_to_the_end_of_the_one_before(bench: Bench) -> None:
    rows = [("a", "2026-01-01", "2026-03-01", 10.0, "month", None)]
    assert [10, 10, 0, 0, 0] == values(asked(bench, metric("mrr"), ledger(rows), span=MONTHS).readings)


def test_the_end_of_the_data_is_no_churn(bench: Bench) -> None:
    """A ledger that is paid up to a day says nothing of the time behind it."""
    rows = [("a", "2026-01-01", "2026-03-01", 10.0, "month", None), ("b", "2026-01-01", None, 5.0, "month", None)]
    known = asked(bench, metric("churn"), ledger(rows), span=MONTHS, watermark=datetime(2026, 3, 1, tzinfo=UTC))

    assert [0, 0, None, None, None] == values(known.readings)
    assert [State.TOO_EARLY] * 3 == [one.state for one in known.readings[2:]]
    assert known.total is not None
    assert 0 == known.total.value


def test_what_a_later_row_says_is_not_known_yet(bench: Bench) -> None:
    early = datetime(2026, 3, 15, tzinfo=UTC)
    found = asked(bench, metric("mrr"), ledger(), span=MONTHS, watermark=early)

    assert [50, 160, None, None, None] == values(found.readings)
    assert found.total is not None
    assert 160 == found.total.value


def test_mrr_gives_its_movements_beside_it(bench: Bench) -> None:
    may = asked(bench, metric("mrr"), ledger(), span=MONTHS).readings[-1]

    assert {"before": 160, "new": 0, "reactivation": 40, "upgrade": 0, "downgrade": 50, "churn": 0} == may.fields
    assert 4 == may.n


def test_amounts_of_unknown_interval_customer_or_amount_are_left_out_and_counted(bench: Bench) -> None:
    rows = [
        ("a", "2026-01-01", None, 10.0, "month", None),
        ("b", "2026-01-01", None, 10.0, "fortnight", None),
        (None, "2026-01-01", None, 10.0, "month", None),
        ("", "2026-01-01", None, 10.0, "month", None),
        ("c", "2026-01-01", "2026-02-01", None, "month", None),
    ]
    found = asked(bench, metric("mrr"), ledger(rows), span=MONTHS).readings

    assert [10] * 5 == values(found)
    assert [4, 3, 3, 3, 3] == [one.excluded_null for one in found]


def test_intervals_may_have_words_of_ones_own_or_be_the_same_for_all(bench: Bench) -> None:
    rows = [("a", "2026-01-01", None, 24.0, "jahr", None)]
    own = metric("mrr", intervals={"Jahr": 12})
    fixed = metric("mrr") | {"from": {**LEDGER, "interval": {"months": 6}}}
    plain = metric("mrr") | {"from": {key: value for key, value in LEDGER.items() if key != "interval"}}

    figures = [asked(bench, one, ledger(rows), span=MONTHS).readings[0].value for one in (own, fixed, plain)]
    assert [2, 4, 24] == figures


def test_other_currencies_come_at_the_stated_rate(bench: Bench) -> None:
    rows = [
        ("a", "2026-01-01", None, 10.0, "month", "EUR"),
        ("b", "2026-01-01", None, 10.0, "month", "USD"),
        ("c", "2026-01-01", None, 10.0, "month", "SEK"),
    ]
    priced = metric("mrr", rates={"EUR": 1, "USD": 0.5}) | {"from": {**LEDGER, "currency": "plan"}}
    first = asked(bench, priced, ledger(rows), span=MONTHS).readings[0]

    assert (15, 1) == (first.value, first.excluded_null)


def test_a_customer_who_was_active_only_within_a_month_is_new_nowhere_and_comes_back_later(bench: Bench) -> None:
    rows = [
        ("a", "2026-01-05", "2026-01-20", 10.0, "month", None),
        ("a", "2026-03-05", None, 10.0, "month", None),
        ("b", "2026-01-05", "2026-01-20", 0.0, "month", None),
        ("b", "2026-03-05", None, 7.0, "month", None),
    ]
    assert [0, 0, 7, 0, 0] == values(asked(bench, metric("new"), ledger(rows), span=MONTHS).readings)
    assert [0, 0, 10, 0, 0] == values(asked(bench, metric("reactivation"), ledger(rows), span=MONTHS).readings)


def test_before_the_first_subscription_there_is_no_figure_and_after_the_last_it_is_nothing(bench: Bench) -> None:
    rows = [("a", "2026-02-05", "2026-03-20", 10.0, "month", None)]
    found = asked(bench, metric("mrr"), ledger(rows), span=MONTHS).readings

    assert [None, 10, 0, 0, 0] == values(found)
    assert State.NO_DATA is found[0].state


def test_groups_are_ledgers_of_their_own(bench: Bench) -> None:
    may = asked(bench, metric("mrr", breakdown={"event": "plan"}), ledger(), span=MONTHS).readings[-2:]
    churn = asked(bench, metric("churn", breakdown={"event": "plan"}), ledger(), span=MONTHS).readings[-2:]

    assert [("solo", 50), ("team", 100)] == [(one.group, one.value) for one in may]
    assert [("solo", 0), ("team", 60)] == [(one.group, one.value) for one in churn]


@pytest.mark.parametrize(
    ("figure", "total"),
    [("mrr", 150), ("active", 4), ("new", 160), ("churn", 30), ("logo_churn", 1 / 12), ("nrr", 450 / 500)],
)
def test_a_span_pools_its_months(bench: Bench, figure: str, total: float) -> None:
    found = asked(bench, metric(figure), ledger(), span=MONTHS).total
    assert found is not None
    assert pytest.approx(total) == found.value


@pytest.mark.parametrize("figure", ["mrr", "upgrade", "active", "logo_churn", "nrr", "grr"])
def test_the_receipt_gives_the_figure_of_the_span(bench: Bench, figure: str) -> None:
    total = asked(bench, metric(figure), ledger(), span=MONTHS).total
    assert total is not None
    assert pytest.approx(total.value) == pasted(bench, metric(figure), ledger(), span=MONTHS)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"figure": "profit"}, "mrr"),
        ({"rates": {"EUR": 1}}, "currency and rates belong together"),
        ({"rates": {"EUR": 0}}, "above 0"),
        ({"from": {**LEDGER, "currency": "plan"}}, "currency and rates belong together"),
        ({"from": {**LEDGER, "end": "started"}}, "the same column"),
        ({"from": {**LEDGER, "interval": {"months": 0}}}, "at least 1"),
        ({"from": {**LEDGER, "interval": {"months": 1}}, "intervals": {"jahr": 12}}, "words of a column"),
        ({"from": {key: value for key, value in LEDGER.items() if key != "amount"}}, '"amount" is missing'),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, Any], words: str) -> None:
    assert words in refused(metric("mrr") | change)


SPELL = st.tuples(
    st.sampled_from("abc"),
    st.integers(0, 160),
    st.one_of(st.none(), st.integers(0, 90)),
    st.sampled_from((12.0, 30.0, 120.0, 0.0)),
    st.sampled_from(("month", "year")),
)


@given(rows=st.lists(SPELL, max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_movements_of_every_month_close(rows: list[tuple[str, int, int | None, float, str]]) -> None:
    first = date(2026, 1, 1)
    book = []
    for customer, start, length, amount, billed in rows:
        begins = first + timedelta(days=start)
        ends = None if length is None else begins + timedelta(days=length)
        book.append((customer, begins, ends, amount, billed, None))
    with open_bench("sqlite", "sqlite:///:memory:") as bench:
        found = asked(bench, metric("mrr"), ledger(book), span=(first, date(2026, 7, 1))).readings
    before = 0.0
    for one in found:
        moves = {name: one.fields.get(name, 0) for name in MOVEMENTS}
        gained = moves["new"] + moves["reactivation"] + moves["upgrade"]
        assert all(amount >= 0 for amount in moves.values())
        assert pytest.approx(before + gained - moves["downgrade"] - moves["churn"]) == one.value or one.value is None
        before = one.value or 0.0
