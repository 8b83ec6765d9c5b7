"""P7: fifty viewers of one server, each running the overview again every 30 seconds, with a hanging source and without.

A hanging source is one whose refresh waits for it all the while: a listener that accepts and never answers.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from statistics import median

from benchmarks.pages_served import settings, wait_for
from benchmarks.rows import Row
from benchmarks.viewer import Run, viewer
from benchmarks.workplace import workplace
from tests.plugins.served import ROOT, served, server_environment

VIEWERS, EVERY, LOOKS, TURNS = 50, 30.0, 2, 5
MOST_P95, MOST_MB, MOST_MOVE = 1.0, 1.0, 0.25
HANGING = """sources:
  product:
    title: A database that never answers
    url: postgresql+psycopg://reader@127.0.0.1:{port}/product
    timezone: Europe/Oslo
    events: {{table: events, actor: actor, time: happened_at, name: name, properties: {{amount: amount}}}}
"""


def measure(*, full: bool) -> Iterator[Row]:
    """Look in turns, five times each way; only in a full run."""
    if not full:
        return
    folder = workplace() / "viewed"
    folder.mkdir()
    environment = settings()
    plain: list[Run] = []
    hanging: list[Run] = []
    with served(folder, environment) as server:
        wait_for(server.url)
        with viewer(server.url) as first:
            first.run()
        before, grown, sockets = memory_mb(server.pid), 0.0, 0
        for _ in range(TURNS):
            plain += looked(server.url)
            grown = grown or (memory_mb(server.pid) - before) / VIEWERS
            with hung_refresh(folder, Path(environment["PLUMBLINE_CONFIG"])) as port:
                hanging += looked(server.url)
                sockets += open_to(server.pid, port)
    yield from rows(plain, hanging, grown, sockets)


def rows(plain: Sequence[Run], hanging: Sequence[Run], grown: float, sockets: int) -> Iterator[Row]:
    """Yield what the looks come to."""
    for name, runs in (("", plain), (", a source hanging", hanging)):
        seconds = sorted(run.seconds for run in runs)
        p95 = seconds[int(0.95 * (len(seconds) - 1))]
        what = f"{VIEWERS} viewers every {EVERY:.0f} s{name}: 95th percentile"
        yield Row("P7", what, f"≤ {MOST_P95:.0f} s", f"{p95:.2f} s", p95 <= MOST_P95)
    failed = sum(run.failed for run in [*plain, *hanging])
    yield Row("P7", f"errors in {len(plain) + len(hanging)} looks", "0", str(failed), failed == 0)
    move = median(run.seconds for run in hanging) / median(run.seconds for run in plain) - 1
    yield Row("P7", "median with a source hanging", f"≤ +{MOST_MOVE:.0%}", f"{move:+.0%}", move <= MOST_MOVE)
    yield Row("P7", "memory for each viewer", f"≤ {MOST_MB:.0f} MB", f"{grown:.2f} MB", grown <= MOST_MB)
    yield Row("P7", "sockets of the web process to the source", "0", str(sockets), sockets == 0)


def looked(url: str) -> list[Run]:
    """Let every viewer look, evenly spread over the time between two looks; the first look of each only begins it."""
    with ThreadPoolExecutor(VIEWERS) as pool:
        found = list(pool.map(lambda place: _looks(url, place), range(VIEWERS)))
    return [run for runs in found for run in runs]


def _looks(url: str, place: int) -> list[Run]:
    time.sleep(EVERY * place / VIEWERS)
    with viewer(url) as one:
        one.run()
        runs = []
        for _ in range(LOOKS):
            time.sleep(EVERY)
            runs.append(one.run())
    return runs


@contextmanager
def hung_refresh(folder: Path, files: Path) -> Iterator[int]:
    """Let a refresh wait for a source that never answers; give the source's port."""
    own = folder / "hanging"
    own.mkdir(exist_ok=True)
    with deaf() as port:
        for path in files.rglob("*.yaml"):
            copy = own / path.relative_to(files)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
        (own / "sources.yaml").write_text(HANGING.format(port=port), encoding="utf-8")
        words = ["-m", "tracking", "refresh", "--config", str(own), "--store", str(folder / "hanging.sqlite")]
        environment = server_environment(folder, 0, {})
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield port
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def deaf() -> Iterator[int]:
    """Listen on a free port, accept, and never say a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        kept: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    kept.append(listener.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield int(listener.getsockname()[1])


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"no memory of process {pid}")


def open_to(pid: int, port: int) -> int:
    """Return how many sockets of a process lead to a local port (Linux)."""
    own = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(int(line[2].split(":")[1], 16) == port and f"socket:[{line[9]}]" in own for line in lines)
