"""Within the first session: which session that is, and when it is closed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import asked, at, events, pasted, reading
from tests.metrics.conformance.bench import Bench

METRIC: dict[str, Any] = {
    "kind": "conversion",
    "steps": [{"event": "signed"}, {"event": "made"}],
    "within": "first session",
}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([("10:30", "made")], 1, id="a pause of exactly the gap"),
        pytest.param([("10:30:00.000001", "made")], 0, id="a microsecond more"),
        pytest.param([("10:30", "looked"), ("11:00", "made")], 1, id="other events hold the session together"),
        pytest.param([("09:50", "made")], 0, id="done before the start, in the same session"),
        pytest.param([("09:50", "looked"), ("10:00", "made")], 1, id="in the instant of the start"),
    ],
)
def test_the_step_must_come_in_the_session_that_holds_the_start(
    bench: Bench, rows: list[tuple[str, str]], expected: int
) -> None:
    tables = events(("u", at("10:00"), "signed"), *[("u", at(clock), what) for clock, what in rows])
    assert expected == reading(bench, METRIC, tables).value == pasted(bench, METRIC, tables)


def test_only_the_very_first_start_opens_a_first_session(bench: Bench) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", at("10:00", 5), "signed"), ("u", at("10:01", 5), "made"))
    whole = asked(bench, METRIC, tables, span=(at("00:00").date(), at("00:00", 9).date()))
    assert [(0.0, 1)] == [(one.value, one.denominator) for one in whole.readings if one.denominator]


def test_a_session_goes_on_over_midnight_unless_it_is_cut_there(bench: Bench) -> None:
    tables = events(("u", at("23:50"), "signed"), ("u", at("00:10", 2), "made"))
    cut = {"sessions": {"gap": "30 minutes", "max": "24 hours", "cut_at_midnight": True}}
    assert 1 == reading(bench, METRIC, tables).value
    assert 0 == reading(bench, METRIC, tables, **cut).value
    # In Oslo both are after midnight, on the second.
    oslo = {"timezone": "Europe/Oslo", "span": (at("00:00", 2).date(), at("00:00", 3).date())}
    assert 1 == reading(bench, METRIC, tables, **cut, **oslo).value


def test_a_session_is_cut_at_its_longest(bench: Bench) -> None:
    steady = [("u", at(f"{10 + minute // 60}:{minute % 60:02d}"), "looked") for minute in range(0, 121, 30)]
    short = {"sessions": {"gap": "30 minutes", "max": "1 hour", "cut_at_midnight": False}}
    before, after = ("u", at("10:59:59"), "made"), ("u", at("11:00"), "made")
    assert 1 == reading(bench, METRIC, events(("u", at("10:00"), "signed"), before, *steady), **short).value
    assert 0 == reading(bench, METRIC, events(("u", at("10:00"), "signed"), after, *steady), **short).value


def test_pieces_are_counted_from_the_first_event_of_the_run_not_from_the_start(bench: Bench) -> None:
    steady = [("u", at(f"{9 + minute // 60:02d}:{minute % 60:02d}"), "looked") for minute in range(0, 181, 30)]
    short = {"sessions": {"gap": "30 minutes", "max": "1 hour", "cut_at_midnight": False}}
    tables = events(*steady, ("u", at("10:20"), "signed"), ("u", at("11:00"), "made"))
    assert 0 == reading(bench, METRIC, tables, **short).value
    tables = events(*steady, ("u", at("10:20"), "signed"), ("u", at("10:59"), "made"))
    assert 1 == reading(bench, METRIC, tables, **short).value


def test_an_entry_counts_once_its_session_is_closed(bench: Bench) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", at("10:20"), "made"))
    open_still = reading(bench, METRIC, tables, watermark=datetime(2026, 3, 1, 10, 49, 59, tzinfo=UTC))
    closed = reading(bench, METRIC, tables, watermark=datetime(2026, 3, 1, 10, 50, tzinfo=UTC))
    assert (State.TOO_EARLY, 1) == (open_still.state, open_still.excluded_immature)
    assert (1, 1) == (closed.value, closed.denominator)
    assert datetime(2026, 3, 3, 0, 30, tzinfo=UTC) == closed.mature_at


def test_the_metrics_filter_does_not_tear_a_session_apart(bench: Bench) -> None:
    metric = {**METRIC, "where": {"plan": "pro"}}
    rows = [
        ("u", at("10:00"), "signed", "pro"),
        ("u", at("10:25"), "looked", "free"),
        ("u", at("10:50"), "made", "pro"),
    ]
    assert 1 == reading(bench, metric, events(*rows)).value
