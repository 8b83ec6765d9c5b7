"""P8: the commands that only read start without the heavy libraries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.rows import Row, at_most, ratio

ROOT = Path(__file__).resolve().parent.parent
HEAVY = "import streamlit, plotly, pandas, sqlalchemy, duckdb"
COMMANDS = {"status": ("status",), "check": ("check",), "export": ("export", "key_results")}


def measure(*, full: bool) -> Iterator[Row]:
    """Time each command as a whole process against importing the heavy libraries."""
    for name, words in COMMANDS.items():
        command = partial(run, "-m", "tracking", *words)
        figure = ratio(command, partial(run, "-c", HEAVY), 15 if full else 7)
        yield at_most("P8", f"{name} / importing Streamlit, Plotly, pandas, SQLAlchemy, DuckDB", figure, 0.35)


def run(*words: str) -> None:
    """Run Python on some words and wait for its end; a status of the demo may well be a warning."""
    subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, check=False)
