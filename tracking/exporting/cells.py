"""Cells of a CSV file: numbers raw, absences empty, and no text that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from tracking.store.moments import instant_text

Cell = str | int | float | bool | date | datetime | None
BOM = "\ufeff"
# A cell is dangerous by its first sign, and some programs skip blanks and quotes before they look; the wide forms of
# the signs count too. A leading apostrophe is doubled so that taking one away always gives the text back.
_DANGEROUS = re.compile(r"['\t\r\n]|[\s\"']*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_LARGEST_EXACT = 2**53
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")


def document(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], *, bom: bool = False) -> bytes:
    """Return a CSV file (RFC 4180, UTF-8): a header, then one line for each row.

    Args:
        columns: Names of the columns, in order.
        rows: Values by column; one that is missing is an empty cell.
        bom: Begin with a byte order mark, which some spreadsheets need to see that it is UTF-8.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([written(row.get(name)) for name in columns] for row in rows)
    return ((BOM if bom else "") + buffer.getvalue()).encode()


def written(value: Cell) -> str:
    """Return a value as the text of its cell; a number stays a number, text cannot become a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else neutral(str(value))


def _number(value: float) -> str:
    """Return a number so that equal numbers look alike: 36 and 36.0 are one."""
    is_whole = abs(value) < _LARGEST_EXACT and float(value).is_integer()
    return repr(int(value) if is_whole else value)


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; signs that no file can hold are replaced."""
    clean = _UNWRITABLE.sub("\ufffd", text)
    return f"'{clean}" if _DANGEROUS.match(clean) else clean


def restored(cell: str) -> str:
    """Return the text that :func:`neutral` guarded."""
    return cell.removeprefix("'")
