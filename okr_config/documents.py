"""Which files of the configuration folder are read, and their trees."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from okr.errors import ConfigurationError
from okr.issues import Place, nearest
from okr.written import Report, Written
from okr_config.file_text import read_text
from okr_config.yaml_tree import read_tree

CYCLES, TEAMS, SOURCES, ROADMAP = "cycles.yaml", "teams.yaml", "sources.yaml", "roadmap.yaml"
METRICS, OBJECTIVES = "metrics", "objectives"
MOST_FILES: Final = 1_000
_AT_ROOT: Final = (CYCLES, TEAMS, SOURCES, ROADMAP)
_PAUSE_SECONDS: Final = 0.1
_PLACES: Final = f"Files are read from: {', '.join(_AT_ROOT)}, {METRICS}/*.yaml, {OBJECTIVES}/<cycle>/*.yaml."


@dataclass(frozen=True)
class Documents:
    """The trees of the files that could be read, by their path below the folder, and the names of the others."""

    trees: Mapping[str, Written]
    broken: frozenset[str] = frozenset()

    def metrics(self) -> tuple[Written, ...]:
        """Return the files of metrics, by name."""
        return tuple(tree for file, tree in self.trees.items() if file.startswith(f"{METRICS}/"))

    def objectives(self) -> tuple[tuple[str, Written], ...]:
        """Return the files of objectives with the cycle that their folder names, by name."""
        below = ((file.split("/"), tree) for file, tree in self.trees.items())
        return tuple((parts[1], tree) for parts, tree in below if parts[0] == OBJECTIVES)


def read_documents(folder: Path, report: Report, pause: Callable[[float], None] = time.sleep) -> Documents:
    """Return the trees of all files of the folder; what cannot be read is reported and hides nothing else.

    A file that cannot be read is tried once more after a moment: an editor may be in the middle of saving it.

    Raises:
        ConfigurationError: If the folder itself cannot be read.
    """
    files = _files(folder, report)
    attempts = {file: _attempt(folder, file) for file in files}
    broken = [file for file, (tree, _) in attempts.items() if tree is None]
    if broken:
        pause(_PAUSE_SECONDS)
        attempts.update({file: _attempt(folder, file) for file in broken})
    for _, found in attempts.values():
        report.issues.extend(found)
    trees = {file: tree for file, (tree, _) in attempts.items() if tree is not None}
    return Documents(trees, frozenset(attempts) - frozenset(trees))


def _attempt(folder: Path, file: str) -> tuple[Written | None, Report]:
    report = Report()
    text = read_text(folder, file, report)
    return (None if text is None else read_tree(text, file, report)), report


def _files(folder: Path, report: Report) -> tuple[str, ...]:
    files = [file for file in _yaml_files(folder, report) if _has_place(file, report)]
    if len(files) > MOST_FILES:
        message = f"the folder holds more than {MOST_FILES:,} files"
        report.error("too-many-files", message, "Keep one file for each team and cycle.", Place(files[MOST_FILES]))
    return tuple(files[:MOST_FILES])


def _yaml_files(folder: Path, report: Report) -> Iterator[str]:
    """Yield the YAML files at the root, in the folder of metrics, and in the folders of the cycles."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        message = f"The configuration folder {folder} cannot be read: {error.strerror}."
        hint = "Name the folder that holds your YAML files."
        raise ConfigurationError(message, hint) from error
    yield from (name for name in names if _is_yaml(name))
    for name in (METRICS, OBJECTIVES):
        yield from (file for file in _listed(folder, name, report) if _is_yaml(file))
    for cycle in _listed(folder, OBJECTIVES, report):
        if not _is_yaml(cycle):
            yield from (file for file in _listed(folder, cycle, report) if _is_yaml(file))


def _listed(folder: Path, below: str, report: Report) -> tuple[str, ...]:
    try:
        if not (folder / below).is_dir():
            return ()
        names = sorted(path.name for path in (folder / below).iterdir())
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror}"
        report.error("unreadable-file", message, "Check its rights.", Place(below))
        return ()
    return tuple(f"{below}/{name}" for name in names if not name.startswith("."))


def _is_yaml(file: str) -> bool:
    return file.endswith((".yaml", ".yml")) and not file.rsplit("/", 1)[-1].startswith(".")


def _has_place(file: str, report: Report) -> bool:
    parts = file.split("/")
    at_root = len(parts) == 1 and file in _AT_ROOT
    below = (parts[0], len(parts)) in ((METRICS, 2), (OBJECTIVES, 3))
    if file.endswith(".yaml") and (at_root or below):
        return True
    likely = nearest(parts[0], _AT_ROOT) if len(parts) == 1 else None
    hint = f'Did you mean "{likely}"? {_PLACES}' if likely else _PLACES
    report.warning("file-not-read", "this file is not read", hint, Place(file))
    return False
