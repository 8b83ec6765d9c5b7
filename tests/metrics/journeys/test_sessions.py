"""Where a session ends, held against a plain walk through an actor's events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, String, column, select, table

from metrics.dates.calendar import LocalCalendar, epoch_us
from metrics.dates.stamp import Stamp, Zone
from metrics.journeys.sessions import session_ends
from okr.metric import SessionRule, StoredAs
from tests.metrics.conformance.bench import Bench, Table

NEW_YORK = LocalCalendar("America/New_York")
EVENING = datetime(2026, 3, 8, 3, 0, tzinfo=UTC)  # ten in the evening before the clocks change
MINUTE = 60_000_000
SEEN = table("seen", column("actor", String), column("at", BigInteger), column("entry", BigInteger))

minutes = st.lists(st.integers(0, 40), min_size=1, max_size=14)
rules = st.builds(SessionRule, st.sampled_from((300, 900, 1800)), st.booleans(), st.sampled_from((1800, 3600, 86_400)))


def walked(moments: list[int], entry: int, rule: SessionRule) -> int:
    """The last event of the session that holds an entry, found by going through the events one by one."""
    begin = last = moments[0]
    for before, after in pairwise(moments):
        days = [NEW_YORK.day_at(EVENING + timedelta(microseconds=at - epoch_us(EVENING))) for at in (before, after)]
        if after - before > rule.gap_seconds * 1_000_000 or (rule.cut_at_midnight and days[0] != days[1]):
            if before >= entry:
                break
            begin = after
        last = after
    piece = (entry - begin) // (rule.max_seconds * 1_000_000)
    end = begin + (piece + 1) * rule.max_seconds * 1_000_000
    return max(at for at in moments if begin <= at <= last and at < end)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes, st.data(), rules)
def test_a_session_ends_where_a_walk_through_the_events_ends_it(
    bench: Bench, pauses: list[int], data: st.DataObject, rule: SessionRule
) -> None:
    moments = [epoch_us(EVENING) + sum(pauses[: number + 1]) * MINUTE for number in range(len(pauses))]
    entry = data.draw(st.sampled_from(moments))
    zone = Zone(NEW_YORK, EVENING - timedelta(days=2), EVENING + timedelta(days=2))
    stamp = Stamp(SEEN.c.at, StoredAs.EPOCH_US, zone, bench.connection.dialect.name)
    columns = {"actor": "text", "at": "integer", "entry": "integer"}
    with bench.filled({"seen": Table(columns, [("u", at, entry) for at in moments])}) as connection:
        ends = session_ends(SEEN, stamp, rule)
        (found,) = connection.execute(select(ends.c.actor, ends.c.last)).all()
    assert ("u", walked(moments, entry, rule)) == tuple(found)
