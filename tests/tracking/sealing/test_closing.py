"""A closed cycle keeps both scores, what people said, and finishes by itself what was not final yet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from okr.errors import ConfigurationError
from tests.tracking.product import Product
from tests.tracking.sealing.agreeing import ACTIVES, CYCLE, GROWTH, amended, card, sealed, verdict
from tracking.sealing.closing import Closed, close_cycle, closing_words
from tracking.store.connection import opened

BACK = "growth/habit/back"

AGREED = datetime(2026, 10, 7, 8, tzinfo=UTC)
AFTER = datetime(2026, 11, 16, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 8, tzinfo=UTC)
ANSWERS = """objectives:
  - objective: growth/habit
    outcome: partly
    could_fail: "yes: people may come and still not pay"
    learnings: half of them came only once
    key_results:
      - {key_result: growth/habit/actives, adjusted: 0.6, reason: the outage hid two weeks}
  - objective: platform/quiet
    outcome: not reached
    could_fail: "no"
    learnings: nothing new
"""


def close(product: Product, now: datetime = AFTER) -> Closed:
    with opened(product.store) as store:
        return close_cycle(store, product.files, CYCLE, now)


@pytest.fixture
def over(product: Product) -> Product:
    """A short cycle, agreed, amended once, and over; sign-ups of its last week are still maturing."""
    product.change("cycles.yaml", "2027-01-04", "2026-11-16")
    product.change(GROWTH, "target: +20%\n", "baseline: 50%\n        target: 60%\n        anchor: starts_in\n")
    product.refresh(AGREED)
    sealed(product, AGREED)
    product.change(GROWTH, "target: 40", "target: 38")
    amended(product)
    product.refresh(AFTER)
    return product


def test_the_first_time_the_questions_are_written_with_the_scores(over: Product) -> None:
    closed = close(over)

    text = closed.path.read_text(encoding="utf-8")
    assert closed.closing is None
    assert "# Could all these be met and the objective still fail?" in text
    assert "People on a day: on track, 0.80 as agreed, 0.89 as changed (partly)" in text
    with pytest.raises(ConfigurationError, match="cannot be closed"):
        close(over)


def test_a_closing_holds_both_scores_the_answers_and_the_adjusted_score(over: Product) -> None:
    over.write(f"closing/{CYCLE}.yaml", ANSWERS)

    closing = close(over).closing

    assert closing is not None
    result = closing.result(ACTIVES)
    assert result is not None
    assert result.as_agreed == pytest.approx(0.8)
    assert result.as_changed == pytest.approx(16 / 18)
    assert result.adjusted == 0.6
    assert ("partly", "the outage hid two weeks") == (result.outcome, result.reason)
    assert closing.objectives[0].could_fail.startswith("yes")
    assert closing.objectives[0].learnings == "half of them came only once"
    assert any(f"{BACK}: " in line and "not final until 23 Nov" in line for line in closing_words(closing))


def test_what_was_not_final_is_finished_by_a_later_refresh_alone(over: Product) -> None:
    over.write(f"closing/{CYCLE}.yaml", ANSWERS)
    close(over)
    over.refresh(datetime(2026, 11, 17, 8, tzinfo=UTC))
    early = card(over, BACK, datetime(2026, 11, 17, 8, tzinfo=UTC)).agreed
    assert early is not None
    assert not early.result_is_final
    assert "not final until 23 Nov" in early.notices

    over.refresh(LATER)

    final = card(over, BACK, LATER).agreed
    assert final is not None
    assert final.result_is_final
    assert not any("not final" in said for said in final.notices)
    assert verdict(over).is_whole


def test_data_that_come_after_the_closing_are_kept_apart(over: Product) -> None:
    over.write(f"closing/{CYCLE}.yaml", ANSWERS)
    close(over)
    over.refresh(datetime(2026, 11, 16, 9, tzinfo=UTC))
    late = "INSERT INTO events SELECT user_id + 1000, at, name FROM events WHERE name = 'opened' AND user_id < 10"
    over.sql("product", f"{late} AND at > '2026-11-15'")
    over.refresh(datetime(2026, 11, 17, 8, tzinfo=UTC))

    found = card(over, ACTIVES, datetime(2026, 11, 17, 8, tzinfo=UTC)).agreed

    assert found is not None
    assert found.result is not None
    assert found.result.as_changed == pytest.approx(16 / 18)
    assert "0.89 when it was closed, 0.90 with later data" in found.notices
    assert "adjusted to 0.60: the outage hid two weeks" in found.notices


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", reason: the outage hid two weeks", "", "has no reason"),
        ("growth/habit/actives", "growth/habit/activs", "is not agreed"),
        ('  - objective: platform/quiet\n    outcome: not reached\n    could_fail: "no"\n    learnings: nothing new\n',
         "", "nothing is said of the objective"),
    ],
)  # fmt: skip
def test_answers_that_do_not_fit_are_told_with_their_place(over: Product, old: str, new: str, said: str) -> None:
    over.write(f"closing/{CYCLE}.yaml", ANSWERS.replace(old, new))

    with pytest.raises(ConfigurationError, match=f"closing/{CYCLE}.yaml:.*{said}"):
        close(over)


def test_only_an_agreed_cycle_that_is_over_is_closed_and_only_once(over: Product, product: Product) -> None:
    over.write(f"closing/{CYCLE}.yaml", ANSWERS)
    with pytest.raises(ConfigurationError, match="lasts until 2026-11-15"):
        close(over, datetime(2026, 11, 15, 8, tzinfo=UTC))
    close(over)

    with pytest.raises(ConfigurationError, match="closed already"):
        close(product)
