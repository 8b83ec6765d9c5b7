"""``metrics/*.yaml``: the keys that every kind shares, and those of the kinds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import okr_config
from okr.metric import Breakdown, Condition, Duration, Grain, Matcher
from okr.model import Configuration
from okr.schema import Record

Read = Callable[..., Configuration]
Issues = Callable[..., list[str]]

SOUND = "kind: active_users, source: product, active: {event: any}, unit: users, better: up"


def metric(keys: str) -> dict[str, str | bytes | None]:
    """A file with one metric of these keys, as a flow mapping."""
    return {"metrics/all.yaml": f"metrics:\n  dau: {{{keys}}}\n"}


def test_a_complete_metric_is_understood(sample: Path, kinds: dict[str, Record]) -> None:
    configuration = okr_config.load(sample, kinds)
    retention = configuration.metric("d30_retention_new_users")
    assert retention is not None
    assert (retention.title, retention.kind, retention.source) == (
        "New users still active in days 30 to 59",
        "retention",
        "product",
    )
    assert (retention.unit, retention.better, retention.focus, retention.owner) == (
        "share",
        "up",
        "retention and engagement",
        "growth",
    )
    assert retention.parameters.return_ == Matcher(("project_opened", "report_shared"))
    assert retention.parameters.returned.between == (30, 59)
    assert retention.actors_where == (Condition("plan", "ne", "internal"),)
    assert retention.breakdown == Breakdown("event", "platform")
    assert retention.written["returned"] == {"between": [30, 59]}
    value = configuration.metric("time_to_first_value")
    assert value is not None
    assert value.max_change == 0.5
    assert value.parameters.value == Matcher(("report_shared",), (Condition("platform", "in", ("web", "ios")),))
    assert str(value.place) == "metrics/engagement.yaml:12:3 (metrics.time_to_first_value)"


def test_a_metric_needs_little_and_every_default_is_stated(read: Read) -> None:
    (dau,) = read(metric(SOUND)).metrics
    assert (dau.title, dau.focus, dau.owner, dau.description) == ("dau", "", "", "")
    assert (dau.grain, dau.interval, dau.where, dau.breakdown, dau.max_change) == (Grain.DAY, "wilson", (), None, None)
    assert dau.parameters.trailing == Duration(1, "day")


def test_a_metric_by_hand_has_no_source(read: Read) -> None:
    (dau,) = read(metric("kind: manual, unit: points, better: up")).metrics
    assert dau.source is None


def test_an_unknown_key_is_reported_once_with_the_nearest_of_all_keys(read: Read, issues_of: Issues) -> None:
    """Fault 2."""
    configuration = read(metric(f"{SOUND}, actve: 1, beter: up"))
    assert configuration.metrics == ()
    assert issues_of(configuration, "unknown-key") == [
        (
            'metrics/all.yaml:2:93 (metrics.dau.actve): error unknown-key: there is no key "actve" here. '
            'Did you mean "active"?'
        ),
        (
            'metrics/all.yaml:2:103 (metrics.dau.beter): error unknown-key: there is no key "beter" here. '
            'Did you mean "better"?'
        ),
    ]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            SOUND.replace("active_users", "active_user"),
            'no kind of metric called "active_user". Did you mean "active_users"?',
        ),
        (SOUND.replace("source: product", "source: produkt"), 'there is no source "produkt". Did you mean "product"?'),
        (SOUND.replace("source: product, ", ""), '"source" is missing. Name one of sources.yaml'),
        (SOUND.replace("unit: users, ", ""), '"unit" is missing'),
        (SOUND.replace("users, better", "percent, better"), 'what is shown as a percentage has the unit "share"'),
        (SOUND.replace("users, better", "'%', better"), 'what is shown as a percentage has the unit "share"'),
        (SOUND.replace("better: up", "better: higher"), "Expected one of up, down, none."),
        (SOUND.replace("kind: active_users, ", ""), '"kind" is missing'),
        (SOUND.replace("{event: any}", "signed_up"), "Expected a matcher like {event: signed_up}"),
        (f"{SOUND}, grain: dya", 'Did you mean "day"?'),
        (f"{SOUND}, where: platform = ios", "Expected a mapping from property"),
        (f"{SOUND}, actors: {{plan: pro}}", 'there is no key "plan" here'),
        (f"{SOUND}, breakdown: {{event: a, actor: b}}", "exactly one of event and actor is named"),
        (f"{SOUND}, breakdown: {{}}", "exactly one of event and actor is named"),
        (f"{SOUND}, interval: wald", "Expected one of wilson, clopper_pearson"),
        (f"{SOUND}, max_change: 0", "a change of nothing is always exceeded"),
        (f"{SOUND}, owner: true", 'write it in quotes: "true"'),
        ("kind: manual, source: product, unit: points, better: up", "values entered by hand have no source"),
    ],
)
def test_a_metric_with_a_fault_is_left_out_and_says_why(read: Read, issues_of: Issues, keys: str, said: str) -> None:
    """Faults 2, 8, 10 and 18."""
    configuration = read(metric(keys))
    assert configuration.metrics == ()
    assert [said in issue for issue in issues_of(configuration)].count(True) == 1


def test_all_faults_of_a_metric_are_told_at_once(read: Read, issues_of: Issues) -> None:
    configuration = read(metric("kind: active_users, source: nowhere, active: 5, better: sideways"))
    assert len(issues_of(configuration)) == 4


def test_two_metrics_with_one_id_are_both_left_out(read: Read, issues_of: Issues) -> None:
    """Fault 17."""
    configuration = read(
        {
            "metrics/all.yaml": f"metrics:\n  dau: {{{SOUND}}}\n  wau: {{{SOUND}}}\n",
            "metrics/more.yaml": f"metrics:\n  dau: {{{SOUND}}}\n",
        }
    )
    assert [metric.id for metric in configuration.metrics] == ["wau"]
    (issue,) = issues_of(configuration, "duplicate-id")
    assert 'metrics/more.yaml:2:3 (metrics.dau): error duplicate-id: the metric "dau" is defined here and in' in issue
    assert "metrics/all.yaml:2." in issue


@pytest.mark.parametrize("name", ["Daily users", "a/b", "../a", "x" * 65, '"a\\nb"', "größe"])
def test_an_id_has_only_letters_that_every_system_accepts(read: Read, issues_of: Issues, name: str) -> None:
    """Faults 17 and 30."""
    configuration = read({"metrics/all.yaml": f"metrics:\n  {name}: {{{SOUND}}}\n  dau: {{{SOUND}}}\n"})
    assert [metric.id for metric in configuration.metrics] == ["dau"]
    (issue,) = issues_of(configuration, "bad-id")
    assert "of 1 to 64 characters from a to z, 0 to 9, - and _" in issue


def test_a_broken_file_of_metrics_leaves_the_other_files_alone(read: Read, issues_of: Issues) -> None:
    """Fault 29."""
    configuration = read({"metrics/broken.yaml": "metrics:\n\tdau: {}\n"})
    assert [metric.id for metric in configuration.metrics] == ["setup", "speed", "dau"]
    assert issues_of(configuration, "tab") == ["metrics/broken.yaml:2:1: error tab: found a tab. Indent with spaces."]


def test_a_metric_that_nothing_uses_is_a_warning(read: Read, issues_of: Issues) -> None:
    """Fault 18."""
    configuration = read(metric(SOUND))
    assert issues_of(configuration) == [
        (
            "metrics/all.yaml:2:3 (metrics.dau): warning unused-metric: no key result, guard or health metric uses the "
            'metric "dau". Use it, or remove it: it is fetched for nothing.'
        )
    ]


def test_a_metric_that_has_only_parts_is_there_to_be_looked_at(read: Read, issues_of: Issues) -> None:
    assert issues_of(read(metric(f"{SOUND}, breakdown: {{event: platform}}")), "unused-metric") == []


def test_an_owner_that_is_no_team_is_a_warning(read: Read, issues_of: Issues) -> None:
    configuration = read(metric(f"{SOUND}, owner: grwth"))
    assert (
        'the owner "grwth" of the metric "dau" is not a team. Did you mean "growth"?'
        in issues_of(configuration, "unknown-owner")[0]
    )
