"""Sessions as written for a metric, and those that begin in the windows asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, case, func, or_, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.dates.calendar import epoch_us
from metrics.dates.stamp import Stamp
from metrics.queries.catalog import is_text
from metrics.queries.literals import decimal, whole
from metrics.queries.relations import Events, events, marked
from metrics.visits.cutting import by_name, by_pause, from_to
from okr.metric import Duration, Matcher, SessionRule, StoredAs, parse_duration
from okr.metric_schema import FIXED_DURATION, MATCHER, NAME, QUANTILE
from okr.schema import Choice, Flag, Key, Many, Record

FIGURES = ("count", "mean_duration", "durations", "per_actor")
EDGES = tuple(
    map(parse_duration, ("10 seconds", "1 minute", "5 minutes", "10 minutes", "30 minutes", "1 hour", "2 hours"))
)
_LONG_BEFORE = 4
"""How many times as long as the windows the history before them is, for it to pay to look for actors first."""


@dataclass(frozen=True)
class Sessions:
    """Parameters of sessions.

    Attributes:
        figure: What is told of them.
        active: The events that sessions are made of; None where one event opens and another closes them.
        gap: The longest pause inside a session; None: the source's.
        cut_at_midnight: Whether local midnight ends a session; None: the source's.
        max: The longest session; None: the source's.
        by: Property of the event that names its session.
        opens: The event that opens a session.
        closes: The event that closes it.
        quantile: Which duration is the value of ``durations``.
        edges: Where the bars of ``durations`` end, ascending; the last bar is open.
    """

    figure: str
    active: Matcher | None
    gap: Duration | None
    cut_at_midnight: bool | None
    max: Duration | None
    by: str | None
    opens: Matcher | None
    closes: Matcher | None
    quantile: float | None
    edges: tuple[Duration, ...] | None

    @property
    def first(self) -> Matcher:
        """The events that can begin a session."""
        return self.opens or self.active or Matcher()

    @property
    def is_timed(self) -> bool:
        """Whether the figure is a duration, so that sessions must be over."""
        return self.figure in ("mean_duration", "durations")

    @property
    def is_paused(self) -> bool:
        """Whether a pause ends sessions."""
        return self.by is None and self.opens is None

    @property
    def share(self) -> Fraction:
        """The quantile as the decimal that was written."""
        return Fraction(str(self.quantile or 0.5))

    @property
    def bounds(self) -> tuple[int, ...]:
        """The edges in seconds."""
        return tuple(edge.seconds for edge in self.edges or EDGES)


def rule_of(ask: Ask) -> SessionRule:
    """Return when a session of this metric ends: as written for it, else as for its source."""
    parameters: Sessions = ask.parameters
    rule, cut = ask.scope.source.sessions, parameters.cut_at_midnight
    return SessionRule(
        parameters.gap.seconds if parameters.gap else rule.gap_seconds,
        rule.cut_at_midnight if cut is None else cut,
        parameters.max.seconds if parameters.max else rule.max_seconds,
    )


def longest(ask: Ask) -> timedelta:
    """Return how long after a period's end a session of it may still be open; nothing for figures without durations."""
    parameters, rule = ask.parameters, rule_of(ask)
    pause = rule.gap_seconds if parameters.is_paused else 0
    return timedelta(seconds=rule.max_seconds + pause if parameters.is_timed else 0)


def _check(parameters: Sessions) -> list[tuple[str, str, str]]:
    encloses = parameters.opens is not None or parameters.closes is not None
    if encloses and (parameters.opens is None or parameters.closes is None):
        return [("from", "from and to belong together", "One opens a session, the other closes it.")]
    if encloses and parameters.opens == parameters.closes:
        return [("to", "the same event would open and close the session", "Name another event, or use active.")]
    if encloses == (parameters.active is not None):
        found = "active does not go with from and to" if encloses else '"active" is missing'
        return [("active", found, "Give active: {event: any}, or from: {event: …} and to: {event: …}.")]
    return _check_rule(parameters) or _check_bars(parameters)


def _check_rule(parameters: Sessions) -> list[tuple[str, str, str]]:
    if parameters.by is not None and parameters.opens is not None:
        return [("by", "by does not go with from and to", "Keep one.")]
    if not parameters.is_paused and parameters.gap is not None:
        return [("gap", "a gap ends only sessions that nothing else ends", "Leave out gap, or by (from and to).")]
    if not parameters.is_paused and parameters.cut_at_midnight is not None:
        return [("cut_at_midnight", "midnight ends only sessions that a gap ends too", "Leave it out.")]
    return []


def _check_bars(parameters: Sessions) -> list[tuple[str, str, str]]:
    if parameters.figure != "durations" and (parameters.quantile is not None or parameters.edges is not None):
        key = "quantile" if parameters.quantile is not None else "edges"
        return [(key, f"{key} belongs to figure: durations", "Leave it out, or ask for durations.")]
    bounds = list(parameters.bounds)
    if bounds != sorted(set(bounds)):
        return [("edges", "the edges do not ascend", "Like [1 minute, 10 minutes, 1 hour].")]
    return []


