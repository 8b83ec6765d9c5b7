"""Sessions as SQL: an actor's events without a longer pause between them.

A pause longer than ``gap`` ends a run of events, and so does a local midnight where the source asks for it. A run
longer than ``max`` is cut into pieces of that length, counted from its first event. Nothing else ends a session.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, case, func, or_, select

from metrics.constructs import floor_div
from metrics.stamp import Stamp
from okr.metric import SessionRule, StoredAs


def sessions(own: FromClause, like: Stamp, rule: SessionRule) -> CTE:
    """Return one row per session: ``actor``, ``begin``, ``last`` (microseconds since the epoch), ``events``.

    Args:
        own: All events of the actors: columns ``actor`` (never null) and ``at`` (microseconds since the epoch).
        like: A stamp of the source, for its zone and engine.
        rule: When a session ends.
    """
    runs = _runs(own, like, rule).cte()
    begin = func.min(runs.c.at).over(partition_by=(runs.c.actor, runs.c.run))
    pieces = select(runs.c.actor, runs.c.at, runs.c.run, begin.label("begin")).cte()
    piece = floor_div(pieces.c.at - pieces.c.begin, 1_000_000 * rule.max_seconds).label("piece")
    cut = select(pieces.c.actor, pieces.c.at, pieces.c.run, piece).cte()
    ends = (func.min(cut.c.at).label("begin"), func.max(cut.c.at).label("last"), func.count().label("events"))
    return select(cut.c.actor, *ends).group_by(cut.c.actor, cut.c.run, cut.c.piece).cte()


def _runs(own: FromClause, like: Stamp, rule: SessionRule) -> Select[Any]:
    """Return ``actor``, ``at`` and ``run``: the number of the run that an event is in."""
    in_order: dict[str, Any] = {"partition_by": own.c.actor, "order_by": own.c.at}
    days = [_local_day(own, like)] if rule.cut_at_midnight else []
    other_day = [(day - func.lag(day).over(**in_order)).label("days") for day in days]
    paused = (own.c.at - func.lag(own.c.at).over(**in_order)).label("pause")
    after = select(own.c.actor, own.c.at, paused, *other_day).cte()
    ends = [after.c.pause.is_(None), after.c.pause > 1_000_000 * rule.gap_seconds, *(after.c.days > 0 for _ in days)]
    starts = select(after.c.actor, after.c.at, case((or_(*ends), 1), else_=0).label("starts")).cte()
    # Events of one instant are peers of this window, so that all of them get the number of the run.
    run = func.sum(starts.c.starts).over(partition_by=starts.c.actor, order_by=starts.c.at)
    return select(starts.c.actor, starts.c.at, run.label("run"))


def _local_day(own: FromClause, like: Stamp) -> ColumnElement[int]:
    return Stamp(own.c.at, StoredAs.EPOCH_US, like.zone, like.dialect).day
