from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.plugins.served import ROOT, free_port, is_answering, is_ready, patience

pytestmark = pytest.mark.nightly


@dataclass(frozen=True)
class Begun:
    """A dashboard that was begun by ``make run``: where it is, and how long it took until pages could be drawn."""

    url: str
    seconds: float


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project as version control holds it, in an empty folder."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(tmp_path / "plumbline")], check=True)
    return tmp_path / "plumbline"


@contextmanager
def made_to_run(clone: Path, home: Path) -> Iterator[Begun]:
    """Run ``make run`` as a newcomer would, until the block ends."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    log = home / "run.log"
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env={**kept, **pip, "HOME": str(home), "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(process, url, log)
        yield Begun(url, time.monotonic() - started)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until pages can be drawn."""
    for _ in patience(600):
        if process.poll() is not None:
            break
        if is_answering(url) and is_ready(url):
            return
    pytest.fail(f"make run did not come up:\n{log.read_text(errors='replace')}")


def test_make_run_needs_nothing_but_a_clone_and_the_second_time_is_quick(clone: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with made_to_run(clone, home) as first:
        assert f"Plumbline is at {first.url} " in (home / "run.log").read_text()

    with made_to_run(clone, home) as second:
        assert "Installing" not in (home / "run.log").read_text()

    assert second.seconds < first.seconds / 2


def test_the_tree_stays_clean_after_a_run(clone: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with made_to_run(clone, home):
        pass

    changed = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True)
    assert "" == changed.stdout
