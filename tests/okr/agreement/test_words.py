"""What is said of agreements: lateness, changes, contradicted baselines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from okr.agreement.agreed import AgreedMark
from okr.agreement.seal import Amendment, Measured, Terms
from okr.agreement.words import agreed_words, change_words, contradiction, cycle_word, score_words
from okr.model import Cycle

CYCLE = Cycle("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "UTC")
MEASURED = Measured(0.441, 0.419, 0.463, 1900, 1900.0, "last 28 days", date(2026, 9, 3), date(2026, 10, 1))
TERMS = Terms("a/b/c", "share", "up", "v1", 0.42, 0.70, 0.616, 1.0, 3.0, MEASURED)


def amendment(field: str, before: object, after: object) -> Amendment:
    return Amendment("2026-q4", "a/b/c", field, before, after, date(2026, 11, 3), "why", "leads")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 10, 10), "agreed on 10 Oct, 9 days after the quarter began"),
        (date(2026, 10, 2), "agreed on 2 Oct, 1 day after the quarter began"),
        (date(2026, 9, 28), "agreed on 28 Sep"),
    ],
)
def test_how_late_a_cycle_was_agreed_is_said(day: date, said: str) -> None:
    assert said == agreed_words(day, CYCLE)


def test_a_cycle_is_called_by_its_length() -> None:
    assert cycle_word(CYCLE) == "quarter"
    assert cycle_word(replace(CYCLE, end=date(2026, 11, 1))) == "month"
    assert cycle_word(replace(CYCLE, end=date(2026, 10, 11))) == "cycle"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (amendment("target", "70%", "62%"), "target changed 3 Nov, 70% → 62%"),
        (amendment("measured_over", "last 28 days", "latest"), "measured over changed 3 Nov, last 28 days → latest"),
        (amendment("baseline", None, 0.4), "baseline changed 3 Nov, none written → 0.4"),
        (amendment("dropped", None, True), "dropped 3 Nov"),
        (amendment("added", None, {}), "added 3 Nov"),
    ],
)
def test_a_change_is_said_with_its_day(change: Amendment, said: str) -> None:
    assert said == change_words(change)


def test_a_written_baseline_outside_the_interval_is_contradicted() -> None:
    inside = replace(TERMS, measured=replace(MEASURED, lower=0.41))

    said = contradiction(replace(TERMS, baseline=0.41), is_written=True)
    assert said == "you wrote 41 %, the data say 44.1 % (41.9 to 46.3 %)"
    assert contradiction(TERMS, is_written=True) == ""
    assert contradiction(inside, is_written=True) == ""
    assert contradiction(TERMS, is_written=False) == ""
    assert contradiction(replace(TERMS, measured=None), is_written=True) == ""


def test_without_an_interval_what_is_shown_alike_agrees() -> None:
    exact = replace(MEASURED, lower=None, upper=None)

    assert contradiction(replace(TERMS, baseline=0.44103, measured=exact), is_written=True) == ""
    assert "you wrote 42 %" in contradiction(replace(TERMS, measured=exact), is_written=True)


def test_two_scores_are_said_only_where_they_may_differ() -> None:
    mark = AgreedMark(date(2026, 10, 3), as_agreed=0.64, as_changed=0.9)

    assert score_words(mark) == ""
    assert score_words(replace(mark, changes=("target changed",))) == "0.64 as agreed, 0.90 as changed"
