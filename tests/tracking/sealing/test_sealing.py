"""Sealing freezes what was agreed with the numbers of the day; later edits wait for an amendment."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from okr.agreement.seal import Seal
from okr.canonical import canonical_json, content_hash, restore
from okr.errors import ConfigurationError
from tests.tracking.product import NOW, Product
from tests.tracking.sealing.agreeing import (
    ACTIVES,
    CYCLE,
    GROWTH,
    agreed,
    amended,
    board,
    card,
    codes,
    findings,
    hours,
    sealed,
)


def test_the_sealed_file_holds_everything_that_was_agreed(product: Product) -> None:
    product.refresh()
    made = sealed(product)

    body = json.loads(made.path.read_text(encoding="utf-8"))
    assert made.path == product.files / "sealed" / f"{CYCLE}.json"
    assert made.hash == body["hash"] == content_hash(body["content"])
    assert made.hash == content_hash(restore(Seal, canonical_json(body["content"])))
    terms = made.seal.terms_of(ACTIVES)
    assert terms is not None
    assert (20.0, 40.0, 34.0) == (terms.baseline, terms.target, terms.bar)
    assert terms.measured is not None
    assert terms.measured.value == pytest.approx(36)
    assert {"daily_actives", "back_in_a_week", "tickets", "confidence"} == {item.id for item in made.seal.metrics}


def test_what_must_be_known_at_sealing_is_told(product: Product) -> None:
    product.refresh()

    notes = "\n".join(sealed(product).notes)

    assert "agreed on 20 Nov, 46 days after the quarter began" in notes
    assert f"{ACTIVES}: you wrote 20 users, the data say 36 users (36 to 36 users)" in notes
    assert "growth/habit/back: no baseline could be measured yet" in notes


def test_a_measured_baseline_is_frozen_with_its_day(product: Product) -> None:
    product.change(GROWTH, "        baseline: 20\n", "")
    agreed(product)
    product.sql("product", "DELETE FROM events WHERE name = 'opened' AND at < '2026-10-05' AND user_id % 2 = 0")
    product.change("metrics/all.yaml", "    title: People on a day\n", "    title: People on any day\n")
    product.refresh(hours(2))

    found = card(product)

    assert found.baseline == pytest.approx(36)
    assert found.baseline_measured


def test_a_cycle_is_agreed_once(product: Product) -> None:
    product.refresh()
    made = sealed(product)

    with pytest.raises(ConfigurationError, match="agreed already"):
        sealed(product)
    product.refresh(hours(1))
    made.path.unlink()
    with pytest.raises(ConfigurationError, match="agreed already"):
        sealed(product)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (GROWTH, "metric: daily_actives", "metric: nothing_of_that_name", "cannot be agreed"),
        ("cycles.yaml", "2027-01-04", "2026-11-18", "ended on 2026-11-17"),
        ("cycles.yaml", "id: 2026-q4", "id: 2026-q5", 'There is no cycle "2026-q4"'),
    ],
)
def test_what_cannot_be_agreed_on_is_refused_and_nothing_is_written(
    product: Product, file: str, old: str, new: str, said: str
) -> None:
    product.refresh()
    product.change(file, old, new)

    with pytest.raises(ConfigurationError, match=said):
        sealed(product)
    assert not (product.files / "sealed").exists()


def test_the_board_says_since_when_a_cycle_is_agreed_as_the_history_proves_it(product: Product) -> None:
    product.refresh()
    sealed(product)
    assert board(product).agreed_on is None

    product.refresh(NOW + timedelta(days=1))

    found = board(product, NOW + timedelta(days=1))
    assert date(2026, 11, 21) == found.agreed_on
    assert found.agreement[0].startswith("agreed on 21 Nov, 47 days after")


def test_a_target_lowered_after_sealing_changes_no_screen_until_it_is_amended(product: Product) -> None:
    """Fault 28."""
    agreed(product)
    product.change(GROWTH, "target: 40", "target: 38")
    product.refresh(hours(2))

    assert card(product).target == 40.0
    assert ["not-as-agreed"] == [code for code in codes(product) if code == "not-as-agreed"]
    assert board(product).differences == ('"growth/habit/actives" is not as agreed: target 40 → 38',)

    amended(product)
    product.refresh(hours(3))

    found = card(product)
    assert found.target == 38.0
    assert found.agreed is not None
    assert ("target changed 20 Nov, 40 → 38",) == found.agreed.changes
    assert found.agreed.as_agreed == pytest.approx(16 / 20)
    assert found.agreed.as_changed == pytest.approx(16 / 18)
    assert board(product).differences == ()
    assert [] == findings(product)


def test_the_objective_has_both_scores(product: Product) -> None:
    agreed(product)
    product.change(GROWTH, "target: 40", "target: 38")
    amended(product)
    product.refresh(hours(2))

    objective = board(product).objectives[0]

    assert objective.as_agreed == pytest.approx(16 / 20)
    assert objective.score == pytest.approx(16 / 18)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("measured_over: last 28 days\n        guards", "measured_over: last 14 days\n        guards", "measured_over"),
        ("at_most: 100", "at_most: 200", "guards"),
        ("target: 40", "target: 40\n        weight: 3", "weight"),
        ("target: 40", "target: 40\n        ambition: committed", "ambition"),
        ("target: 40", "target: 40\n        pace: {2026-12-01: 25}", "pace"),
        ("baseline: 20", "baseline: 21", "baseline"),
        ("title: People on a day", "title: People who open it on a day", "title"),
        ("target: 40", "target: 40\n        anchor: starts_in", "anchor"),
    ],
)
def test_every_agreed_key_is_frozen_and_can_be_amended(product: Product, old: str, new: str, field: str) -> None:
    product.refresh()
    sealed(product)
    product.change(GROWTH, old, new)
    told = [issue.message for issue in product.configuration.issues if issue.code == "not-as-agreed"]
    assert [f'"{ACTIVES}" is not as agreed: {field}'] == [said[: said.index(field) + len(field)] for said in told]

    amended(product)

    assert "not-as-agreed" not in codes(product)
    assert not [issue for issue in product.configuration.issues if issue.severity.value == "error"]


def test_moved_dates_of_the_cycle_wait_for_an_amendment(product: Product) -> None:
    """Fault 28."""
    agreed(product)
    product.change("cycles.yaml", "2027-01-04", "2027-01-11")
    product.refresh(hours(2))
    assert date(2027, 1, 4) == board(product).cycle.end

    amended(product)
    product.refresh(hours(3))

    found = board(product)
    assert date(2027, 1, 11) == found.cycle.end
    assert "2026-q4: end changed 20 Nov, 2027-01-04 → 2027-01-11" in found.agreement
    mark = card(product).agreed
    assert mark is not None
    assert mark.as_agreed == mark.as_changed


def test_a_key_result_that_is_dropped_or_added_stays_visible_and_waits_for_an_amendment(product: Product) -> None:
    """Fault 28."""
    agreed(product)
    text = (product.files / GROWTH).read_text(encoding="utf-8")
    cut, kept = text.index("      - id: actives"), text.index("      - id: back")
    fresh = "      - {id: calm, title: Tickets of a day, metric: tickets, baseline: 8, target: 5}\n"
    product.write(GROWTH, text[:cut] + text[kept:] + fresh)
    product.refresh(hours(2))
    assert board(product).card(ACTIVES) is not None
    assert board(product).card("growth/habit/calm") is None

    amended(product)
    product.refresh(hours(3))

    gone, new = card(product), card(product, "growth/habit/calm")
    assert gone.agreed is not None
    assert (0.0, ("dropped 20 Nov",), None) == (gone.key_result.weight, gone.agreed.changes, gone.agreed.as_changed)
    assert gone.agreed.as_agreed == pytest.approx(16 / 20)
    assert new.agreed is not None
    assert ("added 20 Nov",) == new.agreed.changes
    assert [] == findings(product)


def test_finding_the_baseline_becomes_a_target_by_one_amendment(product: Product) -> None:
    product.change(GROWTH, "        baseline: 20\n        target: 40\n", "        kind: discover\n")
    agreed(product)
    product.change(GROWTH, "        kind: discover\n", "        baseline: 36\n        target: 40\n")

    amended(product)
    product.refresh(hours(2))

    found = card(product)
    assert (36.0, 40.0) == (found.baseline, found.target)
    assert found.agreed is not None
    assert found.agreed.as_agreed is None
    assert found.agreed.as_changed == pytest.approx(0)


def test_a_refresh_says_what_it_took_in(product: Product) -> None:
    product.refresh()
    made = sealed(product)
    product.change(GROWTH, "target: 40", "target: 38")
    amended(product)

    assert (
        f"2026-q4: agreed on 20 Nov, 46 days after the quarter began, hash {made.hash[:16]}",
        "2026-q4: growth/habit/actives: target changed 20 Nov, 40 → 38",
    ) == product.refresh(hours(1)).agreed
    assert product.refresh(hours(2)).agreed == ()
