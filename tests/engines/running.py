"""What every server of the tests has in common: another user to run as, and waiting until it answers."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Program:
    """A server to be started.

    Attributes:
        command: The words of its command line.
        folder: Where it runs and writes ``server.log``.
        is_answering: Whether it can be used by now.
        user: Further arguments of the process: who it runs as.
        environment: Its environment; None: ours.
        last_signal: How it is asked to end.
        patience_seconds: How long it may take to start.
    """

    command: Sequence[str]
    folder: Path
    is_answering: Callable[[], bool]
    user: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] | None = None
    last_signal: signal.Signals = signal.SIGTERM
    patience_seconds: float = 60.0


@contextmanager
def new_folder(name: str) -> Iterator[Path]:
    """A folder outside of anybody's home, gone with the block."""
    folder = Path(tempfile.mkdtemp(prefix=f"plumbline-{name}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def other_user(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """Servers refuse to run as root; return how to run as somebody else, who then owns the folder."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in names if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def running(program: Program) -> Iterator[None]:
    """Run a server for the time of a block; a test that needs it fails with its log where it does not start."""
    log = program.folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=program.folder,
            env=program.environment,
            **program.user,
        )
    try:
        _wait_for(server, program, log)
        yield
    finally:
        server.send_signal(program.last_signal)
        server.wait(30)


def _wait_for(server: subprocess.Popen[bytes], program: Program, log: Path) -> None:
    end = time.monotonic() + program.patience_seconds
    while time.monotonic() < end and server.poll() is None:
        if program.is_answering():
            return
        time.sleep(0.1)
    pytest.fail(f"{program.command[0]} did not start: {log.read_text(errors='replace')[-2000:]}")
