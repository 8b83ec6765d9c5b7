"""Every kind on a few rows whose figures can be counted on the fingers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.oracle.case import Reading
from tests.oracle.measure import measure

SOURCE: dict[str, Any] = {
    "timezone": "UTC",
    "events": {"table": "log", "actor": "who", "time": "at", "name": "what", "properties": {"plan": "plan"}},
    "history_from": "2026-01-01",
}
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
DAY = (date(2026, 1, 1), date(2026, 1, 2))


def rows(*events: str) -> dict[str, list[dict[str, Any]]]:
    """Events written like ``ann join 9:30`` or ``ann buy 3d+9:30 pro``; days count from 1 January."""
    found = []
    for event in events:
        who, what, moment, *plan = event.split()
        days, _, clock = moment.rpartition("d+")
        hours, minutes = clock.split(":")
        at = FIRST + timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes))
        found.append({"who": who, "at": at, "what": what, "plan": plan[0] if plan else None})
    return {"log": found}


def one(metric: dict[str, Any], *events: str, until: datetime = LATER, source: dict[str, Any] = SOURCE) -> Reading:
    """The reading of 1 January."""
    found, _ = measure(metric, source, rows(*events), until, DAY)
    return found[0]


def share(found: Reading) -> tuple[int, int, str]:
    return found["numerator"], found["denominator"], found["status"]


FUNNEL = {"kind": "conversion", "steps": [{"event": "join"}, {"event": "buy"}], "within": "1 hour"}
BACK = {"kind": "retention", "start": {"event": "join"}, "return": {"event": "open"}}
WAIT = {"kind": "time_to_value", "start": {"event": "join"}, "value": {"event": "buy"}}


def test_a_day_without_anybody_has_0_active_users() -> None:
    metric = {"kind": "active_users", "active": {"event": "open"}, "trailing": "1 days"}

    assert 0 == one(metric, "ann join 9:00")["value"]
    assert 2 == one(metric, "ann open 9:00", "ann open 10:00", "bob open 9:00")["value"]


def test_a_window_that_begins_before_the_history_has_no_figure() -> None:
    metric = {"kind": "active_users", "active": {"event": "open"}, "trailing": "2 days"}

    assert "no_data" == one(metric, "ann open 9:00")["status"]


def test_stickiness_is_the_mean_day_over_the_window() -> None:
    metric = {"kind": "stickiness", "active": {"event": "open"}, "over": "2 days"}
    events = rows("ann open 9:00", "ann open 1d+9:00", "bob open 1d+9:00")
    found, _ = measure(metric, SOURCE, events, LATER, (date(2026, 1, 2), date(2026, 1, 3)))

    assert (1.5, 2, 0.75) == (found[0]["numerator"], found[0]["denominator"], found[0]["value"])


def test_a_histogram_counts_actors_by_their_active_days() -> None:
    metric = {"kind": "stickiness", "active": {"event": "open"}, "histogram": "exact", "periods": 2}
    events = rows("ann open 9:00", "ann open 1d+9:00", "bob open 1d+9:00")
    found, _ = measure(metric, SOURCE, events, LATER, (date(2026, 1, 2), date(2026, 1, 3)))

    assert [1, 1] == found[0]["histogram"]


def test_a_return_on_day_0_counts_only_where_it_is_asked_for_and_later() -> None:
    events = ("ann open 8:00", "ann join 9:00", "ann open 9:00", "bob join 9:00", "bob open 9:01")

    assert (1, 2, "ok") == share(one({**BACK, "returned": {"between": [0, 0]}}, *events))
    assert (0, 2, "ok") == share(one({**BACK, "returned": {"on": 1}}, *events))


def test_an_immature_return_counts_nowhere() -> None:
    metric = {**BACK, "returned": {"between": [1, 2]}}
    found = one(metric, "ann join 9:00", "ann open 1d+9:00", until=FIRST + timedelta(days=2, hours=23))

    assert (0, 0, "too_early") == share(found)
    assert (1, FIRST + timedelta(days=3)) == (found["excluded_immature"], found["mature_at"])


def test_elapsed_days_begin_with_the_start_itself() -> None:
    events = ("ann join 22:30", "ann open 1d+21:30", "bob join 22:30", "bob open 1d+22:30")

    assert (1, 2, "ok") == share(one({**BACK, "returned": {"on": 1}, "clock": "elapsed"}, *events))
    assert (2, 2, "ok") == share(one({**BACK, "returned": {"on": 1}}, *events))


def test_first_ever_asks_whether_the_first_of_all_fits() -> None:
    start = {"event": "join", "where": {"plan": "pro"}}
    events = ("ann join 8:00 free", "ann join 9:00 pro", "bob join 9:00 pro")
    metric = {**BACK, "start": start, "returned": {"on": 1}}

    assert 2 == one({**metric, "cohort": "first_time"}, *events)["cohort_size"]
    assert 1 == one({**metric, "cohort": "first_ever"}, *events)["cohort_size"]


def test_column_0_of_a_triangle_is_the_cohort() -> None:
    found, whole = measure({**BACK, "triangle": 1}, SOURCE, rows("ann join 9:00", "bob join 9:00"), LATER, DAY)

    assert [(0, 1.0, 2), (1, 0.0, 0)] == [(cell["offset"], cell["value"], cell["numerator"]) for cell in found]
    assert whole is None


def test_the_far_edge_of_a_window_counts() -> None:
    assert (1, 1, "ok") == share(one(FUNNEL, "ann join 9:00", "ann buy 10:00"))
    assert (0, 1, "ok") == share(one(FUNNEL, "ann join 9:00", "ann buy 10:01"))


def test_steps_at_one_instant_count_but_one_row_fills_one_step() -> None:
    twice = {**FUNNEL, "steps": [{"event": "buy"}, {"event": "buy"}]}

    assert (1, 1, "ok") == share(one(FUNNEL, "ann buy 9:00", "ann join 9:00"))
    assert (0, 1, "ok") == share(one(twice, "ann buy 9:00"))
    assert (1, 1, "ok") == share(one(twice, "ann buy 9:00", "ann buy 9:00"))


@pytest.mark.parametrize(("converted", "order"), [(1, "ordered"), (0, "strict"), (1, "unordered")])
def test_something_between_two_steps_matters_to_the_strict_order_only(converted: int, order: str) -> None:
    assert converted == one({**FUNNEL, "order": order}, "ann join 9:00", "ann open 9:10", "ann buy 9:20")["numerator"]


def test_any_order_lets_the_last_step_come_first() -> None:
    assert (1, 1, "ok") == share(one({**FUNNEL, "order": "unordered"}, "ann buy 9:00", "ann join 9:10"))
    assert (0, 1, "ok") == share(one(FUNNEL, "ann buy 9:00", "ann join 9:10"))


def test_the_best_entry_may_be_a_later_one() -> None:
    events = ("ann join 9:00", "ann join 11:00", "ann buy 11:30")

    assert (0, 1, "ok") == share(one(FUNNEL, *events))
    assert (1, 1, "ok") == share(one({**FUNNEL, "entry": "best"}, *events))


def test_an_exclusion_takes_the_entry_out_of_both_sides() -> None:
    metric = {**FUNNEL, "exclusions": [{"event": "quit", "after_step": 1}]}
    events = ("ann join 9:00", "ann quit 9:10", "ann buy 9:20", "bob join 9:00", "bob buy 9:20", "bob quit 9:30")

    assert (1, 1, "ok") == share(one(metric, *events))


def test_steps_may_have_to_share_a_property_that_is_there() -> None:
    metric = {**FUNNEL, "same": ["plan"]}
    events = (
        "ann join 9:00 pro",
        "ann buy 9:10 free",
        "bob join 9:00 pro",
        "bob buy 9:10 pro",
        "cy join 9:00",
        "cy buy 9:10",
    )

    assert (1, 3, "ok") == share(one(metric, *events))


def test_the_first_session_ends_with_a_gap_longer_than_allowed() -> None:
    metric = {**FUNNEL, "within": "first session"}
    events = ("ann join 9:00", "ann open 9:30", "ann buy 10:00", "bob join 9:00", "bob buy 9:31")

    assert (1, 2, "ok") == share(one(metric, *events))


def test_those_who_wait_still_are_censored_and_not_left_out() -> None:
    events = ("ann join 0:00", "ann buy 1:00", "bob join 0:00", "cy join 0:00")
    found = one(WAIT, *events, until=FIRST + timedelta(days=1))

    assert (None, "ok", "not reached") == (found["value"], found["status"], found["reason"])
    assert (1, 3) == (found["numerator"], found["denominator"])
    assert 3600 == one({**WAIT, "population": "converters"}, *events)["value"]


def test_a_value_at_the_start_instant_takes_no_time_unless_it_is_the_start() -> None:
    assert 0 == one(WAIT, "ann join 9:00", "ann buy 9:00")["value"]
    assert 60 == one({**WAIT, "value": {"event": "any"}}, "ann join 9:00", "ann join 9:01")["value"]


PAID: dict[str, Any] = {"from": {"table": "payments", "time": "at"}, "grain": "day", "kind": "aggregate"}
PAYMENTS = {
    "payments": [{"at": FIRST, "shop": shop, "sum": amount} for shop, amount in (("a", 4), ("a", 6), ("b", None))]
}


@pytest.mark.parametrize(
    ("value", "n", "left_out", "measured"),
    [
        (3, 3, 0, {"measure": {"count": "rows"}}),
        (2, 2, 1, {"measure": {"count": "sum"}}),
        (1, 3, 0, {"measure": {"count_null": "sum"}}),
        (10, 2, 1, {"measure": {"sum": "sum"}}),
        (5, 2, 1, {"measure": {"mean": "sum"}}),
        (4, 2, 1, {"measure": {"percentile": "sum", "q": 0.5}, "minimum": 1}),
        (5, 2, 1, {"measure": {"percentile": "sum", "q": 0.5, "method": "continuous"}, "minimum": 1}),
        (None, 2, 1, {"measure": {"percentile": "sum", "q": 0.5}}),
        (10, 1, 1, {"measure": {"mean": "sum"}, "per": "shop", "inner": "sum"}),
    ],
)
def test_measures_of_three_payments_one_without_amount(
    value: float | None, n: int, left_out: int, measured: dict[str, Any]
) -> None:
    found, _ = measure({**PAID, **measured}, SOURCE, {"log": [], **PAYMENTS}, LATER, DAY)

    assert (value, n, left_out) == (found[0]["value"], found[0]["n"], found[0]["excluded_null"])


def test_no_row_is_no_figure_unless_it_is_filled() -> None:
    metric = {**PAID, "measure": {"count": "rows"}}
    empty: dict[str, list[dict[str, Any]]] = {"log": [], "payments": []}

    assert "no_data" == measure(metric, SOURCE, empty, LATER, DAY)[0][0]["status"]
    assert 0 == measure({**metric, "fill": 0}, SOURCE, empty, LATER, DAY)[0][0]["value"]


def test_a_ratio_over_nothing_has_nobody_to_measure() -> None:
    side: dict[str, Any] = {"from": {"table": "payments", "time": "at"}, "measure": {"sum": "sum"}}
    metric = {"kind": "ratio", "numerator": side, "denominator": {**side, "measure": {"count": "rows"}}}

    assert (10, 3, "ok") == share(measure(metric, SOURCE, {"log": [], **PAYMENTS}, LATER, DAY)[0][0])
    assert (0, 0, "nobody") == share(measure(metric, SOURCE, {"log": [], "payments": []}, LATER, DAY)[0][0])


def test_copies_of_an_event_count_once_and_at_their_earliest() -> None:
    source = {**SOURCE, "events": {**SOURCE["events"], "id": "id"}}
    events = rows("ann open 1d+9:00", "ann open 9:00")
    for event in events["log"]:
        event["id"] = "e1"
    metric = {"kind": "active_users", "active": {"event": "open"}, "trailing": "1 days"}
    found, _ = measure(metric, source, events, LATER, (date(2026, 1, 1), date(2026, 1, 3)))

    assert [1, 0] == [day["value"] for day in found]


def test_rows_without_an_actor_and_test_accounts_are_left_out() -> None:
    people = {"table": "people", "id": "id", "properties": {"is_test": "is_test"}}
    source = {**SOURCE, "actors": people, "test_actors": {"where": {"is_test": True}}}
    events = rows("ann open 9:00", "bob open 9:00", "cy open 9:00")
    events["log"][1]["who"] = ""
    events["people"] = [{"id": "cy", "is_test": True}, {"id": "ann", "is_test": None}]
    metric = {"kind": "active_users", "active": {"event": "open"}, "trailing": "1 days"}
    found, _ = measure(metric, source, events, LATER, DAY)

    assert (1, 1) == (found[0]["value"], found[0]["excluded_null"])
