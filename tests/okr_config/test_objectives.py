"""``objectives/<cycle>/*.yaml``: objectives, key results, and what refers to what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import indent

import pytest

import okr_config
from okr.metric import Duration
from okr.model import (
    Ambition,
    Amount,
    Anchor,
    Configuration,
    Dependency,
    Guard,
    KeyResult,
    KeyResultKind,
    MeasuredOver,
    Support,
)
from okr.schema import Record

Read = Callable[..., Configuration]
ReadOne = Callable[[str], Configuration]
Issues = Callable[..., list[str]]


def key_results(*texts: str) -> str:
    """A file with one objective and these key results, each as a block of keys."""
    items = "".join(indent(text.strip(), "        ").replace("        ", "      - ", 1) + "\n" for text in texts)
    return f"team: growth\nobjectives:\n  - title: Value from day one\n    why: It matters\n    key_results:\n{items}"


SOUND = "{metric: setup, baseline: 42%, target: 70%}"


def refs(configuration: Configuration) -> list[str]:
    return [result.ref for objective in configuration.objectives for result in objective.key_results]


def only_result(configuration: Configuration) -> KeyResult:
    ((result,),) = [objective.key_results for objective in configuration.objectives]
    return result


def test_a_complete_file_is_understood(sample: Path, kinds: dict[str, Record]) -> None:
    configuration = okr_config.load(sample, kinds)
    first, second = (objective for objective in configuration.objectives if objective.team == "growth")
    assert first.ref == "growth/new-customers-get-to-value-faster-with-us-than"
    assert first.cycle == "2026-q4"
    assert first.supports == Support("company/activation", "value reached early is the strongest sign of a paid plan")
    assert first.depends_on == (Dependency("platform", "import API", confirmed=True),)
    setup, speed, retention = first.key_results
    assert setup == KeyResult(
        id="setup",
        ref="growth/new-customers-get-to-value-faster-with-us-than/setup",
        title="New users who complete core set-up within their first session",
        metric="setup_in_first_session",
        baseline=Amount(0.42, text="42%"),
        target=Amount(0.70, text="70 %"),
        measured_over=MeasuredOver("last", Duration(28, "day")),
        guards=(Guard("tickets_per_new_user", at_most=0.80),),
        weight=2.0,
    )
    assert speed.title == "Median time to first value"
    assert speed.id == "time_to_first_value"
    assert speed.pace == {date(2026, 10, 31): 5.0, date(2026, 11, 30): 3.5}
    assert (speed.baseline, speed.target) == (Amount(6.0, text="6"), Amount(2.0, text="2 days"))
    assert retention.anchor is Anchor.STARTS_IN
    found, held = second.key_results
    assert found.kind is KeyResultKind.DISCOVER
    assert (held.kind, held.is_output, held.baseline) == (KeyResultKind.DELIVER, True, Amount(0.0, text="0"))
    assert held.silenced == {"double-binding": "the rubric gives both numbers"}
    assert configuration.health_of("2026-q4", "growth") == (Guard("availability", at_least=0.995),)


def test_a_keep_has_limits_and_the_ambition_comes_from_the_objective(sample: Path, kinds: dict[str, Record]) -> None:
    company = okr_config.load(sample, kinds).objectives[0]
    daily, stays_up = company.key_results
    assert company.priority == "Activation"
    assert daily.target == Amount(1.2, relative=True, text="+20%")
    assert (stays_up.kind, stays_up.keep_above, stays_up.keep_below) == (KeyResultKind.KEEP, 0.995, None)
    assert stays_up.keep_amber == pytest.approx(0.001)
    assert daily.ambition is Ambition.COMMITTED


def test_the_sample_has_neither_errors_nor_warnings(sample: Path, kinds: dict[str, Record], issues_of: Issues) -> None:
    assert issues_of(okr_config.load(sample, kinds)) == []


def test_a_key_result_needs_a_metric_and_a_target_only(read_objectives: ReadOne) -> None:
    result = only_result(read_objectives(key_results("{metric: setup, target: 70%}")))
    assert result == KeyResult(
        id="setup",
        ref="growth/value-from-day-one/setup",
        title="Set-up in first session",
        metric="setup",
        target=Amount(0.70, text="70%"),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("last 28 days", MeasuredOver("last", Duration(28, "day"))),
        ("latest", MeasuredOver()),
        ("cycle to date", MeasuredOver("cycle_to_date")),
    ],
)
def test_a_number_is_measured_over_a_window(read_objectives: ReadOne, written: str, expected: MeasuredOver) -> None:
    text = key_results(f"{{metric: setup, target: 70%, measured_over: {written}}}")
    assert only_result(read_objectives(text)).measured_over == expected


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("metric: setup, baseline: 42%, tagret: 70%", 'there is no key "tagret" here. Did you mean "target"?'),
        ("metric: setup, baseline: 42%", 'the target of "setup" is missing. Write target:, or kind: discover'),
        ("metric: setup, baseline: 42%, target: 42%", 'baseline and target of "setup" are the same (42% and 42%)'),
        ("metric: setup, baseline: 42%, target: 0.42", 'baseline and target of "setup" are the same (42% and 0.42)'),
        ("metric: setup, baseline: 42%, target: x1", 'baseline and target of "setup" are the same'),
        ("metric: setup, target: +0%", 'baseline and target of "setup" are the same (+0%)'),
        (
            "metric: setup, baseline: 42%, target: 40%",
            'the target 40% of "setup" lies below its baseline 42%, but more is better for the metric "setup"',
        ),
        ("metric: setup, target: -10%", 'the target -10% of "setup" lies below its baseline, but more is better'),
        ("metric: speed, baseline: 6 days, target: 8 days", "lies above its baseline 6 days, but less is better"),
        ("metric: speed, target: x2", "lies above its baseline, but less is better"),
        ("metric: dau, baseline: 100, target: 40%", "the metric is measured in users, not as a share"),
        ("metric: setup, baseline: 42, target: 70%", "a share lies between 0 and 1. Write 42% or 0.42."),
        ("metric: setup, baseline: 42%, target: +28 points", "percentage points are a difference, not a share"),
        ("metric: setup, baseline: 42%, target: x3", 'the target of "setup", x3 of 42%, is 1.26: more than all'),
        ("metric: setpu, target: 70%", 'there is no metric "setpu". Did you mean "setup"?'),
        ("target: 70%", '"metric" is missing. It holds the id of a metric'),
        ("metric: dau, target: '1,000'", "Write the digits without separators, like 1000."),
        ("metric: dau, target: 12:30", "not a time of day"),
        ("metric: dau, target: 1e999", "Its size must be below 1e15."),
        ("metric: setup, target: 70%, weight: -1", "a number strictly between 0 and 1000"),
        ("metric: setup, target: 70%, weight: 0", "a number strictly between 0 and 1000"),
        ("metric: setup, target: 70%, weight: 50%", "a number strictly between"),
        ("metric: setup, target: 70%, id: a/b", 'of 1 to 64 characters from a to z, 0 to 9, - and _, like "a-b"'),
        ("metric: setup, target: 70%, id: true", 'put it in quotes: "true"'),
        ("metric: setup, target: 70%, id: 7", 'put it in quotes: "7"'),
        ("metric: setup, target: 70%, ambition: bold", "Expected one of stretch, committed."),
        ("metric: setup, target: 70%, anchor: starts", "Expected one of matures_in, starts_in."),
        ("metric: setup, target: 70%, measured_over: 28 days", "Expected last 28 days, latest, or cycle to date."),
        ("metric: setup, target: 70%, measured_over: last 28 dyas", "Expected last 28 days, latest, or cycle to date."),
        ("metric: setup, target: 70%, pace: {2026-02-30: 50%}", 'found "2026-02-30" (day is out of range for month)'),
        ("metric: setup, target: 70%, pace: {2026-10-31: +5%}", "only a target can be relative to its baseline"),
        (
            "metric: setup, target: 70%, pace: {2027-01-01: 60%}",
            (
                'a checkpoint of "setup" lies outside its cycle: 2027-01-01, and the cycle runs from 2026-10-01 until '
                "2027-01-01 (exclusive)"
            ),
        ),
        ("metric: setup, target: 70%, pace: 50%", "Expected a mapping from dates like 2026-10-31"),
        ("metric: setup, target: 70%, guards: [{metric: dua, at_most: 5}]", 'no metric "dua". Did you mean "dau"?'),
        ("metric: setup, target: 70%, guards: [{metric: dau}]", 'the limit of "dau" is missing'),
        ("metric: setup, target: 70%, guards: [{metric: dau, at_most: 5%}]", "the metric is measured in users"),
        ("metric: setup, target: 70%, guards: [{metric: dau, at_least: 9, at_most: 5}]", "no value of"),
        ("metric: setup, target: 70%, keep: {at_least: 60%}", "is of kind keep and has a target too"),
        ("metric: setup, kind: reach, target: 70%, keep: {at_least: 60%}", "has limits to keep too"),
        ("metric: setup, kind: keep", 'the limits of "setup" are missing'),
        ("metric: setup, keep: {}", 'the limits of "setup" are missing'),
        ("metric: setup, keep: {at_least: 60%, at_most: 50%}", 'no value of "setup" can be within its limits'),
        ("metric: setup, keep: {at_least: 60%}, pace: {2026-10-31: 50%}", "has a pace too"),
        ("metric: setup, kind: discover, target: 70%", "is of kind discover and has a target too"),
        ("metric: setup, kind: reech, target: 70%", 'Did you mean "reach"?'),
        ("metric: setup, target: 70%, silence: [no-why]", "a mapping from the code of a practice rule"),
        ("metric: setup, target: 70%, target: 99%", 'the key "target" is given twice: in line 6, in columns'),
        ("metric: setup, target: !!float 70", "found the tag tag:yaml.org,2002:float"),
    ],
)
def test_a_key_result_with_a_fault_is_left_out_and_its_siblings_stay(
    read_objectives: ReadOne, issues_of: Issues, keys: str, said: str
) -> None:
    """Faults 1, 2, 3, 8, 9, 10, 11, 12, 14, 15, 16, 17 and 18."""
    configuration = read_objectives(key_results(f"{{{keys}}}", "{id: good, metric: dau, target: +20%}"))
    assert refs(configuration) == ["growth/value-from-day-one/good"]
    assert len(configuration.objectives[0].left_out) == 1
    found = [issue for issue in issues_of(configuration) if "error" in issue]
    assert [said in issue for issue in found] == [True]
    assert found[0].startswith("objectives/2026-q4/growth.yaml:6:")
    assert "(objectives[1].key_results[1]" in found[0]


def test_a_key_result_that_is_left_out_is_still_named(read_objectives: ReadOne) -> None:
    configuration = read_objectives(
        key_results(
            "{title: Everybody set up, metric: setup, target: 7}", "{metric: nowhere, target: 7}", "{target: 7}"
        )
    )
    assert configuration.objectives[0].left_out == ("Everybody set up", "nowhere", "a key result without a name")


def test_a_key_result_that_is_no_mapping_is_refused(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(key_results(SOUND, "Launch the new app"))
    assert len(refs(configuration)) == 1
    assert 'found "Launch the new app". Expected one of the key results' in issues_of(configuration, "wrong-value")[0]


def test_a_task_without_a_metric_is_told_where_it_belongs(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(key_results(SOUND, "{title: Launch the new app}"))
    assert (
        '"Launch the new app" reads like a task. Name the number' in issues_of(configuration, "key-result-is-task")[0]
    )
    assert '"metric" is missing' in issues_of(configuration, "no-metric")[0]


def test_all_faults_of_all_files_are_told_at_once(read: Read, issues_of: Issues) -> None:
    configuration = read(
        {
            "sources.yaml": "sources:\n  product: {url: nowhere, timezone: UTC}\n"
            "  good: {url: 'duckdb:///a', timezone: UTC}\n",
            "cycles.yaml": "cycles:\n  - {id: 2026-q4, start: 2026-10-01, end: 2026-02-30}\n",
            "teams.yaml": "teams: {\n",
            "metrics/more.yaml": "metrics:\n  b: {kind: manul, unit: points, better: up}\n",
            "objectives/2026-q4/growth.yaml": key_results("{metric: setup, weight: 0}", "{metric: b, target: many}"),
            "roadmap.yaml": "- not a mapping\n",
        }
    )
    places = {issue.split(":")[0] for issue in issues_of(configuration)}
    assert places == {
        "sources.yaml",
        "cycles.yaml",
        "teams.yaml",
        "metrics/all.yaml",
        "metrics/more.yaml",
        "objectives/2026-q4",
        "objectives/2026-q4/growth.yaml",
        "roadmap.yaml",
    }
    assert [source.id for source in configuration.sources] == ["good"]


def test_issues_are_sorted_by_place(read_objectives: ReadOne) -> None:
    configuration = read_objectives(key_results("{metric: setup}", "{metric: nowhere, target: 7}"))
    assert [issue.place for issue in configuration.issues] == sorted(issue.place for issue in configuration.issues)


def test_a_cycle_that_is_not_there_is_named_with_the_near_miss(read: Read, issues_of: Issues) -> None:
    """Fault 18."""
    configuration = read({"objectives/2026-q5/growth.yaml": key_results(SOUND)})
    assert configuration.objectives == ()
    assert issues_of(configuration, "unknown-cycle") == [
        'objectives/2026-q5: error unknown-cycle: there is no cycle "2026-q5". Did you mean "2026-q4"?'
    ]


def test_faults_of_a_cycle_that_is_not_there_are_told_too(read: Read, issues_of: Issues) -> None:
    configuration = read({"objectives/2026-q5/growth.yaml": key_results("{metric: setup, taget: 70%}")})
    assert 'Did you mean "target"?' in issues_of(configuration, "unknown-key")[0]


def test_what_stands_on_a_broken_file_names_that_file(read: Read, issues_of: Issues) -> None:
    configuration = read({"metrics/all.yaml": "metrics: {", "objectives/2026-q4/growth.yaml": key_results(SOUND)})
    assert "Repair metrics/all.yaml first." in issues_of(configuration, "left-out")[0]


def test_what_stands_on_a_metric_with_a_fault_says_so(read: Read, issues_of: Issues) -> None:
    files = {
        "metrics/all.yaml": "metrics:\n  setup: {kind: nope}\n",
        "objectives/2026-q4/growth.yaml": key_results(SOUND),
    }
    assert (
        'warning left-out: this is left out with the metric "setup", which has a fault. Repair that first.'
        in issues_of(read(files), "left-out")[0]
    )


def test_two_key_results_with_one_id_are_refused(read_objectives: ReadOne, issues_of: Issues) -> None:
    """Fault 17."""
    configuration = read_objectives(
        key_results("{id: a, metric: setup, target: 70%}", "{id: a, title: Again, metric: dau, target: x2}")
    )
    assert refs(configuration) == ["growth/value-from-day-one/a"]
    assert configuration.objectives[0].left_out == ("Again",)
    assert 'the key result "a" is defined here and in line 6' in issues_of(configuration, "duplicate-id")[0]


def test_ids_made_from_titles_give_way_to_written_ones(read_objectives: ReadOne) -> None:
    configuration = read_objectives(
        key_results(
            "{title: Zufriedene Köpfe!, metric: setup, target: 70%}",
            "{title: Zufriedene Köpfe, metric: dau, target: x2}",
            "{id: zufriedene-kopfe, metric: speed, target: 1 day}",
            "{title: 顧客, metric: dau, target: x3}",
        )
    )
    assert refs(configuration)[:3] == [
        "growth/value-from-day-one/zufriedene-kopfe-2",
        "growth/value-from-day-one/zufriedene-kopfe-3",
        "growth/value-from-day-one/zufriedene-kopfe",
    ]
    assert refs(configuration)[3].startswith("growth/value-from-day-one/kr-")


def test_an_objective_of_another_cycle_keeps_its_name(read: Read) -> None:
    configuration = read(
        {
            "cycles.yaml": "cycles: [{id: b-2026, start: 2026-10-01, end: 2027-01-01}, "
            "{id: a-2027, start: 2027-01-01, end: 2027-04-01}]",
            "objectives/a-2027/growth.yaml": key_results(SOUND),
            "objectives/b-2026/growth.yaml": key_results(SOUND),
        }
    )
    assert [(objective.cycle, objective.id) for objective in configuration.objectives] == [
        ("a-2027", "value-from-day-one-a-2027"),
        ("b-2026", "value-from-day-one"),
    ]


def test_two_objectives_of_a_team_with_one_id_are_refused(read_objectives: ReadOne, issues_of: Issues) -> None:
    """Fault 17."""
    configuration = read_objectives("team: growth\nobjectives:\n  - {id: a, title: One}\n  - {id: a, title: Two}\n")
    assert [objective.title for objective in configuration.objectives] == ["One"]
    assert "growth.yaml:3. Ids stay for ever" in issues_of(configuration, "duplicate-id")[0]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("title: ''", "a text that is not empty"),
        ("why: no title", '"title" is missing'),
        ("title: A, ambition: bold", "Expected one of stretch, committed."),
        ("title: A, ojectives: []", 'there is no key "ojectives" here'),
        ("title: A, key_results: {}", "Expected a list of key results."),
        ("title: A, supports: {objective: activation}", "Write team/objective, both by their id."),
        ("title: A, depends_on: [{team: platform}]", '"for" is missing'),
    ],
)
def test_an_objective_with_a_fault_leaves_the_others_alone(
    read_objectives: ReadOne, issues_of: Issues, keys: str, said: str
) -> None:
    configuration = read_objectives(f"team: growth\nobjectives:\n  - {{{keys}}}\n  - {{title: Good, why: Yes}}\n")
    assert configuration.objectives[-1].title == "Good"
    assert any(said in issue for issue in issues_of(configuration))


def test_key_results_of_an_objective_with_a_fault_are_looked_at_too(
    read_objectives: ReadOne, issues_of: Issues
) -> None:
    text = key_results("{metric: setup}").replace("why: It matters", "ambition: bold")
    assert {"missing" in issue for issue in issues_of(read_objectives(text)) if "error" in issue} == {True, False}


def test_links_that_lead_nowhere_are_reported_and_left_out(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives("""\
team: growth
objectives:
  - title: Value from day one
    supports: {objective: growth/trust-from-day-two, because: so}
    depends_on: [{team: platfrom, for: API}, {team: platform, for: API}]
    priority: Speed
  - {title: Trust from day one}
