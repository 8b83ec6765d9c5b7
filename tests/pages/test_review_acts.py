"""What a browser may send to the desk of a review: every act has an answer, and none gets through unchecked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okr.review.records import PromiseState
from pages.components.week.acts import Act, Answer, Table, answered, key_of
from tests.pages.made import FIRST
from tests.pages.stored import fill
from tracking.reviewing.holding import Given, Held, Raised, hold_review
from tracking.reviewing.sheet import Asked, Sheet, load_sheet
from tracking.reviewing.writing import Hand
from tracking.store.configurations import configuration_in_force
from tracking.store.connection import Store, opened
from tracking.web.access import LOCAL, Person

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
VALUE = f"{FIRST}/time-to-value"
HERE = Person(LOCAL, may_edit=True)
KINDS = ("check_in", "give", "settle", "raise", "step", "gone", "decide", "withdraw", "look", "nonsense")
ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.integers(), max_size=2)
)


@pytest.fixture(scope="module")
def held_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = fill(tmp_path_factory.mktemp("held") / "made.sqlite")
    with opened(path) as store:
        before = Held(
            "growth",
            blockers=(Raised("API quota", "platform", VALUE, date(2026, 11, 11)),),
            given=(Given("Import wizard to all", "platform", date(2026, 11, 25), VALUE),),
        )
        hold_review(store, before, datetime(2026, 11, 16, 9, tzinfo=UTC))
    return path


@pytest.fixture
def store(held_once: Path, tmp_path: Path) -> Iterator[Store]:
    """A history of each test's own in which one review was held."""
    with opened(Path(copyfile(held_once, tmp_path / "made.sqlite"))) as store:
        yield store


def sheet(store: Store) -> Sheet:
    found = load_sheet(store, Asked("growth", NOW))
    assert found is not None
    return found


def act(store: Store, key: str = "1", person: Person | None = HERE, **wanted: Any) -> Answer:
    return done(store, wanted, Hand(person, NOW, key))


def done(store: Store, wanted: Act, hand: Hand) -> Answer:
    with store.reading() as connection:
        stored = configuration_in_force(connection)
    assert stored is not None
    return answered(wanted, Table(store, stored.configuration, sheet(store)), hand)


def test_a_promise_is_given_settled_and_carried_over(store: Store) -> None:
    gave = act(store, "a", do="give", what="Ask all", owner="platform", due="2026-11-27", ref=VALUE)
    kept = act(store, "b", do="settle", name="P1", version=1, how="not_done", due="2026-12-01")
    again = act(store, "c", do="settle", name="P1", version=2, how="done")

    assert [{"ok": True, "version": 1}, {"ok": True, "version": 2}, {"ok": True, "version": 3}] == [gave, kept, again]
    assert ["Ask all"] == [item.what for item in sheet(store).review.given]
    assert [(PromiseState.DONE, 1)] == [(item.state, item.carried) for item in sheet(store).review.promises]


def test_a_blocker_gets_its_next_step_and_goes(store: Store) -> None:
    assert act(store, "a", do="step", name="B1", version=1, step="ask again", on="2026-11-24")["ok"]
    assert act(store, "b", do="gone", name="B1", version=2)["ok"]
    assert act(store, "c", do="raise", what="No test devices", owner="growth", step="", on="", ref="")["ok"]

    assert ["API quota", "No test devices"] == [item.what for item in sheet(store).review.blockers]
    assert [True, False] == [item.ended is not None for item in sheet(store).review.blockers]


def test_a_decision_can_be_taken_back_until_the_review_is_closed(store: Store) -> None:
    act(store, "a", do="decide", what="Stop")
    act(store, "b", do="withdraw", name="D1", version=1)
    act(store, "c", do="decide", what="Go on")

    assert ["Go on"] == [item.what for item in sheet(store).review.decisions]
    assert act(store, "d", do="close") == {"ok": True, "closed": True}
    assert date(2026, 11, 30) == sheet(store).review.day


def test_the_second_check_in_is_answered_with_the_first(store: Store) -> None:
    """Fault 112."""
    act(store, "a", do="check_in", ref=VALUE, confidence=4, note="mine", version=0)

    assert {"ok": False, "theirs": {"confidence": 4, "note": "mine", "version": 1}} == act(
        store, "b", do="check_in", ref=VALUE, confidence=7, note="other", version=0
    )
    assert {"ok": True, "version": 1} == act(store, "a", do="check_in", ref=VALUE, confidence=4, note="mine", version=0)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"do": "give", "what": "x", "owner": "growth", "due": ""}, "By when"),
        ({"do": "give", "what": "x", "owner": "growth", "due": "soon"}, "is no date"),
        ({"do": "give", "what": "", "owner": "growth", "due": "2026-12-01"}, "has no words"),
        ({"do": "settle", "name": "P9", "version": 1, "how": "done"}, "not part of the review"),
        ({"do": "settle", "name": "P1", "version": "1", "how": "done"}, "no whole number"),
        ({"do": "step", "name": "B1", "version": 1, "step": " "}, "What happens next"),
        ({"do": "gone", "name": "B7", "version": 1}, "not part of the review"),
        ({"do": "withdraw", "name": "D7", "version": 1}, "not part of the review"),
        ({"do": "check_in", "ref": VALUE, "confidence": 3.5, "note": "", "version": 0}, "no whole number"),
        ({"do": "check_in", "ref": "platform/there-all-day/paid", "note": "", "version": 0}, "has no key result"),
    ],
)
def test_what_does_not_fit_is_answered_with_what_to_do(store: Store, wanted: Act, says: str) -> None:
    answer = done(store, wanted, Hand(HERE, NOW, "1"))

    assert not answer["ok"]
    assert says in answer["problem"]


@pytest.mark.parametrize("person", [None, Person("somebody", may_edit=False)], ids=str)
@pytest.mark.parametrize("do", ["decide", "close"])
def test_nobody_without_the_right_writes_through_the_desk(store: Store, person: Person | None, do: str) -> None:
    answer = act(store, person=person, do=do, what="Stop")

    assert {"ok": False, "problem": "You may look, not record. PLUMBLINE_EDITORS names those who may."} == answer
    assert () == sheet(store).review.decisions


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(["what", "ref", "owner", "due", "name", "version",
    "how", "step", "on", "note", "confidence"]), ANYTHING), st.uuids())  # fmt: skip
def test_whatever_a_browser_sends_gets_an_answer(store: Store, do: str, rest: dict[str, Any], key: object) -> None:
    answer = done(store, {**rest, "do": do}, Hand(HERE, NOW, str(key)))

    assert answer["ok"] or answer.get("problem") or answer.get("theirs")


@given(ANYTHING | st.dictionaries(st.just("id"), ANYTHING))
def test_an_act_without_a_fit_name_is_passed_over(found: object) -> None:
    key = key_of(found)

    assert isinstance(key, str)
    assert len(key) <= 80


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 10**30, True, 1.5, "1", None])
def test_a_version_that_is_no_number_is_refused(store: Store, number: object) -> None:
    answer = act(store, do="check_in", ref=VALUE, note="", version=number)

    assert "no whole number" in answer["problem"]
