"""One refresh at a time, and a dead holder holds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from okr.errors import LockedError, StoreError
from tests.tracking.made import NOON
from tracking.store.lock import refresh_lock

HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from tracking.store.lock import refresh_lock
with refresh_lock(Path(sys.argv[1]), datetime.now(UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_refresh_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """Fault 82."""
    again = refresh_lock(tmp_path / "history.sqlite", NOON)
    told = pytest.raises(LockedError, match=f"process {os.getpid()}, since 2026-11-20T12:00")
    with refresh_lock(tmp_path / "history.sqlite", NOON), told, again:
        pass


def test_the_lock_is_free_again_after_its_holder_was_killed(tmp_path: Path) -> None:
    """Fault 143."""
    path = tmp_path / "history.sqlite"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid}"), refresh_lock(path, NOON):
            pass
        holder.kill()
        holder.wait()
        with refresh_lock(path, NOON):
            pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"), refresh_lock(tmp_path / "gone" / "history.sqlite", NOON):
        pass
