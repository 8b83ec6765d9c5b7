"""``import jira`` on real files."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from okr.errors import SettingsError
from okr.roadmap import RoadmapItem
from tests.house.tree import ROOT
from tracking.__main__ import main
from tracking.files import read_files
from tracking.importing.roadmap import write_items

EXPORT = (
    "Summary,Issue key,Status,Due date,Key Result\n"
    '"=cmd, a ""wizard""",GROW-1,In Progress,01/Dec/26,growth/value-from-day-one/setup\n'
    "Yes: a title # with signs,GROW-2,To Do,,growth/nothing/here\n"
    "No key,,Done,,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(ROOT / "tests" / "okr_config" / "sample", tmp_path / "okrs")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT.encode("utf-8-sig"))
    return path


def run(folder: Path, export: Path, *more: str) -> int:
    return main(["import", "jira", str(export), "--team", "growth", "--config", str(folder), *more])


def test_the_plan_is_shown_and_nothing_written(folder: Path, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "roadmap.yaml").read_bytes()

    assert 0 == run(folder, export)
    said = capsys.readouterr().out
    assert "grow-1" in said
    assert 'export.csv:3: there is no key result "growth/nothing/here".' in said
    assert "export.csv:4: it has no key. The row is left out." in said
    assert "2 new (" in said
    assert "Nothing is written yet: --write does it." in said
    assert before == (folder / "roadmap.yaml").read_bytes()


def test_what_was_planned_is_written_behind_what_stood_there(folder: Path, export: Path) -> None:
    before = (folder / "roadmap.yaml").read_text(encoding="utf-8")
    known = [item.id for item in read_files(folder).roadmap]

    assert 0 == run(folder, export, "--write")
    assert (folder / "roadmap.yaml").read_text(encoding="utf-8").startswith(before.rstrip())
    items = {item.id: item for item in read_files(folder).roadmap}
    assert [*known, "grow-1", "grow-2"] == list(items)
    assert '=cmd, a "wizard"' == items["grow-1"].title
    assert "Yes: a title # with signs" == items["grow-2"].title


def test_a_second_import_changes_nothing(folder: Path, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, export, "--write")
    once = (folder / "roadmap.yaml").read_bytes()

    assert 0 == run(folder, export, "--write")
    assert once == (folder / "roadmap.yaml").read_bytes()
    assert "0 new (0 with a key result), 2 there already" in capsys.readouterr().out


def test_what_was_changed_elsewhere_is_told_and_left_alone(
    folder: Path, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, export, "--write")
    once = (folder / "roadmap.yaml").read_bytes()
    export.write_text(EXPORT.replace("In Progress", "Done"), encoding="utf-8")

    assert 0 == run(folder, export, "--write")
    assert once == (folder / "roadmap.yaml").read_bytes()
    assert "Stays as it is: grow-1 (the file says: state in_progress → shipped)" in capsys.readouterr().out


TITLES = [
    "a: b # c", "- dash", "'quotes' \"both\"", "ends with a blank\u00a0", "word " * 50, "{[*&!|>%@`", "yes",
    "2026-10-01", "emoji 📐 and شكرا", "here: 0",
]  # fmt: skip


def test_any_title_comes_back_as_it_was_and_what_stands_behind_the_items_stays(folder: Path) -> None:
    roadmap = folder / "roadmap.yaml"
    old = roadmap.read_text(encoding="utf-8")
    roadmap.write_text(f"{old}# the end: here: 0\n", encoding="utf-8")
    items = [RoadmapItem(f"n-{place}", title.strip(" "), "growth") for place, title in enumerate(TITLES)]

    write_items(folder, items)
    written = roadmap.read_text(encoding="utf-8")
    assert written.startswith(old)
    assert written.endswith("# the end: here: 0\n")
    assert [item.title for item in items] == [item.title for item in read_files(folder).roadmap][-len(items) :]


def test_a_list_in_one_line_is_refused_and_left_alone(folder: Path) -> None:
    (folder / "roadmap.yaml").write_text("items: [{title: A, team: growth}]\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="Nothing can be put behind"):
        write_items(folder, [RoadmapItem("n", "N", "growth")])
    assert "items: [{title: A, team: growth}]\n" == (folder / "roadmap.yaml").read_text(encoding="utf-8")


def test_a_folder_without_a_roadmap_gets_one(folder: Path, export: Path) -> None:
    (folder / "roadmap.yaml").unlink()

    assert 0 == run(folder, export, "--write")
    assert ["grow-1", "grow-2"] == [item.id for item in read_files(folder).roadmap]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--team", "grwth"), 'There is no team "grwth"'),
        (("--state", "QA=doing"), '"doing" is no state'),
        (("--map", "title=Name"), 'The file has no column "Name"'),
    ],
)
def test_a_wrong_option_is_named(
    folder: Path, export: Path, options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == run(folder, export, *options)
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == run(folder, tmp_path / "gone.csv")
    assert "gone.csv cannot be read" in capsys.readouterr().err


def test_a_file_without_anything_good_is_an_error(folder: Path, export: Path) -> None:
    export.write_text("Summary,Issue key\nno key,\n", encoding="utf-8")

    assert 2 == run(folder, export, "--write")
