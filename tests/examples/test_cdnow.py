"""Published figures of a real purchase log, on every engine of the first round."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import okr_config
from examples.cdnow.load import fetch, load, purchases
from metrics.collect import Measurement, measure
from metrics.freshness import watermark
from metrics.registry import schemas
from metrics.sources import open_source
from okr.model import Configuration

ROOT = Path(__file__).parents[2]
QUARTER = (date(1997, 1, 1), date(1997, 4, 1))


@pytest.fixture(scope="session")
def log() -> Path:
    return fetch(ROOT / "build" / "cdnow")


@pytest.fixture(scope="module", params=["duckdb", "sqlite", "postgresql"])
def shop(
    request: pytest.FixtureRequest, log: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Configuration, Path]:
    engine: str = request.param
    if engine == "postgresql":
        os.environ["CDNOW_URL"] = request.getfixturevalue("postgres_url")
    folder = load(tmp_path_factory.mktemp(engine), engine, log)
    return okr_config.load(folder, schemas()), folder


def figure(
    shop: tuple[Configuration, Path],
    metric: str,
    span: tuple[date | None, date | None] = QUARTER,
    until: datetime | None = None,
) -> Measurement:
    configuration, folder = shop
    definition, source = configuration.metric(metric), configuration.source("shop")
    assert definition is not None
    assert source is not None
    with open_source(source, folder, os.environ) as opened:
        at = until or watermark(opened, datetime(2026, 1, 1, tzinfo=UTC))
        return measure(definition, opened, span, at, total=True)


def test_the_log_is_the_one_that_was_published(log: Path) -> None:
    rows = list(purchases(log))

    assert 69_659 == len(rows)
    assert 23_570 == len({customer for customer, *_ in rows})
    assert 167_881 == sum(discs for _, _, discs, _ in rows)


def test_the_files_over_the_log_have_no_error(shop: tuple[Configuration, Path]) -> None:
    assert [] == [str(issue) for issue in shop[0].issues if issue.severity == "error"]


def test_monthly_cohorts_and_their_next_month(shop: tuple[Configuration, Path]) -> None:
    found = figure(shop, "next_month")

    assert [7_846, 8_476, 7_248] == [reading.cohort_size for reading in found.readings]
    assert [1_157, 1_312, 1_032] == [reading.numerator for reading in found.readings]


@pytest.mark.parametrize(
    ("metric", "percent"),
    [
        ("on_day_30", 0.7),
        ("between_28_and_34", 4.5),
        ("between_30_and_59", 13.1),
        ("between_7_and_30", 14.2),
        ("next_month", 14.9),
        ("between_1_and_30", 17.5),
        ("ever_from_day_30", 43.8),
    ],
)
def test_the_usual_readings_of_30_day_retention(shop: tuple[Configuration, Path], metric: str, percent: float) -> None:
    total = figure(shop, metric).total

    assert total is not None
    assert total.value is not None
    assert percent == round(100 * total.value, 1)
    assert 23_570 == total.denominator


def test_on_or_after_day_30_within_the_horizon(shop: tuple[Configuration, Path]) -> None:
    total = figure(shop, "from_day_30_within_432").total

    assert total is not None
    assert 10_174 == total.numerator


def test_without_a_horizon_only_sql_can_say_it(shop: tuple[Configuration, Path]) -> None:
    total = figure(shop, "ever_from_day_30").total

    assert total is not None
    assert 10_325 == total.numerator


def test_customers_that_are_not_mature_yet_count_on_neither_side(shop: tuple[Configuration, Path]) -> None:
    until = datetime(1997, 4, 15, 4, tzinfo=UTC)
    total = figure(shop, "between_30_and_59", until=until).total

    assert total is not None
    assert total.value is not None
    assert 13.2 == round(100 * total.value, 1)
    assert 23_570 == (total.denominator or 0) + total.excluded_immature
