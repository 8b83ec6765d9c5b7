"""The oracle against figures that others have published."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from examples.cdnow.load import fetch, purchases
from tests.oracle.case import Reading
from tests.oracle.intervals import quantile_ends, wilson
from tests.oracle.measure import measure
from tests.oracle.survival import Observation, brookmeyer_crowley, curve, interval_of, quantile_of

ROOT = Path(__file__).parents[2]
QUARTER = (date(1997, 1, 1), date(1997, 4, 1))
END = datetime(1998, 7, 1, tzinfo=UTC)
SHOP: dict[str, Any] = {
    "timezone": "UTC",
    "events": {"table": "log", "actor": "customer", "time": "day", "event": "bought", "stored_as": "local_date"},
}
BOUGHT = {"event": "bought"}
REPEAT: dict[str, Any] = {"kind": "retention", "start": BOUGHT, "return": BOUGHT, "cohort": "first_time"}


@pytest.fixture(scope="module")
def log() -> dict[str, list[dict[str, Any]]]:
    """Real purchases of 1997 and 1998, dates only."""
    rows = purchases(fetch(ROOT / "build" / "cdnow"))
    return {"log": [{"customer": customer, "day": date.fromisoformat(day)} for customer, day, *_ in rows]}


def total(log: Any, metric: dict[str, Any], until: datetime = END) -> Reading:
    _, whole = measure(metric, SHOP, log, until, QUARTER)
    assert whole is not None
    return whole


@pytest.mark.parametrize(
    ("percent", "returned"),
    [
        (0.7, {"on": 30}),
        (4.5, {"between": [28, 34]}),
        (13.1, {"between": [30, 59]}),
        (14.2, {"between": [7, 30]}),
        (17.5, {"between": [1, 30]}),
    ],
)
def test_five_usual_readings_of_30_day_retention_differ(log: Any, percent: float, returned: dict[str, Any]) -> None:
    found = total(log, {**REPEAT, "grain": "day", "returned": returned})

    assert 23_570 == found["denominator"]
    assert percent == round(100 * found["value"], 1)


def test_monthly_cohorts_and_their_next_month(log: Any) -> None:
    found, whole = measure({**REPEAT, "grain": "month", "returned": {"on": 1}}, SHOP, log, END, QUARTER)

    assert [7_846, 8_476, 7_248] == [one["cohort_size"] for one in found]
    assert [1_157, 1_312, 1_032] == [one["numerator"] for one in found]
    assert whole is not None
    assert 14.9 == round(100 * whole["value"], 1)


def test_on_or_after_counts_until_its_horizon(log: Any) -> None:
    found = total(log, {**REPEAT, "grain": "day", "returned": {"on_or_after": 30, "horizon": 432}})

    assert 10_174 == found["numerator"]


def test_only_mature_customers_count_as_of_a_day_in_april(log: Any) -> None:
    metric = {**REPEAT, "grain": "day", "returned": {"between": [30, 59]}}
    found = total(log, metric, datetime(1997, 4, 15, tzinfo=UTC))

    assert 13.2 == round(100 * found["value"], 1)
    assert 23_570 == found["denominator"] + found["excluded_immature"]


@pytest.mark.parametrize(
    ("until", "days"),
    [
        (datetime(1997, 5, 1, tzinfo=UTC), 20),
        (datetime(1997, 7, 1, tzinfo=UTC), 29),
        (datetime(1998, 1, 1, tzinfo=UTC), 47),
        (END, 57),
    ],
)
def test_the_median_of_converters_moves_with_the_calendar_and_the_censored_quarter_does_not(
    log: Any, until: datetime, days: int
) -> None:
    waiting = {"kind": "time_to_value", "start": BOUGHT, "value": BOUGHT, "grain": "range"}

    assert days * 86_400 == total(log, {**waiting, "population": "converters"}, until)["value"]
    assert 60 * 86_400 == total(log, {**waiting, "quantile": 0.25}, until)["value"]


def test_most_customers_never_buy_again_so_the_median_is_not_reached(log: Any) -> None:
    found = total(log, {"kind": "time_to_value", "start": BOUGHT, "value": BOUGHT, "grain": "range"})

    assert (11_516, 23_570) == (found["numerator"], found["denominator"])
    assert (None, "ok", "not reached") == (found["value"], found["status"], found["reason"])


def test_lifecycle_agrees_with_the_cohorts_of_the_first_months(log: dict[str, list[dict[str, Any]]]) -> None:
    metric = {"kind": "lifecycle", "active": BOUGHT, "grain": "month"}
    _, february, march = measure(metric, SHOP, log, END, QUARTER)[0]

    # Everybody active in January was new then: 7,846, of whom 1,157 bought in February too.
    assert {"new": 8_476, "returning": 1_157, "resurrecting": 0, "dormant": 7_846 - 1_157} == february["fields"]
    assert 7_248 == march["fields"]["new"]


# Remission times in weeks under 6-mercaptopurine and placebo; + is censored (Freireich and others, 1963).
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def observations(text: str) -> list[Observation]:
    return [(float(word.rstrip("+")), not word.endswith("+")) for word in text.split()]


def test_the_curve_of_the_remission_data_is_the_one_in_the_text_books() -> None:
    found = [(step.time, round(float(step.surviving), 4)) for step in curve(observations(TREATED))]

    assert found == [(6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (16, 0.6275), (22, 0.5378), (23, 0.4482)]


def test_medians_of_the_remission_data_with_their_log_log_intervals() -> None:
    assert 23 == quantile_of(observations(TREATED), 0.5)
    assert (13, None) == brookmeyer_crowley(observations(TREATED), 0.5)
    assert 8 == quantile_of(observations(PLACEBO), 0.5)
    assert (4, 11) == brookmeyer_crowley(observations(PLACEBO), 0.5)


def test_nobody_censored_gives_order_statistics() -> None:
    assert (4, 12) == interval_of(observations(PLACEBO), 0.5)


@pytest.mark.parametrize(
    ("lower", "upper", "successes", "trials"),
    [
        (0.2553, 0.3662, 81, 263),
        (0.0624, 0.1605, 15, 148),
        (0.0000, 0.1611, 0, 20),
        (0.0061, 0.1718, 1, 29),
    ],
)
def test_wilson_gives_the_table_of_newcombe_1998(lower: float, upper: float, successes: int, trials: int) -> None:
    found = wilson(successes, trials)

    assert (lower, upper) == tuple(round(end or 0.0, 4) for end in found)


@pytest.mark.parametrize(
    ("lower", "upper", "count"),
    [(None, None, 5), (1, 6, 6), (2, 9, 10), (6, 15, 20), (10, 21, 30), (40, 61, 100)],
)
def test_ranks_around_a_median_are_those_of_the_tables(lower: int | None, upper: int | None, count: int) -> None:
    assert (lower, upper) == quantile_ends([float(rank) for rank in range(1, count + 1)], 0.5)
