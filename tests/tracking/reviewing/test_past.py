"""Reviews of past days written down afterwards: as they would have been, in one back-filled run a day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from okr.errors import SettingsError
from okr.review.settling import said_words
from tests.tracking.product import NOW, Product
from tracking.reviewing.holding import NOT_DONE, Given, Held, Raised, Said, Settled, hold_review
from tracking.reviewing.past import hold_past_reviews
from tracking.store.connection import Store, opened
from tracking.store.reviews import closed_reviews

KR = "growth/habit/actives"
WEEK = timedelta(days=7)
FIRST = NOW - timedelta(days=18)  # Mon 2 Nov


@pytest.fixture
def store(product: Product) -> Iterator[Store]:
    product.refresh()
    with opened(product.store) as store:
        yield store


def held(*settled: Settled, given: tuple[Given, ...] = ()) -> Held:
    blocker = Raised("Quota", "platform", KR, date(2026, 11, 1), "ask again", date(2026, 11, 30))
    return Held("growth", settled, (blocker,), (Said(KR, 6, "steady"),), given, ("Go on",))


def promise(what: str) -> Given:
    return Given(what, "platform", FIRST.date() + timedelta(days=5), KR)


def test_a_review_is_as_its_own_call_would_have_made_it(store: Store, tmp_path: Path) -> None:
    shutil.copy(store.path, tmp_path / "other.sqlite")
    (late,) = hold_past_reviews(store, [(FIRST, [held(given=(promise("One"),))])])
    with opened(tmp_path / "other.sqlite") as other:
        alone = hold_review(other, held(given=(promise("One"),)), FIRST).review

    assert replace(alone, head="") == replace(late, head="")
    assert (FIRST, FIRST.date() - timedelta(days=1)) == (late.closed_at, late.as_of)


def test_promises_and_blockers_are_carried_along_from_day_to_day(store: Store) -> None:
    (late,) = hold_past_reviews(store, [(FIRST, [held(given=(promise("One"),))])])
    (after,) = hold_past_reviews(store, [(FIRST + WEEK, [held(Settled("One", NOT_DONE, date(2026, 11, 20)))])])

    assert ["Not done, new date Fri 20 Nov"] == [said_words(item, after.day) for item in after.promises]
    assert late.day == after.before
    assert ["Quota"] == [item.what for item in after.blockers]
    with store.reading() as connection:
        assert [2, 9] == [item.day.day for item in closed_reviews(connection, "growth")]
        assert [(1, "")] * 2 == connection.exec_driver_sql(
            "SELECT back_filled, note FROM runs WHERE kind = 'record'"
        ).all()


def test_a_review_is_held_once(store: Store) -> None:
    hold_past_reviews(store, [(FIRST, [held()])])

    with pytest.raises(SettingsError, match="growth has no open review of 2026-q4 at 2026-11-02"):
        hold_past_reviews(store, [(FIRST + timedelta(hours=1), [held()])])
    assert [] == hold_past_reviews(store, [(FIRST, [])])
