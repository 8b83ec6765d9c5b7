"""Where one run of the benchmarks keeps its databases: made once, used by several, removed at the end."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def workplace() -> Path:
    """Return a folder that lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="plumbline-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
