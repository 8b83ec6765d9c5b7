"""The document that describes the CSV files, made from their schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracking.exporting.export import TABLES
from tracking.exporting.table import SCHEMA_VERSION

_INTRODUCTION: Final = f"""\
# CSV files

This page is made from the schema (`python docs/generate.py`); a test keeps it true. Schema version {SCHEMA_VERSION}:
the names, the order and the meaning of all columns stay the same under one version, which stands in every row.

`python -m tracking export key_results` writes one of them to standard output, `export all --out FOLDER` all seven. The
pages hand out the same bytes.

* UTF-8 after RFC 4180; `--bom` puts a byte order mark in front for spreadsheets that need one.
* Numbers are raw, with a decimal point and no separators, in the metric's unit. A share is 0 to 1.
* Days are ISO dates, instants ISO with their offset in UTC, truth is `true` or `false`.
* What is not there is an empty cell, never 0. A status or a state beside it says why.
* A text that a spreadsheet might run as a formula has an apostrophe in front; take one away to have it back. Numbers
  are never changed by that.
* Groups under ten people are in no file.

Every progress, score and status can be worked out again from `key_results` and `history` alone. `examples/recompute.py`
does it with nothing but the standard library and says where it comes to something else:
`python examples/recompute.py FOLDER`.
"""


def csv_document() -> str:
    """Return the description of all CSV files as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    for table in TABLES.values():
        yield from (f"## `{table.name}`", "", table.about, "", "| Column | Kind | Meaning |", "|---|---|---|")
        yield from (f"| `{column.name}` | {column.kind} | {column.meaning} |" for column in table.columns)
        yield ""
