"""The metrics of the demo give the figures that plain SQL gives."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from metrics.collect import measure
from metrics.freshness import watermark
from metrics.registry import schemas
from metrics.sources import OpenSource, open_source
from okr.model import Configuration
from okr_config.load import load
from tests.tracking.demo.conftest import ON
from tests.tracking.demo.figures import (
    Product,
    confidence,
    converted_within,
    daily_actives,
    median_days_to_value,
    mobile_sessions_a_week,
    recurring_revenue,
    retained,
    set_up_in_first_session,
)
from tracking.demo import DemoPaths

MONTH = timedelta(days=28)
MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)
CASES: dict[str, tuple[date, Callable[[Product, date], float]]] = {
    "setup_in_first_session": (ON, lambda product, end: set_up_in_first_session(product, end - MONTH, end)),
    "time_to_first_value": (ON, lambda product, end: median_days_to_value(product, end - MONTH, end, ON)),
    "d30_retention_new_users": (
        ON - timedelta(days=60),
        lambda product, end: retained(product, end - MONTH, end),
    ),
    "paid_within_30_days": (
        ON - timedelta(days=32),
        lambda product, end: converted_within(product, "plan_paid", 30, end - MONTH, end),
    ),
    "daily_active_users": (ON, daily_actives),
    "mobile_sessions_per_week": (ON, mobile_sessions_a_week),
    "design_confidence": (ON, confidence),
    "monthly_recurring_revenue": (ON, lambda product, end: recurring_revenue(product, end - timedelta(days=4))),
}


@pytest.fixture(scope="module")
def configuration(demo: DemoPaths) -> Configuration:
    return load(demo.configuration, schemas())


@pytest.fixture(scope="module")
def source(
    demo: DemoPaths, configuration: Configuration, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenSource]:
    """A copy: one process may not open a DuckDB file with two sets of settings."""
    definition = configuration.source("product")
    assert definition is not None
    copied = shutil.copytree(demo.folder, tmp_path_factory.mktemp("copied"), dirs_exist_ok=True)
    with open_source(definition, copied / "config", {}) as opened:
        yield opened


def test_the_data_are_complete_to_the_evening_before(source: OpenSource) -> None:
    assert datetime(2026, 11, 19, 23, tzinfo=UTC) == watermark(source, MORNING)


@pytest.mark.parametrize("metric", CASES)
def test_a_metric_gives_the_figure_of_plain_sql(
    metric: str, configuration: Configuration, source: OpenSource, product: Product
) -> None:
    end, by_hand = CASES[metric]
    definition = configuration.metric(metric)
    assert definition is not None
    total = measure(definition, source, (end - MONTH, end), watermark(source, MORNING), total=True).total

    assert total is not None
    assert by_hand(product, end) == pytest.approx(total.value, rel=1e-9)
