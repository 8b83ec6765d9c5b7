from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, sources, text_of
from tracking import settings
from tracking.__main__ import COMMANDS, parser
from tracking.web import serving

DOCUMENTS = files("*.md")
MAKEFILE = Path("Makefile")
PYTHON = {"python", "python3", ".venv/bin/python"}
PAGE_LINES = 60
STANDING_FOR = {"DATE": "2026-11-20", "$(date +%Y-%m-%d)": "2026-11-20", "N": "1"}
"""What documents write where a reader puts something of their own."""


def targets() -> set[str]:
    """Return the targets of the Makefile that a person would name."""
    return set(re.findall(r"^([a-z][a-z-]*):", text_of(MAKEFILE), re.MULTILINE))


def commands(document: Path) -> list[list[str]]:
    """Return the shell commands that a document shows, word by word, without comments."""
    blocks = re.findall(r"^```(?:sh|bash)\n(.*?)^```", text_of(document), re.MULTILINE | re.DOTALL)
    lines = (line for block in blocks for line in block.replace("\\\n", " ").splitlines())
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def without_variables(words: list[str]) -> list[str]:
    """Return a command without the variables set in front of it."""
    return words[1:] and without_variables(words[1:]) if re.fullmatch(r"[A-Z_]+=.*", words[0]) else words


def is_real(words: list[str]) -> bool:
    """Return whether a command of ours names something that is there; other programs' commands are theirs."""
    words = without_variables(words)
    if words[:1] == ["make"]:
        return set(words[1:]) <= targets()
    if words[:1] == ["bash"]:
        return (ROOT / words[1]).is_file()
    if words[1:3] == ["-m", "tracking"]:
        return is_understood(words[3:])
    if words[1:2] == ["-m"]:
        return words[2] in {"venv", "pip", "pytest"}
    if words and words[0] in PYTHON:
        return (ROOT / words[1]).is_file()
    return True


def is_understood(words: list[str]) -> bool:
    """Return whether the command line takes these words; a command named alone may need more of them."""
    if len(words) == 1 and not words[0].startswith("-"):
        return words[0] in {command.name for command in COMMANDS}
    try:
        parser().parse_args([STANDING_FOR.get(word, word) for word in words])
    except SystemExit as end:
        return end.code == 0
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_command_shown_is_real(document: Path) -> None:
    assert [] == [" ".join(words) for words in commands(document) if not is_real(words)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_target_and_program_named_in_the_text_is_real(document: Path) -> None:
    named = re.findall(r"`((?:make|bash|python3?|PORT=\d+ make) [^`]+)`", text_of(document))

    assert [] == [command for command in named if not is_real(shlex.split(command))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_to_a_file_that_is_there(document: Path) -> None:
    links = re.findall(r"(?:\]\(|src(?:set)?=\")(?!https?:|#|mailto:)([^)\"#\s]+)", text_of(document))

    assert [] == [link for link in links if not (ROOT / document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_program_file_named_is_there(document: Path) -> None:
    named = re.findall(r"`([\w/]+\.py)`", text_of(document))

    assert [] == [name for name in named if not (ROOT / name).is_file()]


def test_a_command_that_is_not_there_is_found() -> None:
    assert not is_real(["make", "tea"])
    assert not is_real([".venv/bin/python", "nowhere.py"])
    assert not is_real(["PORT=8601", "make", "tea"])
    assert is_real(["PORT=8601", "make", "run"])
    assert not is_real(["python", "-m", "tracking", "tea"])
    assert not is_real(["python", "-m", "tracking", "check", "--tea"])
    assert is_real(["python", "-m", "tracking", "check"])


def test_the_readme_begins_with_the_two_commands() -> None:
    first = commands(Path("README.md"))[:2]

    assert [["make", "run"], ["make", "test"]] == first


def test_every_target_says_what_it_does_and_every_script_of_it_is_there() -> None:
    text = text_of(MAKEFILE)
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## \S", text, re.MULTILINE))
    scripts = re.findall(r"\$\(BIN\)/python ([\w./]+\.py)", text)

    assert set(phony[1].split()) == explained
    assert [] == [script for script in scripts if not (ROOT / script).is_file()]


def test_every_variable_that_is_read_is_described() -> None:
    described = {variable.name for variable in (*settings.VARIABLES, *serving.VARIABLES)}
    named = {name for path in sources() for name in re.findall(r"\bPLUMBLINE_[A-Z_]+[A-Z]\b", text_of(path))}

    assert set() == named - described
    assert {variable.name for variable in serving.VARIABLES} <= set(
        re.findall(r"`([A-Z_]+)`", text_of(Path("README.md")))
    )


def test_the_changelog_tells_what_is_not_released_yet() -> None:
    headings = re.findall(r"^## (.+)$", text_of(Path("CHANGELOG.md")), re.MULTILINE)

    assert "[Unreleased]" == headings[0]
    assert [] == [line for line in headings[1:] if not re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", line)]


@pytest.mark.parametrize("record", files("docs/adr/*.md"), ids=str)
def test_a_decision_record_is_one_page_with_its_price(record: Path) -> None:
    text = text_of(record)

    assert ["Context", "Decision", "Price"] == re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert re.search(r"^Status: (proposed|accepted|replaced by \d{4})$", text, re.MULTILINE)
    assert f"# {int(record.name[:4])}. " == text[: text.index(" ", 2) + 1]
    assert len(text.splitlines()) <= PAGE_LINES
