"""``roadmap.yaml``: pieces of work, and the key results that they are meant to advance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from okr.model import KeyResult, Team
from okr.roadmap import RoadmapItem, RoadmapLink
from okr.schema import Choice, Day, Key, Many, Record, Text
from okr.written import Report, Written
from okr_config.documents import ROADMAP, Documents
from okr_config.ids import ID, proposed_id, unique_id
from okr_config.known import Known
from okr_config.sections import listed, sections
from okr_config.silence import silence_key

STATES: Final = ("idea", "planned", "in_progress", "shipped", "dropped")

ADVANCES: Final = Record(
    RoadmapLink,
    (
        Key("key_result", Text("a key result as team/objective/key-result", longest=194), "What it advances.",
            required=True, example="growth/activation/setup"),
        Key("how", Text(longest=500), "Why it should.", default="", example="fewer steps before the first project"),
        Key("expected_effect", Text(longest=200), "By how much, in words.", default="", example="+5 points"),
        Key("kind", Choice(("direct", "indirect")), "Whether it moves the number itself.", default="direct",
            example="direct"),
    ),
    what="what it advances",
)  # fmt: skip


def _item(**written: Any) -> RoadmapItem:  # noqa: ANN401 - the values of the keys below
    return RoadmapItem(**{**written, "id": written["id"] or ""})


def _dates_in_order(item: RoadmapItem) -> Sequence[tuple[str, str, str]]:
    if item.starts is not None and item.ships is not None and item.ships < item.starts:
        return (("ships", f"it ships on {item.ships}, before it starts on {item.starts}", "Exchange the two."),)
    return ()


ITEM: Final = Record(
    _item,
    (
        Key("title", Text(longest=300), "What is done.", required=True, example="Import wizard for all"),
        Key("team", ID, "The team that does it.", required=True, example="growth"),
        Key("id", ID, "Name in links and exports; not written: made from the title.", example="import-wizard"),
        Key("state", Choice(STATES), "How far it is.", default="planned", example="in_progress"),
        Key("starts", Day(), "First day of the work.", example="2026-10-05"),
        Key("ships", Day(), "Day on which people get it.", example="2026-11-03"),
        Key("advances", Many(ADVANCES, lone=True), "The key results that it is meant to advance.", default=(),
            example="[{key_result: growth/activation/setup, how: fewer steps}]"),
        silence_key("{item-without-key-result: the law asks for it}"),
    ),
    _dates_in_order,
    "a roadmap item",
)  # fmt: skip

SECTIONS: Final = (Key("items", Many(ITEM), "The items.", required=True),)


def read_roadmap(
    documents: Documents, teams: Known[Team], results: Known[KeyResult], report: Report
) -> tuple[RoadmapItem, ...]:
    """Return the items that could be read, in file order, without links to key results that are not known."""
    root = documents.trees.get(ROADMAP)
    if root is None:
        return ()
    items: list[RoadmapItem] = []
    for node in listed(sections(root, SECTIONS, report).get("items"), "items", report):
        item = ITEM.read(node, report)
        if isinstance(item, RoadmapItem):
            known = teams.find(item.team, node.entries["team"].place, report) is not None
            items.extend((_linked(item, node, results, report),) if known else ())
    return _with_ids(items, report)


def _linked(item: RoadmapItem, node: Written, results: Known[KeyResult], report: Report) -> RoadmapItem:
    place = node.entries["advances"].place if "advances" in node.entries else node.place
    known = tuple(link for link in item.advances if results.find(link.key_result, place, report) is not None)
    lost = tuple(link.key_result for link in item.advances if link not in known)
    return replace(item, advances=known, left_out=lost, place=node.place)


def _with_ids(items: Sequence[RoadmapItem], report: Report) -> tuple[RoadmapItem, ...]:
    taken: dict[str, RoadmapItem] = {}
    for item in items:
        if item.id:
            taken.setdefault(item.id, item)
    return tuple(_named(item, taken) for item in items if not _is_twin(item, taken, report))


def _is_twin(item: RoadmapItem, taken: Mapping[str, RoadmapItem], report: Report) -> bool:
    if not item.id or taken[item.id] is item:
        return False
    message = f'the roadmap item "{item.id}" is defined here and in line {taken[item.id].place.line}'
    report.error("duplicate-id", message, "Give each item its own id.", item.place)
    return True


def _named(item: RoadmapItem, taken: dict[str, RoadmapItem]) -> RoadmapItem:
    own = item.id or unique_id(proposed_id(item.title, "item"), taken)
    taken.setdefault(own, item)
    return replace(item, id=own)
