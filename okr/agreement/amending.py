"""From a seal and its amendments to what counts now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from okr.agreement.agreed import Agreed
from okr.agreement.seal import ADDED, DROPPED, Amendment, Seal
from okr.canonical import canonical_json, plain, restore
from okr.model import Configuration, Cycle, KeyResult, Objective, Team

T = TypeVar("T", KeyResult, Cycle)


def amended(key_result: KeyResult, amendments: Iterable[Amendment]) -> KeyResult:
    """Return a key result with the changes of its amendments, in order."""
    return _changed(KeyResult, key_result, [item.changes for item in amendments if item.ref == key_result.ref])


def amended_cycle(cycle: Cycle, amendments: Iterable[Amendment]) -> Cycle:
    """Return a cycle with its amended dates."""
    return _changed(Cycle, cycle, [item.changes for item in amendments if item.ref == item.cycle == cycle.id])


def amended_objectives(seal: Seal, amendments: Sequence[Amendment]) -> tuple[Objective, ...]:
    """Return the objectives of a sealed cycle as they are agreed now, added ones last.

    What was dropped stays visible: its key results keep their place and weigh nothing any more.
    """
    own = [item for item in amendments if item.cycle == seal.cycle.id]
    found = [_amended_objective(objective, own) for objective in seal.objectives]
    known = {objective.ref for objective in found}
    fresh = (item.changes[ADDED] for item in own if ADDED in item.changes and "key_results" in item.changes[ADDED])
    added = [restore(Objective, canonical_json(value)) for value in fresh]
    return (*found, *(_amended_objective(item, own) for item in added if item.ref not in known))


def in_force(configuration: Configuration, agreed: Agreed) -> Configuration:
    """Return a configuration whose sealed cycles say what is agreed, whatever the files say now.

    A metric or a team that the files no longer have stays as it was agreed.
    """
    for seal in agreed.seals.values():
        configuration = _with_seal(configuration, seal, agreed.amendments)
    return configuration


def _with_seal(configuration: Configuration, seal: Seal, amendments: Sequence[Amendment]) -> Configuration:
    written = {item.ref: item for item in configuration.objectives}
    agreed = tuple(_placed(item, written.get(item.ref)) for item in amended_objectives(seal, amendments))
    others = tuple(item for item in configuration.objectives if item.cycle != seal.cycle.id)
    metrics = {item.id: item for item in (*seal.metrics, *configuration.metrics)}
    teams = {item.team: Team(item.team, item.team) for item in agreed} | {item.id: item for item in configuration.teams}
    kept = [item.id for item in configuration.metrics]
    order = [*kept, *(name for name in metrics if name not in kept)]
    team_order = [item.id for item in configuration.teams]
    return replace(
        configuration,
        cycles=_with_cycle(configuration.cycles, seal, amendments),
        objectives=(*agreed, *others),
        metrics=tuple(metrics[name] for name in order),
        teams=tuple(teams[name] for name in [*team_order, *(name for name in teams if name not in team_order)]),
    )


def _with_cycle(cycles: Sequence[Cycle], seal: Seal, amendments: Sequence[Amendment]) -> tuple[Cycle, ...]:
    agreed = amended_cycle(seal.cycle, amendments)
    if all(item.id != agreed.id for item in cycles):
        return (*cycles, agreed)
    return tuple(
        replace(item, start=agreed.start, end=agreed.end, timezone=agreed.timezone) if item.id == agreed.id else item
        for item in cycles
    )


def _placed(agreed: Objective, written: Objective | None) -> Objective:
    """Return an objective as agreed with what a seal does not freeze: its place, its links and what is silenced."""
    if written is None:
        return agreed
    places = {item.id: item for item in written.key_results}
    key_results = tuple(
        replace(item, place=places[item.id].place, silenced=places[item.id].silenced) if item.id in places else item
        for item in agreed.key_results
    )
    return replace(
        agreed,
        key_results=key_results,
        why=written.why,
        supports=written.supports,
        depends_on=written.depends_on,
        priority=written.priority,
        silenced=written.silenced,
        place=written.place,
    )


def _amended_objective(objective: Objective, amendments: Sequence[Amendment]) -> Objective:
    known = {item.ref for item in objective.key_results}
    prefix = f"{objective.ref}/"
    fresh = [
        replace(restore(KeyResult, canonical_json(item.changes[ADDED])), ref=item.ref)
        for item in amendments
        if ADDED in item.changes and item.ref.startswith(prefix) and item.ref not in known
    ]
    key_results = tuple(amended(item, amendments) for item in (*objective.key_results, *fresh))
    if any(item.ref == objective.ref and item.field == DROPPED for item in amendments):
        key_results = tuple(replace(item, weight=0.0) for item in key_results)
    titles = [item.after for item in amendments if item.ref == objective.ref and item.field == "title"]
    return replace(objective, key_results=key_results, title=titles[-1] if titles else objective.title)


def _changed(kind: type[T], value: T, changes: Sequence[Mapping[str, Any]]) -> T:
    values: dict[str, Any] = plain(value)
    for change in changes:
        values |= {name: new for name, new in change.items() if name in values}
    if values == plain(value):
        return value
    return replace(restore(kind, canonical_json(values)), place=value.place)
