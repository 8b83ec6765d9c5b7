"""The examples of the two articles that the rules go by: what they call wrong is told, what they call right is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from okr.issues import Severity
from okr.model import Configuration

Read = Callable[..., Configuration]

METRICS = """\
metrics:
  setup: {kind: active_users, source: product, active: {event: a}, unit: share, better: up}
  retention: {kind: active_users, source: product, active: {event: a}, unit: share, better: up}
  first_value: {kind: active_users, source: product, active: {event: a}, unit: days, better: down}
  load_time: {kind: active_users, source: product, active: {event: a}, unit: seconds, better: down}
  functions_checked: {kind: manual, unit: share, better: up}
  integrations: {kind: manual, unit: integrations, better: up}
  confidence: {kind: manual, unit: points, better: up}
"""
TRIPLE = "Triple the average weekly sessions on phones by the end of February"


def told(read: Read, title: str, *key_results: str, why: str = "") -> dict[str, str]:
    """Return what is said of one objective, by code."""
    lines = "".join(f"      - {line}\n" for line in key_results)
    text = f"team: growth\nobjectives:\n  - title: {title}\n    why: {why or 'it matters'}\n    key_results:\n{lines}"
    configuration = read({"metrics/all.yaml": METRICS, "objectives/2026-q4/growth.yaml": text})
    about = [issue for issue in configuration.issues if issue.code != "unused-metric"]
    assert {issue.place.file for issue in about} <= {"objectives/2026-q4/growth.yaml"}
    return {issue.code: issue.message for issue in about}


@pytest.mark.parametrize(
    "tasks",
    [
        ("{title: QA all functions on the phone}", "{title: Add one new integration to the phone version}"),
        (
            "{title: QA all functions on the phone, metric: functions_checked, baseline: 0%, target: 100%}",
            "{title: Add one new integration to the phone version, metric: integrations, baseline: 0, target: 1}",
        ),
    ],
    ids=["as written", "with metrics"],
)
def test_the_example_with_a_number_and_two_tasks_is_told_everything(read: Read, tasks: tuple[str, str]) -> None:
    said = told(read, TRIPLE, *tasks, "{title: Improve the loading time, metric: load_time, target: -40%}")

    assert f'"{TRIPLE}" carries the number "Triple", and none of its key results is about sessions' in said.pop(
        "number-in-objective"
    )
    assert said.pop("key-result-is-task") == (
        '"QA all functions on the phone" reads like a task; the same holds for '
        '"Add one new integration to the phone version"'
    )
    assert said.pop("no-baseline") == "improve-the-loading-time names no baseline, and its target is relative to one"
    assert set(said) <= {"no-metric"}


def test_the_same_example_with_its_tasks_marked_says_that_most_are_outputs(read: Read) -> None:
    said = told(
        read,
        TRIPLE,
        "{title: QA all functions on the phone, metric: functions_checked, kind: deliver, target: 100%}",
        "{title: Add one new integration, metric: integrations, kind: deliver, target: 1}",
        "{title: Improve the loading time, metric: load_time, target: -40%}",
    )
    assert set(said) == {"number-in-objective", "mostly-outputs", "no-baseline"}


def test_the_well_formed_example_gets_no_word(read: Read) -> None:
    assert {} == told(
        read,
        "Make onboarding so good that new users reach value faster than with any other product",
        "{title: New users who complete core setup in their first session, metric: setup, baseline: 42%, target: 70%}",
        "{title: Reduce the median time to first value, metric: first_value, baseline: 6 days, target: 2 days}",
        "{title: Increase 30-day retention of new users, metric: retention, baseline: 51%, target: 65%}",
    )


def test_the_measured_counterparts_of_tasks_get_no_word(read: Read) -> None:
    assert {} == told(
        read,
        "We decide on designs because we know",
        "{title: Increase 30-day retention from 42% to 55%, metric: retention, baseline: 42%, target: 55%}",
        "{title: Increase the average confidence in design decisions, metric: confidence, baseline: 3.2, target: 4.1}",
    )


@pytest.mark.parametrize(
    "task",
    [
        "Complete user research",
        "Hold three team workshops",
        "Finalize the feature spec",
        "Complete the retention analysis",
        "Conduct 20 user interviews",
        "Launch feature X",
    ],
)
def test_every_task_that_the_articles_name_is_told(read: Read, task: str) -> None:
    said = told(
        read,
        "We decide on designs because we know",
        f"{{title: {task}, metric: integrations, baseline: 0, target: 20}}",
        "{metric: retention, baseline: 42%, target: 55%}",
    )
    assert set(said) == {"key-result-is-task"}


def test_the_vague_example_is_told_and_the_focused_one_is_not(read: Read) -> None:
    results = ("{metric: retention, baseline: 42%, target: 55%}", "{metric: setup, baseline: 42%, target: 70%}")

    assert set(told(read, "Be the leading platform in our category", *results)) == {"vague-objective"}
    assert told(read, "Make our product the obvious choice for enterprise security teams", *results) == {}


def test_other_languages_are_judged_by_their_shape_only(read: Read) -> None:
    said = told(
        read,
        "Hold kundene glade fra første dag",
        "{title: Start uten hjelp, metric: setup, baseline: 42%, target: 70%}",
        "{title: Plan ohne Wartezeit für alle, metric: retention, baseline: 42%, target: 55%}",
    )
    assert said == {}


def test_advice_never_blocks(read: Read) -> None:
    text = "team: growth\nobjectives: [{title: Launch 5 leading apps, key_results: []}]\n"
    configuration = read({"objectives/2026-q4/growth.yaml": text})
    assert not any(issue.severity is Severity.ERROR for issue in configuration.issues)