""")
    first = configuration.objectives[0]
    assert (first.supports, first.priority) == (None, "")
    assert first.depends_on == (Dependency("platform", "API"),)
    assert 'Did you mean "growth/trust-from-day-one"?' in issues_of(configuration, "unknown-objective")[0]
    assert 'Did you mean "platform"?' in issues_of(configuration, "unknown-team")[0]
    assert 'the cycle "2026-q4" has no priority "Speed"' in issues_of(configuration, "unknown-priority")[0]


def test_an_objective_cannot_support_itself(read_objectives: ReadOne, issues_of: Issues) -> None:
    text = "team: growth\nobjectives:\n  - {id: a, title: A, supports: {objective: growth/a}}\n"
    assert "cannot support itself" in issues_of(read_objectives(text), "unknown-objective")[0]


@pytest.mark.parametrize("words", ["import API", "Import  api"])
@pytest.mark.parametrize("where", ["teams.yaml", "objectives/2026-q4/platform.yaml"])
def test_a_dependency_is_confirmed_by_the_other_team(read: Read, words: str, where: str) -> None:
    asking = "team: growth\nobjectives:\n  - {title: A, depends_on: [{team: platform, for: import API}]}\n"
    agreed = f"agreements: [{{to: growth, for: {words}}}]"
    files = {
        "teams.yaml": f"teams:\n  growth: {{}}\n  platform: {{{agreed}}}\n",
        "objectives/2026-q4/platform.yaml": f"team: platform\n{agreed}\n",
    }
    assert not read({"objectives/2026-q4/growth.yaml": asking}).objectives[0].depends_on[0].confirmed
    assert read({where: files[where]}).objectives[0].depends_on[0].confirmed


def test_a_file_without_a_team_is_refused_and_its_faults_are_told(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(key_results("{metric: setup}").replace("team: growth\n", ""))
    assert configuration.objectives == ()
    assert (
        '"team" is missing' in issues_of(configuration)[-2] + issues_of(configuration)[-1] + issues_of(configuration)[0]
    )
    assert any("the target of" in issue for issue in issues_of(configuration))


def test_more_key_results_than_a_configuration_may_have_are_refused(read: Read, issues_of: Issues) -> None:
    """Fault 7."""
    many = key_results(*["{metric: setup, target: 70%}"] * 1_100)
    configuration = read({"objectives/2026-q4/a.yaml": many, "objectives/2026-q4/b.yaml": many})
    assert len(refs(configuration)) == 1_100
    assert "more than 2,000 objectives or 2,000 key results" in issues_of(configuration, "too-many-key-results")[0]


def test_a_health_metric_is_read_in_its_own_unit(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(
        "team: growth\nhealth: [{metric: setup, at_least: 40%}, {metric: dau, at_least: 4%}]\n"
    )
    assert configuration.health == {"2026-q4/growth": (Guard("setup", at_least=0.4),)}
    assert "the metric is measured in users" in issues_of(configuration, "wrong-amount")[0]


def test_titles_are_kept_as_typed_and_never_run(read_objectives: ReadOne) -> None:
    """Fault 30."""
    configuration = read_objectives('team: growth\nobjectives:\n  - {title: "<script>x</script> \\u202e\\u200bA"}\n')
    assert configuration.objectives[0].title == "<script>x</script> A"


def test_a_roadmap_item_advances_key_results(sample: Path, kinds: dict[str, Record]) -> None:
    (item,) = okr_config.load(sample, kinds).roadmap
    assert (item.id, item.team, item.state, item.ships) == (
        "import-wizard-for-all",
        "growth",
        "in_progress",
        date(2026, 11, 3),
    )
    assert item.advances[0].key_result.endswith("/setup")


def test_a_link_to_a_key_result_with_a_fault_of_its_own_is_a_warning(read: Read, issues_of: Issues) -> None:
    configuration = read(
        {
            "objectives/2026-q4/growth.yaml": key_results("{id: a, metric: setup, target: 700}", SOUND),
            "roadmap.yaml": "items: [{title: X, team: growth, advances: {key_result: growth/value-from-day-one/a}}]\n",
        }
    )
    assert configuration.roadmap[0].left_out == ("growth/value-from-day-one/a",)
    assert "roadmap.yaml:1:44 (items[1].advances): warning left-out" in issues_of(configuration, "left-out")[0]
    assert issues_of(configuration, "item-without-key-result") == []


def test_faults_of_the_roadmap_leave_its_good_items(read: Read) -> None:
    configuration = read(
        {
            "roadmap.yaml": """\
items:
  - {title: A, team: growth, advances: {key_result: growth/a/b}}
  - {title: B, team: nobody}
  - {title: C, team: growth, state: done}
  - {title: D, team: growth, starts: 2026-11-01, ships: 2026-10-01}
  - {id: e, title: E, team: growth}
  - {id: e, title: F, team: growth}
"""
        }
    )
    assert [(item.id, item.advances) for item in configuration.roadmap] == [("a", ()), ("e", ())]
    codes = {issue.code for issue in configuration.issues if issue.place.file == "roadmap.yaml"}
    assert codes >= {"unknown-key-result", "unknown-team", "unknown-word", "contradiction", "duplicate-id"}


def test_a_target_that_resolves_to_the_baseline_is_read_and_judged_later(read_objectives: ReadOne) -> None:
    """Fault 14: only what is the same as written is refused."""
    result = only_result(read_objectives(key_results("{metric: dau, baseline: 0, target: +20%}")))
    assert result.target is not None
    assert result.target.resolve(0.0) == 0.0
