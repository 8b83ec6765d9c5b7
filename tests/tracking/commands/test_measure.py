"""``measure``, sentence by sentence: what it asks, what it prints, and under which names."""

from __future__ import annotations

import json
import sqlite3
from argparse import ArgumentTypeError
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tracking.__main__ import main
from tracking.commands.command import INVALID, OK
from tracking.commands.measure import a_moment

SOURCES = """
sources:
  product:
    url: sqlite:///../product.sqlite
    timezone: Europe/Oslo
    events: {table: events, actor: who, time: at, name: what, stored_as: utc_naive, properties: {plan: plan}}
"""
HEAD = "source: product, better: up"
METRICS = f"""
metrics:
  daily: {{{HEAD}, kind: active_users, unit: users, active: {{event: any}}, trailing: 1 day}}
  hourly: {{{HEAD}, kind: active_users, unit: users, active: {{event: any}}, period: true, grain: hour}}
  back: {{{HEAD}, kind: retention, unit: share, start: {{event: join}}, return: {{event: open}}, returned: {{on: 1}}}}
  table: {{{HEAD}, kind: retention, unit: share, start: {{event: join}}, return: {{event: open}}, triangle: 2}}
  bars: {{{HEAD}, kind: stickiness, unit: users, active: {{event: any}}, histogram: exact, periods: 2}}
  by_plan: {{{HEAD}, kind: active_users, unit: users, active: {{event: any}}, period: true,
    breakdown: {{event: plan}}}}
  rows_by_plan: {{{HEAD}, kind: aggregate, unit: rows, from: {{event: any}}, measure: {{count: rows}},
    breakdown: {{event: plan}}}}
  life: {{{HEAD}, kind: lifecycle, unit: users, active: {{event: any}}}}
  visits: {{{HEAD}, kind: sessions, unit: minutes, active: {{event: any}}, gap: 2 hours,
    figure: mean_duration}}
  wait: {{{HEAD}, kind: time_to_value, unit: hours, start: {{event: join}}, value: {{event: open}}}}
  took: {{{HEAD}, kind: conversion, unit: hours, steps: [{{event: join}}, {{event: open}}], within: 3 days,
    figure: mean_time}}
  middle: {{{HEAD}, kind: aggregate, unit: letters, from: {{event: any}}, grain: range,
    measure: {{percentile: plan, q: 0.5}}}}
"""
EVENTS = (
    ("u1", "2026-03-27 09:00:00", "join", "pro"),
    ("u1", "2026-03-28 09:00:00", "open", "pro"),
    ("u2", "2026-03-27 12:00:00", "join", "free"),
    ("u2", "2026-03-29 12:00:00", "open", "pro"),
    ("u3", "2026-03-29 00:30:00", "join", "free"),
    ("u3", "2026-03-29 01:30:00", "open", None),
)
ROW = {
    "period_start", "period_end", "value", "numerator", "denominator", "n", "lower", "upper", "level", "interval",
    "status", "reason", "complete", "mature_at", "excluded_immature", "excluded_null", "watermark",
    "definition_version", "seconds", "sql",
}  # fmt: skip
"""Fields of every reading; a kind may add some."""


@pytest.fixture
def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """The answer of the command for a folder of its own, without any history."""
    with closing(sqlite3.connect(tmp_path / "product.sqlite")) as connection, connection:
        connection.execute("create table events (who text, at text, what text, plan text)")
        connection.executemany("insert into events values (?, ?, ?, ?)", EVENTS)
    (tmp_path / "okrs" / "metrics").mkdir(parents=True)
    (tmp_path / "okrs" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "okrs" / "metrics" / "all.yaml").write_text(METRICS, encoding="utf-8")

    def answer(metric: str, *options: str, until: str = "2026-04-02T00:00") -> dict[str, Any]:
        folder = str(tmp_path / "okrs")
        code = main(["measure", metric, "--config", folder, "--watermark", until, "--json", *options])
        assert OK == code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert metric == found["metric"]
        return found

    return answer


def days(found: dict[str, Any]) -> list[str]:
    return [one["period_start"] for one in found["readings"]]


def test_every_period_of_the_span_is_an_object_with_all_fields(asked: Any) -> None:
    found = asked("daily", "--from", "2026-03-27", "--to", "2026-03-30")

    assert [("2026-03-27", "2026-03-28", 2), ("2026-03-28", "2026-03-29", 1), ("2026-03-29", "2026-03-30", 2)] == [
        (one["period_start"], one["period_end"], one["value"]) for one in found["readings"]
    ]
    assert [ROW] * 3 == [set(one) for one in found["readings"]]
    assert found["total"] is None


