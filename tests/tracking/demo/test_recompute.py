"""The demo's export comes out the same when the independent script works everything out again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tracking.boards.board import Selection
from tracking.demo import DemoPaths
from tracking.exporting.export import TABLES, export
from tracking.files import read_files
from tracking.refreshing.gather import InProcess
from tracking.refreshing.refresh import Assignment, refresh
from tracking.store.connection import opened

SCRIPT = Path(__file__).parents[3] / "examples" / "recompute.py"
NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_every_progress_score_and_status_of_the_demo_comes_out_again(demo: DemoPaths, tmp_path: Path) -> None:
    store = tmp_path / "history.sqlite"
    # A copy: one process may not open a DuckDB file with two sets of settings, and other tests have it open.
    files = shutil.copytree(demo.folder, tmp_path / "demo") / demo.configuration.name
    assignment = Assignment(read_files(files), files, store)
    refresh(assignment, InProcess(), lambda: NOW, lambda _step: None)
    with opened(store) as opened_store:
        for name in TABLES:
            document = export(opened_store, name, Selection(NOW))
            (tmp_path / document.name).write_bytes(document.content)

    command = [sys.executable, "-S", str(SCRIPT), str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)

    assert answer.stdout.endswith(" 0 differ.\n"), answer.stdout + answer.stderr
    assert int(answer.stdout.split()[0]) > 300
