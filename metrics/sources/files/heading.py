"""The lines of a CSV file: its column names, what stands between them, the first line that does not fit."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import IO

from okr.errors import SourceError

_DELIMITERS = (",", ";", "\t", "|")


def first_line(path: Path, source_id: str) -> tuple[list[str], str]:
    """Return the names of the columns and the delimiter, the one that the line holds most of.

    Raises:
        SourceError: If the file is empty or no text.
    """
    try:
        with _opened(path) as file:
            line = file.readline()
    except (OSError, UnicodeDecodeError, EOFError):
        raise SourceError(f"source {source_id}: {path.name}:1 is no text in UTF-8", temporary=False) from None
    if not line.strip():
        message = f"source {source_id}: {path.name} is empty"
        raise SourceError(message, "Its first line must name the columns.", temporary=False)
    delimiter = max(_DELIMITERS, key=line.count)
    return next(csv.reader([line], delimiter=delimiter)), delimiter


def uneven_line(path: Path, source_id: str) -> int | None:
    """Return the number of the first line with more or fewer cells than the first one; None where there is none."""
    names, delimiter = first_line(path, source_id)
    with _opened(path) as file:
        rows = csv.reader(file, delimiter=delimiter)
        return next((rows.line_num for row in rows if row and len(row) != len(names)), None)


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")
