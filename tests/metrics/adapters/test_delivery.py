"""Delivery, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.collect import pooling
from metrics.dates.calendar import LocalCalendar
from metrics.statistics.pooling import pool
from okr.errors import MetricError
from okr.words import State
from tests.metrics.adapters.made import SOURCE, asked, at, events, pasted, reading, refused, values
from tests.metrics.conformance.bench import Bench, Table
from tests.metrics.conformance.configured import configured

FROM = {"table": "items", "item": "item", "done": "done_at", "stored_as": "utc_naive"}
TIME: dict[str, Any] = {
    "kind": "delivery",
    "figure": "cycle_time",
    "from": {**FROM, "started": "begun_at"},
    "grain": "week",
    "unit": "days",
}
COUNT = {"kind": "delivery", "figure": "throughput", "from": FROM, "unit": "items"}
SPRINTS = {"table": "sprints", "sprint": "name", "start": "first_day", "end": "last_day", "stored_as": "local_date"}
PROMISES: dict[str, Any] = {
    "kind": "delivery",
    "figure": "predictability",
    "from": {
        "table": "items",
        "item": "item",
        "committed": "promised",
        "done": "done_on",
        "sprint": "sprint",
        "stored_as": "local_date",
    },
    "sprints": SPRINTS,
    "grain": "week",
    "unit": "share",
}
WEEK = (date(2026, 3, 2), date(2026, 3, 9))
THREE_WEEKS = (date(2026, 3, 2), date(2026, 3, 23))
COLUMNS = {"item": "text", "begun_at": "utc_naive", "done_at": "utc_naive", "planned_at": "utc_naive"}


def items(*rows: tuple[Any, ...]) -> dict[str, Table]:
    """A table of items: item, begun, done, planned."""
    return events() | {"items": Table(COLUMNS, [(*row, *(None,) * (4 - len(row))) for row in rows])}


def day(number: int) -> date:
    return date(2026, 3, number)


def sprints(*rows: tuple[str | None, str, bool | None, date | None]) -> dict[str, Table]:
    """A table of items (item, sprint, promised, done), and three sprints of a week, the third still open."""
    kinds = {"item": "text", "sprint": "text", "promised": "flag", "done_on": "date"}
    weeks = [("s1", day(2), day(8)), ("s2", day(9), day(15)), ("s3", day(16), None)]
    calendar = Table({"name": "text", "first_day": "date", "last_day": "date"}, weeks)
    return events() | {"items": Table(kinds, list(rows)), "sprints": calendar}


WORK = items(
    ("a", at("00:00", 2), at("00:00", 4)),
    ("b", at("00:00", 2), at("12:00", 5)),
    ("c", at("00:00", 3), at("00:00", 12)),
    ("d", at("00:00", 3), None),
    ("back", at("12:00", 4), at("11:00", 4)),
    ("no start", None, at("00:00", 5)),
    (None, at("12:00", 4), at("12:00", 6)),
)
"""Begun in the first week: 2, 3.5 and 9 days, one in progress; one that was done before it began."""


def test_items_in_progress_count_as_far_as_they_were_watched(bench: Bench) -> None:
    found = reading(bench, {**TIME, "quantile": 0.75}, WORK, span=WEEK)
    assert (9, 3, 4, 4) == (found.value, found.numerator, found.denominator, found.n)
    assert 2 == found.excluded_null  # the one done before it began, and the one without a name
    assert "brookmeyer-crowley" == found.interval


def test_half_of_freireichs_patients_relapsed_within_the_published_weeks(bench: Bench) -> None:
    """Remission under 6-mercaptopurine, Freireich and others, 1963: 23 weeks from 13 on, and 8 (4 to 12) on placebo."""
    treated = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
    placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
    end = datetime(2026, 3, 1, tzinfo=UTC)
    for text, expected in ((treated, (23, 13, None)), (placebo, (8, 4, 12))):
        rows = []
        for number, word in enumerate(text.split()):
            begun = end.replace(tzinfo=None) - timedelta(weeks=float(word.rstrip("+")))
            rows.append(
                (f"p{number}", begun, None if word.endswith("+") else end.replace(tzinfo=None) - timedelta(seconds=1))
            )
        metric = {**TIME, "quantile": 0.5, "grain": "range", "unit": "weeks"}
        found = reading(bench, metric, items(*rows), span=(date(2025, 6, 1), date(2026, 3, 1)), watermark=end)
        assert pytest.approx(expected[0], abs=1e-5) == found.value
        assert [pytest.approx(one, abs=1e-5) if one else None for one in expected[1:]] == [found.lower, found.upper]


def test_the_share_may_not_be_reached_yet(bench: Bench) -> None:
    found = reading(bench, TIME, WORK, span=WEEK)
    assert (State.OK, None, True) == (found.state, found.value, found.fields["not_reached"])
    cut = reading(bench, {**TIME, "quantile": 0.5}, WORK, span=WEEK, watermark=datetime(2026, 3, 7, tzinfo=UTC))
    assert (3.5, 2, 4) == (cut.value, cut.numerator, cut.n)


def test_the_finished_alone_look_faster(bench: Bench) -> None:
    metric = {**TIME, "population": "finished", "quantile": 0.5}
    found = asked(bench, metric, WORK, span=THREE_WEEKS).readings
    assert [2, 9, None] == values(found)
    assert [2, 1, 0] == [one.n for one in found]
    assert [3, 0, 0] == [one.excluded_null for one in found]
    assert State.NOBODY is found[2].state
    assert [2.75] == values([reading(bench, {**metric, "method": "continuous"}, WORK, span=WEEK)])


def test_an_item_in_several_rows_runs_from_its_earliest_start_to_its_earliest_end(bench: Bench) -> None:
    twice = items(("a", at("00:00", 3), at("00:00", 6)), ("a", at("00:00", 2), at("00:00", 7)))
    found = reading(bench, {**TIME, "quantile": 0.5}, twice, span=WEEK)
    assert (4, 1) == (found.value, found.n)


def test_items_done_are_counted_once(bench: Bench) -> None:
    rows = items(
        ("a", None, at("10:00")), ("a", None, at("09:00", 2)), ("b", None, at("10:00")), ("", None, at("10:00"))
    )
    days = (date(2026, 3, 1), date(2026, 3, 4))
    found = asked(bench, COUNT, rows, span=days)
    assert [2, 0, 0] == values(found.readings)
    assert [1, 0, 0] == [one.excluded_null for one in found.readings]
    assert found.total is not None
    assert 2 == found.total.value
    nameless = {key: value for key, value in FROM.items() if key != "item"}
    assert [3, 1, 0] == values(asked(bench, {**COUNT, "from": nameless}, rows, span=days).readings)


PLAN = sprints(
    ("a", "s1", True, day(8)),
    ("b", "s1", True, day(9)),
    ("c", "s1", True, None),
    ("d", "s1", False, day(5)),
    ("e", "s1", None, None),
    ("a", "s2", True, day(10)),
    ("f", "s2", True, day(15)),
    (None, "s2", True, day(15)),
    ("g", "s3", True, day(17)),
    ("h", "s9", True, day(3)),
)


def test_promises_are_kept_by_the_last_day_of_the_sprint(bench: Bench) -> None:
    found = asked(bench, PROMISES, PLAN, span=THREE_WEEKS)
    assert [(1, 3), (2, 2), (0, 0)] == [(one.numerator, one.denominator) for one in found.readings]
    assert {"added": 2, "added_done": 1} == dict(found.readings[0].fields)
    assert ([0, 1, 0], State.NOBODY) == ([one.excluded_null for one in found.readings], found.readings[2].state)
    assert found.total is not None
    assert (0.6, 3, 5) == (found.total.value, found.total.numerator, found.total.denominator)


def test_weeks_pool_by_their_promises(bench: Bench) -> None:
    found = asked(bench, PROMISES, PLAN, span=THREE_WEEKS)
    definition, _ = configured(PROMISES, SOURCE)
    pooled = pool(definition, pooling(definition), found.readings, LocalCalendar("UTC").span("range", *THREE_WEEKS))
    assert found.total is not None
    assert (found.total.value, found.total.lower, dict(found.total.fields)) == (
        pooled.value,
        pooled.lower,
        dict(pooled.fields),
    )
    assert {"added": 2, "added_done": 1} == dict(pooled.fields)


def test_a_reading_may_look_at_the_last_closed_sprints(bench: Bench) -> None:
    found = asked(bench, {**PROMISES, "last": 2}, PLAN, span=THREE_WEEKS).readings
    assert [(1, 3), (3, 5), (3, 5)] == [(one.numerator, one.denominator) for one in found]


def test_a_promise_is_made_by_the_start_of_the_sprint(bench: Bench) -> None:
    rows = [("a", "s1", day(2), day(8)), ("b", "s1", day(3), day(4)), ("c", "s1", None, day(4))]
    kinds = {"item": "text", "sprint": "text", "promised": "date", "done_on": "date"}
    tables = sprints() | {"items": Table(kinds, list(rows))}
    found = reading(bench, PROMISES, tables, span=WEEK)
    assert (1, 1, {"added": 2, "added_done": 2}) == (found.numerator, found.denominator, dict(found.fields))


def test_without_sprints_each_period_is_one(bench: Bench) -> None:
    metric = {**TIME, "figure": "predictability", "from": {**FROM, "committed": "planned_at"}, "unit": "share"}
    rows = items(
        ("a", None, at("23:59:59", 8), at("10:00", 2)),
        ("b", None, at("00:00", 9), at("10:00", 2)),
        ("c", None, None, at("00:00", 9)),
        ("d", None, at("00:00", 1), at("10:00", 9)),
    )
    found = asked(bench, metric, rows, span=(date(2026, 3, 2), date(2026, 3, 16)))
    assert [(1, 2), (1, 2)] == [(one.numerator, one.denominator) for one in found.readings]
    assert found.total is not None
    assert (2, 4) == (found.total.numerator, found.total.denominator)
    assert pytest.approx(0.5) == pasted(bench, metric, rows, span=(date(2026, 3, 2), date(2026, 3, 16)))


def test_a_week_that_is_not_over_has_no_figure(bench: Bench) -> None:
    cut = datetime(2026, 3, 8, 23, tzinfo=UTC)
    assert State.TOO_EARLY is reading(bench, PROMISES, PLAN, span=WEEK, watermark=cut).state


def test_the_receipts_give_the_figures(bench: Bench) -> None:
    assert pytest.approx(0.6) == pasted(bench, PROMISES, PLAN, span=THREE_WEEKS)
    assert pytest.approx(9) == pasted(bench, {**TIME, "quantile": 0.75}, WORK, span=WEEK)
    finished = {**TIME, "population": "finished", "quantile": 0.5, "method": "continuous"}
    assert pytest.approx(2.75) == pasted(bench, finished, WORK, span=WEEK)
    assert pytest.approx(4 / 7) == pasted(bench, COUNT, WORK, span=WEEK)


def test_a_flag_alone_does_not_say_in_which_period(bench: Bench) -> None:
    metric = {**PROMISES, "sprints": None, "from": {k: v for k, v in PROMISES["from"].items() if k != "sprint"}}
    with pytest.raises(MetricError, match="not when"):
        reading(bench, metric, PLAN, span=WEEK)


@pytest.mark.parametrize(
    ("metric", "keys", "message"),
    [
        (COUNT, {"from": {"table": "items"}}, "throughput needs the column done"),
        (TIME, {"from": FROM}, "cycle_time needs the column started"),
        (PROMISES, {"sprints": None}, "sprint names a sprint of which nothing is known"),
        (COUNT, {"last": 6}, "last counts sprints"),
        (COUNT, {"quantile": 0.5}, "quantile belongs to figure: cycle_time"),
        (TIME, {"method": "continuous"}, "nothing to interpolate"),
        (TIME, {"quantile": 1.5}, "quantile"),
    ],
)
def test_contradictions_are_refused_where_they_stand(
    metric: dict[str, Any], keys: dict[str, Any], message: str
) -> None:
    text = refused({**metric, **keys})
    assert message in text
    assert "metrics/made.yaml:" in text
