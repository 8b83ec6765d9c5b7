"""The curve of those still waiting, made by databases, against published tables and SciPy."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import exp

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy import stats
from sqlalchemy import Connection, Engine, Integer, column, create_engine, select, table
from sqlalchemy.pool import NullPool

from metrics.statistics.survival import Point, brookmeyer_crowley, curve, near_quantile, order_statistics, reached_at

HALF = Fraction(1, 2)
Watched = Sequence[tuple[int, bool]]
"""Times, and whether somebody got there then or was only watched until then."""

MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NOT_MAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"
LUNG = """
5 11 11 11 12 13 13 15 26 30 31 53 53 54 59 60 60 61 62 65 65 71 79 81 81 88 88 92 92+ 93 95 95 105 105+ 107 107
110 116 118 122 131 132 132 135 142 144 145 145 147 153 156 156 163 163 163 166 166 167 170 173+ 174+ 175 175+
176 177 177+ 179 179 180 181 181 182 183 185+ 186 188+ 189 191+ 192+ 194 196+ 197 197+ 199 201 201 202 202+ 203+
207 208 210 211+ 212 218 221+ 222 222+ 223 224+ 225+ 225+ 226 229 230 235+ 237+ 239 239 240+ 243+ 245 246 252+
259+ 266+ 267 268 269 269+ 270 272+ 276+ 279+ 283 284 284+ 285 285 286 288 291 292+ 292+ 293 296+ 300+ 301 301+
303 303+ 305 306 310 310 315+ 320 329 332+ 337 340 345 348 350 351 353 353 356+ 361 363 363 364 364+ 371 371
376+ 382+ 384+ 387 390 394 404+ 413+ 426 428 429 433 442 444 444+ 450 455 457 458+ 460 473 477 511+ 511+ 519 520
524 524 529+ 533 543+ 550 551+ 558 559+ 567 574 583 588+ 613 624 641 643 654 655 687 689 705 707 728 731 735
740+ 765 791 806+ 814 821+ 840+ 883 965+ 1010+ 1022+
"""
"""Days of 228 people with lung cancer, North Central Cancer Treatment Group; Loprinzi and others, 1994."""


def watched(text: str) -> Watched:
    """Times as textbooks write them: a plus is a time until which somebody was only watched."""
    return [(int(word.rstrip("+")), not word.endswith("+")) for word in text.split()]


@pytest.fixture(scope="module", params=["duckdb:///:memory:", "sqlite:///:memory:"], ids=["duckdb", "sqlite"])
def database(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """An engine with an empty table of times."""
    engine: Engine = create_engine(request.param, poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("create table watched (bucket integer, time bigint, happened integer)")
        yield connection
    engine.dispose()


def points_of(database: Connection, times: Watched, quantile: Fraction | None = None) -> list[Point]:
    """The curve, or the part of it that a quantile needs."""
    database.exec_driver_sql("delete from watched")
    rows = ", ".join(f"(0, {time}, {int(happened)})" for time, happened in times)
    database.exec_driver_sql(f"insert into watched values {rows}")
    source = table("watched", *(column(name, Integer) for name in ("bucket", "time", "happened")))
    points = curve(source, ("bucket",))
    wanted = near_quantile(points, quantile) if quantile is not None else select(*points.c)
    return [
        Point(row["time"], row["at_risk"], row["events"], row["log_share"], row["spread"], row["following"])
        for row in database.execute(wanted.order_by("time")).mappings()
    ]


def test_the_curve_of_freireichs_remissions_is_the_published_one(database: Connection) -> None:
    """Remission under 6-mercaptopurine, Freireich and others, 1963, as tabled in Cox and Oakes, 1984."""
    found = points_of(database, watched(MERCAPTOPURINE))
    assert [6, 7, 10, 13, 16, 22, 23] == [point.time for point in found]
    assert [21, 17, 15, 12, 11, 7, 6] == [point.at_risk for point in found]
    expected = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert pytest.approx(expected, abs=6e-4) == [exp(point.log_share) for point in found]


@pytest.mark.parametrize(
    ("times", "median"),
    [
        (MERCAPTOPURINE, 23),
        (PLACEBO, 8),
        (MAINTAINED, 31),
        (NOT_MAINTAINED, 23),
        (LUNG, 310),
        ("5+ 6+", None),
        ("3 5+ 6+", None),
    ],
)
def test_medians_are_the_published_ones(database: Connection, times: str, median: int | None) -> None:
    """Freireich 1963; acute myelogenous leukaemia, Miller 1981; and a curve that never comes down to a half."""
    assert median == reached_at(points_of(database, watched(times)), HALF)


@pytest.mark.parametrize(
    ("times", "ends"),
    [(LUNG, (284, 361)), (MERCAPTOPURINE, (13, None)), (PLACEBO, (4, 11))],
    ids=["lung", "mercaptopurine", "placebo"],
)
def test_intervals_of_medians_are_those_that_statistics_packages_print(
    database: Connection, times: str, ends: tuple[int, int | None]
) -> None:
    """As R's survfit with conf.type log-log and SAS LIFETEST print them."""
    assert ends == brookmeyer_crowley(points_of(database, watched(times)), HALF)


