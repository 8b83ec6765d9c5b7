"""Practice rules: each on the smallest file that breaks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from okr.issues import Severity
from okr.model import Configuration
from okr_config.practice.rules import MOST_ADVICE, RULES, Silence, examined, rule_of

Read = Callable[..., Configuration]
ReadOne = Callable[[str], Configuration]
Issues = Callable[..., list[str]]

TWO = "key_results: [{metric: setup, baseline: 42%, target: 70%}, {metric: dau, baseline: 10, target: 20}]"


def objectives(*lines: str) -> str:
    return "team: growth\nobjectives:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("key-result-count", "title: A, why: b", '"A" has no key results'),
        ("key-result-count", "title: A, why: b, key_results: [{metric: setup, target: 70%}]", '"A" has 1 key result.'),
        ("objective-is-task", f"title: Launch the app, why: b, {TWO}", '"Launch the app" reads like a task'),
        ("number-in-objective", f"title: Reach 500 customers, why: b, {TWO}", 'carries the number "500"'),
        ("vague-objective", f"title: Be the leading platform, why: b, {TWO}", '"leading" in "Be the leading platform"'),
        ("no-why", f"title: A, {TWO}", 'nothing says why "A" matters now'),
        (
            "no-because",
            f"title: A, supports: {{objective: growth/b}}, {TWO}",
            '"A" supports growth/b, and nothing says why',
        ),
        (
            "unconfirmed-dependency",
            f"title: A, why: b, depends_on: [{{team: platform, for: API}}], {TWO}",
            "agreements: [{to",
        ),
        (
            "mostly-outputs",
            "title: A, why: b, key_results: [{metric: dau, kind: deliver, target: 3}]",
            'all key results of "A" are things to deliver',
        ),
        ("no-baseline", "title: A, why: b, key_results: [{metric: setup, target: 70%}]", "names no baseline"),
        (
            "double-binding",
            "title: A, why: b, key_results: [{metric: dau, target: x2}, {id: more, metric: dau, target: x3}]",
            '"growth/a/more" counts the same metric as "growth/a/dau"',
        ),
    ],
)
def test_an_objective_that_breaks_a_rule_is_told(
    read_objectives: ReadOne, issues_of: Issues, code: str, line: str, said: str
) -> None:
    (issue,) = issues_of(read_objectives(objectives(line, f"title: B, why: c, {TWO}")), code)[:1]
    assert said in issue
    assert "advice" in issue


def test_a_sound_objective_gets_no_advice(read_objectives: ReadOne) -> None:
    configuration = read_objectives(objectives(f"title: Value from day one, why: it matters, {TWO}"))
    assert [issue for issue in configuration.issues if issue.severity is Severity.ADVICE] == []


@pytest.mark.parametrize(
    ("count", "severity"), [(3, None), (4, Severity.ADVICE), (5, Severity.ADVICE), (6, Severity.WARNING)]
)
def test_too_many_objectives_are_told_ever_louder(
    read_objectives: ReadOne, count: int, severity: Severity | None
) -> None:
    configuration = read_objectives(objectives(*(f"title: Aim {chr(97 + n)}, why: x" for n in range(count))))
    found = [issue.severity for issue in configuration.issues if issue.code == "objective-count"]
    assert found == ([severity] if severity else [])


SPEED = "metrics:\n  speed: {kind: manual, unit: days, better: none}\n"


def two_teams(first: str, second: str) -> dict[str, str]:
    """Return the files of two teams that want something of one metric."""
    return {
        "metrics/all.yaml": SPEED,
        "objectives/2026-q4/growth.yaml": objectives(f"title: A, key_results: [{{{first}}}]"),
        "objectives/2026-q4/platform.yaml": objectives(f"title: B, key_results: [{{{second}}}]").replace(
            "growth", "platform"
        ),
    }


def test_one_metric_pulled_two_ways_is_a_warning(read: Read, issues_of: Issues) -> None:
    first, second = "metric: speed, baseline: 5, target: 3", "metric: speed, baseline: 5, target: 6"
    configuration = read(two_teams(first, second))
    (issue,) = issues_of(configuration, "opposite-directions")
    assert (
        'warning opposite-directions: "platform/b/speed" pulls the metric speed the other way than "growth/a/speed"'
        " (objectives/2026-q4/growth.yaml:3)." in issue
    )
    assert issues_of(configuration, "double-binding") == []
    assert issues_of(configuration, "limit-against-target") == []


def test_a_target_past_a_limit_of_another_team_is_a_warning(read: Read, issues_of: Issues) -> None:
    configuration = read(two_teams("metric: speed, baseline: 5, target: 3", "metric: speed, keep: {at_least: 6}"))
    (issue,) = issues_of(configuration, "limit-against-target")
    assert issue.startswith("objectives/2026-q4/growth.yaml:3:")
    assert '"growth/a/speed" takes the metric speed past a limit of "platform/b/speed"' in issue
    assert "(objectives/2026-q4/platform.yaml:3)" in issue


def test_a_guard_and_health_metrics_are_limits_too(read: Read, issues_of: Issues) -> None:
    files = two_teams(
        "metric: speed, baseline: 5, target: 3",
        "metric: dau, baseline: 1, target: 2, guards: [{metric: speed, at_least: 4}]",
    )
    files["objectives/2026-q4/platform.yaml"] += "health: [{metric: speed, at_least: 4.5}]\n"
    files["metrics/all.yaml"] += "  dau: {kind: manual, unit: users, better: up}\n"
    found = issues_of(read(files), "limit-against-target")
    assert [True, False] == ['limit of the guard on "platform/b/dau"' in issue for issue in found]
    assert [False, True] == ["limit of the health metrics of platform" in issue for issue in found]


def test_a_limit_that_the_target_keeps_is_no_conflict(read: Read, issues_of: Issues) -> None:
    configuration = read(two_teams("metric: speed, baseline: 5, target: 3", "metric: speed, keep: {at_least: 3}"))
    assert issues_of(configuration, "limit-against-target") == []
    assert issues_of(configuration, "opposite-directions") == []


def test_objectives_that_support_one_another_in_a_circle_are_a_warning(
    read_objectives: ReadOne, issues_of: Issues
) -> None:
    lines = (
        f"title: A, supports: {{objective: growth/b, because: c}}, {TWO}",
        f"title: B, supports: {{objective: growth/a, because: d}}, {TWO}",
    )
    found = issues_of(read_objectives(objectives(*lines)), "circular-support")
    assert ['"A" leads round', '"B" leads round'] == [issue[issue.index("parent, ") + 8 :][:15] for issue in found]


def test_a_long_cycle_is_advice(read: Read, issues_of: Issues) -> None:
    configuration = read({"cycles.yaml": "cycles: [{id: y, start: 2026-01-01, end: 2027-01-01}]\n"})
    assert 'the cycle "y" lasts 365 days' in issues_of(configuration, "long-cycle")[0]


def test_orphans_of_the_roadmap_are_told_both_ways(read: Read, issues_of: Issues) -> None:
    configuration = read(
        {
            "objectives/2026-q4/growth.yaml": objectives(f"title: A, why: b, {TWO}"),
            "roadmap.yaml": "items:\n  - {title: X, team: growth, advances: [{key_result: growth/a/setup}]}\n"
            "  - {title: Y, team: growth}\n",
        }
    )
    assert "no roadmap item advances growth/a/dau." in issues_of(configuration, "key-result-without-item")[0]
    assert 'the roadmap item "Y" advances no key result' in issues_of(configuration, "item-without-key-result")[0]


def test_an_objective_gets_at_most_three_pieces_of_advice(read_objectives: ReadOne) -> None:
    configuration = read_objectives(
        objectives("title: Launch the leading 50 apps, depends_on: [{team: platform, for: API}]")
    )
    advice = [issue for issue in configuration.issues if issue.severity is Severity.ADVICE]
    assert sorted(issue.code for issue in advice) == ["key-result-count", "number-in-objective", "objective-is-task"]
    assert len(advice) == MOST_ADVICE
    assert examined(configuration).held_back == 3


def test_a_rule_is_silenced_with_a_reason(read_objectives: ReadOne, issues_of: Issues) -> None:
    silenced = "silence: {key-result-count: one number says it all}"
    configuration = read_objectives(objectives(f"title: A, why: b, {silenced}"))
    assert issues_of(configuration, "key-result-count") == []
    assert configuration.objectives[0].silenced == {"key-result-count": "one number says it all"}


def test_a_rule_is_silenced_for_one_key_result(read_objectives: ReadOne, issues_of: Issues) -> None:
    text = objectives("title: A, why: b, key_results: [{metric: setup, target: 70%, silence: {no-baseline: new}}]")
    assert issues_of(read_objectives(text), "no-baseline") == []


def test_silencing_a_rule_that_is_not_there_is_a_warning(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(objectives("title: A, silence: {no-wy: because}"))
    assert (
        'there is no practice rule "no-wy" to silence. Did you mean "no-why"?'
        in issues_of(configuration, "unknown-rule")[0]
    )


def test_what_is_silenced_is_counted_with_its_reason(read_objectives: ReadOne) -> None:
    configuration = read_objectives(
        objectives("title: A, why: b, silence: {key-result-count: one says it all, no-because: no parent}")
    )
    assert [(item.code, item.reason, item.findings) for item in examined(configuration).silences] == [
        ("key-result-count", "one says it all", 1),
        ("no-because", "no parent", 0),
    ]


def test_a_rule_is_silenced_for_a_cycle_and_for_a_roadmap_item(read: Read, issues_of: Issues) -> None:
    configuration = read(
        {
            "cycles.yaml": "cycles: [{id: y, start: 2026-01-01, end: 2027-01-01, silence: {long-cycle: a parent}}]\n",
            "roadmap.yaml": "items: [{title: Y, team: growth, silence: {item-without-key-result: the law}}]\n",
        }
    )
    assert issues_of(configuration, "long-cycle") + issues_of(configuration, "item-without-key-result") == []
    assert [item.subject for item in examined(configuration).silences] == ["cycle y", "roadmap item y"]
    assert isinstance(examined(configuration).silences[0], Silence)


def test_a_silence_without_a_reason_is_refused(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(objectives("title: A, silence: {no-why: }"))
    assert len(issues_of(configuration, "wrong-value")) == 1


def test_what_the_reader_tells_cannot_be_silenced(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(objectives("title: A, silence: {no-metric: later}"))
    assert "there is no practice rule" in issues_of(configuration, "unknown-rule")[0]


def test_one_rule_says_once_what_it_finds_in_several_key_results(read_objectives: ReadOne, issues_of: Issues) -> None:
    text = objectives("title: A, why: b, key_results: [{metric: setup, target: 70%}, {metric: dau, target: x2}]")
    (told,) = issues_of(read_objectives(text), "no-baseline")
    assert "no-baseline: setup names no baseline; the same holds for dau. Write baseline:, or let it be" in told


def test_a_key_result_without_metric_or_target_is_an_error(read_objectives: ReadOne, issues_of: Issues) -> None:
    configuration = read_objectives(objectives("title: A, key_results: [{title: Calm}, {metric: dau}]"))
    assert "error no-metric" in issues_of(configuration, "no-metric")[0]
    assert 'error no-target: the target of "dau" is missing' in issues_of(configuration, "no-target")[0]


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("{metric: dau, baseline: 10, target: 20}", True),
        ("{metric: dau, baseline: 10, target: 20, guards: [{metric: speed, at_most: 9}]}", False),
        ("{metric: dau, baseline: 10, target: 20}, {metric: setup, baseline: 42%, target: 70%}", False),
        ("{metric: dau, keep: {at_least: 5}}", False),
        ("{metric: speed, baseline: 6, target: 2}", False),
    ],
)
def test_a_quantity_that_grows_wants_a_guard(
    read_objectives: ReadOne,
    issues_of: Issues,
    line: str,
    fires: bool,  # noqa: FBT001 - a table
) -> None:
    found = issues_of(read_objectives(objectives(f"title: A, why: b, key_results: [{line}]")), "no-guard")
    assert bool(found) is fires


def test_a_key_result_that_is_a_task_is_told_with_and_without_a_metric(
    read_objectives: ReadOne, issues_of: Issues
) -> None:
    tasks = "{title: Conduct 20 user interviews, metric: dau, baseline: 0, target: 20}, {title: Complete user research}"
    (told,) = issues_of(read_objectives(objectives(f"title: A, why: b, key_results: [{tasks}]")), "key-result-is-task")
    assert '"Conduct 20 user interviews" reads like a task; the same holds for "Complete user research"' in told


def test_what_is_marked_as_an_output_is_not_told_to_be_a_task(read_objectives: ReadOne, issues_of: Issues) -> None:
    line = "title: A, why: b, key_results: [{title: Ship the app, metric: dau, kind: deliver, target: 1}]"
    configuration = read_objectives(objectives(line))
    assert issues_of(configuration, "key-result-is-task") == []
    assert 'all key results of "A" are things to deliver' in issues_of(configuration, "mostly-outputs")[0]


def test_every_rule_says_what_it_means_and_where_it_comes_from() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.meaning.endswith(".") and "\n" not in rule.meaning for rule in RULES)
    assert [rule.code for rule in RULES if len(rule.source) < 20 or len(rule.explanation) < 40] == []
    assert rule_of("no-why") in RULES
    assert rule_of("no-such-rule") is None
