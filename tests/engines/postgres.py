"""PostgreSQL from the system's packages, on a free loopback port."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.engines.running import Program, new_folder, other_user, running
from tests.plugins.served import free_port

USERS = ("postgres", "nobody")
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "timezone=Asia/Kathmandu")
"""Nothing outside this machine reaches it, and its own zone is one that no right answer can depend on."""


def programs() -> Path | None:
    """Where the newest one installed is; None without any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


@contextmanager
def postgres(folder_of_programs: Path) -> Iterator[str]:
    """An empty server, as an SQLAlchemy URL of a role that may do everything."""
    with new_folder("postgres") as folder:
        user, data, port = other_user(folder, USERS), folder / "data", free_port()
        words = ("-D", str(data), "-U", "plumbline", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        make = [str(folder_of_programs / "initdb"), *words]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
        settings = [word for setting in SETTINGS for word in ("-c", setting)]
        command = [str(folder_of_programs / "postgres"), "-D", str(data), "-p", str(port), *settings]
        server = Program(command, folder, lambda: _is_answering(port), user, last_signal=signal.SIGINT)
        with running(server):
            yield f"postgresql+psycopg://plumbline@127.0.0.1:{port}/postgres"


def _is_answering(port: int) -> bool:
    try:
        psycopg.connect(host="127.0.0.1", port=port, user="plumbline", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True
