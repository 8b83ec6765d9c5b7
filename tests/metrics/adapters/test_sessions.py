"""Sessions, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import MARCH, asked, at, events, pasted, reading, refused, values
from tests.metrics.conformance.bench import Bench

ANY: dict[str, Any] = {"kind": "sessions", "active": {"event": "any"}, "unit": "minutes"}
COUNT = {**ANY, "figure": "count", "unit": "sessions"}
MEAN = {**ANY, "figure": "mean_duration"}
ENCLOSED: dict[str, Any] = {
    "kind": "sessions",
    "from": {"event": "call"},
    "to": {"event": "hang up"},
    "unit": "minutes",
}
TABLES = events(
    ("ann", at("09:00"), "open"),
    ("ann", at("09:30"), "open"),
    ("ann", at("10:00:00.000001"), "open"),
    ("ann", at("10:00:30"), "open"),
    ("bob", at("12:00"), "open"),
    ("bob", at("12:00"), "open"),
    (None, at("12:00"), "open"),
)
"""Ann: 30 minutes, and 30 seconds less a microsecond; Bob: one instant."""


def test_a_pause_longer_than_the_gap_ends_a_session(bench: Bench) -> None:
    found = reading(bench, COUNT, TABLES)
    assert (3, 3, 1) == (found.value, found.n, found.excluded_null)
    assert [2] == values(asked(bench, {**COUNT, "gap": "31 minutes"}, TABLES).readings)


def test_the_mean_lasts_over_sessions_with_an_interval_over_actors(bench: Bench) -> None:
    found = reading(bench, MEAN, TABLES)
    total = 30 + 0.5 - 1e-6 / 60
    assert pytest.approx((total / 3, total, 3, 2)) == (found.value, found.numerator, found.denominator, found.n)
    # Ann has 2 sessions of that total, Bob 1 of nothing: the spread of y - ratio * x over both.
    spread = ((total - 2 * total / 3) ** 2 + (total / 3) ** 2) * 2
    half = 1.959963984540054 * spread**0.5 / 3
    assert pytest.approx((total / 3 - half, total / 3 + half)) == (found.lower, found.upper)


def test_sessions_of_an_actor(bench: Bench) -> None:
    found = reading(bench, {**ANY, "figure": "per_actor", "unit": "sessions"}, TABLES)
    assert (1.5, 3, 2, 2) == (found.value, found.numerator, found.denominator, found.n)
    assert pytest.approx(1.5 + 1.959963984540054 * 0.5) == found.upper


def test_durations_have_a_median_and_bars(bench: Bench) -> None:
    found = reading(bench, {**ANY, "figure": "durations", "edges": ["1 second", "30 minutes"]}, TABLES)
    assert ([1, 1, 1], [1, 1800]) == (found.fields["histogram"], found.fields["edges"])
    assert pytest.approx(0.5, abs=1e-6) == found.value
    assert 3 == found.n


def test_a_session_goes_on_over_midnight_unless_it_is_cut_there(bench: Bench) -> None:
    tables = events(("ann", at("23:50"), "open"), ("ann", at("00:10", 2), "open"))
    two_days = (date(2026, 3, 1), date(2026, 3, 3))
    assert [1, 0] == values(asked(bench, COUNT, tables, span=two_days).readings)
    assert [1, 1] == values(asked(bench, {**COUNT, "cut_at_midnight": True}, tables, span=two_days).readings)
    assert [1, 1] == values(asked(bench, COUNT, tables, span=two_days, sessions={"cut_at_midnight": True}).readings)


def test_a_session_lasts_a_day_at_most(bench: Bench) -> None:
    tables = events(
        *(
            ("ann", at(f"{hour:02d}:{half}", day), "open")
            for day in (1, 2)
            for hour in range(24)
            for half in ("00", "30")
        )
    )
    found = asked(bench, MEAN, tables, span=(date(2026, 3, 1), date(2026, 3, 3))).readings
    assert [23.5 * 60, 23.5 * 60] == values(found)


def test_a_property_may_name_the_session(bench: Bench) -> None:
    tables = events(
        ("ann", at("09:00"), "open", "s1"),
        ("ann", at("15:00"), "open", "s1"),
        ("ann", at("15:00"), "open", "s2"),
        ("bob", at("15:00"), "open", "s1"),
        ("bob", at("15:00"), "open", ""),
        ("bob", at("15:00"), "open", None),
    )
    assert (3, 2) == (
        reading(bench, {**COUNT, "by": "plan"}, tables).value,
        reading(bench, {**COUNT, "by": "plan"}, tables).excluded_null,
    )
    assert pytest.approx(120) == reading(bench, {**MEAN, "by": "plan"}, tables).value


def test_one_event_may_open_a_session_and_another_close_it(bench: Bench) -> None:
    tables = events(
        ("ann", at("09:00"), "call"),
        ("ann", at("09:05"), "call"),
        ("ann", at("10:00"), "hang up"),
        ("ann", at("10:30"), "hang up"),
        ("ann", at("11:00"), "call"),
        ("ann", at("11:00"), "hang up"),
        ("bob", at("12:00"), "call"),
    )
    assert 3 == reading(bench, {**ENCLOSED, "figure": "count", "unit": "calls"}, tables).value
    found = reading(bench, {**ENCLOSED, "figure": "mean_duration"}, tables)
    assert (30, 2, 1, 1) == (found.value, found.denominator, found.n, found.excluded_null)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (COUNT, 2),
        ({**COUNT, "gap": "10 minutes"}, 4),
        ({**COUNT, "by": "plan"}, 1),
        ({**ENCLOSED, "from": {"event": "open"}, "to": {"event": "close"}, "figure": "count"}, 2),
    ],
)
def test_a_day_long_after_the_beginning_is_counted_alike(bench: Bench, metric: dict[str, Any], value: int) -> None:
    tables = events(
        *(("ann", at("09:00", day), "open", "s1") for day in range(1, 26)),
        ("ann", at("23:50", 19), "open", "s2"),
        ("ann", at("00:10", 20), "open", "s2"),
        ("ann", at("09:20", 20), "open", "s2"),
        ("bob", at("09:20", 20), "open", None),
        ("cid", at("09:20", 19), "open", "s1"),
    )
    found = asked(bench, metric, tables, span=(date(2026, 3, 1), date(2026, 3, 26))).readings[19]
    assert found.value == reading(bench, metric, tables, span=(date(2026, 3, 20), date(2026, 3, 21))).value
    assert value == found.value


def test_durations_wait_for_sessions_that_can_still_go_on(bench: Bench) -> None:
    tables = events(("ann", at("23:50"), "open"), ("bob", at("12:00"), "open"))
    early, late = datetime(2026, 3, 2, 0, 19, 59, tzinfo=UTC), datetime(2026, 3, 2, 0, 20, tzinfo=UTC)
    found = reading(bench, MEAN, tables, watermark=early)
    assert (State.TOO_EARLY, 1) == (found.state, found.excluded_immature)
    assert datetime(2026, 3, 3, 0, 30, tzinfo=UTC) == found.mature_at
    assert State.OK is reading(bench, MEAN, tables, watermark=late).state
    assert 2 == reading(bench, COUNT, tables, watermark=early).value


def test_a_day_without_a_session_has_none_of_no_length(bench: Bench) -> None:
    day = (date(2026, 3, 5), date(2026, 3, 6))
    assert 0 == reading(bench, COUNT, TABLES, span=day).value
    assert State.NOBODY is reading(bench, MEAN, TABLES, span=day).state


@pytest.mark.parametrize(
    ("figure", "value"), [("count", 3), ("mean_duration", 10.1667), ("per_actor", 1.5), ("durations", 0.5)]
)
def test_the_receipt_gives_the_figure(bench: Bench, figure: str, value: float) -> None:
    assert pytest.approx(value, rel=1e-4) == pasted(bench, {**ANY, "figure": figure}, TABLES, span=MARCH)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"figure": "count", "active": None}, '"active" is missing'),
        ({"figure": "count", "from": {"event": "open"}}, "from and to belong together"),
        ({"figure": "count", "by": "plan", "gap": "1 hour"}, "a gap ends only sessions"),
        ({"figure": "count", "quantile": 0.9}, "quantile belongs to figure: durations"),
        ({"figure": "durations", "edges": ["2 hours", "1 hour"]}, "the edges do not ascend"),
        ({"figure": "longest"}, "longest"),
    ],
)
def test_contradictions_are_refused_where_they_stand(keys: dict[str, Any], message: str) -> None:
    text = refused({**ANY, **keys})
    assert message in text
    assert "metrics/made.yaml:" in text
