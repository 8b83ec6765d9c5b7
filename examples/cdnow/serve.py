"""Serve the dashboard over the CDNOW purchase log, as of a day in May 1998."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from load import load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "cdnow"
AS_OF = "1998-05-24"


def main() -> None:
    """Load the log once, read it, and hand over to the server."""
    config = FOLDER / "config"
    if not (FOLDER / "cdnow.duckdb").is_file() or not config.is_dir():
        print("Loading 69,659 purchases...")
        load(FOLDER, "duckdb")
    environment = {
        **os.environ,
        "PLUMBLINE_CONFIG": str(config),
        "PLUMBLINE_STORE": str(FOLDER / "history.sqlite"),
        "PLUMBLINE_AS_OF": AS_OF,
    }
    refresh = subprocess.run([sys.executable, "-m", "tracking", "refresh"], cwd=ROOT, env=environment, check=False)
    if refresh.returncode > 1:
        raise SystemExit(refresh.returncode)
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "server.py"], environment)  # noqa: S606 - our own server


if __name__ == "__main__":
    main()
