"""Answers to a survey as SQL: valid ones, one per respondent and window, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, case, func, not_, select

from metrics.adapter import Ask
from metrics.dates.buckets import bucket_of
from metrics.queries.literals import decimal, whole
from metrics.queries.numbers import as_number
from metrics.tables.opened import grp, open_table
from okr.metric import Duration, Filter, StoredAs
from okr.metric_schema import FILTER, FIXED_DURATION, NAME, STORED_AS
from okr.schema import Choice, Key, Many, Number, Record, Whole

FIGURES = ("nps", "csat", "mean")
_NPS_SCALE = (0.0, 10.0)


@dataclass(frozen=True)
class AnswerTable:
    """Where answers (or invitations) lie.

    Attributes:
        table: Its name.
        time: Column of the moment that decides the period.
        score: Column of the answer; empty for invitations.
        respondent: Column of who answers; None: every row is an answer by itself.
        stored_as: How it stores the moment.
        where: Conditions on its columns.
    """

    table: str
    time: str
    score: str = ""
    respondent: str | None = None
    stored_as: StoredAs = StoredAs.INSTANT
    where: Filter = ()


@dataclass(frozen=True)
class Survey:
    """Parameters of a survey.

    Attributes:
        origin: The answers.
        figure: ``nps``, ``csat`` or ``mean``.
        scale: The lowest and the highest answer; others are not valid.
        promoters: From this answer up somebody is a promoter.
        detractors: Up to this answer somebody is a detractor.
        top: How many answers from the top of the scale count as satisfied.
        invited: Who was asked, for the response rate.
        answer_window: How long after a period's end its answers may still come in.
    """

    origin: AnswerTable
    figure: str
    scale: tuple[float, ...] | None
    promoters: float | None
    detractors: float | None
    top: int | None
    invited: AnswerTable | None
    answer_window: Duration | None

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest valid answer."""
        low, high = self.scale or _NPS_SCALE
        return low, high

    @property
    def promoting(self) -> float:
        """From this answer up somebody is a promoter."""
        return 9 if self.promoters is None else self.promoters

    @property
    def detracting(self) -> float:
        """Up to this answer somebody is a detractor."""
        return 6 if self.detractors is None else self.detractors

    @property
    def satisfied_above(self) -> float:
        """Answers above it are among the top ones."""
        return self.ends[1] - (2 if self.top is None else self.top)


def _check(parameters: Survey) -> list[tuple[str, str, str]]:
    if parameters.scale is None and parameters.figure != "nps":
        return [("scale", f"{parameters.figure} needs the scale of the answers", "Like scale: [1, 5].")]
    if parameters.scale is not None and (len(parameters.scale) != 2 or parameters.scale[0] >= parameters.scale[1]):
        return [("scale", "a scale is its lowest and its highest answer", "Like scale: [1, 5].")]
    keys = {"promoters": "nps", "detractors": "nps", "top": "csat"}
    for key, figure in keys.items():
        if getattr(parameters, key) is not None and parameters.figure != figure:
            return [(key, f"{key} belongs to figure: {figure}", "Leave it out.")]
    return _check_limits(parameters)


def _check_limits(parameters: Survey) -> list[tuple[str, str, str]]:
    low, high = parameters.ends
    if parameters.figure == "nps" and not low <= parameters.detracting < parameters.promoting <= high:
        key = "promoters" if parameters.promoters is not None else "detractors"
        key = key if getattr(parameters, key) is not None else "scale"
        found = f"detractors up to {parameters.detracting:g} and promoters from {parameters.promoting:g}"
        return [(key, f"{found} do not fit the scale {low:g} to {high:g}", "Limits ascend within the scale.")]
    if parameters.figure == "csat" and not low <= parameters.satisfied_above < high:
        return [("top", "the top answers are the whole scale", "Fewer of them, like top: 2 of [1, 5].")]
    named = parameters.origin.respondent is not None
    if parameters.invited is not None and (not named or parameters.invited.respondent is None):
        return [("invited", "a response rate needs respondent in from and in invited", "Name the column.")]
    return []


_WHERE = (
    Key("time", NAME, "column of the moment that decides the period", required=True),
    Key("stored_as", STORED_AS, "how it stores the moment", default=StoredAs.INSTANT),
    Key("where", FILTER, "conditions on its columns", default=()),
    Key("respondent", NAME, "column of who answers, resolved as actors are; without it every row is an answer"),
)
_ANSWERS = Record(
    AnswerTable,
    (
        Key("table", NAME, "table or view", required=True),
        Key("score", NAME, "column of the answer", required=True),
        *_WHERE,
    ),
    what="a table of answers",
)
_INVITED = Record(
    AnswerTable, (Key("table", NAME, "table or view", required=True), *_WHERE), what="a table of those asked"
)
SCHEMA = Record(
    Survey,
    (
        Key("from", _ANSWERS, "the answers {table, respondent, time, score}", required=True, attribute="origin"),
        Key("figure", Choice(FIGURES), "what is told of them", required=True),
        Key("scale", Many(Number()), "the lowest and the highest answer; required but for nps, which has [0, 10]"),
        Key("promoters", Number(), "from this answer up somebody is a promoter (nps); default: 9"),
        Key("detractors", Number(), "up to this answer somebody is a detractor (nps); default: 6"),
        Key("top", Whole(1), "answers from the top of the scale that count as satisfied (csat); default: 2"),
        Key("invited", _INVITED, "who was asked {table, respondent, time}, for the response rate"),
        Key("answer_window", FIXED_DURATION, "how long after a period's end its answers may still come in"),
    ),
    check=_check,
    what="the parameters of a survey",
)


