"""What a CSV file is: its name, its columns with their meaning, and how its rows are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tracking.boards.board import View
from tracking.exporting.cells import Cell
from tracking.store.connection import Store

SCHEMA_VERSION = 2
"""Of the names, the order and the meaning of all columns."""
Row: TypeAlias = Mapping[str, Cell]


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: Stable under one schema version.
        meaning: What stands there, with the unit.
        kind: ``text``, ``number``, ``day``, ``instant``, ``truth`` or ``json``.
    """

    name: str
    meaning: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """One file.

    Attributes:
        name: As asked for.
        about: What one row is.
        columns: In order.
        rows: How the rows of a view are made.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Store, View], Iterable[Row]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def columns(kind: str, /, **meanings: str) -> tuple[Column, ...]:
    """Return columns of one kind from names and meanings."""
    return tuple(Column(name, meaning, kind) for name, meaning in meanings.items())
