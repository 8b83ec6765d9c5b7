"""How often an interval of 95 % holds the truth: exactly where that can be added up, else by drawing samples.

The drawn samples are the same in every run. The large simulations belong to the nightly proof.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from statistics import fmean

import pytest
from scipy import stats
from sqlalchemy import Connection, Integer, column, create_engine, select, table
from sqlalchemy.pool import NullPool

from metrics.statistics.intervals import (
    block_bootstrap_mean,
    clopper_pearson,
    delta_ratio,
    order_statistic_ends,
    wilson,
)
from metrics.statistics.survival import Point, brookmeyer_crowley, curve

Ends = tuple[float | None, float | None] | None
SHARES = [number / 40 for number in range(1, 40)]
NIGHTLY = pytest.mark.nightly
FEW, MANY = 400, 10_000
SIZES = [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=NIGHTLY)]


def shares_covered(interval: Callable[[int, int], tuple[float, float]], trials: int) -> list[float]:
    """The chance that the interval of a share holds the true one, added up over all outcomes, for each share."""
    ends = [interval(successes, trials) for successes in range(trials + 1)]
    found = []
    for share in SHARES:
        chances = stats.binom.pmf(range(trials + 1), trials, share)
        held = [chance for chance, (low, high) in zip(chances, ends, strict=True) if low <= share <= high]
        found.append(float(sum(held)))
    return found


@pytest.mark.parametrize("trials", [10, 30, 100])
def test_clopper_pearson_never_covers_less_than_it_says(trials: int) -> None:
    assert min(shares_covered(clopper_pearson, trials)) >= 0.95


@pytest.mark.parametrize("trials", [10, 30, 100])
def test_wilson_covers_what_it_says_on_average_and_never_much_less(trials: int) -> None:
    """Brown, Cai and DasGupta, 2001: the mean over all shares is close to the level, the worst is above 83 %."""
    covered = shares_covered(wilson, trials)
    assert pytest.approx(0.95, abs=0.012) == fmean(covered)
    assert min(covered) > 0.83


@pytest.mark.parametrize("quantile", [0.5, 0.9, 0.95])
@pytest.mark.parametrize("n", [80, 200, 1000])
def test_order_statistics_never_cover_less_than_they_say(quantile: float, n: int) -> None:
    """The quantile lies between the ranks when at least ``low`` and fewer than ``high`` values are below it."""
    low, high = order_statistic_ends(n, quantile)
    below = stats.binom(n, quantile)
    chance = below.cdf((high or n + 1) - 1) - below.cdf((low or 0) - 1)
    assert 0.95 <= chance < 0.99


def covered(draw: Callable[[random.Random], tuple[Ends, float]], times: int) -> float:
    """The share of drawn samples whose interval holds the truth; an open end is no end."""
    chooser, hits = random.Random(20_260_301), 0  # noqa: S311 - samples, not secrets
    for _ in range(times):
        ends, truth = draw(chooser)
        low, high = ends or (None, None)
        hits += (low is None or low <= truth) and (high is None or truth <= high)
    return hits / times


def slack(times: int) -> float:
    """Four standard deviations of a share of 95 % among so many samples."""
    return 4 * math.sqrt(0.95 * 0.05 / times)


@pytest.mark.parametrize("times", SIZES)
def test_the_delta_method_over_actors_covers_what_it_says(times: int) -> None:
    """Actors with one to twenty sessions, whose chance to pay in a session differs from actor to actor."""

    def draw(chooser: random.Random) -> tuple[Ends, float]:
        sessions = [chooser.randint(1, 20) for _ in range(200)]
        chances = [chooser.betavariate(2, 8) for _ in sessions]
        paid = [sum(chooser.random() < p for _ in range(n)) for n, p in zip(sessions, chances, strict=True)]
        pairs = ((sessions, sessions), (paid, paid), (sessions, paid))
        products = [sum(a * b for a, b in zip(one, two, strict=True)) for one, two in pairs]
        return delta_ratio(len(paid), [sum(sessions), sum(paid), *products]), 0.2

    assert pytest.approx(0.945, abs=0.01 + slack(times)) == covered(draw, times)


@pytest.mark.parametrize("times", SIZES)
def test_the_mean_of_four_weeks_of_days_covers_about_what_it_says(times: int) -> None:
    """Days with a weekend, each leaning on the day before. Four weeks are few, so some tolerance is due."""

    def draw(chooser: random.Random) -> tuple[Ends, float]:
        lean, days = chooser.gauss(0, 1), []
        for day in range(28):
            lean = 0.3 * lean + chooser.gauss(0, 1)
            days.append(100 + lean - 20 * (day % 7 >= 5))
        return block_bootstrap_mean(days), 100 - 20 * 2 / 7

    assert 0.93 - slack(times) <= covered(draw, times) <= 1


@pytest.fixture(scope="module")
def database() -> Iterator[Connection]:
    """A database for the curves of many samples at once."""
    engine = create_engine("duckdb:///:memory:", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("create table watched (bucket integer, time bigint, happened integer)")
        yield connection
    engine.dispose()


@pytest.mark.parametrize("times", [pytest.param(300, id="few"), pytest.param(3000, id="many", marks=NIGHTLY)])
def test_brookmeyer_and_crowley_cover_what_they_say(database: Connection, times: int) -> None:
    """Eighty waits of exponential length each, a third of them still waiting when the watching ends."""
    curves = _curves(database, times)
    truth = 1e6 * math.log(2)
    found = [brookmeyer_crowley(curves[sample], Fraction(1, 2)) for sample in range(times)]
    hits = sum((low is None or low <= truth) and (high is None or truth <= high) for low, high in found)
    assert pytest.approx(0.95, abs=0.015 + slack(times)) == hits / times


def _curves(database: Connection, times: int) -> dict[int, list[Point]]:
    chooser, rows = random.Random(1982), []  # noqa: S311 - samples, not secrets
    for sample in range(times):
        for _ in range(80):
            wait, watched = chooser.expovariate(1), chooser.uniform(0.2, 3.2)
            rows.append(f"({sample}, {int(1e6 * min(wait, watched))}, {int(wait <= watched)})")
    database.exec_driver_sql("delete from watched")
    database.exec_driver_sql(f"insert into watched values {', '.join(rows)}")
    source = table("watched", *(column(name, Integer) for name in ("bucket", "time", "happened")))
    points = curve(source, ("bucket",))
    found: dict[int, list[Point]] = {sample: [] for sample in range(times)}
    for row in database.execute(select(*points.c).order_by("bucket", "time")).mappings():
        names = ("time", "at_risk", "events", "log_share", "spread", "following")
        found[int(row["bucket"])].append(Point(*(row[name] for name in names)))
    return found
