"""MariaDB from the system's packages, on a free loopback port."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymysql

from tests.engines.running import Program, new_folder, other_user, running
from tests.plugins.served import free_port

USERS = ("mysql", "nobody")
SETTINGS = (
    "--no-defaults",
    "--bind-address=127.0.0.1",
    "--default-time-zone=+05:45",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=16M",
    "--sync-frm=0",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--pid-file=server.pid",
)
"""Nothing outside this machine reaches it, and its own zone is one that no right answer can depend on."""
USER = "root"
PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


def program() -> str | None:
    """Where the server is; None where it is not installed."""
    return shutil.which("mariadbd", path=PLACES)


@contextmanager
def mariadb(server: str) -> Iterator[str]:
    """An empty server, as an SQLAlchemy URL of a user that may do everything."""
    with new_folder("mariadb") as folder:
        user, port = other_user(folder, USERS), free_port()
        words = (f"--datadir={folder / 'data'}", f"--socket={folder / 's'}", f"--port={port}", f"--tmpdir={folder}")
        _make(folder, user)
        command = [server, *SETTINGS, *words]
        with running(Program(command, folder, lambda: _is_answering(port), user)):
            with _connected(port) as connection:
                connection.cursor().execute("create database product")
            yield f"mysql+pymysql://{USER}@127.0.0.1:{port}/product"


def _make(folder: Path, user: Mapping[str, Any]) -> None:
    """Make the data folder, with a root who needs no password."""
    installer = shutil.which("mariadb-install-db", path=PLACES) or "mariadb-install-db"
    words = (f"--datadir={folder / 'data'}", "--auth-root-authentication-method=normal", "--skip-test-db")
    make = [installer, "--no-defaults", "--innodb-log-file-size=16M", *words]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)


def _connected(port: int) -> pymysql.connections.Connection:
    return pymysql.connect(host="127.0.0.1", port=port, user=USER)


def _is_answering(port: int) -> bool:
    try:
        _connected(port).close()
    except pymysql.Error:
        return False
    return True
