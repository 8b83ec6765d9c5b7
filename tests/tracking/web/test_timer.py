from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest

from okr.errors import SettingsError
from tracking.settings import DEMO_CONFIGURATION, Settings
from tracking.web.timer import read_minutes, refresh_every, run_once

OWN = Settings(Path("/home"), Path("/home/okrs"), Path("/home/history.sqlite"))
DEMO = Settings(Path("/home"), Path("/home") / DEMO_CONFIGURATION, Path("/home/history.sqlite"))


def noting(file: Path, then: str = "") -> tuple[str, ...]:
    """Return a command that adds a line to a file."""
    return sys.executable, "-c", f"open({str(file)!r}, 'a').write('x\\n'); {then}"


def wait_for(file: Path) -> None:
    """Wait until a file is there."""
    while not file.exists():
        time.sleep(0.05)


def test_the_demo_refreshes_by_itself_and_other_products_only_when_asked() -> None:
    assert [60.0, 0.0] == [read_minutes({}, DEMO), read_minutes({}, OWN)]
    assert 15.0 == read_minutes({"PLUMBLINE_REFRESH_MINUTES": "15"}, OWN)
    assert 0.0 == read_minutes({"PLUMBLINE_REFRESH_MINUTES": "0"}, DEMO)


@pytest.mark.parametrize("text", ["often", "-1", "nan", "inf"])
def test_minutes_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="PLUMBLINE_REFRESH_MINUTES"):
        read_minutes({"PLUMBLINE_REFRESH_MINUTES": text}, OWN)


def test_the_command_is_started_again_and_again_one_after_the_other(tmp_path: Path) -> None:
    file = tmp_path / "runs"

    async def watch() -> None:
        timer = asyncio.create_task(refresh_every(0.0005, noting(file, "import time; time.sleep(0.2)")))
        await asyncio.sleep(2.5)
        timer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await timer

    asyncio.run(watch())
    assert 2 <= len(file.read_text(encoding="utf-8").splitlines()) <= 12


def test_a_refresh_that_runs_when_the_server_ends_is_ended_with_it(tmp_path: Path) -> None:
    file = tmp_path / "runs"

    async def stop_in_mid_run() -> None:
        running = asyncio.create_task(run_once(noting(file, "import time; time.sleep(60)")))
        await asyncio.to_thread(wait_for, file)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    began = time.monotonic()
    asyncio.run(stop_in_mid_run())
    assert time.monotonic() - began < 30
