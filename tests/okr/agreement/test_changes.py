"""Differences between what is agreed and what the files say, and what amendments make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from okr.agreement.agreed import Agreed
from okr.agreement.amending import amended_objectives, in_force
from okr.agreement.changes import Difference, differences
from okr.agreement.fields import FIELDS, written_key_result
from okr.agreement.seal import Amendment, Seal
from okr.model import (
    Ambition,
    Amount,
    Anchor,
    Configuration,
    Cycle,
    Guard,
    KeyResult,
    KeyResultKind,
    MeasuredOver,
    Objective,
)

CYCLE = Cycle("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "UTC")
RESULT = KeyResult("a", "growth/habit/a", "A", "m", baseline=Amount(0.42, text="42%"), target=Amount(0.7, text="70%"))
OTHER = KeyResult("b", "growth/habit/b", "B", "n", target=Amount(3.0, relative=True, text="x3"))
OBJECTIVE = Objective("habit", "growth/habit", "Habit", "growth", CYCLE.id, (RESULT, OTHER))
CHANGES: dict[str, dict[str, Any]] = {
    "title": {"title": "Another title"},
    "metric": {"metric": "other"},
    "kind": {"kind": KeyResultKind.DELIVER, "is_output": True},
    "baseline": {"baseline": None},
    "target": {"target": Amount(0.62, text="62%")},
    "keep": {"keep_above": 0.5, "keep_amber": 0.01},
    "measured_over": {"measured_over": MeasuredOver("cycle_to_date")},
    "anchor": {"anchor": Anchor.STARTS_IN},
    "ambition": {"ambition": Ambition.COMMITTED},
    "pace": {"pace": {date(2026, 11, 1): 0.5}},
    "guards": {"guards": (Guard("tickets", at_most=3.0),)},
    "weight": {"weight": 2.0},
}


def found(*written: Objective, agreed: Objective = OBJECTIVE) -> list[Difference]:
    return list(differences([agreed], written, CYCLE, CYCLE))


def amended(differing: Difference, agreed: Objective = OBJECTIVE) -> tuple[Objective, ...]:
    seal = Seal(CYCLE, CYCLE.start, (agreed,), (), ())
    words = (differing.before, differing.after, date(2026, 11, 3), "why", "leads")
    return amended_objectives(seal, [Amendment(CYCLE.id, differing.ref, differing.field, *words, differing.changes)])


@pytest.mark.parametrize("field", FIELDS)
def test_a_change_of_any_agreed_key_is_found_and_its_amendment_gives_it(field: str) -> None:
    changed = replace(RESULT, **CHANGES[field])

    differing = found(replace(OBJECTIVE, key_results=(changed, OTHER)))

    assert [(RESULT.ref, field)] == [(item.ref, item.field) for item in differing]
    assert (changed, OTHER) == amended(differing[0])[0].key_results


def test_the_same_number_in_other_words_is_no_change() -> None:
    rewritten = replace(RESULT, target=Amount(0.7, text="0.70"))

    assert [] == found(replace(OBJECTIVE, key_results=(rewritten, OTHER)))


def test_what_a_seal_does_not_freeze_may_change() -> None:
    assert [] == found(replace(OBJECTIVE, why="for another reason", priority="Speed"))


def test_a_renamed_key_result_of_the_same_metric_is_the_same_one() -> None:
    renamed = replace(RESULT, id="z", ref="growth/habit/z", title="Z")

    assert [(RESULT.ref, "title")] == [
        (item.ref, item.field) for item in found(replace(OBJECTIVE, key_results=(renamed, OTHER)))
    ]


def test_a_renamed_objective_with_its_key_results_is_the_same_one() -> None:
    results = tuple(replace(item, ref=f"growth/routine/{item.id}") for item in OBJECTIVE.key_results)
    renamed = replace(OBJECTIVE, id="routine", ref="growth/routine", title="Routine", key_results=results)

    differing = found(renamed)

    assert [(OBJECTIVE.ref, "title", "Habit", "Routine")] == [
        (item.ref, item.field, item.before, item.after) for item in differing
    ]
    assert amended(differing[0])[0].title == "Routine"


def test_what_was_dropped_keeps_its_place_and_weighs_nothing() -> None:
    differing = found(replace(OBJECTIVE, key_results=(RESULT,)))

    assert [(OTHER.ref, "dropped")] == [(item.ref, item.field) for item in differing]
    assert [1.0, 0.0] == [item.weight for item in amended(differing[0])[0].key_results]


def test_a_dropped_objective_weighs_nothing_as_a_whole() -> None:
    differing = found()

    assert [(OBJECTIVE.ref, "dropped")] == [(item.ref, item.field) for item in differing]
    assert [0.0, 0.0] == [item.weight for item in amended(differing[0])[0].key_results]
    dropped = amended(differing[0])[0]
    assert [] == found(agreed=dropped)


def test_a_key_result_left_out_for_a_fault_is_not_dropped() -> None:
    assert [] == found(replace(OBJECTIVE, key_results=(RESULT,), left_out=("B",)))


def test_an_added_objective_comes_last_once_it_is_agreed() -> None:
    fresh = replace(OBJECTIVE, id="calm", ref="growth/calm", title="Calm", key_results=())

    differing = found(OBJECTIVE, fresh)

    assert [("growth/calm", "added")] == [(item.ref, item.field) for item in differing]
    assert ["Habit", "Calm"] == [item.title for item in amended(differing[0])]


def test_a_key_result_is_written_as_the_files_have_it() -> None:
    written = written_key_result(replace(RESULT, guards=(Guard("tickets", at_most=3.0),)))

    assert {
        "id": "a",
        "metric": "m",
        "baseline": "42%",
        "target": "70%",
        "measured_over": "latest",
    }.items() <= written.items()
    assert written["guards"] == [{"metric": "tickets", "at_most": 3}]
    assert not {"keep", "pace"} & written.keys()


def test_a_cycle_that_the_files_lost_stays_with_its_team_as_agreed() -> None:
    seal = Seal(CYCLE, CYCLE.start, (OBJECTIVE,), (), ())

    now = in_force(Configuration(), Agreed(seals={CYCLE.id: seal}))

    assert (CYCLE,) == now.cycles
    assert (OBJECTIVE,) == now.objectives
    assert ["growth"] == [team.id for team in now.teams]


def test_cycles_that_are_not_agreed_are_as_the_files_have_them() -> None:
    written = Configuration(cycles=(CYCLE,), objectives=(OBJECTIVE,))

    assert written == in_force(written, Agreed())
