"""Attempts of a funnel: every entry that counts, and which of its steps it reached in time.

Two ways lead to the same rows. Where steps cannot share an event and one entry an actor and period counts, each step is
a conditional minimum over the actor's events after the step before (:mod:`metrics.journeys.successive`): fast, and
small while few periods are asked for. Everything else is read from windows over the actor's events
(:mod:`metrics.journeys.climbing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.journeys.climbing import all_attempts
from metrics.journeys.funnel import Conversion
from metrics.journeys.overlap import counted_sets
from metrics.journeys.step_events import StepEvents
from metrics.journeys.successive import joined
from metrics.queries.literals import decimal, whole

_MOST_JOINED = 100
"""Periods up to which an actor's entries are paired with its later events; beyond, windows are cheaper at worst."""


@dataclass(frozen=True)
class Attempts:
    """Attempts, and the opening events without an actor.

    Attributes:
        relation: Columns ``bucket``, ``actor``, ``grp`` (with a breakdown), ``mature``, ``out`` (by an exclusion),
            ``came`` and ``went`` as 0 or 1 (whether the two steps were reached in time), ``seconds`` between them.
        nobody: Columns ``bucket`` and ``nulls``.
    """

    relation: FromClause
    nobody: FromClause


def attempts(ask: Ask) -> Attempts:
    """Return the attempts of the windows: one per actor and period, or one per entry for ``count: events``."""
    funnel: Conversion = ask.parameters
    found = StepEvents.of(ask)
    made = (joined if _is_simple(ask) else all_attempts)(ask, found)
    relation = _judged(funnel, made)
    return Attempts(relation, _nobody(ask, found))


def _is_simple(ask: Ask) -> bool:
    funnel: Conversion = ask.parameters
    special = (funnel.exclusions, funnel.same, funnel.count == "events", funnel.order != "ordered")
    once = funnel.in_first_session or (funnel.entry == "first" and len(ask.windows) <= _MOST_JOINED)
    return once and not any(special) and not counted_sets(funnel.steps, range(len(funnel.steps)))


def _nobody(ask: Ask, found: StepEvents) -> FromClause:
    bucket = bucket_of(found.at, ask.windows, ask.grain).label("bucket")
    rows = select(bucket).where(found.is_entry, found.inside(ask), found.rows.c.actor.is_(None)).cte()
    return select(rows.c.bucket, func.count().label("nulls")).group_by(rows.c.bucket).cte()


def _judged(funnel: Conversion, made: FromClause) -> FromClause:
    """Turn moments into what counts."""
    came = and_(made.c.came.is_not(None), made.c.came <= made.c.until)
    went = and_(made.c.went.is_not(None), made.c.went <= made.c.until, *_latest_only(funnel, made))
    seconds = (made.c.went - made.c.came) * decimal(0.000001)
    kept = [made.c.bucket, made.c.actor, *_grp(made), made.c.mature, made.c.out]
    flags = [case((came, 1), else_=0).label("came"), case((went, 1), else_=0).label("went"), seconds.label("seconds")]
    depth = [case((made.c[c.name] <= made.c.until, 1), else_=0) for c in made.c if c.name.startswith("depth_")]
    steps = sum(depth[1:], start=depth[0]) if depth else whole(0)
    judged = select(*kept, *flags, steps.label("depth"), made.c.at).cte()
    return judged if "many" not in made.c else _one_each(funnel, judged)


def _latest_only(funnel: Conversion, made: FromClause) -> list[ColumnElement[bool]]:
    """With ``credit: latest`` a later entry that leads to the same conversion takes it."""
    return [made.c.went < made.c.went_later] if funnel.credit == "latest" else []


def _grp(relation: FromClause) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _one_each(funnel: Conversion, judged: FromClause) -> FromClause:
    """Keep each actor's best attempt of a period: most steps, then earliest, then shortest; mature when all are."""
    if funnel.count == "events":
        return judged
    keys = [judged.c.actor, judged.c.bucket]
    steps = [judged.c.went.desc(), judged.c.came.desc(), judged.c.depth.desc()]
    best = [judged.c.out, *steps, judged.c.at, judged.c.seconds, *_grp(judged)]
    place = func.row_number().over(partition_by=keys, order_by=best).label("place")
    all_mature = func.min(judged.c.mature).over(partition_by=keys).label("mature")
    kept = [column for column in judged.c if column.name != "mature"]
    ranked = select(*kept, all_mature, place).cte()
    return select(*ranked.c).where(ranked.c.place == 1).cte()
