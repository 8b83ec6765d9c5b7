"""Which files are read at all, and what their bytes must be."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from okr.errors import ConfigurationError
from okr.written import Report
from okr_config.documents import read_documents
from okr_config.file_text import LARGEST_BYTES, read_text


def text_of(folder: Path, content: bytes) -> tuple[str | None, list[str]]:
    (folder / "a.yaml").write_bytes(content)
    report = Report()
    return read_text(folder, "a.yaml", report), [str(issue) for issue in report]


def documents(folder: Path) -> tuple[list[str], list[str]]:
    report = Report()
    found = read_documents(folder, report, pause=lambda _: None)
    return sorted(found.trees), [str(issue) for issue in report]


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """Fault 13."""
    assert text_of(tmp_path, b"\xef\xbb\xbfa: 1\r\n") == ("a: 1\r\n", [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: 1\nb: caf\xe9\n", "a.yaml:2:7: error not-utf8: found a byte that is not UTF-8. Save the file as UTF-8."),
        (b"a: 1\nb: \x00\n", "a.yaml:2:4: error control-character: found the control character U+0000. Remove it."),
        (b"\xff\xfea\x00:\x00", "a.yaml:1:1: error not-utf8: found a byte that is not UTF-8. Save the file as UTF-8."),
    ],
    ids=["Latin-1", "NUL", "UTF-16"],
)
def test_bytes_that_are_no_text_are_refused_with_their_position(tmp_path: Path, content: bytes, said: str) -> None:
    """Fault 13."""
    assert text_of(tmp_path, content) == (None, [said])


def test_a_file_over_a_megabyte_is_refused_unread(tmp_path: Path) -> None:
    """Fault 7."""
    found, issues = text_of(tmp_path, b"a: 1\n" * (LARGEST_BYTES // 5 + 1))
    assert found is None
    assert issues[0].startswith("a.yaml: error too-large: the file is larger than 1,000 kB. Split it")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """Fault 19."""
    (tmp_path / "secret.yaml").write_text("teams: {}\n")
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "teams.yaml").symlink_to(tmp_path / "secret.yaml")
    found, issues = documents(folder)
    assert found == []
    assert "teams.yaml: error outside: the file lies outside the configuration folder" in issues[0]


def test_a_linked_folder_of_files_outside_is_refused(tmp_path: Path) -> None:
    """Fault 19."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.yaml").write_text("metrics: {}\n")
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "metrics").symlink_to(tmp_path / "elsewhere")
    assert documents(folder)[0] == []


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("teams: {}\n")
    (tmp_path / "teams.yaml").symlink_to("real.txt")
    assert documents(tmp_path) == (["teams.yaml"], [])


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    """Fault 19."""
    os.mkfifo(tmp_path / "teams.yaml")
    done: list[tuple[list[str], list[str]]] = []
    reader = threading.Thread(target=lambda: done.append(documents(tmp_path)), daemon=True)
    reader.start()
    reader.join(5)
    assert done == [([], ["teams.yaml: error not-a-file: this is not a regular file. Only regular files are read."])]


def test_a_device_is_refused(tmp_path: Path) -> None:
    """Fault 19."""
    (tmp_path / "teams.yaml").symlink_to("/dev/zero")
    assert "outside the configuration folder" in documents(tmp_path)[1][0]


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "teams.yaml").symlink_to("teams.yaml")
    assert "teams.yaml: error unreadable-file" in documents(tmp_path)[1][0]


def test_an_include_is_an_unknown_key_and_reads_nothing(tmp_path: Path) -> None:
    """Fault 19."""
    (tmp_path / "teams.yaml").write_text("include: ../../x\nteams: {}\n")
    assert documents(tmp_path) == (["teams.yaml"], [])


def test_a_file_in_the_wrong_place_is_named_with_the_right_ones(tmp_path: Path) -> None:
    (tmp_path / "source.yaml").write_text("sources: {}\n")
    (tmp_path / "objectives").mkdir()
    (tmp_path / "objectives/growth.yaml").write_text("team: growth\n")
    (tmp_path / ".#teams.yaml").write_text("an editor's own file\n")
    found, issues = documents(tmp_path)
    assert found == []
    assert 'source.yaml: warning file-not-read: this file is not read. Did you mean "sources.yaml"?' in issues[0]
    assert "objectives/<cycle>/*.yaml" in issues[1]
    assert len(issues) == 2


def test_a_file_half_written_is_read_once_more(tmp_path: Path) -> None:
    """Fault 29."""
    (tmp_path / "teams.yaml").write_text("teams: {growth: {title: 'Gro")

    def finish(_: float) -> None:
        (tmp_path / "teams.yaml").write_text("teams: {growth: {title: 'Growth'}}\n")

    report = Report()
    assert list(read_documents(tmp_path, report, pause=finish).trees) == ["teams.yaml"]
    assert list(report) == []


def test_a_broken_file_is_tried_twice_and_not_more(tmp_path: Path) -> None:
    """Fault 29."""
    (tmp_path / "teams.yaml").write_text("teams: {")
    (tmp_path / "cycles.yaml").write_text("cycles: [")
    pauses: list[float] = []
    found = read_documents(tmp_path, Report(), pause=pauses.append)
    assert len(pauses) == 1
    assert found.broken == {"teams.yaml", "cycles.yaml"}


def test_a_folder_that_is_not_there_stops_the_program(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file or directory"):
        read_documents(tmp_path / "nowhere", Report())


def test_a_file_in_place_of_the_folder_stops_the_program(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a: 1\n")
    with pytest.raises(ConfigurationError, match="Not a directory"):
        read_documents(tmp_path / "config", Report())


def test_more_files_than_a_configuration_may_have_are_refused(tmp_path: Path) -> None:
    (tmp_path / "metrics").mkdir()
    for number in range(1_001):
        (tmp_path / f"metrics/m{number:04}.yaml").write_text("metrics: {}\n")
    found, issues = documents(tmp_path)
    assert len(found) == 1_000
    assert "more than 1,000 files" in issues[0]
