"""The demo's configuration: the files as people would write them, with the dates of this demo put in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree
from string import Template

import yaml

from okr.errors import SettingsError
from tracking.demo.calendar import DemoCycle, cycles, running_start
from tracking.demo.story import SHIPS, Ship

FILES = Path(__file__).parent / "files"
FIRST_IN_ROADMAP = -182
"""Story day from which work is in the roadmap: the first day of the three cycles."""

_FOLDERS = ("before", "closed", "running")


def write_configuration(folder: Path, on: date) -> None:
    """Write the configuration of a demo on ``on`` into ``folder``, in place of an older demo's.

    Raises:
        SettingsError: If a configuration stands there that is not a demo's; nothing is changed then.
    """
    _clear(folder)
    named = dict(zip(_FOLDERS, cycles(on), strict=True))
    words = _words(named, on)
    for file in sorted(FILES.rglob("*.yaml")):
        parts = [named[part].id if part in named else part for part in file.relative_to(FILES).parts]
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(file.read_text(encoding="utf-8")).substitute(words), encoding="utf-8")
    (folder / "roadmap.yaml").write_text(_roadmap(on), encoding="utf-8")


def _clear(folder: Path) -> None:
    """Take away what an older demo wrote and agreed on; files of other days would overlap with the new ones."""
    cycles_file = folder / "cycles.yaml"
    old = cycles_file.read_text(encoding="utf-8") if cycles_file.is_file() else ""
    if folder.exists() and any(folder.iterdir()) and "\ndemo_on:" not in old:
        raise SettingsError(f"{folder} holds a configuration that is not a demo's.", "Name another folder.")
    for below in ("metrics", "objectives", "sealed", "amendments", "closing", "closed"):
        if (folder / below).is_dir():
            rmtree(folder / below)


def _words(named: dict[str, DemoCycle], on: date) -> dict[str, str]:
    """Return what stands for the placeholders of the files."""
    start = named["running"].start
    words = {
        "demo_on": str(on),
        "pace_first": str(start + timedelta(days=28)),
        "pace_second": str(start + timedelta(days=56)),
    }
    for name, cycle in named.items():
        about = {"id": cycle.id, "title": cycle.title, "start": str(cycle.start), "end": str(cycle.end)}
        words |= {f"{name}_{key}": value for key, value in about.items()}
    return words


def _roadmap(on: date) -> str:
    """Return the roadmap as written: every ship of the story since the first of the three cycles."""
    start = running_start(on)
    items = [_item(ship, start, on) for ship in SHIPS if ship.starts >= FIRST_IN_ROADMAP]
    text = yaml.safe_dump({"items": items}, sort_keys=False, allow_unicode=True, width=120)
    return f"# What was built and what is planned; the dates are those on which customers first had it.\n{text}"


def _item(ship: Ship, start: date, on: date) -> dict[str, object]:
    item: dict[str, object] = {
        "id": ship.id,
        "title": ship.title,
        "team": ship.team,
        "state": _state(ship, start, on),
        "starts": start + timedelta(days=ship.starts),
        "ships": start + timedelta(days=ship.day),
    }
    if ship.links:
        item["advances"] = [
            {"key_result": link.key_result, "how": link.how, "expected_effect": link.expected, "kind": link.kind}
            for link in ship.links
        ]
    return item


def _state(ship: Ship, start: date, on: date) -> str:
    """Return how far a piece of work is on ``on``."""
    today = (on - start).days
    if ship.day < today:
        return "shipped"
    return "in_progress" if ship.starts < today else "planned"
