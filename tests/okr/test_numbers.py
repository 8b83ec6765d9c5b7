"""The one number formatter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr import numbers

UNITS = st.sampled_from(["share", "days", "seconds", "users", "EUR", "€", "points", "tickets per new user"])
VALUES = st.floats(-1e12, 1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("shown", "value", "unit"),
    [
        ("54.8 %", 0.548, "share"),
        ("70 %", 0.7, "share"),
        ("0.72 %", 0.0072, "share"),
        ("0.030 %", 0.0003, "share"),
        ("99.50 %", 0.995, "share"),
        ("99.950 %", 0.9995, "share"),
        ("100 %", 1.0, "share"),
        ("0 %", 0.0, "share"),
        ("5.1 days", 5.1, "days"),
        ("1 day", 1.0, "days"),
        ("1,204 users", 1204.3, "users"),
        ("1 user", 1, "users"),
        ("0.61 tickets per new user", 0.61, "tickets per new user"),
        ("0.80 tickets per new user", 0.8, "tickets per new user"),
        ("1.9 s", 1.9, "seconds"),
        ("90 minutes", 5400, "seconds"),
        ("119 s", 119, "seconds"),
        ("2 minutes", 120, "seconds"),
        ("120 minutes", 7199, "seconds"),
        ("2 hours", 7200, "seconds"),
        ("48 hours", 172799, "seconds"),
        ("2 days", 172800, "seconds"),
        ("3.2 hours", 11520, "seconds"),
        ("5.1 days", 5.1 * 86400, "seconds"),
        ("12.50 EUR", 12.5, "EUR"),
        ("1,204 EUR", 1204.4, "EUR"),
        ("−€3.50", -3.5, "€"),
        ("−3.2 points", -3.2, "points"),
        ("0 users", -0.0, "users"),
        ("0 x", -0.001, "x"),
        ("–", None, "share"),
        ("–", float("nan"), "share"),
        ("–", float("inf"), "days"),
    ],
)
def test_an_amount_carries_its_unit(shown: str, value: float | None, unit: str) -> None:
    """Fault 116."""
    assert shown == numbers.amount(value, unit)


@pytest.mark.parametrize(
    ("shown", "value", "unit"),
    [("5.1 d", 5.1, "days"), ("54.8 %", 0.548, "share"), ("90 min", 5400, "seconds"), ("12 users", 12, "users")],
)
def test_a_narrow_column_gets_the_short_unit(shown: str, value: float, unit: str) -> None:
    assert shown == numbers.amount(value, unit, short=True)


@pytest.mark.parametrize(
    ("shown", "value", "unit"),
    [
        ("+1.9 pts", 0.019, "share"),
        ("−28 pts", -0.28, "share"),
        ("+0.50 days", 0.5, "days"),
        ("+1 day", 1.0, "days"),
        ("+12 users", 12, "users"),
        ("0 pts", 0.0, "share"),
        ("0 pts", 1e-9, "share"),
        ("0 pts", -1e-9, "share"),
        ("–", None, "share"),
    ],
)
def test_a_change_of_a_share_is_in_points(shown: str, value: float | None, unit: str) -> None:
    assert shown == numbers.change(value, unit)


def test_the_digits_stand_alone_where_the_unit_is_beside_them() -> None:
    assert numbers.number(0.548, "share") == "54.8"
    assert numbers.number(None, "share") == "–"
    assert numbers.beside("4.5 days", "5.1 days") == "4.5"
    assert numbers.beside("1 day", "5.1 days") == "1"
    assert numbers.beside("90 minutes", "3 hours") == "90 minutes"


def test_a_range_has_one_unit() -> None:
    assert numbers.between(0.419, 0.463, "share") == "41.9 to 46.3 %"
    assert numbers.between(None, 0.463, "share") == ""


def test_scores_have_two_decimals() -> None:
    assert [numbers.score(0.457), numbers.score(1.0), numbers.score(-0.0), numbers.score(None)] == [
        "0.46",
        "1.00",
        "0.00",
        "–",
    ]


def test_weeks_have_one_decimal() -> None:
    assert [numbers.weeks_words(3.24), numbers.weeks_words(-1.0), numbers.weeks_words(0.96)] == [
        "3.2 weeks",
        "1 week",
        "1 week",
    ]


def test_days_are_named_in_english_with_the_year_only_where_it_differs() -> None:
    assert numbers.day_words(date(2026, 11, 30)) == "Mon 30 Nov"
    assert numbers.day_words(date(2027, 1, 29), date(2026, 11, 19)) == "Fri 29 Jan 2027"
    assert numbers.instant_words(datetime(2026, 11, 14, 6, tzinfo=UTC)) == "Sat 14 Nov 06:00"


@given(VALUES, UNITS)
def test_nothing_shown_is_minus_zero_or_no_number(value: float, unit: str) -> None:
    for text in (numbers.amount(value, unit), numbers.change(value, unit), numbers.number(value, unit)):
        assert "nan" not in text
        assert not text.startswith(("-", "−0 ", "+0 "))


@given(VALUES, VALUES, UNITS)
def test_values_shown_alike_are_judged_alike(first: float, second: float, unit: str) -> None:
    """Fault 73: whatever two values are, they are equal as judged exactly where they are equal as shown."""
    same_text = numbers.amount(first, unit) == numbers.amount(second, unit)
    same_judged = numbers.rounded(first, unit) == numbers.rounded(second, unit)
    assert same_judged or not same_text


@given(VALUES, UNITS)
def test_a_rounded_value_is_shown_as_the_value_itself(value: float, unit: str) -> None:
    assert float(numbers.rounded(value, unit)) == numbers.rounded(value, unit)
    assert abs(numbers.rounded(value, unit) - value) <= max(0.5, abs(value) * 0.01)


@given(VALUES, VALUES, UNITS)
def test_rounding_never_turns_two_values_round(first: float, second: float, unit: str) -> None:
    low, high = sorted((first, second))
    assert numbers.rounded(low, unit) <= numbers.rounded(high, unit)
