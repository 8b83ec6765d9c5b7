"""All sessions of all actors as SQL: by a pause, by a property that names them, or from one event to another.

A session never lasts longer than the rule's ``max``: a longer run is cut into pieces of that length, counted from its
first event. Every maker returns the same columns: ``actor``, ``started``, ``last`` (null where a session that needs an
end has none), ``until`` (the latest end of its piece), all in microseconds since the epoch, and ``grp``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, func, select, union_all

from metrics.dates.stamp import Stamp
from metrics.journeys.sessions import starts_of_runs
from metrics.queries.constructs import floor_div
from metrics.queries.literals import whole
from okr.metric import SessionRule


def by_pause(own: FromClause, like: Stamp, rule: SessionRule) -> CTE:
    """Return the sessions that a pause (or a midnight) ends.

    Args:
        own: Events of actors: ``actor`` (never null), ``at`` in microseconds, and ``grp`` with a breakdown.
        like: A stamp of the source, for its zone and engine.
        rule: When a session ends.
    """
    marked = starts_of_runs(own, like, rule)
    # A run is known by its beginning, the last so far. Of one instant all are in the run that any of them begins.
    starts = func.max(case((marked.c.starts == 1, marked.c.at)))
    begin = starts.over(partition_by=marked.c.actor, order_by=marked.c.at).label("run")
    runs = select(marked.c.actor, marked.c.at, *_grp(marked), begin).cte()
    return _pieces(select(*runs.c, runs.c.run.label("begin")).cte(), rule)


def by_name(runs: FromClause, rule: SessionRule) -> CTE:
    """Return the sessions of events that carry the name (or number) of an actor's run in the column ``run``."""
    begin = func.min(runs.c.at).over(partition_by=[runs.c.actor, runs.c.run]).label("begin")
    return _pieces(select(*runs.c, begin).cte(), rule)


def _pieces(placed: CTE, rule: SessionRule) -> CTE:
    """Cut runs, of which each event knows the ``begin``, into sessions."""
    longest = 1_000_000 * rule.max_seconds
    piece = floor_div(placed.c.at - placed.c.begin, longest).label("piece")
    cut = _with_first(select(*placed.c, piece).cte())
    keys = [cut.c.actor, cut.c.run, cut.c.begin, cut.c.piece]
    until = (cut.c.begin + (cut.c.piece + 1) * longest).label("until")
    ends = [func.min(cut.c.at).label("started"), func.max(cut.c.at).label("last")]
    group = [func.min(case((cut.c.at == cut.c.first, cut.c.grp))).label("grp")] if "grp" in cut.c else []
    return select(cut.c.actor, cut.c.run, *ends, until, *group).group_by(*keys).cte()


def _grp(relation: FromClause) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _with_first(cut: CTE) -> CTE:
    """Add the first moment of each session where events have groups: its group is that of its first event."""
    if "grp" not in cut.c:
        return cut
    keys = [cut.c.actor, cut.c.run, cut.c.piece]
    return select(*cut.c, func.min(cut.c.at).over(partition_by=keys).label("first")).cte()


def from_to(own: FromClause, rule: SessionRule) -> CTE:
    """Return the sessions that one event opens and another closes.

    Args:
        own: Events of actors: ``actor``, ``at`` in microseconds, ``opens`` and ``closes`` (0 or 1), and ``grp``.
        rule: Gives the longest session.
    """
    opening = select(own.c.actor, own.c.at, whole(0).label("is_end"), *_grp(own)).where(own.c.opens == 1)
    closing = select(own.c.actor, own.c.at, whole(1).label("is_end"), *_grp(own)).where(own.c.closes == 1)
    both = union_all(opening, closing).cte()
    backwards: dict[str, Any] = {"partition_by": both.c.actor, "order_by": [both.c.at.desc(), both.c.is_end.desc()]}
    # Read backwards, the smallest closing so far is the next one; at one instant openings come before closings.
    following = func.min(case((both.c.is_end == 1, both.c.at))).over(**backwards).label("run")
    placed = select(*both.c, following).cte()
    opened = select(placed.c.actor, placed.c.at, placed.c.run, *_grp(placed)).where(placed.c.is_end == 0).cte()
    pieces = by_name(opened, rule)
    in_time = and_(pieces.c.run >= pieces.c.started, pieces.c.run < pieces.c.until)
    end = case((in_time, pieces.c.run)).label("last")
    # The piece before the last has no end: the closing lies beyond it.
    return select(pieces.c.actor, pieces.c.started, end, pieces.c.until, *_grp(pieces)).cte()
