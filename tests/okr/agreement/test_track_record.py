"""Scores and difficulty across closed cycles, team by team."""

from __future__ import annotations

from datetime import date

import pytest

from okr.agreement.agreed import Agreed
from okr.agreement.closing import Closing, KeyResultResult, ObjectiveResult
from okr.agreement.seal import Seal, Terms
from okr.agreement.track_record import track_records
from okr.model import Cycle

QUARTERS = {"q1": date(2026, 1, 1), "q2": date(2026, 4, 1), "q3": date(2026, 7, 1)}


def record(scores: dict[str, list[float | None]], moved: dict[str, int]) -> Agreed:
    """Return closed quarters of one team with these scores, and how often its metrics had moved as far before."""
    seals, closings = {}, {}
    for name, values in scores.items():
        cycle = Cycle(name, QUARTERS[name], date(2026, 12, 31), "UTC")
        refs = [f"growth/{name}/k{place}" for place in range(len(values))]
        terms = tuple(_terms(ref, moved.get(name, 0)) for ref in refs)
        seals[name] = Seal(cycle, cycle.start, (), (), terms)
        results = tuple(_result(ref, value) for ref, value in zip(refs, values, strict=True))
        objective = ObjectiveResult(f"growth/{name}", "growth", name, None, None, None, None, "", "", "", results)
        closings[name] = Closing(name, cycle.end, (objective,))
    return Agreed(seals=seals, closings=closings)


def _terms(ref: str, moved: int) -> Terms:
    return Terms(ref, "share", "up", "v1", 0.4, 0.7, 0.6, 1.0, 3.0, moved_before=moved, stretches=10)


def _result(ref: str, score: float | None) -> KeyResultResult:
    return KeyResultResult(ref, 0.5, score, score, "on_track", date(2026, 10, 1))


def test_means_and_the_share_above_the_bar_are_of_what_has_a_score() -> None:
    team = track_records(record({"q1": [0.5, 0.7, None]}, {"q1": 2}))[0]

    cycle = team.cycles[0]
    assert ("growth", "q1", 2) == (team.team, cycle.cycle, cycle.scored)
    assert cycle.score == pytest.approx(0.6)
    assert cycle.above_bar == pytest.approx(0.5)
    assert cycle.difficulty == pytest.approx(0.8)
    assert team.notes == ()


def test_scores_that_are_always_near_one_say_that_targets_are_too_conservative() -> None:
    team = track_records(record({"q1": [1.0, 1.0], "q2": [0.9, 1.0], "q3": [1.0]}, {}))[0]

    assert ("always near 1.0 (0.98 over 3 cycles): targets too conservative",) == team.notes
    assert () == track_records(record({"q1": [1.0]}, {}))[0].notes


def test_ambition_that_drops_is_told_from_the_history_of_the_metrics() -> None:
    team = track_records(record({"q1": [0.6], "q2": [0.7], "q3": [0.8]}, {"q1": 1, "q2": 3, "q3": 6}))[0]

    assert ("ambition drops: difficulty of targets 0.90 → 0.40",) == team.notes


def test_a_result_that_became_final_later_counts_instead_of_that_of_the_closing() -> None:
    agreed = record({"q1": [None]}, {})
    final = _result("growth/q1/k0", 0.9)

    team = track_records(Agreed(agreed.seals, closings=agreed.closings, finals={final.ref: final}))[0]

    assert team.cycles[0].score == pytest.approx(0.9)


def test_nothing_is_said_of_teams_without_a_closed_cycle() -> None:
    assert () == track_records(Agreed())
