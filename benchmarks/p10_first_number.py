"""P10: the first number on screen from an empty folder: ``make run`` with a warm package cache, in three parts."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.rows import Row
from tests.plugins.browser import ARGUMENTS, chromium_path
from tests.plugins.served import free_port, is_ready, patience

ROOT = Path(__file__).resolve().parent.parent
MOST, MOST_DEMO = 60.0, 25.0
LONGEST = 600.0
GIT, MAKE = shutil.which("git") or "git", shutil.which("make") or "make"


def measure(*, full: bool) -> Iterator[Row]:
    """Check out, install, build the demo and show it; only in a full run."""
    if not full:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "plumbline"
        subprocess.run([GIT, "clone", "--quiet", "--local", str(ROOT), str(folder)], check=True)
        # Once to fill the package cache; the second environment is the one that counts.
        _made(folder, ".venv/bin/python")
        _runtime(folder)
        shutil.rmtree(folder / ".venv")
        installed = _runtime(folder)
        demo = _seconds(folder, "demo")
        shown = _shown(folder)
    parts = f"install {installed:.0f} s, demo {demo:.0f} s, refresh and first paint {shown:.0f} s"
    whole = installed + demo + shown
    yield Row("P10", f"first number on screen ({parts})", f"≤ {MOST:.0f} s", f"{whole:.0f} s", whole <= MOST)
    yield Row("P10", "of which the demo", f"≤ {MOST_DEMO:.0f} s", f"{demo:.0f} s", demo <= MOST_DEMO)


def _runtime(folder: Path) -> float:
    digest = subprocess.run(
        [GIT, "hash-object", "requirements.txt"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()
    return _seconds(folder, f".venv/.runtime-{digest}")


def _made(folder: Path, target: str) -> None:
    subprocess.run([MAKE, "--silent", target], cwd=folder, check=True, stdout=subprocess.DEVNULL, env=_environment())


def _seconds(folder: Path, target: str) -> float:
    started = time.perf_counter()
    _made(folder, target)
    return time.perf_counter() - started


def _environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "MAKE"))}
    return {**kept, **extra}


def _shown(folder: Path) -> float:
    """Return the seconds from ``make run`` with the demo built to the first key result in a browser."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        started, port = time.perf_counter(), free_port()
        with _running(folder, port):
            for _ in patience(LONGEST):
                if is_ready(f"http://127.0.0.1:{port}"):
                    break
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            page.locator(".pl-table .pl-now").first.wait_for(timeout=60_000)
            taken = time.perf_counter() - started
        browser.close()
    return taken


@contextmanager
def _running(folder: Path, port: int) -> Iterator[None]:
    process = subprocess.Popen(
        [MAKE, "--silent", "run"],
        cwd=folder,
        env=_environment(PORT=str(port)),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
