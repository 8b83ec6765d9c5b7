"""Attempts of funnels that are more than one step after the other, read from windows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.dates.stamp import Stamp
from metrics.journeys.first_session import first_sessions
from metrics.journeys.funnel import Conversion
from metrics.journeys.ladder import NEVER, Rows, Target, climbed
from metrics.journeys.step_events import StepEvents, window_ends
from metrics.queries.literals import whole
from okr.metric import StoredAs


def all_attempts(ask: Ask, found: StepEvents) -> FromClause:
    """Return the entries of the windows with ``until``, ``mature``, ``out``, ``came`` and ``went`` as moments."""
    funnel: Conversion = ask.parameters
    targets = _targets(ask)
    rows = _rows(ask, found)
    like = Stamp(rows.relation.c.at, StoredAs.EPOCH_US, found.at.zone, found.at.dialect)
    reached = climbed(funnel, rows, targets)
    if funnel.credit == "latest":
        reached = _with_next_entry(reached, rows.keys)
    reached = _in_session(ask, reached, like) if funnel.in_first_session else _in_windows(ask, reached, like)
    out = case((or_(*_spoiled(funnel, reached)), 1), else_=0) if funnel.exclusions else whole(0)
    extra = [c for c in reached.c if c.name.startswith("depth_") or c.name == "went_later"]
    kept = [reached.c[c] for c in ("bucket", "actor", "at", "until", "mature", "came", "went")]
    return select(*kept, *_grp(reached), *extra, out.label("out"), whole(1).label("many")).cte()


def _grp(relation: FromClause) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _targets(ask: Ask) -> list[Target]:
    funnel: Conversion = ask.parameters
    found = [Target("came", funnel.from_step), Target("went", funnel.to_step)]
    for number, exclusion in enumerate(funnel.exclusions):
        found.append(Target(f"bad_{number}", exclusion.after_step, f"after_{number}"))
        found.append(Target(f"next_{number}", exclusion.after_step + 1))
    if ask.scope.breakdown is not None and funnel.entry == "best" and funnel.order != "unordered":
        found += [Target(f"depth_{step}", step) for step in range(2, len(funnel.steps) + 1)]
    return found


def _rows(ask: Ask, found: StepEvents) -> Rows:
    """The events as the ladder wants them: microseconds, and steps that carry a null for no step at all."""
    funnel: Conversion = ask.parameters
    here = found.rows.c
    shared = [here[f"p_{name}"] for name in funnel.same]
    has_all = and_(*(column.is_not(None) for column in shared)) if shared else None
    marks = {f"m_{i}": here[f"m_{i}"] for i in range(len(funnel.steps))}
    marks |= {f"x_{i}": here[f"m_{len(funnel.steps) + i}"] for i in range(len(funnel.exclusions))}
    usable = {name: mark if has_all is None else case((has_all, mark), else_=0) for name, mark in marks.items()}
    columns = [
        here.actor,
        found.at.us.label("at"),
        case((found.is_entry, 1), else_=0).label("is_entry"),
        *_grp(found.rows),
    ]
    columns += [mark.label(name) for name, mark in usable.items()]
    columns += [column.label(f"s_{i}") for i, column in enumerate(shared)]
    relation = select(*columns).where(here.actor.is_not(None)).cte()
    return Rows(relation, ("actor", *(f"s_{i}" for i in range(len(shared)))))


def _with_next_entry(reached: FromClause, keys: tuple[str, ...]) -> FromClause:
    """Add when the first of the same actor's later entries converts; of entries of one instant one has a conversion."""
    columns = [reached.c[key] for key in keys]
    latest_first = [reached.c.at.desc(), reached.c.went.desc()]
    later = func.min(reached.c.went).over(partition_by=columns, order_by=latest_first, rows=(None, -1))
    return select(*reached.c, func.coalesce(later, NEVER).label("went_later")).cte()


def _in_windows(ask: Ask, reached: FromClause, like: Stamp) -> FromClause:
    """Keep the entries of the windows: the first of each period, or all of them."""
    funnel: Conversion = ask.parameters
    at = like.on(reached.c.at)
    bucket = bucket_of(at, ask.windows, ask.grain).label("bucket")
    ends = window_ends(ask, reached.c.at)
    inside = at.before(min(ask.windows[-1].end_at, ask.watermark))
    placed = select(*reached.c, bucket, *ends).where(inside).cte()
    if funnel.entry == "best" or funnel.count == "events":
        return placed
    first = func.min(placed.c.at).over(partition_by=(placed.c.actor, placed.c.bucket)).label("first_at")
    ranked = select(*placed.c, first).cte()
    return select(*ranked.c).where(ranked.c.at == ranked.c.first_at).cte()


def _in_session(ask: Ask, reached: FromClause, like: Stamp) -> FromClause:
    """Keep the entries that are their actor's very first."""
    entered, at = first_sessions(ask, like)
    us = at.us.label("first_us")
    first = select(entered.c.actor, us, entered.c.bucket, entered.c.until, entered.c.mature).cte()
    same = and_(first.c.actor == reached.c.actor, first.c.first_us == reached.c.at)
    columns = [first.c.bucket, first.c.until, first.c.mature]
    return select(*reached.c, *columns).select_from(reached.join(first, same)).cte()


def _spoiled(funnel: Conversion, reached: FromClause) -> list[ColumnElement[bool]]:
    """Whether an excluded event came after its step and before the next one, or before the window's end."""
    found = []
    for number in range(len(funnel.exclusions)):
        bad, after = reached.c[f"bad_{number}"], reached.c[f"next_{number}"]
        found.append(and_(bad <= reached.c.until, or_(after > reached.c.until, bad < after)))
    return found
