"""References between objectives and teams: parents, priorities, dependencies and the agreements that answer them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from okr.metric import MetricDefinition
from okr.model import Agreement, Configuration, Cycle, Dependency, Objective, Support, Team
from okr.written import Report
from okr_config.known import Known
from okr_config.objectives import TeamFile

_PARTS = frozenset({"triangle", "histogram"})
"""Keys of a metric that make a table or bars of it."""


def with_agreements(teams: Known[Team], files: Iterable[TeamFile]) -> Known[Team]:
    """Return the teams with the agreements that their files of objectives add."""
    added: dict[str, list[Agreement]] = {}
    for file in files:
        added.setdefault(file.team, []).extend(file.agreements)
    good = {
        name: replace(team, agreements=tuple(dict.fromkeys((*team.agreements, *added.get(name, ())))))
        for name, team in teams.good.items()
    }
    return replace(teams, good=good)


def check_agreements(teams: Known[Team], report: Report) -> None:
    """Report agreements with teams that are not known."""
    for team in teams.good.values():
        for agreement in team.agreements:
            teams.find(agreement.to, team.place, report)


def linked(
    objectives: Sequence[Objective], teams: Known[Team], cycles: Known[Cycle], report: Report
) -> tuple[Objective, ...]:
    """Return the objectives with the links that lead somewhere; the others are reported and left out."""
    known = Known("objective", {objective.ref: objective for objective in objectives})
    return tuple(_linked(objective, known, teams, cycles.good[objective.cycle], report) for objective in objectives)


def _linked(
    objective: Objective, known: Known[Objective], teams: Known[Team], cycle: Cycle, report: Report
) -> Objective:
    return replace(
        objective,
        supports=_known_parent(objective, known, report),
        depends_on=tuple(_dependencies(objective, teams, report)),
        priority=_known_priority(objective, cycle, report),
    )


def _known_parent(objective: Objective, known: Known[Objective], report: Report) -> Support | None:
    parent = objective.supports
    if parent is None:
        return None
    if parent.objective == objective.ref:
        report.error("unknown-objective", "an objective cannot support itself", "Name its parent.", objective.place)
        return None
    return parent if known.find(parent.objective, objective.place, report) is not None else None


def _dependencies(objective: Objective, teams: Known[Team], report: Report) -> Iterator[Dependency]:
    for dependency in objective.depends_on:
        team = teams.find(dependency.team, objective.place, report)
        if team is not None:
            yield replace(dependency, confirmed=_confirmed(dependency, objective.team, team))


def _confirmed(dependency: Dependency, asking: str, giving: Team) -> bool:
    return any(
        agreement.to == asking and _same_words(agreement.what, dependency.what) for agreement in giving.agreements
    )


def _same_words(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _known_priority(objective: Objective, cycle: Cycle, report: Report) -> str:
    wanted = objective.priority
    found = next((priority for priority in cycle.priorities if _same_words(priority, wanted)), "")
    if wanted and not found:
        message = f'the cycle "{cycle.id}" has no priority "{wanted}"'
        hint = report.near_miss(wanted, cycle.priorities) or "Write its priorities into cycles.yaml."
        report.error("unknown-priority", message, hint, objective.place)
    return found


def check_owners(metrics: Iterable[MetricDefinition], teams: Known[Team], report: Report) -> None:
    """Warn of metrics whose owner is not a team, where it is known which teams there are."""
    if teams.broken or not teams.declared:
        return
    for metric in metrics:
        if metric.owner and metric.owner not in teams.good:
            message = f'the owner "{metric.owner}" of the metric "{metric.id}" is not a team'
            report.warning("unknown-owner", message, report.near_miss(metric.owner, teams.good), metric.place)


def check_use(configuration: Configuration, report: Report) -> None:
    """Warn of metrics that nothing uses; one that has only parts is there to be looked at."""
    used = set(_used(configuration))
    for metric in configuration.metrics:
        if metric.id not in used and not _has_only_parts(metric):
            message = f'no key result, guard or health metric uses the metric "{metric.id}"'
            report.warning("unused-metric", message, "Use it, or remove it: it is fetched for nothing.", metric.place)


def _has_only_parts(metric: MetricDefinition) -> bool:
    """Return whether a metric has no single figure that could be held against a target."""
    return metric.breakdown is not None or not _PARTS.isdisjoint(metric.written)


def _used(configuration: Configuration) -> Iterator[str]:
    for objective in configuration.objectives:
        for result in objective.key_results:
            yield result.metric
            yield from (guard.metric for guard in result.guards)
    for guards in configuration.health.values():
        yield from (guard.metric for guard in guards)
