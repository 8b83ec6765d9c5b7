"""One folder of files → one configuration, with every fault of every file as an issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from okr.issues import Issue, Place
from okr.model import Configuration, Cycle, Guard, KeyResult, Objective, Team
from okr.schema import Record
from okr.written import Report
from okr_config.cycles import read_cycles, read_demo_day
from okr_config.documents import OBJECTIVES, Documents, read_documents
from okr_config.known import Known
from okr_config.links import check_agreements, check_owners, check_use, linked, with_agreements
from okr_config.metrics import read_metrics
from okr_config.naming import with_ids
from okr_config.objectives import TeamFile, possible_refs, read_team_files
from okr_config.practice.rules import practice_issues
from okr_config.roadmap import read_roadmap
from okr_config.sources import read_sources
from okr_config.teams import read_teams, with_named_teams


def load(folder: Path, kinds: Mapping[str, Record]) -> Configuration:
    """Return everything that could be understood from the files of ``folder``, with all that could not as issues.

    A fault keeps out what stands on it and nothing else: what is left refers only to what is there. The issues are
    sorted by file and line.

    Args:
        folder: The configuration folder; nothing outside it is read.
        kinds: How the parameters of each kind of metric are read.

    Raises:
        ConfigurationError: If the folder itself cannot be read.
    """
    report = Report()
    documents = read_documents(folder, report)
    configuration = _understood(documents, kinds, report)
    check_use(configuration, report)
    report.issues.extend(practice_issues(configuration))
    return replace(configuration, issues=_in_order(report))


def _understood(documents: Documents, kinds: Mapping[str, Record], report: Report) -> Configuration:
    sources = read_sources(documents, report)
    metrics = read_metrics(documents, kinds, sources, report)
    cycles = read_cycles(documents, report)
    files = read_team_files(documents, metrics, cycles, report)
    teams = with_agreements(with_named_teams(read_teams(documents, report), _teams_named(files)), files)
    check_agreements(teams, report)
    check_owners(metrics.good.values(), teams, report)
    objectives = _objectives(files, teams, cycles, report)
    return Configuration(
        cycles=tuple(cycles.good.values()),
        teams=tuple(teams.good.values()),
        sources=tuple(sources.good.values()),
        metrics=tuple(metrics.good.values()),
        objectives=objectives,
        health=_health(files),
        roadmap=read_roadmap(documents, teams, _results(objectives, documents), report),
        demo_on=read_demo_day(documents, report),
    )


def _teams_named(files: Sequence[TeamFile]) -> dict[str, Place]:
    """Return where each team is named first."""
    return {file.team: file.team_place for file in reversed(files) if file.team}


def _objectives(
    files: Sequence[TeamFile], teams: Known[Team], cycles: Known[Cycle], report: Report
) -> tuple[Objective, ...]:
    known = [file for file in files if file.team and teams.find(file.team, file.team_place, report) is not None]
    found = [objective for file in known for objective in file.objectives]
    return linked(with_ids(found, cycles, report), teams, cycles, report)


def _results(objectives: Sequence[Objective], documents: Documents) -> Known[KeyResult]:
    """Return the key results by reference; those with a fault are declared under the names that they would have."""
    good = {result.ref: result for objective in objectives for result in objective.key_results}
    broken = tuple(sorted(file for file in documents.broken if file.startswith(f"{OBJECTIVES}/")))
    return Known("key result", good, possible_refs(documents, objectives), broken)


def _health(files: Iterable[TeamFile]) -> dict[str, tuple[Guard, ...]]:
    health: dict[str, tuple[Guard, ...]] = {}
    for file in files:
        if file.team and file.health:
            key = f"{file.cycle}/{file.team}"
            health[key] = (*health.get(key, ()), *file.health)
    return health


def _in_order(report: Report) -> tuple[Issue, ...]:
    return tuple(sorted(dict.fromkeys(report), key=lambda issue: (issue.place, issue.code, issue.message)))
