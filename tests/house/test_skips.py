from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.plugins.skips import read_allowed, refused, summary

SUITE = """
import pytest

def test_that_runs(): pass

@pytest.mark.skip(reason="needs PostgreSQL")
def test_that_cannot(): pass

@pytest.mark.xfail(strict=True)
def test_known_to_fail(): assert False
"""


def run_suite(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a small suite of its own with the rule, as the whole suite is run."""
    (folder / "test_small.py").write_text(SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.skips", "-c", os.devnull, *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "REQUIRE_ENGINES" and "PYTEST" not in name}
    variables = {**kept, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [*command, "--rootdir", str(folder), "test_small.py"],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_skip_that_nobody_allowed_fails_the_run_where_engines_are_required(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    ran = run_suite(tmp_path, *workers, REQUIRE_ENGINES="1")

    assert pytest.ExitCode.TESTS_FAILED == ran.returncode, ran.stdout
    assert "REFUSED SKIP test_small.py::test_that_cannot" in ran.stdout
    assert "test_known_to_fail" not in ran.stdout


def test_elsewhere_a_skip_is_only_told(tmp_path: Path) -> None:
    ran = run_suite(tmp_path)

    assert pytest.ExitCode.OK == ran.returncode, ran.stdout
    assert "skipped 1: needs PostgreSQL" in ran.stdout


def test_a_pattern_allows_what_it_matches() -> None:
    skipped = {"tests/a.py::test_one[postgresql]": "", "tests/b.py::test_two": ""}

    assert ["tests/b.py::test_two"] == refused(skipped, ("tests/a.py::*",))
    assert sorted(skipped) == refused(skipped, ())


def test_the_list_of_allowed_skips_gives_a_reason_for_each(tmp_path: Path) -> None:
    listed = tmp_path / "allowed.txt"
    listed.write_text("# heading\n\ntests/a.py::*  # no such engine on Macs\n", encoding="utf-8")

    assert ("tests/a.py::*",) == read_allowed(listed)
    ours = (ROOT / "tests" / "allowed_skips.txt").read_text(encoding="utf-8").splitlines()
    assert [] == [line for line in ours if line.strip() and "#" not in line]


def test_the_summary_counts_by_reason() -> None:
    assert ["skipped 1: b", "skipped 2: a"] == sorted(summary({"x": "a", "y": "a", "z": "b"}))