observations = st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=60)
quantiles = st.sampled_from((Fraction(1, 2), Fraction(1, 4), Fraction(9, 10), Fraction(3, 4)))
often = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def theirs(times: Watched) -> tuple[list[float], list[float], list[tuple[float, float]]]:
    """Event times, shares still waiting and log-log intervals as SciPy has them."""
    happened, seen = ([t for t, did in times if did is way] for way in (True, False))
    found = stats.ecdf(stats.CensoredData(uncensored=happened, right=seen)).sf
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # intervals where nobody has got there, or nobody is left, are undefined
        ends = found.confidence_interval(0.95, method="log-log")
    rows = zip(found.quantiles, found.probabilities, ends.low.probabilities, ends.high.probabilities, strict=True)
    kept = [row for row in rows if row[0] in set(happened)]
    return [r[0] for r in kept], [r[1] for r in kept], [(r[2], r[3]) for r in kept]


@often
@given(observations)
def test_the_curve_is_scipys(database: Connection, times: Watched) -> None:
    found = points_of(database, times)
    when, shares, _ = theirs(times)
    assert when == [point.time for point in found]
    left = [0.0 if point.at_risk == point.events else exp(point.log_share) for point in found]
    assert pytest.approx(shares, abs=1e-12) == left


@often
@given(observations, quantiles)
@example(watched(MERCAPTOPURINE), HALF)
@example(watched(MAINTAINED), HALF)
def test_the_interval_holds_the_times_whose_own_interval_holds_the_quantile(
    database: Connection, times: Watched, quantile: Fraction
) -> None:
    """Brookmeyer and Crowley, with SciPy's log-log interval of the curve at each time."""
    when, _, ends = theirs(times)
    level = 1 - float(quantile)
    fits = [place for place, (low, high) in enumerate(ends) if low - 1e-12 <= level <= high + 1e-12]
    expected = (when[fits[0]], [*when, None][fits[-1] + 1]) if fits else (None, None)
    assert expected == brookmeyer_crowley(points_of(database, times), quantile)


@often
@given(observations, quantiles)
def test_the_few_points_that_come_back_say_what_the_whole_curve_says(
    database: Connection, times: Watched, quantile: Fraction
) -> None:
    whole, few = points_of(database, times), points_of(database, times, quantile)
    assert reached_at(whole, quantile) == reached_at(few, quantile)
    if all(happened for _, happened in times):
        assert order_statistics(whole, len(times), quantile) == order_statistics(few, len(times), quantile)
    else:
        assert brookmeyer_crowley(whole, quantile) == brookmeyer_crowley(few, quantile)


@often
@given(st.lists(st.integers(1, 40), min_size=1, max_size=60), quantiles)
def test_with_nobody_waiting_the_quantile_is_that_of_the_times(
    database: Connection, times: list[int], quantile: Fraction
) -> None:
    rank = -(-quantile.numerator * len(times) // quantile.denominator)
    assert sorted(times)[rank - 1] == reached_at(points_of(database, [(time, True) for time in times]), quantile)


def test_watching_longer_never_moves_those_who_got_there_early(database: Connection) -> None:
    """The same starts seen later: who was waiting then is waiting longer, and the median does not fall."""
    early = [(1, True), (2, True), (5, False), (5, False), (5, False)]
    later = [(1, True), (2, True), (9, False), (9, False), (7, True)]
    assert reached_at(points_of(database, early), HALF) is None
    assert 7 == reached_at(points_of(database, later), HALF)


def test_a_large_cohort_brings_back_a_handful_of_points(database: Connection) -> None:
    everybody = [(time, True) for time in range(1, 3001)]
    some_waiting = [(time, time % 5 > 0) for time in range(1, 3001)]
    assert len(points_of(database, everybody, HALF)) < 40
    assert len(points_of(database, some_waiting, HALF)) < 200
