"""A CSV export as rows with the lines they stand on: any usual separator, quoted line ends, repeated columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from okr.errors import SettingsError

_SEPARATORS = (",", ";", "\t")
_LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        line: The line of the file on which it begins, from 1.
        cells: Column, in small letters → what stands in the columns of that name, those that are empty left out.
        fault: Why it cannot be read; empty where it can.
    """

    line: int
    cells: Mapping[str, tuple[str, ...]]
    fault: str = ""

    def first(self, *names: str) -> str:
        """Return the first cell of the first of these columns that is not empty; empty text without one."""
        return next((cell for name in names for cell in self.cells.get(name.casefold(), ())), "")

    def every(self, *names: str) -> tuple[str, ...]:
        """Return all cells of these columns."""
        return tuple(cell for name in names for cell in self.cells.get(name.casefold(), ()))


@dataclass(frozen=True)
class Sheet:
    """A CSV file.

    Attributes:
        columns: Its columns as written, repeated ones once.
        rows: Its rows, without those that are all empty.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(content: bytes) -> Sheet:
    """Return a CSV file in UTF-8 or UTF-16, with or without a byte order mark.

    Raises:
        SettingsError: If it is in another encoding or has no header.
    """
    text = _decoded(content)
    header = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=header.count)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names: list[str] = []
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            if not names:
                names = [cell.strip() for cell in cells]
            elif any(cell.strip() for cell in cells):
                rows.append(_row(line, names, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        rows.append(Row(line, {}, f"it cannot be read from here on ({error})"))
    if not any(names):
        raise SettingsError("The file has no header line.", "Export it as CSV with its column names.")
    return Sheet(tuple(dict.fromkeys(names)), tuple(rows))


def _row(line: int, names: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) > len(names):
        return Row(line, {}, f"it has {len(cells)} cells and the header {len(names)}; a quote may be missing")
    found: dict[str, tuple[str, ...]] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell.strip():
            found[name.casefold()] = (*found.get(name.casefold(), ()), cell.strip())
    return Row(line, found)


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding).replace("\x00", "")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SettingsError(f"Line {line} of the file is not UTF-8.", "Export it anew, or save it as UTF-8.") from None
