"""ClickHouse as chdb has it, behind a small HTTP server on a free loopback port."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

from tests.engines.running import Program, new_folder, running
from tests.plugins.served import free_port

SERVER = Path(__file__).with_name("clickhouse_server.py")


def is_installed() -> bool:
    """Whether the engine and its driver are there."""
    return find_spec("chdb") is not None and find_spec("clickhouse_connect") is not None


@contextmanager
def clickhouse() -> Iterator[str]:
    """An empty server, as an SQLAlchemy URL of a user that may do everything."""
    with new_folder("clickhouse") as folder:
        port = free_port()
        command = [sys.executable, str(SERVER), str(port), str(folder / "data")]
        with running(Program(command, folder, lambda: _is_answering(port))):
            yield f"clickhousedb://reader:plumbline@127.0.0.1:{port}/product"


def _is_answering(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/ping", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
