"""``objectives/<cycle>/*.yaml``: what each team wants to be true, and how it will be known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from okr.issues import Place
from okr.metric import MetricDefinition
from okr.model import Agreement, Ambition, Cycle, Guard, Objective
from okr.written import Report, Written, shortened
from okr_config.documents import OBJECTIVES, Documents
from okr_config.guards import read_guards
from okr_config.ids import is_id, proposed_id
from okr_config.key_results import read_key_result
from okr_config.known import Known
from okr_config.naming import key_results_with_ids
from okr_config.objective_schema import AGREEMENTS, OBJECTIVE, SECTIONS, TEAM_OF_FILE, ObjectiveAsWritten
from okr_config.sections import listed, sections, value_of

MOST_KEY_RESULTS: Final = 2_000
MOST_OBJECTIVES: Final = 2_000


@dataclass(frozen=True)
class TeamFile:
    """One file of objectives; ids and references are not looked at yet.

    Attributes:
        team: Id of the team; empty where it could not be read.
        team_place: Where the team is named.
        cycle: Id of the cycle, from the folder.
        objectives: Those that could be read.
        health: The health metrics.
        agreements: What the team agreed to give.
    """

    team: str
    team_place: Place
    cycle: str
    objectives: tuple[Objective, ...]
    health: tuple[Guard, ...]
    agreements: tuple[Agreement, ...]


def read_team_files(
    documents: Documents, metrics: Known[MetricDefinition], cycles: Known[Cycle], report: Report
) -> tuple[TeamFile, ...]:
    """Return the files of objectives of cycles that are known; the others are read for their faults only."""
    known = {
        name: _find_cycle(name, cycles, report) for name in dict.fromkeys(name for name, _ in documents.objectives())
    }
    files = []
    for cycle, root in _within_limit(documents, report):
        found = _team_file(cycle, root, metrics, known[cycle], report)
        if known[cycle] is not None:
            files.append(found)
    return tuple(files)


def _find_cycle(name: str, cycles: Known[Cycle], report: Report) -> Cycle | None:
    return cycles.find(name, Place(f"{OBJECTIVES}/{name}"), report)


def _within_limit(documents: Documents, report: Report) -> Iterator[tuple[str, Written]]:
    """Yield the files until they hold more than a configuration may."""
    objectives = key_results = 0
    for cycle, root in documents.objectives():
        items = root.entries["objectives"].items if "objectives" in root.entries else ()
        objectives += len(items)
        key_results += sum(len(item.entries["key_results"].items) for item in items if "key_results" in item.entries)
        if objectives > MOST_OBJECTIVES or key_results > MOST_KEY_RESULTS:
            message = (
                f"with this file there are more than {MOST_OBJECTIVES:,} objectives or {MOST_KEY_RESULTS:,} key results"
            )
            report.error("too-many-key-results", message, "Keep closed cycles in another folder.", root.place)
            return
        yield cycle, root


def _team_file(
    cycle_id: str, root: Written, metrics: Known[MetricDefinition], cycle: Cycle | None, report: Report
) -> TeamFile:
    found = sections(root, SECTIONS, report)
    team = value_of(found, TEAM_OF_FILE, report)
    agreements = value_of(found, AGREEMENTS, report)
    nodes = tuple(listed(found.get("objectives"), "objectives", report))
    read = tuple(read_objective(node, metrics, cycle, report) for node in nodes)
    health = tuple(guard for guard, _ in read_guards(found.get("health"), metrics, report) if guard is not None)
    name = team if isinstance(team, str) else ""
    return TeamFile(
        team=name,
        team_place=found["team"].place if "team" in found else root.place,
        cycle=cycle_id,
        objectives=tuple(replace(item, team=name, cycle=cycle_id) for item in read if item is not None),
        health=health,
        agreements=agreements if isinstance(agreements, tuple) else (),
    )


def read_objective(
    node: Written, metrics: Known[MetricDefinition], cycle: Cycle | None, report: Report
) -> Objective | None:
    """Return the objective without its final ids; its key results are read even where it has a fault of its own."""
    written = OBJECTIVE.read(node, report)
    ambition = written.ambition if isinstance(written, ObjectiveAsWritten) else Ambition.STRETCH
    nodes = tuple(listed(node.entries.get("key_results"), "key results", report))
    read = tuple((item, read_key_result(item, metrics, cycle, ambition, report)) for item in nodes)
    results = key_results_with_ids([(item, result) for item, result in read if result is not None], report)
    kept = {result.place for result in results}
    if not isinstance(written, ObjectiveAsWritten):
        return None
    return Objective(
        id=written.id or "",
        ref="",
        title=written.title,
        team="",
        cycle="",
        key_results=results,
        why=written.why,
        ambition=written.ambition,
        supports=written.supports,
        depends_on=written.depends_on,
        priority=written.priority,
        left_out=tuple(_name(item, ("title", "id", "metric")) for item in nodes if item.place not in kept),
        silenced=written.silence,
        place=node.place,
    )


def _name(node: Written, keys: Sequence[str]) -> str:
    """Return what a key result that could not be read is called: the first of these keys that it has."""
    texts = (node.entries[key].text for key in keys if key in node.entries)
    return shortened(next((text for text in texts if text), "")) or "a key result without a name"


def possible_refs(documents: Documents, objectives: Sequence[Objective]) -> frozenset[str]:
    """Return the references of all key results that stand in the files, also of those with a fault."""
    refs = {objective.place: objective.ref for objective in objectives}
    found: set[str] = set()
    for _, root in documents.objectives():
        for node in root.entries["objectives"].items if "objectives" in root.entries else ():
            results = node.entries["key_results"].items if "key_results" in node.entries else ()
            names = (_name(result, ("id", "title", "metric")) for result in results)
            ids = (name if is_id(name) else proposed_id(name, "kr") for name in names)
            found.update(f"{refs[node.place]}/{name}" for name in ids if node.place in refs)
    return frozenset(found)
