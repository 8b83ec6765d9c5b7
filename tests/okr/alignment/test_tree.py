"""The list tree of a cycle, and what teams asked of one another."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from okr.alignment.agreements import Offer, asks, offers
from okr.alignment.tree import Root, nodes_in, of_team, tree
from okr.model import Agreement, Configuration, Dependency, Objective, Support, Team
from tests.okr.made import Q4

CYCLE = replace(Q4, priorities=("Value early", "Calm"))


def an(ref: str, parent: str = "", priority: str = "", cycle: str = Q4.id) -> Objective:
    supports = Support(parent, "it helps") if parent else None
    return Objective(
        ref.split("/")[1], ref, ref, ref.split("/", maxsplit=1)[0], cycle, supports=supports, priority=priority
    )


def shape(configuration: Configuration) -> list[tuple[Root, str, list[str]]]:
    """Return kind, title and everything below of each branch."""
    return [
        (branch.root, branch.title, [node.objective.ref for node in nodes_in(branch.nodes)])
        for branch in tree(configuration, Q4.id)
    ]


def test_objectives_stand_below_priorities_parents_and_older_parents() -> None:
    objectives = (
        an("company/year", cycle="2026"),
        an("growth/a", priority="Value early"),
        an("platform/b", parent="growth/a", priority="Calm"),
        an("platform/c", parent="platform/b"),
        an("growth/d", parent="company/year"),
        an("growth/e"),
    )

    assert [
        (Root.PRIORITY, "Value early", ["growth/a", "platform/b", "platform/c"]),
        (Root.PRIORITY, "Calm", []),
        (Root.PARENT, "company/year", ["growth/d"]),
        (Root.ALONE, "", ["growth/e"]),
    ] == shape(Configuration((CYCLE,), objectives=objectives))


def test_a_circle_has_no_top_and_hides_nobody() -> None:
    objectives = (an("a/x", parent="b/y"), an("b/y", parent="a/x"), an("c/z", parent="a/x"))

    assert (Root.CIRCLE, "", ["a/x", "b/y", "c/z"]) in shape(Configuration((CYCLE,), objectives=objectives))


@given(st.lists(st.integers(-1, 7), min_size=1, max_size=8))
def test_every_objective_stands_in_the_tree_exactly_once(parents: list[int]) -> None:
    """Whatever they support: nothing, one another, themselves, or what is not there."""
    objectives = tuple(
        an(f"t/{place}", parent=f"t/{parent}" if parent >= 0 else "") for place, parent in enumerate(parents)
    )
    found = [ref for _, _, refs in shape(Configuration((CYCLE,), objectives=objectives)) for ref in refs]

    assert sorted(one.ref for one in objectives) == sorted(found)


def test_the_tree_of_a_team_keeps_what_is_above_and_below() -> None:
    objectives = (
        an("growth/a", priority="Value early"),
        an("platform/b", parent="growth/a"),
        an("care/c", parent="platform/b"),
        an("growth/d", priority="Calm"),
    )
    branches = of_team(tree(Configuration((CYCLE,), objectives=objectives), Q4.id), "platform")

    assert [["growth/a", "platform/b", "care/c"]] == [
        [node.objective.ref for node in nodes_in(branch.nodes)] for branch in branches
    ]


def agreed(*agreements: Agreement) -> Configuration:
    needs = (Dependency("platform", "import API", confirmed=True), Dependency("platform", "a status page for all"))
    objective = replace(an("growth/a"), depends_on=needs)
    return Configuration(
        (CYCLE,), (Team("growth", "Growth"), Team("platform", "P", agreements=agreements)), objectives=(objective,)
    )


def test_what_still_waits_stands_first() -> None:
    found = asks(agreed(Agreement("growth", "Import  api")), Q4.id)

    assert [("a status page for all", False), ("import API", True)] == [(ask.what, ask.confirmed) for ask in found]


def test_an_answer_in_other_words_is_shown_beside_the_question() -> None:
    found = asks(agreed(Agreement("growth", "status page for all")), Q4.id)

    assert ["status page for all", ""] == [ask.unlike for ask in found]


def test_an_offer_that_nobody_asks_for_is_told() -> None:
    given_by = agreed(Agreement("growth", "import API"), Agreement("growth", "hats"))

    assert (Offer("platform", "growth", "hats"),) == offers(given_by)
