"""The events of a funnel, read once: its steps, its exclusions, and until when an attempt may convert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, or_, select

from metrics.adapter import Ask
from metrics.dates.calendar import epoch_us
from metrics.dates.stamp import Stamp
from metrics.journeys.cohorts import orderly
from metrics.journeys.funnel import Conversion
from metrics.queries.literals import whole
from metrics.queries.relations import marked
from okr.metric import Matcher, SessionRule


def reach(funnel: Conversion, rule: SessionRule) -> timedelta:
    """Return how long after its entry an attempt may still be open."""
    within = funnel.within
    return timedelta(seconds=rule.max_seconds + rule.gap_seconds if within is None else within.seconds)


@dataclass(frozen=True)
class StepEvents:
    """The events that matter.

    Attributes:
        rows: Columns ``actor`` (null for nobody), ``at``, ``m_0`` … for steps, then exclusions, ``p_…`` and ``grp``.
        at: Their moment, in a form whose order is the order of time.
        is_entry: Whether an event can open an attempt.
    """

    rows: FromClause
    at: Stamp
    is_entry: ColumnElement[bool]

    @classmethod
    def of(cls, ask: Ask) -> StepEvents:
        """Read steps, exclusions and, where nothing may lie between steps, everything else."""
        funnel: Conversion = ask.parameters
        matchers = [*funnel.steps, *(exclusion.matcher for exclusion in funnel.exclusions)]
        matchers += [Matcher()] if funnel.order == "strict" else []
        start, end = ask.windows[0].start_at, ask.windows[-1].end_at + reach(ask.parameters, ask.scope.source.sessions)
        found = marked(ask.scope, matchers, start, end, funnel.same)
        at = orderly(found)
        others = [column for column in found.relation.c if column.name != "at"]
        # A column store reads two narrow scans faster than it keeps one; the others take the events once.
        rows = select(at.column.label("at"), *others).cte("steps").prefix_with("NOT MATERIALIZED", dialect="duckdb")
        entry = or_(*(rows.c[f"m_{i}"] == 1 for i in range(len(funnel.opening))))
        return cls(rows, at.on(rows.c.at), entry)

    def inside(self, ask: Ask) -> ColumnElement[bool]:
        """Whether an event lies in the windows asked for."""
        return self.at.before(min(ask.windows[-1].end_at, ask.watermark))


def window_ends(ask: Ask, us: ColumnElement[int]) -> list[ColumnElement[Any]]:
    """Return ``until`` and ``mature`` (0 or 1) of the entries at a moment, for windows of a fixed length."""
    until = us + 1_000_000 * (ask.parameters.within.seconds if ask.parameters.within else 0)
    is_mature = until <= whole(epoch_us(ask.watermark))
    return [until.label("until"), case((is_mature, 1), else_=0).label("mature")]
