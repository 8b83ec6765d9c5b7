"""Surveys, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from okr.words import State
from tests.metrics.adapters.made import asked, at, events, pasted, reading, refused
from tests.metrics.conformance.bench import Bench, Table

FROM = {"table": "answers", "respondent": "who", "time": "given_at", "score": "score", "stored_as": "utc_naive"}
NPS: dict[str, Any] = {"kind": "survey", "from": FROM, "figure": "nps", "unit": "points"}
CSAT = {**NPS, "figure": "csat", "scale": [1, 5], "unit": "share"}
MEAN = {**NPS, "figure": "mean", "scale": [1, 5]}
COLUMNS = {"who": "text", "given_at": "utc_naive", "score": "number"}


def answers(*rows: tuple[Any, ...]) -> dict[str, Table]:
    """Tables with answers (respondent, moment, score) and with the people asked: everybody from p0 to p19."""
    invited = [(f"p{number}", at("08:00"), None) for number in range(20)]
    return {**events(), "answers": Table(COLUMNS, list(rows)), "asked": Table(COLUMNS, invited)}


def given(*scores: float) -> dict[str, Table]:
    """One answer each of p0, p1, …"""
    return answers(*((f"p{number}", at("10:00"), score) for number, score in enumerate(scores)))


def test_promoters_less_detractors(bench: Bench) -> None:
    found = reading(bench, NPS, given(10, 9, 9, 10, 9, 8, 7, 7, 6, 0))
    assert (30, 3, 10, 10) == (found.value, found.numerator, found.denominator, found.n)
    assert {"promoters": 5, "passives": 3, "detractors": 2} == dict(found.fields)
    # Variance of an answer that is 1, 0 or -1: 0.5 + 0.2 - 0.3 squared.
    half = 100 * 1.959963984540054 * (0.61 / 10) ** 0.5
    assert pytest.approx((30 - half, 30 + half)) == (found.lower, found.upper)


def test_the_interval_stays_between_the_ends_of_the_score(bench: Bench) -> None:
    found = reading(bench, NPS, given(10, 10, 10, 0))
    assert 100 == found.upper
    assert (None, None) == (reading(bench, NPS, given(10)).lower, reading(bench, NPS, given(10)).upper)


def test_satisfied_are_the_top_two_answers(bench: Bench) -> None:
    found = reading(bench, CSAT, given(5, 4, 4, 3, 1))
    assert (0.6, 3, 5, "wilson") == (found.value, found.numerator, found.n, found.interval)
    assert pytest.approx((0.2307, 0.8824), abs=1e-4) == (found.lower, found.upper)
    assert pytest.approx(0.2) == reading(bench, {**CSAT, "top": 1}, given(5, 4, 4, 3, 1)).value


def test_the_mean_answer_has_a_normal_interval(bench: Bench) -> None:
    found = reading(bench, MEAN, given(5, 4, 3, 4))
    half = 1.959963984540054 * (2 / 3 / 4) ** 0.5
    assert pytest.approx((4, 4 - half, 4 + half)) == (found.value, found.lower, found.upper)


def test_only_the_last_answer_of_a_respondent_counts(bench: Bench) -> None:
    tables = answers(
        ("ann", at("09:00"), 0),
        ("ann", at("10:00"), 10),
        ("bob", at("09:00"), 7),
        ("bob", at("09:00"), 9),
        ("cid", at("23:59:59.5"), 9),
        ("cid", at("00:00", 2), 0),
    )
    found = reading(bench, NPS, tables)
    assert (3, 2) == (found.n, found.numerator)  # of bob's two at one instant the lower, a passive
    whole = asked(bench, NPS, tables, span=(date(2026, 3, 1), date(2026, 3, 3))).total
    assert whole is not None
    assert (3, 0) == (whole.n, whole.numerator)


def test_what_is_no_answer_is_left_out_and_counted(bench: Bench) -> None:
    tables = answers(
        ("ann", at("09:00"), 9),
        ("ann", at("10:00"), None),
        ("bob", at("10:00"), 11),
        ("cid", at("10:00"), -1),
        (None, at("10:00"), 9),
        ("", at("10:00"), 9),
        ("dan", None, 9),
    )
    found = reading(bench, NPS, tables)
    assert (1, 100, 5) == (found.n, found.value, found.excluded_null)


def test_without_respondents_every_row_is_an_answer(bench: Bench) -> None:
    nameless = {key: value for key, value in FROM.items() if key != "respondent"}
    tables = answers((None, at("09:00"), 9), (None, at("09:00"), 9), ("ann", at("09:00"), 0))
    assert (3, 1) == (
        reading(bench, {**NPS, "from": nameless}, tables).n,
        reading(bench, {**NPS, "from": nameless}, tables).numerator,
    )


def test_the_response_rate_is_the_share_of_those_asked(bench: Bench) -> None:
    invited = {"table": "asked", "respondent": "who", "time": "given_at", "stored_as": "utc_naive"}
    found = reading(bench, {**NPS, "invited": invited}, answers(("p1", at("09:00"), 9), ("stranger", at("09:00"), 9)))
    assert (20, 0.05, 2) == (found.fields["invited"], found.fields["response_rate"], found.n)


def test_a_period_waits_for_its_answers(bench: Bench) -> None:
    metric = {**NPS, "answer_window": "2 days"}
    found = reading(bench, metric, given(9), watermark=datetime(2026, 3, 3, 23, tzinfo=UTC))
    assert (State.TOO_EARLY, datetime(2026, 3, 4, tzinfo=UTC)) == (found.state, found.mature_at)
    assert State.OK is reading(bench, metric, given(9), watermark=datetime(2026, 3, 4, tzinfo=UTC)).state


def test_nobody_answered(bench: Bench) -> None:
    found = reading(bench, NPS, answers())
    assert (State.NOBODY, 0) == (found.state, found.denominator)


def test_groups_are_told_apart(bench: Bench) -> None:
    tables = events() | {
        "answers": Table({**COLUMNS, "plan": "text"}, [("ann", at("09:00"), 9, "pro"), ("bob", at("09:00"), 0, "free")])
    }
    found = asked(bench, {**NPS, "breakdown": {"event": "plan"}}, tables).readings
    assert [("free", -100), ("pro", 100)] == [(one.group, one.value) for one in found]


@pytest.mark.parametrize(("metric", "value"), [(NPS, 0), (CSAT, 0.75), (MEAN, 4)])
def test_the_receipt_gives_the_figure(bench: Bench, metric: dict[str, Any], value: float) -> None:
    tables = given(9, 9, 0, 0) if metric is NPS else given(5, 4, 3, 4)
    assert pytest.approx(value) == pasted(bench, metric, tables)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"figure": "csat"}, "csat needs the scale"),
        ({"scale": [10, 0]}, "a scale is its lowest and its highest answer"),
        ({"promoters": 6}, "do not fit the scale"),
        ({"scale": [1, 5]}, "do not fit the scale"),
        ({"top": 2}, "top belongs to figure: csat"),
        ({"figure": "csat", "scale": [1, 2], "top": 2}, "the top answers are the whole scale"),
        ({"invited": {"table": "asked", "time": "given_at"}}, "a response rate needs respondent"),
        ({"from": {"table": "answers", "time": "given_at"}}, '"score" is missing'),
    ],
)
def test_contradictions_are_refused_where_they_stand(keys: dict[str, Any], message: str) -> None:
    text = refused({**NPS, **keys})
    assert message in text
    assert "metrics/made.yaml:" in text
