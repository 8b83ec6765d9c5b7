from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from metrics.registry import schemas
from okr.alignment.agreements import asks
from okr.issues import Severity
from okr.metric import StoredAs
from okr.model import Configuration, KeyResultKind
from okr_config.load import load
from tests.tracking.demo.conftest import ON, START
from tracking.demo import DemoPaths, manual_values
from tracking.demo.configuration import write_configuration

FOCUS_AREAS = {
    "activation and onboarding",
    "customer satisfaction",
    "delivery predictability",
    "performance and reliability",
    "retention and engagement",
    "revenue and monetization",
}


@pytest.fixture(scope="session")
def configuration(demo: DemoPaths) -> Configuration:
    return load(demo.configuration, schemas())


def test_only_the_task_without_a_metric_is_an_error(configuration: Configuration) -> None:
    errors = [issue for issue in configuration.issues if issue.severity is Severity.ERROR]

    assert [("no-metric", "objectives/2026-q4/growth.yaml")] == [(issue.code, issue.place.file) for issue in errors]


def test_the_objective_written_badly_is_found_out(configuration: Configuration) -> None:
    about = {issue.code for issue in configuration.issues if "template gallery" in issue.message}

    assert {"number-in-objective", "objective-is-task", "key-result-is-task"} <= about


def test_the_conflict_of_two_teams_is_the_only_warning(configuration: Configuration) -> None:
    warnings = [issue for issue in configuration.issues if issue.severity is Severity.WARNING]

    assert ["limit-against-target"] == [issue.code for issue in warnings]
    assert '"growth/template-gallery/webinars-held"' in warnings[0].message
    assert "objectives/2026-q4/experience.yaml:" in warnings[0].message


def test_one_move_is_counted_by_two_teams(configuration: Configuration) -> None:
    (double,) = [issue.message for issue in configuration.issues if issue.code == "double-binding"]

    assert double.startswith('"platform/plans-worth-paying-for/set-up-before-paying" counts the same metric')


@pytest.mark.parametrize("on", [date(2027, 1, 5), date(2026, 3, 31), date(2028, 2, 29), date(2021, 10, 4)])
def test_any_day_gives_a_configuration_with_that_one_error(tmp_path: Path, on: date) -> None:
    write_configuration(tmp_path / "config", on)
    found = load(tmp_path / "config", schemas())

    assert ["no-metric"] == [issue.code for issue in found.issues if issue.severity is Severity.ERROR]
    assert on == found.demo_on
    assert [cycle.start <= on < cycle.end for cycle in found.cycles] == [False, False, True]


def test_three_teams_have_twelve_objectives_in_three_cycles(configuration: Configuration) -> None:
    counts = [len(configuration.objectives_of(cycle.id)) for cycle in configuration.cycles]

    assert [3, 3, 6] == counts
    assert {"growth", "experience", "platform"} == {team.id for team in configuration.teams}
    assert {"growth", "experience", "platform"} == {
        objective.team for objective in configuration.objectives_of("2026-q4")
    }


def test_every_focus_area_and_kind_is_there(configuration: Configuration) -> None:
    kinds = {
        "active_users", "aggregate", "availability", "conversion", "delivery", "lifecycle", "manual", "ratio",
        "retention", "sql", "stickiness", "subscriptions", "survey", "time_to_value",
    }  # fmt: skip

    areas = Counter(metric.focus for metric in configuration.metrics)
    assert FOCUS_AREAS == set(areas)
    assert min(areas.values()) >= 4
    assert kinds == {metric.kind for metric in configuration.metrics}


def test_every_kind_of_key_result_runs(configuration: Configuration) -> None:
    results = [result for objective in configuration.objectives_of("2026-q4") for result in objective.key_results]

    assert set(KeyResultKind) == {result.kind for result in results}
    assert 14 == len(results)
    assert any(result.guards for result in results)


def test_baselines_and_targets_are_understood(configuration: Configuration) -> None:
    results = {
        result.id: result for objective in configuration.objectives_of("2026-q4") for result in objective.key_results
    }
    written = {
        name: (result.baseline.value if result.baseline else None, result.target.value)
        for name, result in results.items()
        if result.target is not None
    }

    assert (0.42, 0.70) == written["set-up-in-the-first-session"]
    assert (6.0, 2.0) == written["time-to-first-value"]
    assert (0.51, 0.65) == written["active-after-a-month"]
    assert (3.2, 4.1) == written["design-confidence"]
    assert (None, 3.0) == written["mobile-sessions"]
    assert (None, 0.6) == written["page-load-time"]
    assert (None, 1.2) == written["daily-actives"]
    assert {START + timedelta(days=28): 5.0, START + timedelta(days=56): 3.8} == results["time-to-first-value"].pace


def test_sources_declare_how_their_times_are_stored(configuration: Configuration) -> None:
    declared = {source.id: source.events[0].stored_as for source in configuration.sources}

    assert {"product": StoredAs.INSTANT, "page_timings": StoredAs.EPOCH_MS} == declared


def test_one_agreement_is_confirmed_one_in_other_words_and_one_awaited(configuration: Configuration) -> None:
    found = {
        (ask.objective.team, ask.giving): (ask.confirmed, bool(ask.unlike)) for ask in asks(configuration, "2026-q4")
    }

    assert {
        ("growth", "platform"): (True, False),
        ("experience", "platform"): (False, True),
        ("experience", "growth"): (False, False),
    } == found


def test_what_shipped_and_what_is_planned_agrees_with_the_day(configuration: Configuration) -> None:
    for item in configuration.roadmap:
        assert item.ships is not None
        assert (item.state == "shipped") == (item.ships < ON)
    assert 23 == len(configuration.roadmap)
    assert ["dark-theme", "audit-log"] == [item.id for item in configuration.roadmap if not item.advances]


def test_values_by_hand_lie_in_the_running_cycle_before_the_day(configuration: Configuration) -> None:
    by_hand = {(metric.id, metric.owner) for metric in configuration.metrics if metric.kind == "manual"}
    values = manual_values(ON)

    assert by_hand == {(value.metric, value.team) for value in values}
    assert [START <= value.on_day < ON for value in values] == [True] * len(values)
    assert sorted(values, key=lambda value: value.on_day) == list(values)
