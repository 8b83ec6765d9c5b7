"""Time to value as written, and how long every actor that started has been watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, func, or_, select

from metrics.adapter import Ask
from metrics.dates.buckets import spread
from metrics.dates.calendar import epoch_us
from metrics.dates.stamp import Stamp
from metrics.journeys.cohorts import Entries, entries, orderly
from metrics.journeys.overlap import can_share
from metrics.queries.literals import whole
from metrics.queries.relations import marked
from okr.metric import Duration, Grain, Matcher, StoredAs
from okr.metric_schema import FIXED_DURATION, MATCHER, QUANTILE
from okr.schema import Choice, Key, Record


@dataclass(frozen=True)
class TimeToValue:
    """Parameters of time to value.

    Attributes:
        start: The event from which time runs: the actor's first over all history.
        value: The event until which it runs: the first at or after the start.
        quantile: Which share has got there at the figure; 0.5 is the median.
        within: Nobody is watched longer than this; None: until the watermark.
        population: ``all`` who started, or the ``converters`` only (which flatters recent periods).
    """

    start: Matcher
    value: Matcher
    quantile: float
    within: Duration | None
    population: str

    @property
    def share(self) -> Fraction:
        """The quantile as the decimal that was written."""
        return Fraction(str(self.quantile))

    @property
    def of_all(self) -> bool:
        """Whether those still waiting count."""
        return self.population == "all"


SCHEMA = Record(
    TimeToValue,
    (
        Key("start", MATCHER, "the event from which time runs", required=True),
        Key("value", MATCHER, "the event until which it runs", required=True),
        Key("quantile", QUANTILE, "the share that has got there at the figure", default=0.5),
        Key("within", FIXED_DURATION, "nobody is watched longer than this, like 30 days"),
        Key("population", Choice(("all", "converters")), "everybody, or only those who got there", default="all"),
    ),
    what="the parameters of time to value",
)


def watched(ask: Ask) -> CTE:
    """Return one row per actor that started: ``bucket``, ``grp`` and how long it was watched with what end.

    Columns: ``time`` in microseconds, ``happened`` (1: until it got there; 0: until the watermark or the window's end),
    ``mature`` (1: the stated window has passed) and ``in_time`` (1: it also got there in it).
    """
    parameters: TimeToValue = ask.parameters
    entered = entries(ask, parameters.start, "first_time", Grain.DAY)
    reached, at = _reached(ask, entered)
    start, until = at.on(reached.c.at).us, at.on(reached.c.value_at).us
    timed = select(reached.c.bucket, *_grp(reached), start.label("started"), (until - start).label("took")).cte()
    longest: ColumnElement[Any] = whole(epoch_us(ask.watermark)) - timed.c.started
    is_mature: ColumnElement[Any] = longest >= 0
    if parameters.within is not None:
        most = whole(1_000_000 * parameters.within.seconds)
        longest, is_mature = case((longest < most, longest), else_=most), longest >= most
    came = and_(timed.c.took.is_not(None), timed.c.took <= longest)
    each = select(
        timed.c.bucket,
        *_grp(timed),
        case((came, timed.c.took), else_=longest).label("time"),
        case((came, 1), else_=0).label("happened"),
        case((is_mature, 1), else_=0).label("mature"),
        case((and_(is_mature, came), 1), else_=0).label("in_time"),
    ).cte()
    if len(ask.windows) == 1 or ask.grain is not Grain.RANGE:
        return each
    return spread(each, ask.windows, ask.scope.zone.calendar).cte()


def _reached(ask: Ask, entered: Entries) -> tuple[CTE, Stamp]:
    """Return each entry with ``value_at``, the moment of its first value at or after the start; null for none."""
    value, at = _values(ask)
    start = entered.at.column
    if entered.at.stored_as is not at.stored_as:
        at = Stamp(at.us, StoredAs.EPOCH_US, at.zone, at.dialect)
        start = entered.at.us
    # A start is not its own value; at the same instant only an event that is no start can be.
    follows = and_(at.column >= start, or_(at.column > start, value.c.is_start == 0))
    here = entered.relation
    keys = [here.c.bucket, here.c.actor, start.label("at"), *entered.group]
    joined = here.outerjoin(value, and_(value.c.actor == here.c.actor, follows))
    query = select(*keys, func.min(at.column).label("value_at")).select_from(joined).group_by(*keys)
    return query.cte(), at


def _values(ask: Ask) -> tuple[FromClause, Stamp]:
    """Return the value events: ``actor``, ``at``, and ``is_start`` as 0 or 1; and their moment."""
    parameters: TimeToValue = ask.parameters
    start, end = ask.windows[0].start_at, None
    if parameters.within is not None:
        end = ask.windows[-1].end_at + timedelta(seconds=parameters.within.seconds)
    shares = can_share(parameters.start, parameters.value)
    matchers = (parameters.value, parameters.start) if shares else (parameters.value,)
    found = marked(ask.scope, matchers, start, end)
    at = orderly(found)
    is_start = found.mark(1) if shares else whole(0)
    columns = [found.actor, at.column.label("at"), is_start.label("is_start")]
    query = select(*columns).where(found.actor.is_not(None), found.mark(0) == 1)
    # SQLite makes an index for a join over what it keeps, and none over what it reads in place.
    value = query.cte().prefix_with("MATERIALIZED", dialect="sqlite")
    return value, at.on(value.c.at)


def _grp(relation: FromClause) -> list[Any]:
    return [relation.c.grp] if "grp" in relation.c else []
