"""One row for each roadmap item and key result that it is meant to advance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okr.roadmap import RoadmapItem, RoadmapLink
from tracking.boards.board import View
from tracking.exporting.figures import VERSION
from tracking.exporting.table import SCHEMA_VERSION, Row, Table, columns
from tracking.store.connection import Store

_COLUMNS: Final = (
    VERSION,
    *columns(
        "text",
        item="Id of the item.",
        title="What is done.",
        team="The team that does it.",
        state="How far it is.",
    ),
    *columns("day", starts="First day of the work.", ships="Day on which people get it."),
    *columns(
        "text",
        key_result="What it advances; empty for an item without a key result.",
        how="Why it should.",
        expected_effect="By how much, in words.",
        kind="`direct` or `indirect`.",
    ),
)


def _rows(_store: Store, view: View) -> Iterator[Row]:
    """Yield every item of the roadmap, also those that advance nothing; an item with two links has two rows."""
    shown = {item.objective.team for item in view.board.objectives}
    for item in view.known.lens.configuration.roadmap:
        if item.team in shown:
            yield from (_row(item, link) for link in item.advances or (None,))


def _row(item: RoadmapItem, link: RoadmapLink | None) -> Row:
    linked = {name: getattr(link, name) for name in ("key_result", "how", "expected_effect", "kind")} if link else {}
    return {
        "schema_version": SCHEMA_VERSION,
        "item": item.id,
        "title": item.title,
        "team": item.team,
        "state": item.state,
        "starts": item.starts,
        "ships": item.ships,
        **linked,
    }


ROADMAP: Final = Table("roadmap", "One row for each roadmap item and key result it advances.", _COLUMNS, _rows)
