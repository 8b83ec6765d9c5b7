"""Rules that need figures: they speak where something is known of a metric, and only there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from okr.metric_facts import MetricFacts, usual_variation
from okr.model import Configuration
from okr_config.practice.rules import examined

ReadOne = Callable[[str], Configuration]

STEADY = tuple(10.0 + (week % 2) for week in range(20))


def told(configuration: Configuration, facts: dict[str, MetricFacts], code: str) -> list[str]:
    return [issue.message for issue in examined(configuration, facts).issues if issue.code == code]


def one(read_objectives: ReadOne, line: str) -> Configuration:
    return read_objectives(f"team: growth\nobjectives:\n  - {{title: A, why: b, key_results: [{line}]}}\n")


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, None), (45, None), (60, "late-first-result"), (91, "late-first-result"), (92, "cannot-mature")],
)
def test_a_metric_that_takes_long_is_told_by_how_long(read_objectives: ReadOne, days: int, code: str | None) -> None:
    configuration = one(read_objectives, "{metric: setup, baseline: 42%, target: 70%}")
    facts = {"setup": MetricFacts(days)}
    found = [name for name in ("late-first-result", "cannot-mature") if told(configuration, facts, name)]
    assert found == ([code] if code else [])


def test_a_late_first_result_says_its_date(read_objectives: ReadOne) -> None:
    configuration = one(read_objectives, "{metric: setup, baseline: 42%, target: 70%}")
    assert told(configuration, {"setup": MetricFacts(59)}, "late-first-result") == [
        "setup has its first result of 2026-q4 on Mon 30 Nov"
    ]


def test_a_late_result_beside_an_early_one_is_no_matter(read_objectives: ReadOne) -> None:
    line = "{metric: setup, baseline: 42%, target: 70%}, {metric: speed, baseline: 5, target: 3}"
    facts = {"setup": MetricFacts(59), "speed": MetricFacts(0)}
    assert told(one(read_objectives, line), facts, "late-first-result") == []


@pytest.mark.parametrize(("target", "fires"), [("11", True), ("40", False), ("+5%", True), ("x3", False)])
def test_a_planned_move_is_held_against_the_usual_variation(
    read_objectives: ReadOne,
    target: str,
    fires: bool,  # noqa: FBT001 - a table
) -> None:
    configuration = one(read_objectives, f"{{metric: dau, baseline: 10.5, target: {target}}}")
    assert bool(told(configuration, {"dau": MetricFacts(0, STEADY)}, "move-within-variation")) is fires


def test_moves_of_a_share_are_told_in_points(read_objectives: ReadOne) -> None:
    configuration = one(read_objectives, "{metric: setup, baseline: 42%, target: 43%}")
    steady = tuple(0.4 + 0.02 * (week % 2) for week in range(20))
    (said,) = told(configuration, {"setup": MetricFacts(0, steady)}, "move-within-variation")
    assert said == "setup plans a move of 1 pts, and setup moves by 5.4 pts by itself"


def test_without_a_history_nothing_is_said(read_objectives: ReadOne) -> None:
    configuration = one(read_objectives, "{metric: dau, baseline: 10.5, target: 11}")
    assert told(configuration, {"dau": MetricFacts(0, STEADY[:7])}, "move-within-variation") == []
    assert told(configuration, {}, "move-within-variation") == []


def test_a_longer_window_varies_less() -> None:
    week, month = usual_variation(STEADY, 7), usual_variation(STEADY, 28)
    assert week is not None
    assert month == pytest.approx(week / 2)
