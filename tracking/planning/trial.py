"""Trying a change of the files before it is made: nothing is written that would add a fault."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree, ignore_patterns

from okr.errors import SettingsError
from okr.issues import Issue, Severity
from okr.model import Configuration
from tracking.files import read_files


def write_all(folder: Path, texts: Mapping[str, str]) -> Configuration:
    """Write files of a configuration folder, all or none, and return what they say together with the others.

    Args:
        folder: The configuration folder.
        texts: Name below the folder → text.

    Raises:
        SettingsError: If the files would have an error that they do not have now; nothing is written then.
    """
    before = {_said(issue) for issue in read_files(folder).issues}
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "trial"
        copytree(folder, copy, ignore=ignore_patterns(".*", "*.duckdb", "*.sqlite"))
        _write(copy, texts)
        after = read_files(copy)
    new = [issue for issue in after.issues if issue.severity is Severity.ERROR and _said(issue) not in before]
    if new:
        raise SettingsError("Nothing was written, since it would not be right:", "\n".join(str(issue) for issue in new))
    _write(folder, texts)
    return after


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _said(issue: Issue) -> tuple[str, str, str]:
    return issue.code, issue.place.file, issue.message
