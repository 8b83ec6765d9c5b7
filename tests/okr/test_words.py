"""The one list of words."""

from __future__ import annotations

from okr.words import JUDGED, SHAPES, WORDS, State, Status, said, shape


def test_every_status_has_words_and_a_mark() -> None:
    assert set(Status) == set(WORDS)
    assert shape(Status.OFF_TRACK) == "■"
    assert shape(Status.TOO_EARLY) == "◌"
    assert set(SHAPES) >= JUDGED


def test_every_absence_of_a_reading_is_a_status_too() -> None:
    assert {state.value for state in State if state is not State.OK} <= {status.value for status in Status}


def test_a_status_is_said_with_its_reason() -> None:
    assert said(Status.HIDDEN, "fewer than 10 people") == "Hidden · fewer than 10 people"
    assert said(Status.ON_TRACK, "") == "On track"
