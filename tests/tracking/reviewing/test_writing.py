"""Writing down what is said in a review: roles, two hands at once, saving twice, and what a closing freezes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from okr.errors import SettingsError
from okr.model import Configuration, Team
from okr.review.minutes import markdown
from okr.review.records import Blocker, CheckIn, Decision, Promise, Record, check_in_id
from okr.review.settling import Moment, done
from tests.tracking.product import NOW, Product, made_product
from tracking.reviewing.sheet import Asked, Sheet, load_sheet, overdue_reviews
from tracking.reviewing.writing import Hand, close_review, refuse_stranger, write
from tracking.store.connection import Store, opened
from tracking.store.reviews import Outcome, records_of, review_on
from tracking.store.verifying import chain_faults
from tracking.web.access import LOCAL, Person

MONDAY, TODAY = date(2026, 11, 16), date(2026, 11, 20)
KR = "growth/habit/actives"
HERE = Person(LOCAL, may_edit=True)
PROMISE = Promise("", "2026-q4", "growth", "Ask all twelve", "platform", date(2026, 11, 27), TODAY, MONDAY, KR)
BLOCKER = Blocker("", "2026-q4", "growth", "API quota", "platform", TODAY - timedelta(days=9), MONDAY, key_result=KR)
DECISION = Decision("", "2026-q4", "growth", "Stop the second experiment", MONDAY, TODAY)
CHECK_IN = CheckIn(check_in_id(MONDAY, KR), "2026-q4", "growth", KR, MONDAY, TODAY, 4, "slow start", "on_track")


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = made_product(tmp_path_factory.mktemp("reviewed"))
    made.refresh()
    return made


@pytest.fixture
def product(read_once: Product, tmp_path: Path) -> Product:
    """A product of each test's own, read before."""
    return Product(Path(copytree(read_once.folder, tmp_path / "own")))


@pytest.fixture
def store(product: Product) -> Iterator[Store]:
    with opened(product.store) as store:
        yield store


@pytest.fixture
def configuration(product: Product) -> Configuration:
    return product.configuration


def hand(key: str = "1", person: Person | None = HERE, **later: Any) -> Hand:
    return Hand(person, NOW + timedelta(**later), key)


def sheet(store: Store, day: date | None = None) -> Sheet:
    found = load_sheet(store, Asked("growth", NOW, day))
    assert found is not None
    return found


def test_what_is_written_down_is_in_the_review(store: Store, configuration: Configuration) -> None:
    records: tuple[Record, ...] = (PROMISE, BLOCKER, CHECK_IN, DECISION)
    for place, record in enumerate(records):
        assert Outcome.KEPT is write(store, configuration, record, hand(str(place))).outcome

    found = sheet(store).review
    assert (MONDAY, "Growth") == (found.day, found.team_title)
    assert ["P1", "B1", "D1"] == [found.given[0].id, found.blockers[0].id, found.decisions[0].id]
    assert CHECK_IN == found.records.check_in(MONDAY, KR)
    assert [KR] == [slide.ref for slide in found.items if slide.reason == "a blocker grows old"]


def test_the_second_of_two_hands_is_told_what_stands_and_writes_nothing_over(
    store: Store, configuration: Configuration
) -> None:
    """Fault 112."""
    first = write(store, configuration, CHECK_IN, hand("a")).record
    mine = replace(CHECK_IN, confidence=7, note="going well")
    told = write(store, configuration, mine, hand("b"))
    again = write(store, configuration, replace(mine, version=told.record.version), hand("c"))

    assert (Outcome.OTHER_FIRST, first) == (told.outcome, told.record)
    assert (Outcome.KEPT, 7, 2) == (again.outcome, again.record.confidence, again.record.version)  # type: ignore[union-attr]
    with store.reading() as connection:
        assert [7] == [item.confidence for item in records_of(connection, "growth").check_ins]
        rows = connection.exec_driver_sql("SELECT version FROM review_records WHERE kind = 'check_in'").all()
    assert [(1,), (2,)] == sorted(tuple(row) for row in rows)


def test_saving_one_form_twice_keeps_one_promise(store: Store, configuration: Configuration) -> None:
    """Fault 113."""
    first = write(store, configuration, PROMISE, hand("same"))
    again = write(store, configuration, PROMISE, hand("same", seconds=2))

    assert (Outcome.BEFORE, first.record) == (again.outcome, again.record)
    with store.reading() as connection:
        assert 1 == len(records_of(connection, "growth").promises)


def test_two_promises_with_the_same_words_are_two(store: Store, configuration: Configuration) -> None:
    write(store, configuration, PROMISE, hand("1"))
    write(store, configuration, PROMISE, hand("2"))

    assert ["P1", "P2"] == [item.id for item in sheet(store).review.given]


@pytest.mark.parametrize(
    "person", [None, Person("someone", may_edit=False), Person("ann@example.org", may_edit=True)], ids=str
)
def test_nobody_writes_without_the_right_to(store: Store, configuration: Configuration, person: Person | None) -> None:
    teams = tuple(replace(team, may_edit=("Lead@example.org",)) for team in configuration.teams)
    closed = replace(configuration, teams=teams)

    with pytest.raises(SettingsError, match="may"):
        write(store, closed, PROMISE, hand(person=person))
    with pytest.raises(SettingsError, match="may"):
        close_review(store, closed, sheet(store).review, hand(person=person))
    assert () == sheet(store).review.given


