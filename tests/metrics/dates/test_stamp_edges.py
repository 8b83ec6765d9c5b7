"""Stamps that are text: a day's prefix decides only where taking the text apart would say the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Text, create_engine, func, literal_column, select, text

from metrics.dates.calendar import LocalCalendar, epoch_us
from metrics.dates.stamp import Stamp, Zone
from metrics.freshness import EPOCH, FAR
from metrics.queries.literals import whole
from okr.metric import StoredAs

INSTANTS = [
    datetime(2026, 10, 25, 22, tzinfo=UTC),
    datetime(2026, 10, 26, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
]
ENDS = ("", ".5", ".999999", ".9999999", ".000001")
ZONES = ("Z", "+14:00", "-12:00", "+05:45")


def spelled(chances: random.Random, stored_as: StoredAs) -> str:
    moment = datetime(2026, 10, 24, tzinfo=UTC).replace(tzinfo=None) + timedelta(seconds=chances.randrange(4 * 86_400))
    if chances.random() < 0.3:
        moment = moment.replace(hour=chances.choice([0, 23]), minute=59, second=59)
    zone = chances.choice(ZONES) if stored_as is StoredAs.TEXT else ""
    return moment.isoformat(sep=chances.choice(" T")) + chances.choice(ENDS) + zone


@pytest.mark.parametrize("stored_as", [StoredAs.UTC_NAIVE, StoredAs.INSTANT, StoredAs.LOCAL_NAIVE, StoredAs.TEXT])
def test_both_ways_of_comparing_agree_around_an_edge(stored_as: StoredAs) -> None:
    chances = random.Random(3)  # noqa: S311 - no secret
    stamp = Stamp(
        literal_column("t.at", Text()), stored_as, Zone(LocalCalendar("Europe/Oslo", 0), EPOCH, FAR), "sqlite"
    )
    with create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("create table t (at text)")
        connection.exec_driver_sql("insert into t values (?)", [(spelled(chances, stored_as),) for _ in range(3000)])
        for instant in INSTANTS:
            edge = whole(epoch_us(instant))
            for short, exact in (
                (stamp.at_or_after(instant), stamp.us >= edge),
                (stamp.before(instant), stamp.us < edge),
            ):
                differing = select(func.count()).select_from(text("t")).where(short != exact)
                assert connection.execute(differing).scalar() == 0
