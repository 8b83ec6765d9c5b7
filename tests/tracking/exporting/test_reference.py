"""The description of the CSV files is made from their schema, and the files have exactly these columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracking.commands.export import FILES
from tracking.exporting.export import TABLES
from tracking.exporting.reference import csv_document

DOCUMENT = Path(__file__).parents[3] / "docs" / "csv.md"
KINDS = {"text", "number", "day", "instant", "truth", "json"}


def test_the_document_is_fresh() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == csv_document()


def test_the_command_offers_every_file() -> None:
    assert tuple(TABLES) == FILES


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_its_own_name_a_kind_and_a_meaning(name: str) -> None:
    table = TABLES[name]
    assert len(set(table.names)) == len(table.names)
    assert table.names[0] == "schema_version"
    assert {column.kind for column in table.columns} <= KINDS
    assert [column.name for column in table.columns if not column.meaning.endswith(".")] == []
