"""Conversion, case by case: what an entry is, when it converts, when it counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import MARCH, asked, at, events, pasted, reading, values
from tests.metrics.conformance.bench import Bench, Table

SIGNED, MADE, SHARED = {"event": "signed"}, {"event": "made"}, {"event": "shared"}
FUNNEL: dict[str, Any] = {"kind": "conversion", "steps": [SIGNED, MADE], "within": "1 hour"}


def told(bench: Bench, metric: dict[str, Any], tables: dict[str, Table], **more: Any) -> tuple[int, int]:
    """Numerator and denominator, after making sure that the receipt gives the same figure."""
    found = reading(bench, metric, tables, **more)
    assert found.value == pytest.approx(pasted(bench, metric, tables, **more))
    return int(found.numerator or 0), int(found.denominator or 0)


@pytest.mark.parametrize(
    ("made_at", "expected"),
    [
        pytest.param(at("11:00"), 1, id="exactly at the far edge"),
        pytest.param(at("11:00:00.000001"), 0, id="a microsecond beyond it"),
        pytest.param(at("10:00"), 1, id="in the same instant"),
        pytest.param(at("09:59:59.999999"), 0, id="a microsecond before the entry"),
    ],
)
def test_a_window_holds_both_of_its_edges(bench: Bench, made_at: datetime, expected: int) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", made_at, "made"))
    assert (expected, 1) == told(bench, FUNNEL, tables)


def test_a_conversion_is_looked_for_beyond_the_end_of_the_period(bench: Bench) -> None:
    tables = events(("u", at("23:30"), "signed"), ("u", at("00:30", 2), "made"))
    assert (1, 1) == told(bench, FUNNEL, tables)


def test_an_immature_entry_leaves_both_sides_even_when_it_has_converted(bench: Bench) -> None:
    tables = events(
        ("u", at("10:00"), "signed"),
        ("u", at("10:10"), "made"),
        ("v", at("08:00"), "signed"),
    )
    seen_until = datetime(2026, 3, 1, 10, 59, tzinfo=UTC)
    found = reading(bench, FUNNEL, tables, watermark=seen_until)
    assert (0, 1, 1) == (found.numerator, found.denominator, found.excluded_immature)
    assert datetime(2026, 3, 2, 1, tzinfo=UTC) == found.mature_at


def test_with_immature_entries_only_it_is_too_early_and_says_until_when(bench: Bench) -> None:
    tables = events(("u", at("23:30"), "signed"), ("u", at("23:31"), "made"))
    found = reading(bench, FUNNEL, tables, watermark=datetime(2026, 3, 2, 0, 29, tzinfo=UTC))
    assert (State.TOO_EARLY, None, 1) == (found.state, found.value, found.excluded_immature)
    assert "2026-03-02" in found.reason


def test_nobody_is_an_absence_and_not_zero(bench: Bench) -> None:
    """Fault 61."""
    found = reading(bench, FUNNEL, events(("u", at("10:00"), "made")))
    assert (State.NOBODY, None, 0, 0) == (found.state, found.value, found.numerator, found.denominator)


def test_entries_without_an_actor_are_left_out_and_counted(bench: Bench) -> None:
    tables = events((None, at("10:00"), "signed"), ("", at("10:00"), "signed"), ("u", at("10:00"), "signed"))
    found = reading(bench, FUNNEL, tables)
    assert (1, 2) == (found.denominator, found.excluded_null)


def test_one_event_fills_one_step(bench: Bench) -> None:
    again = {**FUNNEL, "steps": [SIGNED, SIGNED]}
    assert (0, 1) == told(bench, again, events(("u", at("10:00"), "signed")))
    assert (1, 1) == told(bench, again, events(("u", at("10:00"), "signed"), ("u", at("10:00"), "signed")))
    anything = {**FUNNEL, "steps": [SIGNED, {"event": "any"}, {"any_of": ["signed", "made"]}]}
    two, three = [("u", at("10:00"), "signed"), ("u", at("10:01"), "made")], ("u", at("10:01"), "signed")
    assert (0, 1) == told(bench, anything, events(*two))
    assert (1, 1) == told(bench, anything, events(*two, three))


def test_steps_come_in_the_order_listed(bench: Bench) -> None:
    metric = {**FUNNEL, "steps": [SIGNED, MADE, SHARED]}
    early = events(("u", at("10:00"), "signed"), ("u", at("10:10"), "shared"), ("u", at("10:20"), "made"))
    assert (0, 1) == told(bench, metric, early)
    assert (1, 1) == told(bench, {**metric, "order": "unordered"}, early)
    tied = events(("u", at("10:00"), "shared"), ("u", at("10:00"), "made"), ("u", at("10:00"), "signed"))
    assert (1, 1) == told(bench, metric, tied)


def test_without_order_any_step_opens_the_attempt(bench: Bench) -> None:
    metric = {**FUNNEL, "order": "unordered"}
    assert (1, 1) == told(bench, metric, events(("u", at("10:00"), "made"), ("u", at("11:00"), "signed")))
    assert (0, 1) == told(bench, metric, events(("u", at("10:00"), "made"), ("u", at("11:00:01"), "signed")))


def test_strict_lets_nothing_else_come_between(bench: Bench) -> None:
    metric = {**FUNNEL, "order": "strict"}
    steps = [("u", at("10:00"), "signed"), ("u", at("10:20"), "made")]
    assert (1, 1) == told(bench, metric, events(*steps))
    assert (0, 1) == told(bench, metric, events(*steps, ("u", at("10:10"), "looked")))
    assert (1, 1) == told(bench, metric, events(*steps, ("u", at("10:20"), "looked"), ("v", at("10:10"), "looked")))


def test_strict_may_wait_for_a_later_event_of_the_same_kind(bench: Bench) -> None:
    metric = {**FUNNEL, "order": "strict", "steps": [SIGNED, SIGNED, MADE]}
    rows = [("u", at("10:00"), "signed"), ("u", at("10:00"), "signed"), ("u", at("10:10"), "signed")]
    assert (1, 1) == told(bench, metric, events(*rows, ("u", at("10:20"), "made")))


def test_the_first_entry_of_the_period_counts_unless_the_best_is_asked_for(bench: Bench) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", at("12:00"), "signed"), ("u", at("12:10"), "made"))
    assert (0, 1) == told(bench, FUNNEL, tables)
    assert (1, 1) == told(bench, {**FUNNEL, "entry": "best"}, tables)


def test_the_best_entry_waits_until_all_entries_are_mature(bench: Bench) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", at("10:10"), "made"), ("u", at("20:00"), "signed"))
    metric = {**FUNNEL, "entry": "best"}
    found = reading(bench, metric, tables, watermark=datetime(2026, 3, 1, 20, 30, tzinfo=UTC))
    assert (State.TOO_EARLY, 1) == (found.state, found.excluded_immature)


def test_an_exclusion_takes_the_entry_out_between_its_steps_only(bench: Bench) -> None:
    metric = {**FUNNEL, "exclusions": [{"event": "left", "after_step": 1}]}
    steps = [("u", at("10:00"), "signed"), ("u", at("10:20"), "made"), ("v", at("10:00"), "signed")]
    assert (1, 2) == told(bench, metric, events(*steps))
    between = reading(bench, metric, events(*steps, ("u", at("10:10"), "left")))
    assert (0, 1, {"excluded": 1}) == (between.numerator, between.denominator, between.fields)
    assert (1, 2) == told(bench, metric, events(*steps, ("u", at("10:20"), "left")))
    assert (1, 1) == told(bench, metric, events(*steps, ("v", at("11:00"), "left")))
    assert (1, 2) == told(bench, metric, events(*steps, ("v", at("11:00:01"), "left")))


def test_steps_share_the_properties_that_are_held(bench: Bench) -> None:
    metric = {**FUNNEL, "same": ["device"]}
    rows = [("u", at("10:00"), "signed", None, "phone"), ("u", at("10:10"), "made", None, "desk")]
    assert (0, 1) == told(bench, metric, events(*rows))
    assert (1, 1) == told(bench, metric, events(*rows, ("u", at("10:20"), "made", None, "phone")))
    unknown = [("u", at("10:00"), "signed", None, None), ("u", at("10:10"), "made", None, None)]
    assert (0, 1) == told(bench, metric, events(*unknown))


def test_a_filter_decides_before_anything_is_called_first(bench: Bench) -> None:
    metric = {**FUNNEL, "steps": [{**SIGNED, "where": {"plan": "pro"}}, MADE]}
    tables = events(
        ("u", at("08:00"), "signed", "free"),
        ("u", at("10:00"), "signed", "pro"),
        ("u", at("10:10"), "made", "free"),
    )
    assert (1, 1) == told(bench, metric, tables)
    assert (0, 1) == told(bench, {**metric, "where": {"plan": "pro"}}, tables)


def test_a_step_in_the_middle_can_be_the_base(bench: Bench) -> None:
    metric = {**FUNNEL, "steps": [SIGNED, MADE, SHARED], "from_step": 2}
    tables = events(
        *[(who, at("10:00"), "signed") for who in "abc"],
        *[(who, at("10:10"), "made") for who in "ab"],
        ("a", at("10:20"), "shared"),
    )
    assert (1, 2) == told(bench, metric, tables)
    assert (2, 3) == told(bench, {**metric, "from_step": 1, "to_step": 2}, tables)


def test_every_entry_can_count(bench: Bench) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", at("10:30"), "signed"), ("u", at("10:40"), "made"))
    assert (2, 2) == told(bench, {**FUNNEL, "count": "events"}, tables)
    assert (1, 2) == told(bench, {**FUNNEL, "count": "events", "credit": "latest"}, tables)


def test_a_conversion_is_credited_to_the_latest_entry_before_it(bench: Bench) -> None:
    """The shape of a conversion metric over visits and buys: base events by day, each buy to its latest visit."""
    metric = {**FUNNEL, "within": "7 days", "entry": "best", "credit": "latest"}
    tables = events(("u", at("10:00"), "signed"), ("u", at("10:00", 2), "signed"), ("u", at("12:00", 2), "made"))
    found = asked(bench, metric, tables, span=(MARCH[0], date(2026, 3, 3)))
    assert [0, 1] == values(found.readings)


@pytest.mark.parametrize("plans", [("pro", "free"), ("free", "pro")])
def test_a_later_entry_takes_the_conversion_whatever_others_of_its_instant_do(
    bench: Bench, plans: tuple[str, str]
) -> None:
    """Of two entries on the second day the one with the pro plan leads nowhere: it is the second step of the other."""
    second = {"any_of": ["signed", "made"], "where": {"plan": "pro"}}
    metric = {**FUNNEL, "steps": [SIGNED, second, MADE], "within": "7 days", "entry": "best", "credit": "latest"}
    moment = at("12:00", 2)
    tables = events(
        ("u", at("10:00"), "signed", "free"),
        *[("u", moment, "signed", plan) for plan in plans],
        ("u", moment, "made", "free"),
    )
    found = asked(bench, metric, tables, span=(MARCH[0], date(2026, 3, 3)))
    assert [0, 1] == values(found.readings)


def test_groups_are_those_of_the_entry(bench: Bench) -> None:
    tables = events(
        ("u", at("10:00"), "signed", "free"),
        ("u", at("10:10"), "made", "pro"),
        ("v", at("10:00"), "signed", "pro"),
    )
    found = asked(bench, {**FUNNEL, "breakdown": {"event": "plan"}}, tables).readings
    assert [("free", 1), ("pro", 0)] == [(one.group, one.value) for one in found]


def test_the_group_of_the_best_entry_is_that_of_the_attempt_that_went_furthest(bench: Bench) -> None:
    metric = {**FUNNEL, "steps": [SIGNED, MADE, SHARED], "entry": "best", "breakdown": {"event": "plan"}}
    tables = events(
        ("u", at("10:00"), "signed", "free"),
        ("u", at("12:00"), "signed", "pro"),
        ("u", at("12:10"), "made", "pro"),
        ("u", at("14:00"), "signed", "free"),
    )
    assert [("pro", 0)] == [(one.group, one.value) for one in asked(bench, metric, tables).readings]


def test_a_series_of_many_days_gives_what_its_parts_give(bench: Bench) -> None:
    """Beyond a hundred periods the query takes another way."""
    rows = [
        (f"u{number % 7}", at(f"{number % 24:02d}:{number:02d}", 1 + number % 28), ("signed", "made", "x")[number % 3])
        for number in range(60)
    ]
    metric = {**FUNNEL, "within": "3 days"}
    long = asked(bench, metric, events(*rows), span=(date(2026, 1, 1), date(2026, 5, 1)))
    short = asked(bench, metric, events(*rows), span=MARCH_AND_MORE)
    inside = [one for one in long.readings if MARCH_AND_MORE[0] <= one.period_start < MARCH_AND_MORE[1]]
    assert values(short.readings) == values(inside)
    assert any(values(inside))


MARCH_AND_MORE = (date(2026, 3, 1), date(2026, 4, 1))
