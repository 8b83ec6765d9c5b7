"""Servers that tests may use: each is started once a session on a free loopback port, and ends with it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.plugins.served import free_port

PATIENCE_SECONDS = 60.0
USERS = ("postgres", "nobody")
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "timezone=Asia/Kathmandu")
"""Nothing outside this machine reaches it, and its own zone is one that no right answer can depend on."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL, as an SQLAlchemy URL of a role that may do everything."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="plumbline-postgres-"))
    try:
        yield from _postgres(programs[-1], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres(programs: Path, folder: Path) -> Iterator[str]:
    """Run a server below ``folder`` until the session ends."""
    other = _other_user(folder)
    data, port = folder / "data", free_port()
    make = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "plumbline",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **other)
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    with (folder / "server.log").open("wb") as log:
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), *settings]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **other)
    try:
        _wait_for(server, port, folder / "server.log")
        yield f"postgresql+psycopg://plumbline@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _other_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; return how to run as somebody else, who then owns the folder."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in USERS if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="plumbline", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