def answers(ask: Ask) -> CTE:
    """Return all answers in the windows: ``bucket``, ``who``, ``at``, ``score``, ``grp``, ``fits`` (1 where valid)."""
    parameters: Survey = ask.parameters
    origin, (low, high) = parameters.origin, parameters.ends
    opened = open_table(ask, origin.table, origin.respondent)
    score, stamp = as_number(opened.column(origin.score)), opened.stamp(origin.time, origin.stored_as)
    valid = and_(score.is_not(None), score >= decimal(low), score <= decimal(high))
    if opened.actor is not None:
        valid = and_(valid, opened.actor.is_not(None))
    who = whole(0) if opened.actor is None else opened.actor
    columns = [who.label("who"), stamp.us.label("at"), score.label("score"), case((valid, 1), else_=0).label("fits")]
    bucket = bucket_of(stamp, ask.windows, ask.grain).label("bucket")
    query = select(bucket, *columns, *opened.group).select_from(opened.source)
    end = min(ask.windows[-1].end_at, ask.watermark)
    inside = stamp.between(ask.windows[0].start_at, end)
    return query.where(stamp.column.is_not(None), inside, *opened.tests(origin.where)).cte()


def last_answers(ask: Ask, found: FromClause) -> FromClause:
    """Return the valid answers that count: the last of each respondent in each window, the lowest of one instant."""
    if ask.parameters.origin.respondent is None:
        return select(*found.c).where(found.c.fits == 1).cte()
    order = func.row_number().over(
        partition_by=[found.c.bucket, found.c.who], order_by=[found.c.at.desc(), found.c.score, *grp(found)]
    )
    placed = select(*found.c, order.label("place")).where(found.c.fits == 1).subquery()
    return select(*placed.c).where(placed.c.place == 1).cte()


def sums(ask: Ask, counted: FromClause) -> list[ColumnElement[Any]]:
    """Return what every figure is made of, over answers that count."""
    parameters: Survey = ask.parameters
    score = counted.c.score * decimal(1)
    tests = {
        "promoters": counted.c.score >= decimal(parameters.promoting),
        "detractors": counted.c.score <= decimal(parameters.detracting),
        "satisfied": counted.c.score > decimal(parameters.satisfied_above),
    }
    counts = [func.sum(case((test, 1), else_=0)).label(name) for name, test in tests.items()]
    return [func.count().label("n"), *counts, func.sum(score).label("total"), func.sum(score * score).label("squares")]


def left_out(found: FromClause) -> Select[Any]:
    """Return ``bucket``, ``grp`` and ``nulls``: answers that are not valid, or name nobody."""
    keys = [found.c.bucket, *grp(found)]
    return select(*keys, func.count().label("nulls")).where(not_(found.c.fits == 1)).group_by(*keys)


def asked_and_answered(ask: Ask, counted: FromClause) -> Select[Any]:
    """Return ``bucket``, ``grp``, ``invited`` (who was asked in the window) and ``answered`` (who of them answered)."""
    parameters: Survey = ask.parameters
    origin: Any = parameters.invited
    opened = open_table(ask, origin.table, origin.respondent)
    stamp = opened.stamp(origin.time, origin.stored_as)
    bucket = bucket_of(stamp, ask.windows, ask.grain).label("bucket")
    end = min(ask.windows[-1].end_at, ask.watermark)
    inside = and_(stamp.column.is_not(None), stamp.between(ask.windows[0].start_at, end))
    who: Any = opened.actor
    rows = select(bucket, who.label("who"), *opened.group).select_from(opened.source)
    asked = rows.where(inside, who.is_not(None), *opened.tests(origin.where)).distinct().cte()
    answered = select(counted.c.bucket, counted.c.who).distinct().cte()
    same = and_(answered.c.bucket == asked.c.bucket, answered.c.who == asked.c.who)
    keys = [asked.c.bucket, *grp(asked)]
    counts = [func.count().label("invited"), func.count(answered.c.who).label("answered")]
    return select(*keys, *counts).select_from(asked.outerjoin(answered, same)).group_by(*keys)