SCHEMA = Record(
    Sessions,
    (
        Key("figure", Choice(FIGURES), "what is told of the sessions", required=True),
        Key("active", MATCHER, "the events that sessions are made of (not with from and to)"),
        Key("gap", FIXED_DURATION, "the longest pause inside a session; default: the source's, 30 minutes"),
        Key("cut_at_midnight", Flag(), "whether local midnight ends a session; default: the source's, false"),
        Key("max", FIXED_DURATION, "the longest session; default: the source's, 24 hours"),
        Key("by", NAME, "property of the event that names its session, instead of a gap"),
        Key("from", MATCHER, "the event that opens a session, instead of a gap", attribute="opens"),
        Key("to", MATCHER, "the event that closes it", attribute="closes"),
        Key("quantile", QUANTILE, "which duration is the value of durations; default: 0.5, the median"),
        Key("edges", Many(FIXED_DURATION, least=1), "where the bars of durations end; the last bar is open"),
    ),
    check=_check,
    what="the parameters of sessions",
)


def sessions(ask: Ask) -> CTE:
    """Return the sessions that begin in the windows: ``bucket``, ``actor``, ``grp``, ``is_open``, ``took`` (seconds).

    ``took`` is null where a session that needs an end has none; ``is_open`` is 1 where it may still go on.
    """
    all_of_them, like = _all_sessions(ask)
    at = Stamp(all_of_them.c.started, StoredAs.EPOCH_US, like.zone, like.dialect)
    took = ((all_of_them.c.last - all_of_them.c.started) * decimal(1) / decimal(1_000_000)).label("took")
    bucket = bucket_of(at, ask.windows, ask.grain).label("bucket")
    is_open = case((_end(ask, all_of_them) > whole(epoch_us(ask.watermark)), 1), else_=0).label("is_open")
    group = [all_of_them.c.grp] if "grp" in all_of_them.c else []
    inside = at.between(ask.windows[0].start_at, ask.windows[-1].end_at)
    return select(bucket, all_of_them.c.actor, *group, is_open, took).where(inside).cte()


def _end(ask: Ask, found: FromClause) -> ColumnElement[int]:
    """Return the moment from which a session can go on no longer, in microseconds."""
    parameters: Sessions = ask.parameters
    if parameters.opens is not None:
        return func.coalesce(found.c.last, found.c.until)
    if parameters.by is not None:
        return found.c.until
    paused = found.c.last + 1_000_000 * rule_of(ask).gap_seconds
    return case((paused < found.c.until, paused), else_=found.c.until)


def _all_sessions(ask: Ask) -> tuple[CTE, Stamp]:
    parameters, rule = ask.parameters, rule_of(ask)
    end = ask.windows[-1].end_at + longest(ask)
    if parameters.opens is not None:
        found = marked(ask.scope, (parameters.opens, parameters.closes), None, end)
        marks = [found.mark(0).label("opens"), found.mark(1).label("closes")]
        return from_to(_own(ask, found, *marks), rule), found.at
    if parameters.by is None:
        found = events(ask.scope, parameters.active, None, end)
        return by_pause(_own(ask, found), found.at, rule), found.at
    found = events(ask.scope, parameters.active, None, end, [parameters.by])
    own = _own(ask, found, found.property(parameters.by).label("run"))
    return by_name(select(*own.c).where(_has_name(own.c.run)).cte(), rule), found.at


def _own(ask: Ask, found: Events, *more: ColumnElement[Any]) -> CTE:
    """Return the events of actors; for a short stretch of a long history of those alone that can begin one there."""
    columns = [found.actor, found.at.us.label("at"), *found.group, *more]
    start, end = ask.windows[0].start_at, ask.windows[-1].end_at
    query = select(*columns).where(found.actor.is_not(None))
    calendar = ask.scope.zone.calendar
    if start - calendar.start_of(ask.history_from) < _LONG_BEFORE * (end - start):
        return query.cte()
    here = events(ask.scope, ask.parameters.first, start, end)
    return query.where(found.actor.in_(select(here.actor).where(here.actor.is_not(None)))).cte()


def _has_name(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(column.is_not(None), column != "") if is_text(column.type) else column.is_not(None)


def nameless(ask: Ask) -> Select[Any]:
    """Return ``bucket`` and ``nulls``: events in the windows that name no actor, or no session where one is needed."""
    parameters: Sessions = ask.parameters
    properties = [parameters.by] if parameters.by else []
    found = events(ask.scope, parameters.first, ask.windows[0].start_at, ask.windows[-1].end_at, properties)
    missing = [found.actor.is_(None), *(~_has_name(found.property(name)) for name in properties)]
    rows = select(bucket_of(found.at, ask.windows, ask.grain).label("bucket")).where(or_(*missing)).subquery()
    return select(rows.c.bucket, func.count().label("nulls")).group_by(rows.c.bucket)
