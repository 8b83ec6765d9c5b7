"""A new objective: written behind those of its team, in a file of its own where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from okr.errors import SettingsError
from okr.issues import near_miss
from okr.model import Configuration
from okr_config.ids import is_id
from okr_config.writing.entries import objective_entry
from okr_config.writing.insert import with_item
from tracking.planning.trial import write_all


@dataclass(frozen=True)
class NewObjective:
    """What somebody wants to set.

    Attributes:
        team: Id of the team.
        cycle: Id of the cycle.
        title: What will be true.
        why: Why it matters now.
        key_results: Metric and target as written, in order.
    """

    team: str
    cycle: str
    title: str
    why: str
    key_results: tuple[tuple[str, str], ...]


def write_objective(folder: Path, configuration: Configuration, new: NewObjective) -> str:
    """Write a new objective and return the name of its file; everything that stood there stays as it was.

    Raises:
        SettingsError: If a team, cycle, metric or target is not right, or the file cannot be added to.
    """
    _check(configuration, new)
    name = f"objectives/{new.cycle}/{new.team}.yaml"
    path = folder / name
    text = path.read_text(encoding="utf-8") if path.is_file() else f"team: {new.team}\n"
    results: list[dict[str, Any]] = [{"metric": metric, "target": _plain(target)} for metric, target in new.key_results]
    entry = objective_entry(new.title, new.why, results)
    added = with_item(text, "objectives", entry)
    if added is None:
        raise SettingsError(f"Nothing can be put behind the list of objectives in {name}.", f"Add it there:\n{entry}")
    write_all(folder, {name: added})
    return name


def _check(configuration: Configuration, new: NewObjective) -> None:
    teams = [team.id for team in configuration.teams]
    if not is_id(new.team) or (teams and new.team not in teams):
        raise SettingsError(f'There is no team "{new.team}".', near_miss(new.team, teams))
    if configuration.cycle(new.cycle) is None:
        cycles = [cycle.id for cycle in configuration.cycles]
        raise SettingsError(f'There is no cycle "{new.cycle}".', near_miss(new.cycle, cycles))
    if not new.title.strip():
        raise SettingsError("An objective has a title.", "Say what will be true at the end of the cycle.")
    for metric, _ in new.key_results:
        if configuration.metric(metric) is None:
            hint = near_miss(metric, [one.id for one in configuration.metrics])
            raise SettingsError(f'There is no metric "{metric}".', hint)


def _plain(target: str) -> str | int | float:
    """Return a target as YAML would read it, so that a number is written without quotes."""
    for kind in (int, float):
        try:
            return kind(target)
        except ValueError:
            continue
    return target
