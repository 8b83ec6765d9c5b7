"""Lifecycle, sessions, surveys, availability and delivery on a few rows that can be counted on the fingers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.oracle.measure import measure
from tests.oracle.test_kinds_by_hand import DAY, FIRST, LATER, SOURCE, one, rows, share

NEXT = (date(2026, 1, 2), date(2026, 1, 3))
TALK: dict[str, Any] = {"kind": "sessions", "active": {"event": "open"}}


def tabled(metric: dict[str, Any], *found: dict[str, Any], until: datetime = LATER) -> dict[str, Any]:
    """The reading of 1 January of a metric over the table ``made``."""
    return measure(metric, SOURCE, {"log": [], "made": list(found)}, until, DAY)[0][0]


def test_lifecycle_holds_a_day_against_the_day_before() -> None:
    events = rows("ann open 9:00", "bob open 9:00", "bob open 1d+9:00", "cid open 1d+9:00")
    found, _ = measure({"kind": "lifecycle", "active": {"event": "open"}}, SOURCE, events, LATER, NEXT)

    assert {"new": 1, "returning": 1, "resurrecting": 0, "dormant": 1} == found[0]["fields"]


def test_a_pause_of_exactly_the_gap_belongs_to_the_session() -> None:
    events = ("ann open 9:00", "ann open 9:30", "ann open 10:01")

    assert 2 == one({**TALK, "figure": "count"}, *events)["value"]
    assert 900 == one({**TALK, "figure": "mean_duration"}, *events)["value"]
    assert 2 == one({**TALK, "figure": "per_actor"}, *events)["value"]


def test_a_session_may_run_from_one_event_to_another() -> None:
    metric = {"kind": "sessions", "from": {"event": "join"}, "to": {"event": "quit"}, "figure": "mean_duration"}
    found = one(metric, "ann join 9:00", "ann join 9:10", "ann quit 10:00", "ann join 11:00")

    assert (3600, 1, 1) == (found["value"], found["denominator"], found["excluded_null"])


@pytest.mark.parametrize(("figure", "value"), [("nps", 100 * (2 - 1) / 3), ("mean", 19 / 3)])
def test_the_last_answer_of_everybody_counts(figure: str, value: float) -> None:
    metric: dict[str, Any] = {"kind": "survey", "figure": figure, "scale": [0, 10]}
    metric["from"] = {"table": "made", "respondent": "who", "time": "at", "score": "score"}
    scores = [("ann", 0, 3), ("ann", 1, 9), ("bob", 0, 10), ("cid", 0, 0), ("dan", 0, 11), (None, 0, 9)]
    found = tabled(
        metric, *({"who": who, "at": FIRST + timedelta(hours=late), "score": score} for who, late, score in scores)
    )

    assert pytest.approx(value) == found["value"]
    assert (3, 2) == (found["n"], found["excluded_null"])


def test_availability_is_good_over_valid() -> None:
    metric = {
        "kind": "availability",
        "from": {"table": "made", "time": "at"},
        "good": {"ok": 1},
        "valid": {"ok": {"gte": 0}},
    }
    found = tabled(metric, *({"at": FIRST, "ok": ok} for ok in (1, 1, 0, -1, None)))

    assert (2, 3, "ok") == share(found)


def test_what_is_in_progress_counts_as_far_as_it_was_watched() -> None:
    columns = {"table": "made", "started": "at", "done": "done"}
    metric = {"kind": "delivery", "figure": "cycle_time", "from": columns, "quantile": 0.5}
    items = [{"at": FIRST, "done": FIRST + timedelta(hours=hours) if hours else None} for hours in (1, 2, 3, None)]

    assert (7200, 4) == (tabled(metric, *items)["value"], tabled(metric, *items)["n"])
    assert 7200 == tabled({**metric, "population": "finished"}, *items)["value"]


def test_promises_are_kept_by_the_end_of_the_sprint() -> None:
    metric = {
        "kind": "delivery",
        "figure": "predictability",
        "from": {"table": "made", "item": "item", "committed": "promised", "done": "at", "sprint": "sprint"},
        "sprints": {"table": "sprints", "sprint": "name", "start": "start", "end": "end"},
    }
    end = FIRST + timedelta(hours=10)
    items = [("a", True, end), ("b", True, end + timedelta(seconds=1)), ("c", True, None), ("d", False, FIRST)]
    made = [{"item": item, "promised": promised, "at": at, "sprint": "s"} for item, promised, at in items]
    sprints = [{"name": "s", "start": FIRST, "end": end}]
    found = measure(metric, SOURCE, {"log": [], "made": made, "sprints": sprints}, LATER, DAY)[0][0]

    assert (1, 3, "ok") == share(found)
    assert {"added": 1, "added_done": 1} == found["fields"]
