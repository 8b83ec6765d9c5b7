"""Time to value, case by case: who is watched how long, and what the curve says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import MARCH, asked, at, events, pasted, reading
from tests.metrics.conformance.bench import Bench, Table

METRIC: dict[str, Any] = {
    "kind": "time_to_value",
    "start": {"event": "signed"},
    "value": {"event": "made"},
    "unit": "hours",
    "better": "down",
}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def waiting(hours: dict[str, int | None]) -> dict[str, Table]:
    """Actors that start at midnight and get there after so many hours, or not at all."""
    starts = [(who, at("00:00"), "signed") for who in hours]
    return events(*starts, *((who, at(f"{took:02d}:00"), "made") for who, took in hours.items() if took is not None))


def test_those_still_waiting_hold_the_median_back(bench: Bench) -> None:
    found = reading(bench, METRIC, waiting({"a": 1, "b": 2, "c": None, "d": None}))
    assert (2, 2, 4, 4) == (found.value, found.numerator, found.denominator, found.n)
    assert 2 == pasted(bench, METRIC, waiting({"a": 1, "b": 2, "c": None, "d": None}))


def test_converters_alone_must_be_asked_for_by_name(bench: Bench) -> None:
    metric = {**METRIC, "population": "converters"}
    tables = waiting({"a": 1, "b": 2, "c": 9, "d": None})
    found = reading(bench, metric, tables)
    assert (2, 3, 4) == (found.value, found.n, found.denominator)
    assert 2 == pasted(bench, metric, tables)


def test_not_reached_is_an_answer(bench: Bench) -> None:
    found = reading(bench, METRIC, waiting({"a": 1, "b": None, "c": None}))
    assert (State.OK, None, "not reached", 3) == (found.state, found.value, found.reason, found.n)
    assert True is found.fields["not_reached"]
    assert pasted(bench, METRIC, waiting({"a": 1, "b": None, "c": None})) is None


def test_who_started_late_is_watched_only_until_the_watermark(bench: Bench) -> None:
    """Two of three at 1 and 2 hours; the third started at 11 and has been watched for one hour."""
    tables = events(
        *[(who, at("00:00"), "signed") for who in "ab"],
        ("a", at("01:00"), "made"),
        ("b", at("02:00"), "made"),
        ("c", at("11:00"), "signed"),
    )
    # At one hour 3 were at risk: 2/3 wait. Then c is out of sight: at two hours the last one of 1 gets there.
    assert 2 == reading(bench, METRIC, tables, watermark=NOON).value
    assert 1 == reading(bench, {**METRIC, "quantile": 0.3}, tables, watermark=NOON).value


def test_an_open_period_has_a_figure_as_soon_as_somebody_started(bench: Bench) -> None:
    nobody = reading(bench, METRIC, waiting({}), watermark=NOON)
    somebody = reading(bench, METRIC, waiting({"a": 1}), watermark=NOON)
    assert (State.TOO_EARLY, State.OK, 1) == (nobody.state, somebody.state, somebody.value)
    assert not somebody.complete


def test_a_window_ends_the_watching_its_far_edge_included(bench: Bench) -> None:
    metric = {**METRIC, "within": "2 hours", "quantile": 0.9}
    assert 2 == reading(bench, metric, waiting({"a": 1, "b": 2})).value
    late = waiting({"a": 1})
    late["events"].rows.extend(
        [("b", at("00:00"), "signed", None, None), ("b", at("02:00:00.000001"), "made", None, None)]
    )
    assert reading(bench, metric, late).value is None


def test_the_share_within_the_window_stands_beside_it_and_counts_the_mature_only(bench: Bench) -> None:
    metric = {**METRIC, "within": "3 hours"}
    tables = waiting({"a": 1, "b": 5})
    tables["events"].rows.extend([("c", at("10:00"), "signed", None, None), ("c", at("10:01"), "made", None, None)])
    found = reading(bench, metric, tables, watermark=NOON)
    share = {"share_within": 0.5, "share_within_numerator": 1, "share_within_denominator": 2}
    assert share == {name: found.fields[name] for name in share}
    assert datetime(2026, 3, 2, 3, tzinfo=UTC) == found.mature_at


def test_the_start_is_the_first_over_all_history(bench: Bench) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", at("10:00", 2), "signed"), ("u", at("12:00", 2), "made"))
    found = asked(bench, METRIC, tables, span=(MARCH[0], date(2026, 3, 3))).readings
    assert [(26, 1), (None, 0)] == [(one.value, one.denominator) for one in found]


def test_a_value_before_the_start_does_not_count(bench: Bench) -> None:
    tables = events(("u", at("09:00"), "made"), ("u", at("10:00"), "signed"), ("u", at("13:00"), "made"))
    assert 3 == reading(bench, METRIC, tables).value


def test_a_start_is_not_its_own_value(bench: Bench) -> None:
    again = {**METRIC, "value": {"event": "signed"}}
    assert 4 == reading(bench, again, events(("u", at("10:00"), "signed"), ("u", at("14:00"), "signed"))).value
    tied = events(("u", at("10:00"), "signed"), ("u", at("10:00"), "made"))
    assert 0 == reading(bench, METRIC, tied).value
    anything = {**METRIC, "value": {"event": "any"}}
    assert 0 == reading(bench, anything, tied).value
    assert reading(bench, anything, events(("u", at("10:00"), "signed"))).value is None


def test_groups_have_a_curve_of_their_own(bench: Bench) -> None:
    tables = events(
        *[(who, at("00:00"), "signed", "pro") for who in "ab"],
        *[(who, at("01:00"), "made") for who in "ab"],
        *[(who, at("00:00"), "signed", "free") for who in "cd"],
        ("c", at("05:00"), "made"),
        (None, at("00:00"), "signed"),
    )
    found = asked(bench, {**METRIC, "breakdown": {"event": "plan"}}, tables).readings
    assert [("free", 5, 2, 1), ("pro", 1, 2, 1)] == [(one.group, one.value, one.n, one.excluded_null) for one in found]


def test_a_longer_span_is_asked_for_anew(bench: Bench) -> None:
    tables = waiting({"a": 1, "b": 2})
    tables["events"].rows.extend(
        [("c", at("00:00", 2), "signed", None, None), ("c", at("09:00", 2), "made", None, None)]
    )
    found = asked(bench, METRIC, tables, span=(MARCH[0], date(2026, 3, 3)))
    assert [1, 9] == [one.value for one in found.readings]
    assert found.total is not None
    assert 2 == found.total.value


@pytest.mark.parametrize(("unit", "expected"), [("minutes", 90), ("hours", 1.5), ("days", 0.0625), ("seconds", 5400)])
def test_the_figure_is_in_the_metrics_unit_of_time(bench: Bench, unit: str, expected: float) -> None:
    tables = events(("u", at("10:00"), "signed"), ("u", at("11:30"), "made"))
    assert pytest.approx(expected) == reading(bench, {**METRIC, "unit": unit}, tables).value
    assert pytest.approx(expected) == pasted(bench, {**METRIC, "unit": unit}, tables)