def test_those_whom_a_team_names_may_write_for_it() -> None:
    team = Team("growth", "Growth", may_edit=("Lead@example.org",))

    refuse_stranger(Person("lead@EXAMPLE.org", may_edit=True), team)
    refuse_stranger(HERE, team)
    refuse_stranger(Person("anybody", may_edit=True), replace(team, may_edit=()))


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (replace(PROMISE, what="  "), "has no words"),
        (replace(PROMISE, what="x" * 2001), "2001 characters"),
        (replace(PROMISE, owner="platfrom"), 'Did you mean "platform"'),
        (replace(PROMISE, due=date(2026, 11, 1)), "is past"),
        (replace(PROMISE, key_result="growth/habit/actifs"), 'Did you mean "growth/habit/actives"'),
        (replace(PROMISE, team="grow"), 'no team "grow"'),
        (replace(BLOCKER, since=date(2026, 11, 21)), "still to come"),
        (replace(BLOCKER, next_step="y" * 2001), "2001 characters"),
        (replace(CHECK_IN, confidence=11), "confidence of 11"),
        (replace(CHECK_IN, note="n" * 2001), "2001 characters"),
        (replace(CHECK_IN, key_result="platform/quiet/tickets"), "growth has no key result"),
        (replace(DECISION, what=""), "has no words"),
    ],
)
def test_what_cannot_be_accepted_is_refused_and_nothing_is_kept(
    store: Store, configuration: Configuration, record: Record, says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        write(store, configuration, record, hand())
    with store.reading() as connection:
        assert 0 == connection.exec_driver_sql("SELECT count(*) FROM review_records").scalar_one()


def test_text_of_people_is_kept_as_typed(store: Store, configuration: Configuration) -> None:
    text = "=2+3 <b>no</b> עברית 🎉 line\nline \ud83d"
    write(store, configuration, replace(DECISION, what=f" {text} "), hand())

    assert text.replace("\ud83d", "\ufffd") == sheet(store).review.decisions[0].what


def test_a_closed_review_is_shown_exactly_as_it_was_whatever_comes_after(
    store: Store, configuration: Configuration, product: Product
) -> None:
    write(store, configuration, PROMISE, hand("1"))
    seen = sheet(store).review
    closing = close_review(store, configuration, seen, hand("2", minutes=9))
    product.sql("product", "DELETE FROM events")
    product.refresh(NOW + timedelta(days=1))
    given = sheet(store).review.promises[0]
    write(store, configuration, done(given, Moment(TODAY, sheet(store).review.day)), hand("3", days=1))

    again = sheet(store, MONDAY)
    assert (True, closing.review) == (again.is_closed, again.review)
    assert seen.items == again.review.items
    assert seen.others == again.review.others
    assert again.review.closed_at == NOW + timedelta(minutes=9)
    assert "by Fri 27 Nov" in markdown(again.review)
    assert again.review.head


def test_a_review_is_closed_once_and_the_next_one_is_prepared(store: Store, configuration: Configuration) -> None:
    write(store, configuration, PROMISE, hand("1"))
    review = sheet(store).review
    first = close_review(store, configuration, review, hand("a"))
    second = close_review(store, configuration, review, hand("b", minutes=1))

    assert (True, False) == (first.is_new, second.is_new)
    assert first.review == second.review
    assert date(2026, 11, 23) == sheet(store).review.day
    assert ["Ask all twelve"] == [item.what for item in sheet(store).review.promises]
    for record in (CHECK_IN, DECISION, PROMISE):
        with pytest.raises(SettingsError, match="is closed"):
            write(store, configuration, record, hand("late"))


def test_the_chain_covers_what_is_written_down(store: Store, configuration: Configuration) -> None:
    write(store, configuration, PROMISE, hand("1"))
    close_review(store, configuration, sheet(store).review, hand("2"))

    with store.reading() as connection:
        assert [] == list(chain_faults(connection))
        assert review_on(connection, "2026-q4/growth/2026-11-16") is not None
    with store.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER review_records_keep_update")
        connection.exec_driver_sql("UPDATE review_records SET body = replace(body, 'twelve', 'eleven')")
    with store.reading() as connection:
        assert {"changed-rows"} == {fault.code for fault in chain_faults(connection)}


def test_late_reviews_are_told_team_by_team(store: Store, configuration: Configuration) -> None:
    assert (
        "Growth: review of Mon 16 Nov overdue, none held yet",
        "Platform: review of Mon 16 Nov overdue, none held yet",
    ) == overdue_reviews(store, configuration, NOW)
    close_review(store, configuration, sheet(store).review, hand())

    assert ["Platform"] == [line.partition(":")[0] for line in overdue_reviews(store, configuration, NOW)]
    assert "Growth: review of Mon 30 Nov overdue, last review 12 days ago" == next(
        iter(overdue_reviews(store, configuration, NOW + timedelta(days=12)))
    )


def test_a_key_result_without_a_check_in_for_weeks_is_told(store: Store, configuration: Configuration) -> None:
    assert "no check-in in this cycle" in dict(sheet(store).silent)[KR]
    write(store, configuration, CHECK_IN, hand())

    assert KR not in dict(sheet(store).silent)


def test_a_review_that_was_never_held_cannot_be_shown(store: Store) -> None:
    with pytest.raises(SettingsError, match="closed no review of 2026-11-09"):
        sheet(store, date(2026, 11, 9))
    with pytest.raises(SettingsError, match='no team "grow"'):
        load_sheet(store, Asked("grow", NOW))
