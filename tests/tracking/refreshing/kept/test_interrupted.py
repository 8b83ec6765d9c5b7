"""A refresh that is killed loses nothing that was read: the next one records it and asks only for the rest."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tracking.product import NOW, Product
from tracking.refreshing.answers import Answer
from tracking.refreshing.gather import InProcess, Progress
from tracking.refreshing.tasks import MetricTask, SourceTask
from tracking.store.connection import opened

ENDLESS = """
  endless:
    title: A query that takes its time
    kind: sql
    source: product
    sql: >
      WITH RECURSIVE steps(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM steps WHERE n < 3000000000)
      SELECT :period_start AS period_start, max(n) AS value FROM steps
    maturity_days: 0
    unit: points
    better: up
    owner: growth
"""


class Watching(InProcess):
    """Asks, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: dict[str, MetricTask] = {}

    def ask(self, task: SourceTask, progress: Progress) -> Answer:
        self.asked |= {metric.definition.id: metric for metric in task.metrics}
        return super().ask(task, progress)


@pytest.fixture
def slow(product: Product) -> Product:
    """The small product with one more metric, whose query does not end."""
    text = (product.files / "metrics/all.yaml").read_text()
    product.write("metrics/endless.yaml", f"metrics:{ENDLESS}")
    product.change("sources.yaml", "limits: {seconds: 2}\n    events: {table: events", "events: {table: events")
    assert "endless" not in text
    return product


def noted(product: Product) -> list[str]:
    """The metrics of the product whose answers are noted beside the store."""
    file = product.folder / "history.sqlite.reading" / "product.lines"
    lines = file.read_text().splitlines() if file.exists() else []
    values = [json.loads(line) for line in lines if line.endswith("}")]
    return [value["metric"] for value in values if value.get("event") == "MetricRead"]


@pytest.fixture
def killed(slow: Product) -> Product:
    """The product after its first refresh was killed in the middle of the endless query."""
    options = ["--config", str(slow.files), "--store", str(slow.store)]
    pinned = {"PLUMBLINE_AS_OF": "2026-11-19"}
    command = [sys.executable, "-m", "tracking", "refresh", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=pinned) as refreshing:
        until = time.monotonic() + 60
        while len(noted(slow)) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        refreshing.kill()
    assert ["daily_actives", "back_in_a_week"] == noted(slow)
    return slow


def test_what_a_killed_refresh_had_read_is_recorded_and_not_asked_for_again(killed: Product) -> None:
    (killed.files / "metrics/endless.yaml").unlink()
    watching = Watching()

    report = killed.refresh(reach=watching)

    assert [run.failure for run in report.metrics] == ["", "", ""]
    # Only the look-back: the whole history had been read. Tickets are of another source, and may have been read too.
    assert watching.asked["daily_actives"].read_from is not None
    assert watching.asked["back_in_a_week"].read_from is not None
    with opened(killed.store) as store, store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT outcome, note FROM runs ORDER BY id").all()
        query = "SELECT count(*) FROM readings WHERE run = "
        first, second = (connection.exec_driver_sql(f"{query}{run}").scalar_one() for run in (1, 2))
    assert ("partial", "What an interrupted refresh had read.") == tuple(rows[0])
    assert ["partial", "ok"] == [row[0] for row in rows]
    assert first > 100 > second
    assert not (killed.folder / "history.sqlite.reading").exists()


def test_it_comes_to_what_a_refresh_in_one_piece_comes_to(killed: Product, tmp_path: Path) -> None:
    (killed.files / "metrics/endless.yaml").unlink()
    killed.refresh()
    known = newest(killed)
    killed.store.rename(tmp_path / "interrupted.sqlite")

    killed.refresh()

    assert newest(killed) == known


def test_a_changed_question_is_asked_anew(killed: Product) -> None:
    (killed.files / "metrics/endless.yaml").unlink()
    killed.change("metrics/all.yaml", "returned: {between: [1, 7]}", "returned: {between: [1, 6]}")
    watching = Watching()

    killed.refresh(reach=watching)

    assert watching.asked["daily_actives"].read_from is not None
    assert watching.asked["back_in_a_week"].read_from is None


def test_notes_that_were_cut_off_are_read_as_far_as_they_go(killed: Product) -> None:
    (killed.files / "metrics/endless.yaml").unlink()
    file = killed.folder / "history.sqlite.reading" / "product.lines"
    file.write_bytes(file.read_bytes()[:-200])
    watching = Watching()

    killed.refresh(NOW, watching)

    assert watching.asked["daily_actives"].read_from is not None
    assert watching.asked["back_in_a_week"].read_from is None


def newest(product: Product) -> dict[tuple[object, ...], tuple[object, ...]]:
    query = (
        "SELECT metric, label, group_name, cohort_offset, as_of, period_start, state, value, numerator, denominator"
        " FROM readings JOIN series ON series.id = series ORDER BY run"
    )
    with opened(product.store) as store, store.reading() as connection:
        return {tuple(row[:6]): tuple(row[6:]) for row in connection.exec_driver_sql(query)}
