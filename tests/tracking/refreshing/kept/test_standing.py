"""Nobody is asked twice: the same question about unchanged files keeps its answer, and anything else is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tracking.product import NOW, TODAY, Product
from tracking.refreshing.answers import Answer
from tracking.refreshing.gather import InProcess, Progress
from tracking.refreshing.kept import standing
from tracking.refreshing.tasks import SourceTask
from tracking.store.connection import opened
from tracking.store.runs import newest_metric_runs


class Counting(InProcess):
    """Asks, and notes whom and what came back."""

    def __init__(self) -> None:
        self.read: dict[str, int] = {}
        self.asked: list[str] = []

    def ask(self, task: SourceTask, progress: Progress) -> Answer:
        answer = super().ask(task, progress)
        self.asked.append(task.source.id)
        self.read |= {name: len(read.readings) for name, read in answer.read.items()}
        return answer


@pytest.fixture
def settled(product: Product, monkeypatch: pytest.MonkeyPatch) -> Product:
    """The small product, its files old enough that their times can be trusted, refreshed once."""
    monkeypatch.setattr(standing, "_SETTLING_SECONDS", 0.0)
    product.refresh()
    return product


def test_at_the_same_moment_an_unchanged_source_is_not_even_opened(settled: Product) -> None:
    counting = Counting()

    report = settled.refresh(reach=counting)

    assert counting.asked == []
    assert [run.failure for run in report.metrics] == ["", "", ""]
    assert (report.added, report.run.outcome.value) == (0, "ok")


def test_later_an_unchanged_source_is_asked_for_its_watermark_alone(settled: Product) -> None:
    counting = Counting()

    settled.refresh(NOW + timedelta(hours=1), counting)

    assert counting.asked == ["product", "support"]
    assert set(counting.read.values()) == {0}


def test_a_watermark_that_moved_by_the_clock_alone_reads_what_came_into_sight(settled: Product) -> None:
    counting = Counting()

    settled.refresh(NOW + timedelta(days=1), counting)

    assert counting.read["daily_actives"] > 0


def test_a_source_whose_file_changed_is_read_again(settled: Product) -> None:
    settled.sql("product", f"DELETE FROM events WHERE name = 'opened' AND at LIKE '{TODAY - timedelta(days=1)}%'")
    counting = Counting()

    report = settled.refresh(reach=counting)

    assert counting.asked == ["product"]
    assert report.added > 0


def test_a_file_that_changed_a_moment_ago_is_not_trusted(product: Product) -> None:
    product.refresh()
    counting = Counting()

    product.refresh(reach=counting)

    assert counting.asked == ["product", "support"]


def test_a_changed_definition_reads_its_metric_alone(settled: Product) -> None:
    settled.change("metrics/all.yaml", "returned: {between: [1, 7]}", "returned: {between: [1, 6]}")
    counting = Counting()

    settled.refresh(reach=counting)

    assert counting.asked == ["product"]
    assert counting.read["daily_actives"] == 0
    assert counting.read["back_in_a_week"] > 100


def test_a_key_result_that_wants_other_windows_is_asked_for_them(settled: Product) -> None:
    settled.change(
        "objectives/2026-q4/growth.yaml",
        "target: 40\n        measured_over: last 28 days",
        "target: 40\n        measured_over: last 14 days",
    )
    counting = Counting()

    report = settled.refresh(reach=counting)

    assert counting.read["daily_actives"] > 0
    assert counting.read["back_in_a_week"] == 0
    assert report.added > 0


def test_a_metric_that_failed_is_asked_again(settled: Product) -> None:
    settled.change("metrics/all.yaml", "start: {event: signed_up}", "start: {event: signed_up, where: {no: 1}}")
    settled.refresh()
    counting = Counting()

    settled.refresh(reach=counting)

    assert counting.asked == ["product"]
    with opened(settled.store) as store, store.reading() as connection:
        assert newest_metric_runs(connection)["back_in_a_week"].mark == ""
