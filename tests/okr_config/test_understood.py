"""Everything as it was understood, in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import okr_config
from okr.model import Amount, Configuration
from okr.schema import Record
from okr_config.understood import as_read

Read = Callable[..., Configuration]


def words(configuration: Configuration, subject: str) -> str:
    (only,) = [line.words for line in okr_config.understood(configuration) if line.subject == subject]
    return only


@pytest.fixture
def configuration(sample: Path, kinds: dict[str, Record]) -> Configuration:
    return okr_config.load(sample, kinds)


def test_everything_that_was_read_has_a_line(configuration: Configuration) -> None:
    subjects = [line.subject.split(" ")[0] for line in okr_config.understood(configuration)]
    assert [subjects.count(word) for word in ("cycle", "source", "metric", "objective")] == [3, 2, 7, 3]
    assert subjects.count("key") == 7


def test_a_key_result_shows_every_number_as_read(configuration: Configuration) -> None:
    said = words(configuration, "key result growth/new-customers-get-to-value-faster-with-us-than/setup")
    assert "baseline 42% = 0.42" in said
    assert "target 70 % = 0.70 (+28 points)" in said
    assert "measured over last 28 days" in said
    assert "weight 2 of 4 = 0.50" in said
    assert "guard: tickets_per_new_user at most 0.8 tickets" in said
    assert "anchor matures_in" in said


def test_a_duration_is_shown_in_the_unit_of_the_metric(configuration: Configuration) -> None:
    said = words(configuration, "key result growth/new-customers-get-to-value-faster-with-us-than/time_to_first_value")
    assert "baseline 6 days; target 2 days; on 2026-10-31 5 days; on 2026-11-30 3.5 days" in said


def test_a_relative_target_is_shown_with_its_factor(configuration: Configuration) -> None:
    said = words(configuration, "key result company/activation/dau")
    assert "baseline measured when the cycle is agreed; target +20% = 1.2 times the measured baseline" in said


def test_a_relative_target_of_a_written_baseline_is_shown_as_a_number(read: Read) -> None:
    text = "team: growth\nobjectives: [{title: A, key_results: [{metric: setup, baseline: 40%, target: +20%}]}]\n"
    said = words(read({"objectives/2026-q4/a.yaml": text}), "key result growth/a/setup")
    assert "target +20% = 1.2 × 0.4 = 0.48" in said


def test_limits_are_shown_as_read(configuration: Configuration) -> None:
    said = words(configuration, "key result company/activation/platform-stays-up-while-we-grow")
    assert "at least 0.995" in said
    assert "baseline" not in said


def test_a_cycle_shows_its_last_day(configuration: Configuration) -> None:
    assert words(configuration, "cycle 2026-q4") == (
        "from Thu 2026-10-01 to Thu 2026-12-31, both included (92 days); today is cut in Europe/Oslo; "
        "review on Monday every week; calendar default"
    )


def test_a_source_shows_every_default_and_where_its_secret_is_found(configuration: Configuration) -> None:
    said = words(configuration, "source product")
    assert "data are complete to 6 hours before the newest stamp" in said
    assert "password from the environment variable PRODUCT_DB_PASSWORD" in said
    assert "a query says up to when the data are complete" in words(configuration, "source support")


def test_a_metric_shows_its_parameters(configuration: Configuration) -> None:
    said = words(configuration, "metric d30_retention_new_users")
    assert 'returned {"between":[30,59]}' in said
    assert "interval wilson" in said


@pytest.mark.parametrize(
    ("text", "value", "unit", "expected"),
    [
        ("70 %", 0.70, "share", "70 % = 0.70"),
        ("70%", 0.7, "share", "70% = 0.70"),
        ("99.95%", 0.9995, "share", "99.95% = 0.9995"),
        ("0.7", 0.7, "share", "0.70"),
        ("1e3", 1000.0, "users", "1e3 = 1000 users"),
        ("36 hours", 1.5, "days", "36 hours = 1.5 days"),
        ("2 days", 2.0, "days", "2 days"),
        ("40", 40.0, "points", "40 points"),
    ],
)
def test_an_amount_is_shown_as_written_and_as_read(text: str, value: float, unit: str, expected: str) -> None:
    """Faults 9 and 10."""
    assert as_read(Amount(value, text=text), unit) == expected
