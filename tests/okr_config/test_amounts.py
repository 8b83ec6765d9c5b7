"""Amounts as people write them, in the unit of their metric."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.issues import Place
from okr.model import Amount
from okr.schema import INVALID, Type
from okr.written import Report, Written
from okr_config.amounts import CHANGE, AmountType, limit_type
from okr_config.yaml_scalars import plain_value


def read(kind: Type, text: str) -> tuple[object, str]:
    report = Report()
    value = kind.read(Written(plain_value(text), Place("a.yaml", 1, 1), text), report)
    return value, " ".join(f"{issue.message}. {issue.hint}" for issue in report)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("42%", "share", 0.42),
        ("70 %", "share", 0.70),
        ("0.42", "share", 0.42),
        ("1", "share", 1.0),
        ("0", "share", 0.0),
        ("99.95%", "share", 0.9995),
        ("2 days", "days", 2.0),
        ("36 hours", "days", 1.5),
        ("3.5 days", "days", 3.5),
        ("2 days", "seconds", 172800.0),
        ("90 seconds", "minutes", 1.5),
        ("5", "days", 5.0),
        ("-10", "points", -10.0),
        ("40 points", "points", 40.0),
        ("1e3", "users", 1000.0),
    ],
)
def test_an_amount_is_read_in_the_unit_of_its_metric(text: str, unit: str, value: float) -> None:
    """Fault 10."""
    assert read(AmountType(unit), text) == (Amount(value, text=text), "")


@pytest.mark.parametrize(
    ("text", "factor"), [("+20%", 1.2), ("-40%", 0.6), ("x3", 3.0), ("×3", 3.0), ("1.5x", 1.5), ("-100%", 0.0)]
)
@pytest.mark.parametrize("unit", ["share", "users", "seconds"])
def test_a_target_may_be_relative_to_its_baseline(text: str, factor: float, unit: str) -> None:
    assert read(AmountType(unit, relative=True), text) == (Amount(factor, relative=True, text=text), "")


@pytest.mark.parametrize("text", ["+20%", "x3"])
def test_a_baseline_cannot_be_relative(text: str) -> None:
    assert "only a target can be relative to its baseline" in read(AmountType("users"), text)[1]


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("42%", "users", "the metric is measured in users, not as a share. Write the number itself"),
        ("40%", "points", "the metric is measured in points, not as a share"),
        ("42", "share", "a share lies between 0 and 1. Write 42% or 0.42."),
        ("-0.1", "share", "a share lies between 0 and 1"),
        ("142%", "share", "no share is larger than 100%"),
        ("5 points", "share", "percentage points are a difference, not a share. Write the share itself, like 62%."),
        ("+28 pp", "share", "percentage points are a difference, not a share"),
        ("-120%", "share", "nothing can fall by more than all of it"),
        ("2 days", "users", "the metric is measured in users"),
        ("1 month", "days", "a month has no fixed length"),
        ("+2 days", "days", "a plus reads like a change"),
        ("+5", "users", "a plus reads like a change"),
        ("1,000", "users", "Write the digits without separators, like 1000."),
        ("1 000", "users", "Write the digits without separators, like 1000."),
        ("3,5", "points", "Write the decimals after a point, like 3.5."),
        ("€5", "euros", "Write the figure alone: the unit belongs to the metric."),
        ("5 €", "euros", "Write the figure alone: the unit belongs to the metric."),
        ("010", "users", "Write it without the leading zero"),
        ("1_000", "users", "Write the digits without underscores, like 1000."),
        ("0x1F", "users", "Write it in base ten."),
        ("12:30", "users", "not a time of day"),
        (".nan", "users", "A number here is finite."),
        ("-.inf", "users", "A number here is finite."),
        ("1.0e+400", "users", "Its size must be below 1e15."),
        ("1e15", "users", "it is too large"),
        ("9" * 5000, "users", "Expected a plain number in users."),
        ("true", "users", "Expected a plain number in users."),
        ("~", "users", "Expected a plain number in users."),
        ("many", "users", "Expected a plain number in users."),
    ],
)
def test_what_can_be_misread_is_refused_with_the_way_to_write_it(text: str, unit: str, said: str) -> None:
    """Faults 9, 10 and 11."""
    value, message = read(AmountType(unit, relative=True), text)
    assert value is INVALID
    assert said in message.replace(", or +20%, -40% or x3 of the baseline", "")


def test_a_quoted_number_is_told_to_lose_its_quotes() -> None:
    report = Report()
    AmountType("users").read(Written("70", Place("a.yaml"), "70"), report)
    assert "Write it without quotes." in str(report.issues[0])


def test_a_limit_is_a_plain_number() -> None:
    assert read(limit_type("share"), "99.5%") == (0.995, "")


@pytest.mark.parametrize(("text", "value"), [("50%", 0.5), ("0.5", 0.5), ("200%", 2.0)])
def test_a_relative_change_is_a_share(text: str, value: float) -> None:
    assert read(CHANGE, text) == (value, "")


@pytest.mark.parametrize("text", ["0", "often", "-1", "+20%"])
def test_a_change_of_nothing_is_no_limit(text: str) -> None:
    assert read(CHANGE, text)[0] is INVALID


@given(st.integers(0, 10_000))
def test_every_percentage_is_exactly_its_hundredth(hundredths: int) -> None:
    text = f"{hundredths // 100}.{hundredths % 100:02}%"
    assert read(AmountType("share"), text)[0] == Amount(hundredths / 10_000, text=text)


@given(st.text(max_size=30), st.sampled_from(["share", "days", "users", None]))
def test_no_text_is_read_as_something_that_is_not_finite(text: str, unit: str | None) -> None:
    value, message = read(AmountType(unit, relative=True), text)
    assert (value is INVALID) == bool(message)
    assert value is INVALID or (isinstance(value, Amount) and abs(value.value) < 1e16)
