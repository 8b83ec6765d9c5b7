"""An entry is put behind a list; every line that stood there stays as it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.written import Report
from okr_config.writing.entries import amount_text, block, objective_entry
from okr_config.writing.insert import with_item
from okr_config.yaml_tree import read_tree

ITEM = "title: New\nwhy: because\n"


def titles(text: str) -> list[str]:
    report = Report()
    tree = read_tree(text, "file", report)
    assert tree is not None
    assert list(report) == []
    return [node.entries["title"].text for node in tree.entries["objectives"].items]


@pytest.mark.parametrize(
    "text",
    [
        "team: growth\nobjectives:\n  - title: Old\n",
        "team: growth\nobjectives:\n- title: Old # said so\n  why: x\n# the end\n",
        "team: growth\nobjectives:\n  - title: Old\n    why: |\n      several\n\n      lines\n\n# health\nhealth: []\n",
        "team: growth\nobjectives:\n  - {title: Old, why: x}\nagreements: []",
        "team: growth\nobjectives:\n    - title: Old\n      key_results:\n      - metric: a\n      - metric: b",
    ],
)
def test_the_new_item_stands_last_and_nothing_else_changes(text: str) -> None:
    added = with_item(text, "objectives", ITEM)
    assert added is not None
    assert titles(added) == ["Old", "New"]
    kept = iter(added.splitlines())
    assert all(line in kept for line in text.splitlines())


@pytest.mark.parametrize("text", ["team: growth\n", "team: growth", "# to be filled\n\n", ""])
def test_a_list_that_is_not_there_is_begun(text: str) -> None:
    added = with_item(text, "objectives", ITEM)
    assert added is None or titles(added) == ["New"]
    assert added is not None or text.startswith("#")


@pytest.mark.parametrize(
    "text",
    [
        "objectives: [{title: Old}]\n",
        "objectives: []\n",
        "objectives: {\n",
        "- 1\n",
        "objectives:\n  -\n    title: Old\n",
    ],
)
def test_a_list_that_nothing_can_be_put_behind_is_left_alone(text: str) -> None:
    assert with_item(text, "objectives", ITEM) is None


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), min_size=1, max_size=40
    ).filter(str.strip)
)
def test_any_title_comes_back_as_it_was_typed(title: str) -> None:
    added = with_item("team: growth\n", "objectives", objective_entry(title, "", []))
    assert added is not None
    tree = read_tree(added, "file", Report())
    assert tree is not None
    assert tree.entries["objectives"].items[0].entries["title"].value == unicodedata.normalize("NFC", title)


def test_amounts_are_written_as_people_would() -> None:
    assert amount_text(0.44137, "share") == "44.1%"
    assert amount_text(0.4, "share") == "40%"
    assert amount_text(5.94, "days") == 5.9
    assert amount_text(1204.0, "users") == 1204
    assert block({"baseline": amount_text(0.441, "share"), "why": ""}) == "baseline: 44.1%\n"