def test_it_needs_no_history_and_leaves_none(asked: Any, tmp_path: Path) -> None:
    asked("daily")
    assert {"product.sqlite", "okrs"} == {path.name for path in tmp_path.iterdir()}


def test_without_a_span_it_goes_from_the_first_day_to_the_watermark(asked: Any) -> None:
    assert [f"2026-03-{day}" for day in (27, 28, 29)] == days(asked("daily", until="2026-03-29T18:00"))
    hours = days(asked("hourly", until="2026-03-27T12:30"))
    assert ("2026-03-27T00:00:00+01:00", "2026-03-27T12:00:00+01:00") == (hours[0], hours[-1])


def test_a_date_time_takes_the_periods_that_begin_from_it_on(asked: Any) -> None:
    assert ["2026-03-28"] == days(asked("daily", "--from", "2026-03-27T10:00", "--to", "2026-03-28T10:00"))
    assert ["2026-03-28"] == days(asked("daily", "--from", "2026-03-27T23:00:00+00:00", "--to", "2026-03-29"))
    hours = days(asked("hourly", "--from", "2026-03-28T10:30", "--to", "2026-03-28T12:30"))
    assert ["2026-03-28T11:00:00+01:00", "2026-03-28T12:00:00+01:00"] == hours


def test_hours_are_instants_with_offset_and_a_skipped_one_is_none(asked: Any) -> None:
    found = asked("hourly", "--from", "2026-03-29T01:00", "--to", "2026-03-29T05:00")["readings"]

    assert [
        ("2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00", 1),
        ("2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00", 1),
        ("2026-03-29T04:00:00+02:00", "2026-03-29T05:00:00+02:00", 0),
    ] == [(one["period_start"], one["period_end"], one["value"]) for one in found]


def test_a_watermark_hides_what_came_later_and_is_taken_as_it_is(asked: Any) -> None:
    span = ("--from", "2026-03-27", "--to", "2026-03-30")
    early = asked("daily", *span, until="2026-03-29T03:10")["readings"]
    later = asked("wait", "--from", "2026-03-29", "--to", "2026-03-30", until="2026-03-29T03:10")["readings"]

    assert [2, 1, None] == [one["value"] for one in early]
    assert ["ok", "ok", "too_early"] == [one["status"] for one in early]
    assert {"2026-03-29T01:10:00+00:00"} == {one["watermark"] for one in early}
    assert (1, 0) == (later[0]["denominator"], later[0]["numerator"])


def test_a_cohort_says_its_size_and_when_it_is_mature(asked: Any) -> None:
    found = asked("back", "--from", "2026-03-27", "--to", "2026-03-30", until="2026-03-30T00:00")["readings"]

    assert [2, 0, 1] == [one["cohort_size"] for one in found]
    assert [(0.5, 1, 2), (None, 0, 0), (None, 0, 0)] == [
        (one["value"], one["numerator"], one["denominator"]) for one in found
    ]
    assert ["ok", "nobody", "too_early"] == [one["status"] for one in found]
    assert all(one["reason"] for one in found[1:])
    assert [0, 0, 1] == [one["excluded_immature"] for one in found]
    assert "2026-03-30T22:00:00+00:00" == found[2]["mature_at"]


def test_a_triangle_is_one_object_an_offset(asked: Any) -> None:
    found = asked("table", "--from", "2026-03-27", "--to", "2026-03-28", "--total")

    assert [(0, 1, 2), (1, 0.5, 2), (2, 0.5, 2)] == [
        (one["offset"], one["value"], one["cohort_size"]) for one in found["readings"]
    ]
    assert found["total"] is None
    assert [(0, 1), (1, 0.5), (2, 0.5)] == [(one["offset"], one["value"]) for one in found["totals"]]


def test_a_breakdown_names_the_group_and_totals_all_of_them_together(asked: Any) -> None:
    found = asked("rows_by_plan", "--from", "2026-03-29", "--to", "2026-03-30", "--total")
    users = asked("by_plan", "--from", "2026-03-29", "--to", "2026-03-30", "--total")

    assert [("free", 1), ("pro", 1), (None, 1)] == [(one["group"], one["value"]) for one in found["readings"]]
    assert 3 == found["total"]["value"]
    assert {"free": 1, "pro": 1, None: 1} == {one["group"]: one["value"] for one in users["readings"]}
    assert 2 == users["total"]["value"]


