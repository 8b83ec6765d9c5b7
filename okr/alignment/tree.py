"""The objectives of a cycle as a list tree: each below what it serves, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from okr.model import Configuration, Objective


class Root(StrEnum):
    """What stands at the top of a branch."""

    PRIORITY = "priority"
    PARENT = "parent in another cycle"
    ALONE = "no parent and no priority"
    CIRCLE = "in a circle"


@dataclass(frozen=True)
class Node:
    """An objective with those that support it; its own ``supports`` says why it stands here."""

    objective: Objective
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Branch:
    """One top of the tree.

    Attributes:
        root: What it is.
        title: The priority, or the title of the parent; empty for the two others.
        cycle: Id of the parent's cycle; empty for the others.
        nodes: What serves it directly; empty for a priority that nothing serves.
    """

    root: Root
    title: str
    nodes: tuple[Node, ...]
    cycle: str = ""


def tree(configuration: Configuration, cycle: str) -> tuple[Branch, ...]:
    """Return the objectives of a cycle, each exactly once, below the priorities of the cycle and older parents.

    An objective with a parent in the cycle stands below it. Every priority has a branch, served or not. Objectives that
    support one another in a circle have no top; each of them stands in a branch of its own kind, without the others.
    """
    objectives = configuration.objectives_of(cycle)
    below = _children(objectives)
    tops = [one for one in objectives if not _has_parent_in(one, objectives)]
    found = configuration.cycle(cycle)
    priorities = found.priorities if found else ()
    branches = [
        Branch(
            Root.PRIORITY,
            priority,
            _nodes([one for one in tops if not one.supports and one.priority == priority], below),
        )
        for priority in priorities
    ]
    branches += _older(configuration, tops, below)
    alone = [one for one in tops if one.supports is None and one.priority not in priorities]
    circle = [Node(one) for one in objectives if not _reaches_top(one, objectives)]
    branches += [Branch(Root.ALONE, "", _nodes(alone, below))] if alone else []
    return (*branches, *([Branch(Root.CIRCLE, "", tuple(circle))] if circle else []))


def of_team(branches: Sequence[Branch], team: str) -> tuple[Branch, ...]:
    """Return the tree with only the objectives of a team, those above them and those below them."""
    kept = (replace(branch, nodes=_of_team(branch.nodes, team)) for branch in branches)
    return tuple(branch for branch in kept if branch.nodes)


def nodes_in(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield nodes with all below them, from the top down."""
    for node in nodes:
        yield node
        yield from nodes_in(node.children)


def _of_team(nodes: Sequence[Node], team: str) -> tuple[Node, ...]:
    found = []
    for node in nodes:
        if node.objective.team == team:
            found.append(node)
        elif children := _of_team(node.children, team):
            found.append(replace(node, children=children))
    return tuple(found)


def _children(objectives: Sequence[Objective]) -> Mapping[str, list[Objective]]:
    found: dict[str, list[Objective]] = {}
    for one in objectives:
        if one.supports is not None:
            found.setdefault(one.supports.objective, []).append(one)
    return found


def _nodes(objectives: Sequence[Objective], below: Mapping[str, Sequence[Objective]]) -> tuple[Node, ...]:
    return tuple(Node(one, _nodes(below.get(one.ref, ()), below)) for one in objectives)


def _has_parent_in(objective: Objective, objectives: Collection[Objective]) -> bool:
    supports = objective.supports
    return supports is not None and any(one.ref == supports.objective for one in objectives)


def _older(
    configuration: Configuration, tops: Sequence[Objective], below: Mapping[str, Sequence[Objective]]
) -> Iterator[Branch]:
    """Yield a branch for each parent in another cycle, in the order in which they are named."""
    named = dict.fromkeys(one.supports.objective for one in tops if one.supports is not None)
    for ref in named:
        parent = next((one for one in configuration.objectives if one.ref == ref), None)
        nodes = _nodes([one for one in tops if one.supports is not None and one.supports.objective == ref], below)
        yield Branch(Root.PARENT, parent.title if parent else ref, nodes, parent.cycle if parent else "")


def _reaches_top(objective: Objective, objectives: Sequence[Objective]) -> bool:
    """Return whether going from parent to parent leads out of the cycle's objectives."""
    known = {one.ref: one for one in objectives}
    seen: set[str] = set()
    at: Objective | None = objective
    while at is not None and at.ref not in seen:
        seen.add(at.ref)
        at = known.get(at.supports.objective) if at.supports is not None else None
    return at is None
