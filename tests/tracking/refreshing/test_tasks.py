"""What a refresh asks: everything once, then only what may have changed or was never read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from okr.canonical import definition_version
from okr.metric import MetricDefinition
from okr.model import Configuration
from tests.tracking.product import NOW, Product
from tracking.refreshing.tasks import Knowledge, task_of, wishes_of
from tracking.store.readings import Line

YESTERDAY = date(2026, 11, 19)
WATERMARK = datetime(2026, 11, 19, 0, 20, tzinfo=UTC)


@pytest.fixture
def configuration(product: Product) -> Configuration:
    return product.configuration


def metric_of(configuration: Configuration, name: str) -> MetricDefinition:
    metric = configuration.metric(name)
    assert metric is not None
    return metric


def version_of(configuration: Configuration, metric: MetricDefinition) -> str:
    return definition_version(metric, configuration.source(metric.source))


def test_the_first_time_everything_is_asked(configuration: Configuration) -> None:
    task = task_of(configuration, metric_of(configuration, "daily_actives"), Knowledge(), NOW)

    assert task.read_from is None
    (wish,) = task.wishes
    assert wish.label == "last 28 days"
    assert wish.is_pooled
    assert wish.windows[-1][0] == YESTERDAY


@pytest.mark.parametrize(
    ("name", "read_from"), [("daily_actives", date(2026, 11, 16)), ("back_in_a_week", date(2026, 11, 9))]
)
def test_later_only_the_look_back_and_the_days_until_cohorts_are_mature(
    configuration: Configuration, name: str, read_from: date
) -> None:
    metric = metric_of(configuration, name)
    version = version_of(configuration, metric)
    everything = wishes_of(configuration, metric, NOW)
    days = {Line(metric.id, version, wish.label): {day for day, _ in wish.windows} for wish in everything}

    task = task_of(configuration, metric, Knowledge({name: (version, WATERMARK)}, days), NOW)

    assert task.read_from == read_from
    assert [day for day, _ in task.wishes[0].windows] == [YESTERDAY - timedelta(days=back) for back in (3, 2, 1, 0)]


def test_a_changed_definition_asks_for_everything_again(configuration: Configuration) -> None:
    metric = metric_of(configuration, "daily_actives")

    task = task_of(configuration, metric, Knowledge({metric.id: ("another", WATERMARK)}), NOW)

    assert task.read_from is None


def test_a_new_key_result_gets_its_past_without_reading_the_periods_again(configuration: Configuration) -> None:
    metric = metric_of(configuration, "daily_actives")
    version = version_of(configuration, metric)

    task = task_of(configuration, metric, Knowledge({metric.id: (version, WATERMARK)}), NOW)

    assert task.read_from == date(2026, 11, 16)
    assert len(task.wishes[0].windows) > 90


def test_a_cycle_long_over_is_left_alone(configuration: Configuration) -> None:
    metric = metric_of(configuration, "daily_actives")
    version = version_of(configuration, metric)
    later = NOW + timedelta(days=200)

    task = task_of(configuration, metric, Knowledge({metric.id: (version, later)}), later)

    assert task.wishes == ()


def test_values_by_hand_ask_no_source(configuration: Configuration) -> None:
    (wish,) = wishes_of(configuration, metric_of(configuration, "confidence"), NOW)

    assert wish.is_period


def test_a_guard_wants_its_metric_over_the_window_of_its_key_result(configuration: Configuration) -> None:
    alone = replace(configuration, objectives=configuration.objectives[:1])

    (wish,) = wishes_of(alone, metric_of(configuration, "tickets"), NOW)

    assert wish.label == "last 28 days"
