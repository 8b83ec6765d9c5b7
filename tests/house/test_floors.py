from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, files, imported, text_of

FRAME = {"dashboard", "server"}
OF_A_CLOCK_OR_A_FILE = ("date.today(", "datetime.now(", "time.time(", "open(", "print(", "os.environ")


def test_imports_run_one_way() -> None:
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    ran = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stdout


def test_nothing_imports_the_frame() -> None:
    paths = files(*(f"{name}/*.py" for name in PACKAGES))

    assert [] == [path for path in paths if imported(path) & FRAME]


@pytest.mark.parametrize("name", sorted(FRAME))
def test_the_frame_queries_no_source(name: str) -> None:
    found = imported(Path(f"{name}.py"))

    assert set() == found & {"metrics", "okr_config", "sqlalchemy", "duckdb", "psycopg", "yaml"}


def test_the_core_needs_the_standard_library_only() -> None:
    foreign = {path: imported(path) - sys.stdlib_module_names - {"okr"} for path in files("okr/*.py")}

    assert {} == {path: names for path, names in foreign.items() if names}


def test_the_core_reads_no_clock_and_opens_nothing() -> None:
    found = [(path, call) for path in files("okr/*.py") for call in OF_A_CLOCK_OR_A_FILE if call in text_of(path)]

    assert [] == found
