"""Sessions as SQL: an actor's events without a longer pause between them.

A pause longer than ``gap`` ends a run of events, and so does a local midnight where the source asks for it. A run
longer than ``max`` is cut into pieces of that length, counted from its first event. Nothing else ends a session.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, func, or_, select

from metrics.dates.stamp import Stamp
from metrics.queries.constructs import floor_div
from okr.metric import SessionRule, StoredAs


def session_ends(own: FromClause, like: Stamp, rule: SessionRule) -> CTE:
    """Return the last event of the session that holds each actor's entry: ``actor`` and ``last`` (microseconds).

    Args:
        own: All events of actors up to the longest session after their entry: columns ``actor`` (never null), ``at``
            and ``entry``, the same for all rows of an actor, both in microseconds since the epoch.
        like: A stamp of the source, for its zone and engine.
        rule: When a session ends.
    """
    marked = starts_of_runs(own, like, rule)
    is_start = marked.c.starts == 1
    begin = func.max(case((and_(is_start, marked.c.at <= marked.c.entry), marked.c.at))).label("begin")
    following = func.min(case((and_(is_start, marked.c.at > marked.c.entry), marked.c.at))).label("following")
    run = select(marked.c.actor, marked.c.entry, begin, following).group_by(marked.c.actor, marked.c.entry).cte()
    longest = 1_000_000 * rule.max_seconds
    cut = run.c.begin + (floor_div(run.c.entry - run.c.begin, longest) + 1) * longest
    end = case((run.c.following < cut, run.c.following), else_=cut)
    ends = select(run.c.actor, run.c.begin, end.label("end")).cte()
    inside = and_(marked.c.actor == ends.c.actor, marked.c.at >= ends.c.begin, marked.c.at < ends.c.end)
    last = func.max(marked.c.at).label("last")
    return select(marked.c.actor, last).select_from(marked.join(ends, inside)).group_by(marked.c.actor).cte()


def starts_of_runs(own: FromClause, like: Stamp, rule: SessionRule) -> CTE:
    """Return the events with ``starts``: 1 where one begins a run; of several of one instant at least one says so.

    Args:
        own: Events of actors: ``actor`` (never null), ``at`` in microseconds since the epoch, and any other columns.
        like: A stamp of the source, for its zone and engine.
        rule: When a run ends; how long it may last is not looked at.
    """
    in_order: dict[str, Any] = {"partition_by": own.c.actor, "order_by": own.c.at}
    days = [_local_day(own, like)] if rule.cut_at_midnight else []
    other_day = [(day - func.lag(day).over(**in_order)).label("days") for day in days]
    paused = (own.c.at - func.lag(own.c.at).over(**in_order)).label("pause")
    after = select(*own.c, paused, *other_day).cte()
    ends = [after.c.pause.is_(None), after.c.pause > 1_000_000 * rule.gap_seconds, *(after.c.days > 0 for _ in days)]
    starts = case((or_(*ends), 1), else_=0).label("starts")
    return select(*(after.c[column.name] for column in own.c), starts).cte()


def _local_day(own: FromClause, like: Stamp) -> ColumnElement[int]:
    return Stamp(own.c.at, StoredAs.EPOCH_US, like.zone, like.dialect).day
