"""What is known of one metric: series, parts, query, and who goes by it, at any moment."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from tests.tracking.product import NOW, Product
from tracking.boards.dossier import GUARD, KEY_RESULT, Dossier, load_dossier
from tracking.store.connection import opened

YESTERDAY = NOW.date() - timedelta(days=1)
FILE = "metrics/all.yaml"
HISTOGRAM = """metrics:
  days_active:
    title: People by active days
    kind: stickiness
    source: product
    active: {event: opened}
    histogram: exact
    periods: 7
    unit: users
    better: none
    owner: growth
  week_table:
    title: People who come back, week by week
    kind: retention
    source: product
    start: {event: signed_up}
    return: {event: opened}
    cohort: first_time
    triangle: 3
    grain: week
    unit: share
    better: up
    owner: growth
"""


def known(product: Product, metric: str, day: date = YESTERDAY) -> Dossier | None:
    with opened(product.store) as store:
        return load_dossier(store, metric, day)


def dossier(product: Product, metric: str) -> Dossier:
    found = known(product, metric)
    assert found is not None
    return found


def test_a_metric_has_its_series_its_query_and_its_users(product: Product) -> None:
    product.refresh()
    found = dossier(product, "back_in_a_week")

    assert found.periods
    assert "SELECT" in found.sql
    assert found.read_at is not None
    assert "last 28 days" == found.windows[-1].window
    assert found.newest == found.windows[-1]
    assert 8 == found.maturity_days
    assert {KEY_RESULT} <= {use.role for use in found.uses} <= {KEY_RESULT, GUARD, "health metric"}
    assert found.yaml.startswith("back_in_a_week:\n  ")
    assert "returned:" in found.yaml


def test_weekly_values_share_no_day(product: Product) -> None:
    product.refresh()
    days = [week.last_day for week in dossier(product, "daily_actives").weeks]

    assert len(days) > 3
    assert {timedelta(weeks=1)} == {after - before for before, after in pairwise(days)}


def test_a_metric_that_is_not_there_is_none(product: Product) -> None:
    product.refresh()

    assert known(product, "gone") is None


def test_a_past_moment_knows_what_was_known_then(product: Product) -> None:
    product.refresh()
    with opened(product.store) as store:
        assert load_dossier(store, "daily_actives", YESTERDAY, NOW - timedelta(days=400)) is None
        then = load_dossier(store, "daily_actives", YESTERDAY - timedelta(days=7))

    assert then is not None
    assert all(item.as_of is not None and item.as_of <= YESTERDAY - timedelta(days=7) for item in then.periods)


def test_the_parts_of_a_triangle_and_of_a_histogram_are_in_the_history(product: Product) -> None:
    (product.files / "metrics" / "parts.yaml").write_text(HISTOGRAM, encoding="utf-8")
    product.refresh()
    table, histogram = dossier(product, "week_table"), dossier(product, "days_active")

    assert {0, 1, 2, 3} == {item.offset for item in table.parts}
    assert () == table.uses
    assert "histogram" in histogram.periods[-2].fields


def test_values_by_hand_have_no_query(product: Product) -> None:
    product.refresh()
    found = dossier(product, "confidence")

    assert "" == found.sql
    assert found.source is None
