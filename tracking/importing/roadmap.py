"""What an import would change in ``roadmap.yaml``, and the change itself: new items behind the others, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from okr.errors import SettingsError
from okr.model import Configuration
from okr.roadmap import RoadmapItem
from okr_config.documents import ROADMAP
from okr_config.writing.entries import block
from okr_config.writing.insert import with_item
from tracking.planning.trial import write_all


@dataclass(frozen=True)
class Plan:
    """What an import comes to.

    Attributes:
        new: Items that would be added, each with its line in the export.
        same: Items that stand in the roadmap already and say the same.
        other: Items that stand there and say something else, each with what differs; they stay as they are.
    """

    new: tuple[tuple[int, RoadmapItem], ...]
    same: tuple[RoadmapItem, ...]
    other: tuple[tuple[RoadmapItem, str], ...]


def plan_of(configuration: Configuration, items: Sequence[tuple[int, RoadmapItem]]) -> Plan:
    """Return what taking over items would change; an item is known again by its id."""
    known = {item.id: item for item in configuration.roadmap}
    pairs = [(item, _differences(known[item.id], item)) for _, item in items if item.id in known]
    return Plan(
        tuple((line, item) for line, item in items if item.id not in known),
        tuple(item for item, differs in pairs if not differs),
        tuple((item, differs) for item, differs in pairs if differs),
    )


def write_items(folder: Path, items: Sequence[RoadmapItem]) -> None:
    """Write items behind those of ``roadmap.yaml``; every line that stands there stays as it is.

    Raises:
        SettingsError: If the file cannot be added to, or would have an error that it does not have now.
    """
    path = folder / ROADMAP
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    added = _with_entries(text, [entry_of(item) for item in items])
    if added is None:
        hint = "Write each item on lines of its own."
        raise SettingsError(f"Nothing can be put behind the items of {ROADMAP}.", hint)
    write_all(folder, {ROADMAP: added})


def _with_entries(text: str, entries: Sequence[str]) -> str | None:
    """Return a file with many entries behind its items; the place is looked for once: that reads the whole file."""
    mark = "here: 0"
    while mark in text:
        mark = f"t{mark}"
    marked = with_item(text, "items", mark)
    if marked is None:
        return None
    line = next(line for line in marked.splitlines() if line.endswith(f"- {mark}"))
    spaces = line.removesuffix(f"- {mark}")
    return marked.replace(line, "\n".join(_indented(entry, spaces) for entry in entries), 1)


def _indented(entry: str, spaces: str) -> str:
    first, *others = entry.rstrip("\n").split("\n")
    rest = (f"{spaces}  {line}" if line.strip(" ") else "" for line in others)
    return "\n".join([f"{spaces}- {first}", *rest])


def entry_of(item: RoadmapItem) -> str:
    """Return an item as YAML."""
    links = [
        {name: value for name, value in _link(link.key_result, link.how, link.expected_effect).items() if value}
        for link in item.advances
    ]
    written = {"id": item.id, "title": item.title, "team": item.team, "state": item.state}
    return block({**written, "starts": item.starts, "ships": item.ships, "advances": links})


def _link(key_result: str, how: str, effect: str) -> dict[str, str]:
    return {"key_result": key_result, "how": how, "expected_effect": effect}


def _differences(known: RoadmapItem, found: RoadmapItem) -> str:
    """Return what the export says otherwise; links are people's own and are not held against it."""
    pairs = (
        (name, getattr(known, name), getattr(found, name)) for name in ("title", "team", "state", "starts", "ships")
    )
    return ", ".join(f"{name} {old or 'none'} → {new}" for name, old, new in pairs if new is not None and old != new)
