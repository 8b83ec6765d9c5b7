"""Numbering windows in SQL: every moment falls into the window that holds it, on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import BigInteger, column, select, table

from metrics.dates.buckets import bucket_of, buckets_of, spread, unit_of
from metrics.dates.calendar import LocalCalendar, day_index, epoch_us
from metrics.dates.series import back, hours_back, hours_on, window_rows
from metrics.dates.stamp import Stamp, Zone
from okr.errors import MetricError
from okr.metric import Duration, Grain, StoredAs
from tests.metrics.conformance.bench import Bench, Table

MOMENTS = table("moments", column("moment", BigInteger))
OSLO, APIA = LocalCalendar("Europe/Oslo"), LocalCalendar("Pacific/Apia", 6)
LORD_HOWE = LocalCalendar("Australia/Lord_Howe")


def holding(moments: Sequence[datetime]) -> dict[str, Table]:
    return {"moments": Table({"moment": "integer"}, [(epoch_us(at),) for at in moments])}


def stamp_of(bench: Bench, calendar: LocalCalendar, start: datetime, end: datetime) -> Stamp:
    return Stamp(MOMENTS.c.moment, StoredAs.EPOCH_US, Zone(calendar, start, end), bench.connection.dialect.name)


@pytest.mark.parametrize(
    ("calendar", "grain", "start", "end"),
    [
        pytest.param(OSLO, Grain.HOUR, date(2026, 3, 28), date(2026, 3, 30), id="hours over a spring night"),
        pytest.param(OSLO, Grain.HOUR, date(2025, 10, 25), date(2025, 10, 27), id="hours over an autumn night"),
        pytest.param(LORD_HOWE, Grain.HOUR, date(2025, 10, 4), date(2025, 10, 6), id="hours over half an hour"),
        pytest.param(OSLO, Grain.DAY, date(2026, 3, 27), date(2026, 4, 2), id="days"),
        pytest.param(APIA, Grain.DAY, date(2011, 12, 28), date(2012, 1, 3), id="days, one of which never was"),
        pytest.param(OSLO, Grain.WEEK, date(2025, 12, 1), date(2026, 1, 20), id="weeks over new year"),
        pytest.param(APIA, Grain.WEEK, date(2011, 12, 4), date(2012, 1, 20), id="weeks from Sunday"),
        pytest.param(OSLO, Grain.MONTH, date(2025, 11, 1), date(2026, 4, 1), id="months"),
        pytest.param(OSLO, Grain.QUARTER, date(2025, 7, 1), date(2026, 7, 1), id="quarters"),
        pytest.param(OSLO, Grain.RANGE, date(2026, 3, 1), date(2026, 4, 1), id="one range"),
    ],
)
def test_both_edges_of_every_window_fall_into_it(
    bench: Bench, calendar: LocalCalendar, grain: Grain, start: date, end: date
) -> None:
    windows = [one for one in calendar.windows(grain, start, end) if one.start_at < one.end_at]
    tick = timedelta(microseconds=1)
    edges = [moment for one in windows for moment in (one.start_at, one.end_at - tick)]
    stamp = stamp_of(bench, calendar, windows[0].start_at, windows[-1].end_at)
    with bench.filled(holding(edges)) as connection:
        query = select(MOMENTS.c.moment, bucket_of(stamp, windows, grain)).order_by(MOMENTS.c.moment)
        found = [int(bucket) for _, bucket in connection.execute(query)]
    assert [bucket for bucket in buckets_of(windows, grain, stamp.zone) for _ in (0, 1)] == found
    assert len(windows) == len(set(found))


def test_a_moment_outside_the_months_asked_for_has_no_index(bench: Bench) -> None:
    windows = OSLO.windows(Grain.MONTH, date(2026, 2, 1), date(2026, 4, 1))
    stamp = stamp_of(bench, OSLO, windows[0].start_at, windows[-1].end_at)
    outside = [windows[0].start_at - timedelta(seconds=1), windows[-1].end_at]
    with bench.filled(holding(outside)) as connection:
        assert {None} == {row[0] for row in connection.execute(select(unit_of(stamp, Grain.MONTH, windows)))}


def test_rows_of_a_day_are_spread_over_the_windows_that_hold_it(bench: Bench) -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3)]
    windows = tuple(OSLO.span("two days", day, day + timedelta(days=2)) for day in days)
    counted = table("counted", column("bucket", BigInteger), column("n", BigInteger))
    rows = [(day_index(date(2026, 3, 2)), 5), (day_index(date(2026, 3, 4)), 7)]
    with bench.filled({"counted": Table({"bucket": "integer", "n": "integer"}, rows)}) as connection:
        found = connection.execute(spread(counted, windows, OSLO))
        assert [(0, 5), (1, 5), (2, 7)] == sorted((int(bucket), int(n)) for bucket, n in found)


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(5, 5)], id="one"),
        pytest.param([(0, 6), (7, 13), (14, 20)], id="side by side"),
        pytest.param([(n, n + 27) for n in range(1234)], id="more than a thousand that overlap"),
        pytest.param([(n * n, n * n + 3) for n in range(12)], id="uneven"),
        pytest.param([(n - n % 30, n) for n in range(1100)], id="to date over three years"),
    ],
)
def test_windows_are_rows_in_their_order(bench: Bench, spans: list[tuple[int, int]]) -> None:
    rows = window_rows(spans)
    with bench.filled({}) as connection:
        found = connection.execute(select(rows.c.bucket, rows.c.first, rows.c.last).order_by(rows.c.bucket))
        assert [(n, *span) for n, span in enumerate(spans)] == [tuple(map(int, row)) for row in found]


def test_too_many_uneven_windows_are_refused_before_an_engine_chokes_on_them() -> None:
    with pytest.raises(MetricError, match="at most 400 windows of uneven length"):
        window_rows([(n * n, n * n) for n in range(802)])


@pytest.mark.parametrize(
    ("end", "duration", "expected"),
    [
        (date(2026, 3, 29), Duration(28, "day"), date(2026, 3, 1)),
        (date(2026, 3, 29), Duration(2, "week"), date(2026, 3, 15)),
        (date(2026, 3, 31), Duration(1, "month"), date(2026, 2, 28)),
        (date(2024, 3, 31), Duration(1, "month"), date(2024, 2, 29)),
        (date(2026, 1, 15), Duration(1, "quarter"), date(2025, 10, 15)),
        (date(2024, 2, 29), Duration(1, "year"), date(2023, 2, 28)),
        (datetime(2026, 3, 29, 12, tzinfo=UTC), Duration(1, "day"), date(2026, 3, 28)),
    ],
)
def test_stepping_back_by_months_stays_in_the_month(end: date, duration: Duration, expected: date) -> None:
    assert expected == back(OSLO, end, duration)


def test_an_hour_cut_short_by_a_clock_change_is_an_hour() -> None:
    midnight = LORD_HOWE.start_of(date(2025, 10, 5))
    six = hours_on(LORD_HOWE, midnight, 6)
    assert timedelta(hours=5, minutes=30) == six - midnight
    assert midnight == hours_back(LORD_HOWE, six, 6)
    assert midnight == hours_on(LORD_HOWE, midnight, 0)
