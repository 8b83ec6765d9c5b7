"""The final ids of objectives and key results: as written, else made from the titles, unique everywhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from okr.model import Cycle, KeyResult, Objective
from okr.written import Report, Written
from okr_config.ids import LONGEST, proposed_id, unique_id
from okr_config.known import Known


def with_ids(objectives: Sequence[Objective], cycles: Known[Cycle], report: Report) -> tuple[Objective, ...]:
    """Return the objectives with ids and references, in the order given; the second of two equal ids is left out.

    An id made from a title that another objective of the team has already gets the cycle behind it. Earlier cycles
    are named first, so that the names of the past stay when a cycle is added.
    """
    kept = _without_twins(objectives, report)
    taken: dict[str, set[str]] = {}
    for objective in kept:
        taken.setdefault(objective.team, set()).update({objective.id} - {""})
    named: dict[int, Objective] = {}
    for index in sorted(range(len(kept)), key=lambda index: cycles.good[kept[index].cycle].start):
        named[index] = _named(kept[index], taken[kept[index].team])
        taken[kept[index].team].add(named[index].id)
    return tuple(named[index] for index in range(len(kept)))


def _without_twins(objectives: Sequence[Objective], report: Report) -> list[Objective]:
    first: dict[tuple[str, str], Objective] = {}
    kept = []
    for objective in objectives:
        earlier = first.setdefault((objective.team, objective.id), objective) if objective.id else objective
        if earlier is objective:
            kept.append(objective)
            continue
        where = f"{earlier.place.file}:{earlier.place.line}"
        message = f'the team has another objective with the id "{objective.id}" in {where}'
        hint = f'Ids stay for ever, over all cycles; write another one, like "{objective.id[:40]}-{objective.cycle}".'
        report.error("duplicate-id", message, hint, objective.place)
    return kept


def _named(objective: Objective, taken: Collection[str]) -> Objective:
    own = objective.id or _free(proposed_id(objective.title, "objective"), objective.cycle, taken)
    ref = f"{objective.team}/{own}"
    results = tuple(replace(result, ref=f"{ref}/{result.id}") for result in objective.key_results)
    return replace(objective, id=own, ref=ref, key_results=results)


def _free(proposal: str, cycle: str, taken: Collection[str]) -> str:
    if proposal not in taken:
        return proposal
    with_cycle = f"{proposal}-{cycle}"
    return unique_id(with_cycle if len(with_cycle) <= LONGEST else proposal, taken)


def key_results_with_ids(read: Sequence[tuple[Written, KeyResult]], report: Report) -> tuple[KeyResult, ...]:
    """Return the key results of one objective with ids that differ; the second of two equal written ids is left out.

    An id that was made from a title gives way to a written one.
    """
    taken: dict[str, KeyResult] = {}
    for node, result in read:
        if "id" in node.entries:
            taken.setdefault(result.id, result)
    named = []
    for node, result in read:
        if "id" in node.entries and taken[result.id] is not result:
            message = f'the key result "{result.id}" is defined here and in line {taken[result.id].place.line}'
            report.error("duplicate-id", message, "Give each key result of an objective its own id.", result.place)
            continue
        own = result.id if "id" in node.entries else unique_id(result.id, taken)
        taken.setdefault(own, result)
        named.append(replace(result, id=own))
    return tuple(named)
