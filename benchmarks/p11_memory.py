"""P11: the largest memory of a first refresh against pandas holding two columns of the same events."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.p03_refresh import DAY, MILLION, made
from benchmarks.rows import Row
from benchmarks.workplace import workplace

ROOT = Path(__file__).resolve().parent.parent
BUDGET = 1 / 2
REFRESH = """
import sys; from datetime import date; from pathlib import Path
from benchmarks.one_new_day import refreshed
refreshed(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]), keeps_actor_days=True)
"""
PANDAS = """
import sys, duckdb, pandas
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    held = connection.execute("select actor, happened_at from events").df()
"""


def measure(*, full: bool) -> Iterator[Row]:
    """Measure over 10 million events, and in a full run over 100 million, where the budget is."""
    for millions in (10, 100) if full else (10,):
        events = workplace() / f"events-{millions * MILLION}.duckdb"
        store = workplace() / f"memory-{millions}" / "history.sqlite"
        store.parent.mkdir()
        ours = peak(REFRESH, str(made(millions)), str(store), DAY.isoformat())
        theirs = peak(PANDAS, str(events))
        figure = ours / theirs
        sizes = f"{ours:,.0f} MB / {theirs:,.0f} MB"
        what = f"peak memory of a refresh / pandas with two columns, {millions} million events ({sizes})"
        is_bound = millions >= 100
        budget = f"≤ {BUDGET:.2f}×" if is_bound else f"≤ {BUDGET:.2f}× at 100 million"
        yield Row("P11", what, budget, f"{figure:.2f}×", figure <= BUDGET or not is_bound)


def peak(program: str, *words: str) -> float:
    """Return the largest resident memory of a Python program in MB.

    Raises:
        RuntimeError: If it fails.
    """
    process = subprocess.Popen([sys.executable, "-c", program, *words], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the program ended with {process.returncode}")
    return usage.ru_maxrss / 1024
