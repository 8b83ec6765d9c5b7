"""A whole review in one call, week after week, as the demo makes its year of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from okr.errors import SettingsError
from okr.review.settling import said_words
from tests.tracking.product import NOW, Product
from tracking.reviewing.holding import DONE, DROPPED, NOT_DONE, Given, Held, Raised, Said, Settled, hold_review
from tracking.store.connection import Store, opened
from tracking.store.reviews import closed_reviews, records_of

KR = "growth/habit/actives"
WEEK = timedelta(days=7)
FIRST = NOW - timedelta(days=18)  # Mon 2 Nov


@pytest.fixture
def store(product: Product) -> Iterator[Store]:
    product.refresh(FIRST)
    with opened(product.store) as store:
        yield store


def held(*settled: Settled, given: tuple[Given, ...] = (), blockers: tuple[Raised, ...] = ()) -> Held:
    return Held("growth", settled, blockers, (Said(KR, 6, "steady"),), given, ("Go on",))


def promise(what: str, day: datetime) -> Given:
    return Given(what, "platform", day.date() + timedelta(days=4), KR)


def test_weeks_of_reviews_carry_promises_and_blockers_along(store: Store, product: Product) -> None:
    day = FIRST.date()
    hold_review(
        store,
        held(given=(promise("One", FIRST), promise("Two", FIRST)), blockers=(Raised("Quota", "platform", KR, day),)),
        FIRST,
    )
    product.refresh(FIRST + WEEK)
    later = day + timedelta(days=12)
    second = hold_review(
        store,
        held(
            Settled("One", DONE),
            Settled("Two", NOT_DONE, later),
            blockers=(Raised("Quota", next_step="ask again", next_on=later),),
        ),
        FIRST + WEEK,
    ).review
    product.refresh(FIRST + 2 * WEEK)
    third = hold_review(
        store, held(Settled("Two", DROPPED), blockers=(Raised("Quota", removed=True),)), FIRST + 2 * WEEK
    ).review

    assert ["Done", "Not done, new date Sat 14 Nov"] == [said_words(item, second.day) for item in second.promises]
    assert ["Dropped"] == [said_words(item, third.day) for item in third.promises]
    assert [date(2026, 11, 16)] == [item.ended for item in third.blockers]
    assert [6, 6] == [item.confidence for item in third.records.check_ins]
    assert (second.day, FIRST + 2 * WEEK) == (third.before, third.closed_at)
    with store.reading() as connection:
        assert [2, 9, 16] == [item.day.day for item in closed_reviews(connection, "growth")]
        assert 1 == records_of(connection, "growth").promises[1].carried


def test_holding_a_review_a_second_time_changes_nothing(store: Store) -> None:
    first = hold_review(store, held(given=(promise("One", FIRST),)), FIRST)
    again = hold_review(store, held(given=(promise("Other", FIRST),)), FIRST + timedelta(hours=2))

    assert (True, False) == (first.is_new, again.is_new)
    assert first.review == again.review


def test_a_review_of_the_past_shows_what_was_known_then_even_where_it_is_written_down_late(
    store: Store, product: Product
) -> None:
    product.refresh()
    made = hold_review(store, held(), FIRST).review

    assert (FIRST, FIRST.date() - timedelta(days=1)) == (made.closed_at, made.as_of)


def test_a_promise_that_nobody_gave_cannot_be_settled(store: Store) -> None:
    with pytest.raises(SettingsError, match='No open promise says "Nothing"'):
        hold_review(store, held(Settled("Nothing", DONE)), FIRST)
