"""Attempts by successive conditional minima: each step is the first event of its kind at or after the step before."""

from __future__ import annotations

from sqlalchemy import FromClause, and_, func, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.dates.stamp import Stamp
from metrics.journeys.cohorts import firsts
from metrics.journeys.first_session import first_sessions
from metrics.journeys.funnel import Conversion
from metrics.journeys.step_events import StepEvents, window_ends
from metrics.queries.literals import whole


def joined(ask: Ask, found: StepEvents) -> FromClause:
    """Return each entry with ``until``, ``mature`` and the moments ``came`` and ``went``, in microseconds."""
    funnel: Conversion = ask.parameters
    entered, at = first_sessions(ask, found.at) if funnel.in_first_session else _entered(ask, found)
    reached = entered
    for step in range(2, funnel.to_step + 1):
        reached = _next_step(found, reached, step)
    known = [column for column in reached.c if not column.name.startswith("t_") and column.name != "at"]
    us = at.on(reached.c.at).us
    until = [] if funnel.in_first_session else window_ends(ask, us)
    came, went = (at.on(reached.c[f"t_{step}" if step > 1 else "at"]).us for step in (funnel.from_step, funnel.to_step))
    columns = [us.label("at"), *until, came.label("came"), went.label("went"), whole(0).label("out")]
    return select(*known, *columns).cte()


def _entered(ask: Ask, found: StepEvents) -> tuple[FromClause, Stamp]:
    """Each actor's first entry in each period."""
    bucket = bucket_of(found.at, ask.windows, ask.grain).label("bucket")
    columns = [found.rows.c.actor, bucket, found.rows.c.at, *([found.rows.c.grp] if "grp" in found.rows.c else [])]
    inside = and_(found.is_entry, found.inside(ask), found.rows.c.actor.is_not(None))
    rows = select(*columns).where(inside).cte()
    return firsts(rows, [rows.c.actor, rows.c.bucket]).cte(), found.at


def _next_step(found: StepEvents, reached: FromClause, step: int) -> FromClause:
    """Add the moment of the first event of a step at or after the step before."""
    event = found.rows.alias(f"step_{step}")
    before = reached.c[f"t_{step - 1}" if step > 2 else "at"]
    follows = and_(event.c.actor == reached.c.actor, event.c[f"m_{step - 1}"] == 1, event.c.at >= before)
    at = func.min(event.c.at).label(f"t_{step}")
    return select(*reached.c, at).select_from(reached.outerjoin(event, follows)).group_by(*reached.c).cte()
