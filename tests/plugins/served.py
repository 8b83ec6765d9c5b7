"""The real server as a process of its own, on a port that the system gives."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        url: Where it is, without a slash at the end.
        log: File that holds all it has written.
        pid: Its process.
    """

    url: str
    log: Path
    pid: int

    def written(self) -> str:
        """Return what it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers that nobody has asked anything yet; they end with the test."""
    with ExitStack() as stack:
        yield lambda **environment: stack.enter_context(served(tmp_path_factory.mktemp("served"), environment))


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server without a history for tests that leave it as it was."""
    with served(tmp_path_factory.mktemp("served"), {}) as server:
        yield server


@contextmanager
def served(folder: Path, environment: Mapping[str, str], program: Path = ROOT / "server.py") -> Iterator[Served]:
    """Run the server with a store of its own (none, unless ``PLUMBLINE_STORE`` names one) until the block ends."""
    port = free_port()
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(program)],
            cwd=ROOT,
            env=server_environment(folder, port, environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_listening(process, port, log)
        yield Served(url, log, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def server_environment(folder: Path, port: int, extra: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with a home of its own, so that nobody's personal settings reach the server."""
    ours = {"HOME": str(folder), "PORT": str(port), "PLUMBLINE_STORE": str(folder / "history.sqlite")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLUMBLINE_", "STREAMLIT_"))}
    return {**kept, **ours, **extra}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait without sending a request, so that the first one is the test's own."""
    for _ in patience(PATIENCE_SECONDS):
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}: {log.read_text(errors='replace')}")
        if f":{port} " in log.read_text(errors="replace"):
            return
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')}")


def patience(seconds: float) -> Iterator[None]:
    """Yield ten times a second until the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.1)


def is_answering(url: str) -> bool:
    """Return whether our own server, and not just any, answers at ``url``."""
    return fetched(f"{url}/healthz").get("alive") is True


def is_ready(url: str) -> bool:
    """Return whether pages can be drawn."""
    return fetched(f"{url}/readyz").get("ready") is True


def fetched(url: str) -> dict[str, object]:
    """Return the JSON object at ``url``; empty where there is none."""
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - an address of our own
            found = json.load(answer)
    except (ValueError, OSError):
        return {}
    return found if isinstance(found, dict) else {}
