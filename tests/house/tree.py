"""The files of this project: what version control holds or would take in."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("okr", "okr_config", "metrics", "tracking", "pages")


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    """Return the files that match any pattern, relative to the project, in order."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(sorted(Path(name) for name in set(listed) if name and (ROOT / name).is_file()))


@cache
def text_of(path: Path) -> str:
    """Return a file's text."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(text_of(path), str(path))


def sources() -> tuple[Path, ...]:
    """Return the Python files of the product itself, without tests."""
    return tuple(path for path in files("*.py") if path.parts[0] != "tests")


def imported(path: Path) -> set[str]:
    """Return the top-level names that a file imports anywhere in it, relative imports left out."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names
