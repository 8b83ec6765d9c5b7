"""Stickiness, case by case; many windows are told by what enters and leaves them, few by looking at each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import asked, at, events, pasted, reading
from tests.metrics.conformance.bench import Bench

SHARE: dict[str, Any] = {"kind": "stickiness", "active": {"event": "any"}, "over": "7 days"}
BARS: dict[str, Any] = {
    "kind": "stickiness",
    "active": {"event": "any"},
    "histogram": "exact",
    "periods": 7,
    "unit": "users",
}
DAYS = {"daily": range(1, 22), "weekly": (3, 10, 17), "once": (5,), "twice a day": (8, 9, 10)}
TABLES = events(
    *[(who, at(clock, day), "open") for who, days in DAYS.items() for day in days for clock in ("08:00", "20:00")]
)


def days_in(who: str, last: int) -> int:
    """On how many of the seven days that end with a day of March somebody is active."""
    return sum(last - 6 <= day <= last for day in DAYS[who])


def spanning(first: int, last: int) -> tuple[date, date]:
    return date(2026, 3, first), date(2026, 3, last) + timedelta(days=1)


@pytest.mark.parametrize("first", [7, 18])
def test_the_share_is_mean_daily_actives_over_distinct_actors(bench: Bench, first: int) -> None:
    found = asked(bench, SHARE, TABLES, span=spanning(first, 21)).readings
    assert 22 - first == len(found)
    for one, last in zip(found, range(first, 22), strict=True):
        active = [days_in(who, last) for who in DAYS]
        actors = sum(days > 0 for days in active)
        assert (sum(active) / 7, actors) == (one.numerator, one.denominator)
        assert pytest.approx(sum(active) / 7 / actors) == one.value


def test_its_interval_comes_from_the_actors_shares_of_active_days(bench: Bench) -> None:
    found = reading(bench, SHARE, TABLES, span=spanning(10, 10))
    shares = [days_in(who, 10) / 7 for who in DAYS]  # 7, 2, 1 and 3 of 7 days
    mean = sum(shares) / 4
    half = 1.959963984540054 * (sum((share - mean) ** 2 for share in shares) / 3 / 4) ** 0.5
    assert pytest.approx((mean - half, mean + half)) == (found.lower, found.upper)


@pytest.mark.parametrize("first", [7, 20])
@pytest.mark.parametrize("way", ["exact", "cumulative"])
def test_bars_count_actors_by_active_days(bench: Bench, first: int, way: str) -> None:
    found = asked(bench, {**BARS, "histogram": way}, TABLES, span=spanning(first, 21)).readings
    for one, last in zip(found, range(first, 22), strict=True):
        counts = [days_in(who, last) for who in DAYS]
        bars = [sum(c == bar or (way == "cumulative" and c > bar) for c in counts) for bar in range(1, 8)]
        assert bars == one.fields["histogram"]
        assert sum(count > 0 for count in counts) == one.n


def test_events_of_a_day_can_be_required(bench: Bench) -> None:
    tables = events(*[("u", at("08:00", day), "open") for day in range(1, 8)], ("u", at("09:00", 3), "open"))
    found = asked(bench, {**BARS, "at_least": 2}, tables, span=spanning(7, 12)).readings
    assert [[1, 0, 0, 0, 0, 0, 0]] * 3 + [[0] * 7] * 3 == [one.fields["histogram"] for one in found]
    assert State.NOBODY == found[-1].state


def test_a_window_of_one_day_is_always_one(bench: Bench) -> None:
    found = asked(bench, {**SHARE, "over": "1 day"}, TABLES, span=spanning(1, 22)).readings
    assert {1.0} == {one.value for one in found[:-1]}
    assert State.NOBODY == found[-1].state


def test_windows_need_the_whole_of_their_history(bench: Bench) -> None:
    found = reading(bench, SHARE, TABLES, span=spanning(6, 6))
    assert (State.NO_DATA, None) == (found.state, found.value)
    assert "2026-03-01" in found.reason


def test_groups_are_counted_apart(bench: Bench) -> None:
    rows = [("a", at("08:00", day), "open", "pro") for day in range(1, 11)]
    tables = events(*rows, ("b", at("08:00", 4), "open", "free"))
    found = asked(bench, {**SHARE, "breakdown": {"event": "plan"}}, tables, span=spanning(7, 10)).readings
    assert [("free", 1), ("pro", 1)] == [(one.group, one.n) for one in found[:2]]
    assert [1 / 7, 1, 1 / 7, 1] == [pytest.approx(one.value) for one in found[:4]]


def test_the_total_adds_up_both_sides_and_is_no_mean_of_shares(bench: Bench) -> None:
    rows = [(f"u{number}", at("08:00"), "open") for number in range(9)]
    tables = events(*rows, ("a", at("08:00", 2), "open"), ("a", at("08:00", 3), "open"))
    found = asked(bench, {**SHARE, "over": "2 days"}, tables, span=spanning(1, 3))
    assert [None, 0.5, pytest.approx(0.5 + 0.5)] == [one.value for one in found.readings]
    assert found.total is not None
    # 5 of 10 actors a day, then 1 of 1: not the mean of 0.5 and 1.
    assert (6, 11) == (found.total.numerator, found.total.denominator)
    assert pytest.approx(6 / 11) == found.total.value


def test_the_receipt_is_the_share_of_the_newest_window(bench: Bench) -> None:
    expected = reading(bench, SHARE, TABLES, span=spanning(10, 10)).value
    assert pytest.approx(expected) == pasted(bench, SHARE, TABLES, span=spanning(10, 10))
