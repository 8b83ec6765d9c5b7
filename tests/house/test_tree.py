from __future__ import annotations

import ast
import getpass
import re
import socket
import tempfile
from pathlib import Path

from tests.house.tree import ROOT, files, sources, text_of, tree_of

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 50
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
TEXT = ("*.py", "*.md", "*.toml", "*.txt", "*.in", "*.yaml", "*.sql", "*.json", "*.sh", "Makefile", ".ci/*")


def test_a_file_has_at_most_three_hundred_lines() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in sources()}

    assert {} == {path: length for path, length in lengths.items() if length > MAX_FILE_LINES}


def test_a_function_has_at_most_fifty_lines() -> None:
    lengths = {(path, node.name): body_lines(node) for path in sources() for node in functions_of(path)}

    assert {} == {place: length for place, length in lengths.items() if length > MAX_FUNCTION_LINES}


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function and method of a file."""
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the length of a function's body, its docstring left out."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_folder_or_module_has_an_empty_name() -> None:
    names = {part.removesuffix(".py") for path in files("*.py") for part in path.parts}

    assert set() == names & EMPTY_NAMES


def machine_facts() -> list[str]:
    """Return what would betray the machine a file was written on: its folders, its user, its name."""
    folders = [f"{folder}/" for folder in (ROOT, Path.home(), Path(tempfile.gettempdir())) if folder.name]
    names = [name for name in (socket.gethostname(), getpass.getuser()) if len(name) > 6]
    return [*folders, *names]


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    facts = machine_facts()

    assert [] == [(path, fact) for path in files(*TEXT) for fact in facts if fact in text_of(path)]


def test_no_package_index_is_named() -> None:
    paths = files("requirements*.txt", "requirements/*", "pyproject.toml", "Makefile", ".ci/*")
    named = re.compile(r"--(?:extra-)?index-url|--find-links|https?://\S*simple")

    assert [] == [path for path in paths if named.search(text_of(path))]


def test_markup_is_written_in_one_component_only() -> None:
    """Fault 107."""
    writing = [path for path in sources() if writes_markup(tree_of(path))]

    assert len(writing) <= 1
    assert all(path.is_relative_to("pages/components") for path in writing)


def writes_markup(tree: ast.Module) -> bool:
    """Return whether a file hands markup to the framework past its escaping."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            return True
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"st.html", "st.iframe", "st.components.v1"}:
            return True
    return False


def test_markup_written_past_the_escaping_is_found() -> None:
    assert writes_markup(ast.parse("st.markdown(text, unsafe_allow_html=True)"))
    assert writes_markup(ast.parse("st.html(text)"))
    assert not writes_markup(ast.parse("st.markdown(text)"))
