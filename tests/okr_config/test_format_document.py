"""The description of the file format cannot lie: it is made from the schemas, and its examples are read by them."""

from __future__ import annotations

from pathlib import Path

import pytest

import okr_config
from okr.schema import Key
from okr.written import Report
from okr_config.format_document import PARTS
from okr_config.practice.rules import RULES
from okr_config.yaml_tree import read_tree

DOCUMENT = Path(__file__).parents[2] / "docs" / "okr-file-format.md"
KEYS = [(file, part.heading, key) for file, parts in PARTS.items() for part in parts for key in part.keys]


def test_the_document_is_fresh() -> None:
    """It is written anew by ``python -c "import okr_config; print(okr_config.format_document(), end='')"``."""
    assert DOCUMENT.read_text(encoding="utf-8") == okr_config.format_document()


@pytest.mark.parametrize(("file", "heading", "key"), KEYS, ids=[f"{f} {h} {k.name}" for f, h, k in KEYS])
def test_every_example_is_read_by_its_schema(file: str, heading: str, key: Key) -> None:  # noqa: ARG001 - for the id
    if not key.example:
        assert heading == "The file"
        return
    report = Report()
    tree = read_tree(f"{key.name}: {key.example}\n", "example.yaml", report)
    assert tree is not None
    key.type.read(tree.entries[key.name], report)
    assert [str(issue) for issue in report] == []


def test_every_key_says_what_it_means() -> None:
    assert [key.name for _, _, key in KEYS if not key.doc.endswith(".")] == []


def test_every_practice_rule_is_in_the_document() -> None:
    document = okr_config.format_document()
    assert [rule.code for rule in RULES if f"| `{rule.code}` | {rule.meaning} |" not in document] == []
