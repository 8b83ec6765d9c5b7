"""The session in which an actor begins: its first entry over all history, and the end of the session that holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import FromClause, and_, case, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.dates.calendar import epoch_us
from metrics.dates.stamp import Stamp
from metrics.journeys.cohorts import firsts, orderly
from metrics.journeys.sessions import session_ends
from metrics.queries.literals import whole
from metrics.queries.relations import events, marked
from okr.metric import Matcher, StoredAs


def first_sessions(ask: Ask, like: Stamp) -> tuple[FromClause, Stamp]:
    """Return each actor's first entry, where it lies in the windows, and its moment, comparable with ``like``.

    Columns: ``actor``, ``bucket``, ``at``, ``grp`` (with a breakdown), ``until`` (the session's last event, in
    microseconds) and ``mature`` (0 or 1): whether the session is closed.
    """
    found = marked(ask.scope, ask.parameters.opening)
    at = orderly(found)
    if at.stored_as is not like.stored_as:
        at = Stamp(at.us, StoredAs.EPOCH_US, at.zone, at.dialect)
    rows = select(found.actor, at.column.label("at"), *found.group).where(found.actor.is_not(None)).cte()
    first = firsts(rows, [rows.c.actor]).cte()
    at = at.on(first.c.at)
    span = at.between(ask.windows[0].start_at, min(ask.windows[-1].end_at, ask.watermark))
    bucket = bucket_of(at, ask.windows, ask.grain).label("bucket")
    inside = select(*first.c, at.us.label("us"), bucket).where(span).cte("entered")
    last = _last_of_session(ask, inside)
    closed = last.c.last + 1_000_000 * ask.scope.source.sessions.gap_seconds
    is_mature = case((closed <= whole(epoch_us(ask.watermark)), 1), else_=0)
    holds = last.c.actor == inside.c.actor
    kept = [inside.c.actor, inside.c.bucket, inside.c.at, *([inside.c.grp] if "grp" in inside.c else [])]
    query = select(*kept, last.c.last.label("until"), is_mature.label("mature")).select_from(inside.join(last, holds))
    relation = query.cte()
    return relation, at.on(relation.c.at)


def _last_of_session(ask: Ask, inside: FromClause) -> FromClause:
    """The sessions of the actors that entered, from all their events up to the longest session after the entry."""
    rule = ask.scope.source.sessions
    end = ask.windows[-1].end_at + timedelta(seconds=rule.max_seconds + 1)
    start, last = ask.windows[0].start_at, min(end, ask.watermark)
    is_few = (last - start) * 2 < last - ask.scope.zone.start
    only = select(inside.c.actor) if is_few else None
    found = events(replace(ask.scope, where=(), breakdown=None, only=only), Matcher(), None, end)
    rows = select(found.actor, found.at.us.label("at")).cte()
    near = and_(rows.c.actor == inside.c.actor, rows.c.at <= inside.c.us + 1_000_000 * rule.max_seconds)
    own = select(rows.c.actor, rows.c.at, inside.c.us.label("entry")).select_from(rows.join(inside, near)).cte()
    return session_ends(own, found.at, rule)
