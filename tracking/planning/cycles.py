"""The next cycle from an older one: its shape with fresh baselines, never its numbers of progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from okr.errors import SettingsError
from okr.issues import Place, near_miss
from okr.model import Configuration, Cycle, KeyResult, KeyResultKind, Objective
from okr.written import Report, Written
from okr_config.ids import LONGEST, is_id
from okr_config.writing.entries import amount_text, block, cycle_entry
from okr_config.writing.insert import with_item
from okr_config.yaml_tree import read_tree
from tracking.planning.trial import write_all

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CARRIED = ("title", "why", "ambition", "depends_on", "silence")
_NOT_CARRIED = ("baseline", "pace")
_KINDS = (KeyResultKind.REACH, KeyResultKind.DELIVER)


@dataclass(frozen=True)
class Carried:
    """What was written for the next cycle.

    Attributes:
        files: Their names below the folder.
        left: Key results that were not carried over, each with the reason.
    """

    files: tuple[str, ...]
    left: tuple[str, ...]


def next_cycle(old: Cycle, wanted: str) -> Cycle:
    """Return the cycle that follows ``old``: as many months long where it is made of months, else as many days."""
    months = (old.end.year - old.start.year) * 12 + old.end.month - old.start.month
    whole = old.start.day == old.end.day == 1
    end = _months_later(old.end, months) if whole else old.end + (old.end - old.start)
    return replace(old, id=wanted, title="", start=old.end, end=end, priorities=(), silenced={})


def carry_over(
    folder: Path, configuration: Configuration, names: tuple[str, str], known: Mapping[str, float]
) -> Carried:
    """Write the files of a new cycle with the objectives of an older one; nothing that is there is changed.

    Args:
        folder: The configuration folder.
        configuration: As read from it.
        names: Ids of the older and of the new cycle.
        known: Reference of a key result of the older cycle → its newest figure, as the fresh baseline. Without one the
            baseline is left out, to be measured when the cycle is agreed.

    Raises:
        SettingsError: If the older cycle is not there, the new one has objectives already, or nothing can be carried.
    """
    old = configuration.cycle(names[0])
    if old is None:
        raise SettingsError(
            f'There is no cycle "{names[0]}".', near_miss(names[0], [c.id for c in configuration.cycles])
        )
    if not is_id(names[1]) or configuration.objectives_of(names[1]) or (folder / "objectives" / names[1]).is_dir():
        raise SettingsError(f'"{names[1]}" is no id, or has objectives already.', "Name a cycle that is not there yet.")
    fresh = _Fresh(configuration, known, (old.id, names[1]), [])
    texts: dict[str, str] = {}
    for file in sorted((folder / "objectives" / old.id).glob("*.yaml")):
        name = f"objectives/{old.id}/{file.name}"
        tree = read_tree(file.read_text(encoding="utf-8"), name, Report())
        text = _team_text(tree, fresh) if tree is not None else ""
        texts |= {f"objectives/{names[1]}/{file.name}": text} if text else {}
    if not texts:
        raise SettingsError(
            f'Nothing of "{old.id}" can be carried over.', "Its files have no objective without a fault."
        )
    texts |= _with_cycle(folder, configuration, next_cycle(old, names[1]))
    write_all(folder, texts)
    return Carried(tuple(sorted(texts)), tuple(fresh.left))


@dataclass(frozen=True)
class _Fresh:
    """What the entries of a new cycle are made from."""

    configuration: Configuration
    known: Mapping[str, float]
    cycles: tuple[str, str]
    left: list[str]

    @cached_property
    def objectives(self) -> Mapping[Place, Objective]:
        """The objectives of the older cycle by their place."""
        return {one.place: one for one in self.configuration.objectives_of(self.cycles[0])}

    @cached_property
    def results(self) -> Mapping[Place, KeyResult]:
        """Their key results by place."""
        return {one.place: one for objective in self.objectives.values() for one in objective.key_results}

    def new_id(self, objective: Objective) -> str:
        """Return the id in the new cycle: ids stay for ever, so it is another one."""
        ending = f"-{self.cycles[1]}"
        return objective.id.removesuffix(f"-{self.cycles[0]}")[: LONGEST - len(ending)] + ending

    def new_ref(self, ref: str) -> str:
        """Return the reference of a parent in the new cycle, or as it was where it is of another cycle."""
        found = next((one for one in self.objectives.values() if one.ref == ref), None)
        return f"{found.team}/{self.new_id(found)}" if found else ref


def _with_cycle(folder: Path, configuration: Configuration, cycle: Cycle) -> dict[str, str]:
    """Return the file of cycles with a new one behind the others; nothing where it stands there already."""
    if configuration.cycle(cycle.id) is not None:
        return {}
    text = (folder / "cycles.yaml").read_text(encoding="utf-8")
    entry = cycle_entry(cycle, _WEEKDAYS[cycle.review_weekday])
    added = with_item(text, "cycles", entry)
    if added is None:
        raise SettingsError(
            "Nothing can be put behind the list in cycles.yaml.", f"Add the cycle there first:\n{entry}"
        )
    return {"cycles.yaml": added}


def _team_text(tree: Written, fresh: _Fresh) -> str:
    team = tree.entries.get("team")
    entries = [entry for node in _items(tree, "objectives") if (entry := _objective(node, fresh))]
    if team is None or not entries:
        return ""
    text = f"# From {fresh.cycles[0]}: baselines as known when this was written, targets as they were. Set them anew.\n"
    text += f"team: {team.text}\n"
    for entry in entries:
        text = with_item(text, "objectives", block(entry)) or text
    health = tree.entries.get("health")
    return text + (block({"health": health.plain()}) if health is not None else "")


def _objective(node: Written, fresh: _Fresh) -> dict[str, Any]:
    """Return an objective with what is carried over; empty where none of its key results is."""
    objective = fresh.objectives.get(node.place)
    if objective is None:
        return {}
    entry: dict[str, Any] = {"id": fresh.new_id(objective)}
    entry |= {name: node.entries[name].plain() for name in _CARRIED if name in node.entries}
    if objective.supports is not None:
        parent = {"objective": fresh.new_ref(objective.supports.objective), "because": objective.supports.because}
        entry["supports"] = {name: value for name, value in parent.items() if value}
    results = [found for child in _items(node, "key_results") if (found := _key_result(child, fresh))]
    return {**entry, "key_results": results} if results else {}


def _key_result(node: Written, fresh: _Fresh) -> dict[str, Any]:
    result = fresh.results.get(node.place)
    if result is None:
        return {}
    metric, value = fresh.configuration.metric(result.metric), fresh.known.get(result.ref)
    entry = {name: child.plain() for name, child in node.entries.items() if name not in _NOT_CARRIED}
    if metric is None or value is None or result.kind not in _KINDS:
        return entry
    if result.target is not None and not result.target.relative and _is_past(value, result, metric.better):
        fresh.left.append(f"{result.ref}: {value:.4g} is at or beyond its target {result.target.text} already")
        return {}
    start = {"metric": entry.pop("metric"), "baseline": amount_text(value, metric.unit)}
    names: dict[str, Any] = {name: entry.pop(name) for name in ("id", "title", "kind") if name in entry}
    return {**names, **start, **entry}


def _is_past(value: float, result: KeyResult, better: str) -> bool:
    target = result.target.value if result.target is not None else value
    start = result.baseline.value if result.baseline is not None else None
    rises = better == "up" if better in {"up", "down"} else start is None or target > start
    return value >= target if rises else value <= target


def _items(node: Written, key: str) -> Iterator[Written]:
    yield from node.entries[key].items if key in node.entries else ()


def _months_later(day: date, months: int) -> date:
    whole = day.month - 1 + months
    return date(day.year + whole // 12, whole % 12 + 1, day.day)
