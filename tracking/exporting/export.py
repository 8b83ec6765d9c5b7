"""The CSV files, the same bytes from page and command line: seven tables under one version of their schema.

Every number is raw and in the metric's unit (a share is 0 to 1), every day ISO, every absence an empty cell beside its
status. Progress, scores and statuses can be worked out again from the files alone; ``examples/recompute.py`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracking.boards.board import Selection, load_view
from tracking.exporting.cells import document
from tracking.exporting.rows.history import HISTORY
from tracking.exporting.rows.key_results import KEY_RESULTS
from tracking.exporting.rows.readings import READINGS
from tracking.exporting.rows.reviews import ACTIONS, CHECK_INS
from tracking.exporting.rows.roadmap import ROADMAP
from tracking.exporting.rows.scores import SCORES
from tracking.exporting.table import Table
from tracking.store.connection import Store


@dataclass(frozen=True)
class Document:
    """A file to hand out."""

    name: str
    content: bytes


TABLES: Final[Mapping[str, Table]] = {
    table.name: table for table in (KEY_RESULTS, HISTORY, READINGS, CHECK_INS, ACTIONS, ROADMAP, SCORES)
}
"""Name of a file → what it is."""


def export(store: Store, kind: str, selection: Selection, *, bom: bool = False) -> Document:
    """Return one of the files of :data:`TABLES`; the same selection of the same store gives the same bytes.

    Raises:
        KeyError: If there is no file of that kind.
        StoreError: If the store cannot be read, or nothing has been refreshed yet.
    """
    table = TABLES[kind]
    view = load_view(store, selection)
    name = f"okr_{kind}_{view.board.cycle.id}_{view.board.as_of.isoformat()}.csv"
    return Document(name, document(table.names, table.rows(store, view), bom=bom))