def test_a_histogram_is_a_list(asked: Any) -> None:
    found = asked("bars", "--from", "2026-03-29", "--to", "2026-03-30")["readings"]

    assert [[3, 0]] == [one["histogram"] for one in found]


def test_a_lifecycle_gives_four_fields(asked: Any) -> None:
    found = asked("life", "--from", "2026-03-28", "--to", "2026-03-30")["readings"]
    names = ("new", "returning", "resurrecting", "dormant")

    assert [(0, 1, 0, 1), (1, 0, 1, 1)] == [tuple(one[name] for name in names) for one in found]


def test_without_json_a_reading_without_a_value_says_its_fields(asked: Any, tmp_path: Path, capsys: Any) -> None:
    asked("life", "--from", "2026-03-29", "--to", "2026-03-30")
    span = ["--from", "2026-03-29", "--to", "2026-03-30", "--watermark", "2026-04-02T00:00"]

    assert OK == main(["measure", "life", "--config", str(tmp_path / "okrs"), *span])
    assert "new 1, returning 0, resurrecting 1, dormant 1" in capsys.readouterr().out


def test_mean_times_of_sessions_are_in_seconds_with_their_sum(asked: Any) -> None:
    found = asked("visits", "--from", "2026-03-29", "--to", "2026-03-30")["readings"][0]

    assert (1800, 3600, 2) == tuple(found[name] for name in ("value", "numerator", "denominator"))


def test_times_are_in_seconds(asked: Any) -> None:
    waited = asked("wait", "--from", "2026-03-27", "--to", "2026-03-28")["readings"][0]
    took = asked("took", "--from", "2026-03-27", "--to", "2026-03-28", "--total")

    assert 24 * 3600 == waited["value"]
    assert (36 * 3600, 72 * 3600, 2) == tuple(
        took["readings"][0][name] for name in ("value", "numerator", "denominator")
    )
    assert (36 * 3600, 72 * 3600) == (took["total"]["value"], took["total"]["numerator"])


def test_a_total_is_pooled_over_the_mature(asked: Any) -> None:
    total = asked("back", "--from", "2026-03-27", "--to", "2026-03-30", "--total")["total"]

    assert ("2026-03-27", "2026-03-30") == (total["period_start"], total["period_end"])
    assert (1, 3, pytest.approx(1 / 3)) == (total["numerator"], total["denominator"], total["value"])
    assert "wilson" == total["interval"]


def test_a_small_group_is_shown_as_it_is(asked: Any) -> None:
    assert [2, 1, 2] == [
        one["value"] for one in asked("daily", "--from", "2026-03-27", "--to", "2026-03-30")["readings"]
    ]


def test_the_sql_gives_the_figure_in_the_database(asked: Any, tmp_path: Path) -> None:
    found = asked("rows_by_plan", "--from", "2026-03-29", "--to", "2026-03-30")["readings"]

    with closing(sqlite3.connect(tmp_path / "product.sqlite")) as connection:
        rows = connection.execute(found[0]["sql"]).fetchall()
    assert rows
    assert found[0]["seconds"] >= 0


def test_a_metric_with_a_fault_is_told_by_its_own_faults_alone(
    asked: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked  # the folder is there
    more = (
        f"metrics:\n  nps: {{{HEAD}, kind: survay, unit: points}}\n  nps_2: {{{HEAD}, kind: sessoins, unit: points}}\n"
    )
    (tmp_path / "okrs" / "metrics" / "more.yaml").write_text(more, encoding="utf-8")
    assert INVALID == main(["measure", "nps", "--config", str(tmp_path / "okrs")])
    said = capsys.readouterr().err
    assert "more.yaml:2:" in said
    assert "more.yaml:3:" not in said


def test_a_metric_left_out_with_its_source_is_told_what_the_source_lacks(
    asked: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked
    (tmp_path / "okrs" / "sources.yaml").write_text(SOURCES.replace("Europe/Oslo", "Europe/Olso"), encoding="utf-8")
    assert INVALID == main(["measure", "daily", "--config", str(tmp_path / "okrs")])
    said = capsys.readouterr().err
    assert "sources.yaml:5:" in said
    assert "Europe/Oslo" in said


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:59", "1899-12-31", "2200-01-01"])
def test_a_day_beyond_the_calendars_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="years 1900 to 2199"):
        a_moment(text)
