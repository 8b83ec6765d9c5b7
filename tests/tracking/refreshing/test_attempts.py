"""One metric that hangs costs itself alone: what was read stays, and what is behind it is asked once more."""

from __future__ import annotations

from dataclasses import replace

from tests.tracking.product import NOW, Product
from tracking.refreshing.answers import Answer, Begun, Event, MetricFailed, MetricRead, Opened, SourceFailed, answer_of
from tracking.refreshing.attempts import MetricHung, both_attempts, ended, without_the_hanging
from tracking.refreshing.gather import Spawned, gather
from tracking.refreshing.tasks import Knowledge, SourceTask, task_of

OPENED = Opened(NOW, NOW.date())
HUNG = MetricHung("b", "product.b: no answer")
ENDLESS = """
metrics:
  endless:
    title: Never done
    kind: sql
    source: support
    grain: week
    sql: "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as value from n
      where :period_start < :period_end"
    unit: points
    better: up
    owner: growth
"""


def with_endless_first(product: Product) -> SourceTask:
    product.write("metrics/endless.yaml", ENDLESS)
    configuration = product.configuration
    source = configuration.source("support")
    assert source is not None
    tasks = {
        metric.id: task_of(configuration, metric, Knowledge(), NOW)
        for metric in configuration.metrics
        if metric.source == "support"
    }
    patient = replace(source, limits=replace(source.limits, seconds=60))
    order = ("endless", "tickets")
    return SourceTask(patient, str(product.files), NOW, tuple(tasks[name] for name in order))


def test_only_the_hanging_metric_is_blamed_and_the_ones_behind_it_are_read(product: Product) -> None:
    """Fault 33."""
    task = with_endless_first(product)

    answer = gather([task], Spawned(6), lambda _step: None)[0]

    assert {"tickets"} == set(answer.read)
    assert {"endless"} == set(answer.failed)
    assert answer.failure is None
    assert answer.opened is not None
    message = answer.failed["endless"].message
    assert message.startswith("support.endless: ")
    for way_out in ("PLUMBLINE_DEADLINE", "limits: seconds", "simplify the query"):
        assert way_out in message


def test_readings_before_the_hanging_metric_are_kept_and_not_asked_again(product: Product) -> None:
    task = with_endless_first(product)
    endless, tickets = task.metrics
    task = replace(task, metrics=(tickets, endless))
    read = MetricRead("tickets", ())

    assert without_the_hanging(task, [OPENED, read, MetricHung("endless", "support.endless: no answer")]) is None
    rest = without_the_hanging(task, [OPENED, MetricHung("tickets", "support.tickets: no answer")])
    assert rest is not None
    assert rest.metrics == (endless,)


def test_a_source_that_fails_or_ends_well_is_asked_once(product: Product) -> None:
    task = with_endless_first(product)

    endings: tuple[list[Event], ...] = (
        [],
        [OPENED],
        [OPENED, MetricFailed("tickets", "no")],
        [SourceFailed("gone", temporary=True)],
    )
    for events in endings:
        assert without_the_hanging(task, events) is None


def test_a_source_that_no_longer_opens_is_blamed_itself() -> None:
    gone = SourceFailed("source product: gone", temporary=True)

    def told(*second: object) -> Answer:
        return answer_of("product", both_attempts([OPENED, HUNG], second), 1)  # type: ignore[arg-type]

    assert (told(gone).failed, told(gone).failure) == ({}, gone)
    assert told(OPENED, gone).failed == {"b": HUNG}
    assert told(gone).opened == OPENED


def test_an_end_before_any_metric_is_the_sources() -> None:
    assert ended("product", Begun("opening"), None) == SourceFailed(
        "source product: not done by the deadline (PLUMBLINE_DEADLINE) while opening; the attempt was ended.",
        temporary=True,
    )
    hung = ended("product", Begun("reading a from 2026-01-01", "a"), 7)
    assert isinstance(hung, MetricHung)
    assert hung.message.startswith("product.a: no answer for 7 s while reading a from 2026-01-01. Raise ")
