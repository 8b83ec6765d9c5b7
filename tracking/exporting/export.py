"""The CSV files: one row for each key result, or one for each key result and day; the same from page and command line.

Every number is raw and in the metric's unit (a share is 0 to 1), every day ISO, every absence an empty cell beside its
status. Progress can be worked out again by hand: ``(value - baseline) / (target - baseline)``; the score is the same
number kept between 0 and 1. Names and order of the columns: :data:`tracking.exporting.figures.SCHEMA_VERSION`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tracking.boards.board import Selection, View, load_view
from tracking.exporting.cells import document
from tracking.exporting.figures import Row
from tracking.exporting.history_rows import HISTORY, history_rows
from tracking.exporting.key_result_rows import KEY_RESULTS, key_result_rows
from tracking.store.connection import Store


@dataclass(frozen=True)
class Document:
    """A file to hand out."""

    name: str
    content: bytes


KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[Store, View], Iterator[Row]]]] = {
    "key_results": (KEY_RESULTS, key_result_rows),
    "history": (HISTORY, history_rows),
}
"""Name of a file → its columns and how its rows are made."""


def export(store: Store, kind: str, selection: Selection, *, bom: bool = False) -> Document:
    """Return one of the files of :data:`KINDS`; the same selection of the same store gives the same bytes.

    Raises:
        KeyError: If there is no file of that kind.
        StoreError: If the store cannot be read, or nothing has been refreshed yet.
    """
    columns, rows = KINDS[kind]
    view = load_view(store, selection)
    name = f"okr_{kind}_{view.board.cycle.id}_{view.board.as_of.isoformat()}.csv"
    return Document(name, document(columns, rows(store, view), bom=bom))
