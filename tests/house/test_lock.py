from __future__ import annotations

import re
from importlib.metadata import version

import pytest

from tests.house.tree import ROOT

MINIMUM = {
    "jinja2": "3.1.6",
    "pillow": "10.3.0",
    "pyarrow": "14.0.1",
    "pyyaml": "5.4",
    "requests": "2.32.4",
    "sqlalchemy": "1.2.18",
    "starlette": "1.1.0",
    "streamlit": "1.54.0",
    "urllib3": "2.5.0",
    "duckdb": "2.0.0",
}
"""The oldest release without a known hole, package by package; docs/dependencies.md says which hole."""
ELSEWHERE = {"watchdog", "psycopg-binary"}
"""Packages that some systems do without."""
WRITTEN = {
    "requirements/runtime.in": "requirements.txt",
    "requirements/dev.in": "requirements-dev.txt",
    "requirements/clickhouse.in": "requirements/clickhouse.txt",
    "requirements/spark.in": "requirements/spark.txt",
    "requirements/engines.in": "requirements/engines.txt",
}


def locked(name: str) -> dict[str, list[str]]:
    """Return package → the versions that a lock file allows (by Python version)."""
    found: dict[str, list[str]] = {}
    for package, pinned in re.findall(
        r"^([a-z0-9._-]+)(?:\[\S+\])?==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE
    ):
        found.setdefault(package, []).append(pinned)
    return found


def numbers(text: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared."""
    return tuple(int(part) for part in re.findall(r"\d+", text))


@pytest.mark.parametrize("name", WRITTEN.values())
def test_every_locked_package_has_hashes(name: str) -> None:
    """Fault 149."""
    entries = re.split(r"^(?=[a-z])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]

    assert [] == [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


@pytest.mark.parametrize(("written", "name"), WRITTEN.items())
def test_the_lock_holds_what_is_asked_for(written: str, name: str) -> None:
    asked = re.findall(r"^([a-z0-9-]+)(?:\[\S+\])?==(\S+)", (ROOT / written).read_text(), re.MULTILINE)

    assert [(package, [pinned]) for package, pinned in asked] == [
        (package, locked(name)[package]) for package, _ in asked
    ]


@pytest.mark.parametrize(("package", "oldest"), MINIMUM.items())
def test_no_release_with_a_known_hole_is_locked(package: str, oldest: str) -> None:
    assert [] == [pinned for pinned in locked("requirements.txt")[package] if numbers(pinned) < numbers(oldest)]


def test_what_is_installed_is_what_is_locked() -> None:
    expected = {package: pinned for package, pinned in locked("requirements.txt").items() if package not in ELSEWHERE}

    assert {} == {name: version(name) for name, pinned in expected.items() if version(name) not in pinned}


def test_every_dependency_says_why_it_is_there() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for written in WRITTEN:
        lines = re.findall(r"^[a-z].*$", (ROOT / written).read_text(), re.MULTILINE)
        names = [re.split(r"[=\[]", line)[0] for line in lines]

        assert [] == [line for line in lines if not re.search(r"# \w", line)]
        assert [] == [name for name in names if f"| `{name}` |" not in reasons]
