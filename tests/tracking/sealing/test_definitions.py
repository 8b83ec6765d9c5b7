"""A changed definition is told apart: plumbing where the figures stay, another meaning where they do not."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracking.product import Product
from tests.tracking.sealing.agreeing import ACTIVES, agreed, amended, card, codes, hours
from tracking.store.connection import opened
from tracking.store.records import agreed_of, kept_records

METRICS = "metrics/all.yaml"
PLUMBING = ("active: {event: opened}", "active: {event: opened, where: {name: opened}}")


def kinds(product: Product) -> list[tuple[str, str, int]]:
    with opened(product.store) as store, store.reading() as connection:
        found = agreed_of(kept_records(connection)).definitions
    return [(item.metric, item.kind, item.differing) for item in found]


def counted_more_strictly(product: Product) -> None:
    """Let one person in ten count no more from now on: the same words, another meaning."""
    product.change(METRICS, "active: {event: opened}", "active: {event: opened}\n    at_least: 2")
    product.sql("product", "INSERT INTO events SELECT * FROM events WHERE name = 'opened' AND user_id % 10 > 0")


def test_a_definition_with_equal_figures_is_a_plumbing_change(product: Product) -> None:
    agreed(product)
    product.sql("product", "ALTER TABLE events ADD COLUMN kind TEXT DEFAULT 'x'")
    product.change(
        "sources.yaml", "stored_as: utc_naive}\n  support", "stored_as: utc_naive, properties: {kind: kind}}\n  support"
    )
    product.change(METRICS, "active: {event: opened}", "active: {event: opened, where: {kind: x}}")
    assert "redefined-metric" in codes(product)
    product.refresh(hours(2))

    assert ("daily_actives", "plumbing", 0) in kinds(product)
    mark = card(product).agreed
    assert mark is not None
    assert mark.redefined_on is None
    assert "definition changed 20 Nov, the figures are the same" in mark.notices
    assert mark.as_agreed == mark.as_changed == pytest.approx(16 / 20)


def test_a_definition_with_other_figures_breaks_the_line_and_is_due_an_amendment(product: Product) -> None:
    agreed(product)
    counted_more_strictly(product)
    product.refresh(hours(2))

    assert [("daily_actives", "meaning")] == [(metric, kind) for metric, kind, _ in kinds(product)]
    found = card(product)
    assert found.agreed is not None
    assert found.agreed.redefined_on == date(2026, 11, 20)
    assert any(
        "measured differently from 20 Nov; the baseline is measured anew, an amendment is due" in said
        for said in found.agreed.notices
    )
    assert found.baseline == pytest.approx(32.4, abs=0.3)
    assert found.baseline_measured
    assert found.agreed.as_agreed == pytest.approx(16 / 20)
    assert found.agreed.as_changed == pytest.approx(0, abs=0.05)


def test_an_amendment_settles_a_definition_with_another_meaning(product: Product) -> None:
    agreed(product)
    counted_more_strictly(product)
    product.refresh(hours(2))
    amended(product)
    product.refresh(hours(3))

    found = card(product)
    assert "redefined-metric" not in codes(product)
    assert found.agreed is not None
    assert "measured differently from 20 Nov" in found.agreed.notices
    assert ("definition changed 20 Nov",) == found.agreed.changes


def test_a_definition_brought_back_means_what_was_agreed(product: Product) -> None:
    agreed(product)
    counted_more_strictly(product)
    product.refresh(hours(2))
    product.change(METRICS, "active: {event: opened}\n    at_least: 2", "active: {event: opened}")
    product.refresh(hours(3))

    found = card(product)
    assert found.agreed is not None
    assert found.agreed.redefined_on is None
    assert found.baseline == pytest.approx(20)


def test_a_metric_taken_out_of_the_files_stays_as_it_was_agreed(product: Product) -> None:
    agreed(product)
    text = (product.files / METRICS).read_text(encoding="utf-8")
    start, end = text.index("  daily_actives:"), text.index("  back_in_a_week:")
    product.write(METRICS, text[:start] + text[end:])
    product.refresh(hours(2))

    found = card(product, ACTIVES, hours(2))

    assert found.target == 40.0
    assert found.agreed is not None
    assert found.agreed.as_agreed == pytest.approx(16 / 20)
