"""Whenever a refresh is killed: all rows of a run or none, and the next refresh goes on as if nothing had been."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.tracking.made import NOON
from tests.tracking.product import Product
from tracking.commands.command import LOCKED
from tracking.store.connection import opened, prepare
from tracking.store.lock import refresh_lock

KILLS = 15
ROWS = 1500
WRITER = f"""
import sys
from datetime import date, timedelta
from pathlib import Path
from tests.tracking.made import NOON, make_reading, record
from tracking.store.connection import opened
days = [date(2020, 1, 1) + timedelta(days=step) for step in range({ROWS})]
with opened(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    for step in range(int(sys.argv[2]), 10_000):
        record(store, NOON + timedelta(hours=step), [make_reading(day, float(step)) for day in days])
"""


def test_killed_at_any_moment_of_writing_a_run_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    """Fault 81."""
    path = tmp_path / "history.sqlite"
    prepare(path, NOON)
    chance = random.Random(7)  # noqa: S311 - moments of a test
    one_run = seconds_of_a_run(path)
    for _ in range(KILLS):
        begun = runs_in(path)
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(begun)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(chance.uniform(0.0, 2.5 * one_run))
            writer.kill()

        with opened(path) as store, store.reading() as connection:
            rows = connection.exec_driver_sql("SELECT count(*) FROM readings GROUP BY run").scalars().all()
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert set(rows) <= {ROWS}
        assert len(rows) == runs_in(path)
    assert runs_in(path) > 1


def seconds_of_a_run(path: Path) -> float:
    """Let a writer finish one run and return how long that took on this machine."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path), "0"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        began = time.monotonic()
        while runs_in(path) == 0:
            time.sleep(0.01)
        writer.kill()
    return time.monotonic() - began


def runs_in(path: Path) -> int:
    with opened(path) as store, store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM runs").scalar_one())


def command(product: Product) -> list[str]:
    options = ["--config", str(product.files), "--store", str(product.store)]
    return [sys.executable, "-m", "tracking", "refresh", *options]


@pytest.mark.parametrize("after_seconds", [0.7, 1.6, 2.4, 3.2])
def test_a_killed_refresh_leaves_nothing_and_the_next_one_completes(product: Product, after_seconds: float) -> None:
    """Faults 81 and 144."""
    with subprocess.Popen(command(product), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
        time.sleep(after_seconds)
        killed.kill()

    assert unfinished_runs(product) == 0
    product.refresh()
    assert unfinished_runs(product) == 0


def unfinished_runs(product: Product) -> int:
    """How many runs lack a source, a status, or a reading that was counted."""
    if not product.store.exists():
        return 0
    with closing(sqlite3.connect(product.store)) as connection:
        if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'runs'").fetchone()[0]:
            return 0
        return int(
            connection.execute(
                "SELECT count(*) FROM runs WHERE kind = 'refresh' AND note NOT LIKE '%interrupted%' AND ("
                " (SELECT count(*) FROM source_runs WHERE run = id) <> 2"
                " OR (SELECT sum(readings_added) FROM source_runs WHERE run = id)"
                " <> (SELECT count(*) FROM readings WHERE run = id))"
            ).fetchone()[0]
        )


def test_a_refresh_that_is_asked_to_end_does_so_within_seconds(product: Product) -> None:
    """Fault 144."""
    with subprocess.Popen(command(product), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as asked:
        while not product.store.with_name("history.sqlite.lock").exists():
            time.sleep(0.02)
        asked.send_signal(signal.SIGTERM)
        _, said = asked.communicate(timeout=10)

    assert asked.returncode == 130
    assert "the history is as it was" in said
    assert unfinished_runs(product) == 0


def test_of_two_refreshes_at_once_the_second_says_so_and_ends(product: Product) -> None:
    """Fault 82."""
    with refresh_lock(product.store, NOON):
        second = subprocess.run(command(product), capture_output=True, text=True, check=False)

    assert second.returncode == LOCKED
    assert f"Another refresh is running (process {os.getpid()}" in second.stderr
