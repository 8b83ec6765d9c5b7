"""Surveys: promoters less detractors, the share of satisfied answers, or the mean answer.

Only valid answers count: a number within the scale, from somebody. Everybody has one answer in a period, the last.
`nps` is 100 times the share of promoters less the share of detractors, `csat` the share of the `top` answers, `mean`
the mean answer. With `invited` the reading names how many were asked in the period, and the share of them that answered
in it.
"""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from typing import Any

from sqlalchemy import FromClause, Select, func, null, select, union_all

from metrics.adapter import Ask, Example, Pooling, Rows, TimeColumn
from metrics.dates.buckets import bucket_of_window
from metrics.dates.window import Window
from metrics.queries.literals import decimal, whole
from metrics.shape import blank, early, group_of, share
from metrics.statistics.intervals import Z
from metrics.tables.answers import SCHEMA, Survey, answers, asked_and_answered, last_answers, left_out, sums
from metrics.tables.opened import groups_of, grp
from okr.metric import MetricDefinition
from okr.reading import Reading
from okr.words import State

_COUNTS = ("n", "promoters", "detractors", "satisfied")
_SUMS = ("total", "squares")
_MORE = ("nulls", "invited", "answered")
_DAY_SECONDS = 86_400


class SurveyAdapter:
    """Answers to one question, one per respondent."""

    kind = "survey"
    summary = "Net promoter score, share of satisfied answers or mean answer; the last answer of each respondent."
    schema = SCHEMA
    one_by_one = False
    overlapping = False
    example = Example(
        title="Two promoters (u1 changed its mind from 3 to 9), one passive, one detractor; an 11 is no answer: 25.",
        metric={
            "kind": "survey",
            "from": {
                "table": "answers",
                "respondent": "who",
                "time": "day",
                "score": "score",
                "stored_as": "local_date",
            },
            "figure": "nps",
            "grain": "month",
            "unit": "points",
        },
        source={"timezone": "UTC"},
        tables={
            "answers": (
                ("who", "day", "score"),
                (
                    ("u1", "2026-03-01", 3),
                    ("u1", "2026-03-20", 9),
                    ("u2", "2026-03-02", 10),
                    ("u3", "2026-03-02", 8),
                    ("u4", "2026-03-02", 6),
                    ("u5", "2026-03-02", 11),
                ),
            )
        },
        expected=(("2026-03-01", 25.0),),
        until="2026-04-01T00:00:00+00:00",
        span=("2026-03-01", "2026-04-01"),
    )

    def pooling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """Whose answer is the last depends on the window: it is asked anew."""
        return Pooling.REQUERY

    def totalling(self, definition: MetricDefinition) -> Pooling:  # noqa: ARG002 - same for all
        """The last answer of everybody in the complete periods."""
        return Pooling.REQUERY

    def maturity_days(self, definition: MetricDefinition) -> int:
        """The time that answers may take, in days begun."""
        window = definition.parameters.answer_window
        return 0 if window is None else -(-window.seconds // _DAY_SECONDS)

    def is_duration(self, definition: MetricDefinition) -> bool:  # noqa: ARG002 - same for all
        """An answer is no duration."""
        return False

    def times(self, definition: MetricDefinition) -> tuple[TimeColumn, ...]:
        """The time column of the answers."""
        origin = definition.parameters.origin
        return (TimeColumn(origin.table, origin.time, origin.stored_as),)

    def query(self, ask: Ask) -> Select[Any]:
        """Per bucket: answers that count and their sums, what was left out, and who was asked."""
        found = answers(ask)
        counted = last_answers(ask, found)
        keys = [counted.c.bucket, *grp(counted)]
        zeros = [whole(0).label(name) for name in _MORE]
        own = select(*keys, *sums(ask, counted), *zeros).group_by(*keys)
        parts = [own, _widened(left_out(found).subquery())]
        if ask.parameters.invited is not None:
            parts.append(_widened(asked_and_answered(ask, counted).subquery()))
        both = union_all(*parts).subquery()
        return select(*both.c)

    def readings(self, ask: Ask, rows: Rows) -> list[Reading]:
        """One reading per window and group."""
        cells: dict[tuple[int, str | None], dict[str, float]] = {}
        for row in rows:
            cell = cells.setdefault((int(row["bucket"]), group_of(row)), {})
            for name in (*_COUNTS, *_SUMS, *_MORE):
                cell[name] = cell.get(name, 0) + float(row[name] or 0)
        groups, found = groups_of([group for _, group in cells]), []
        for window in ask.windows:
            bucket = bucket_of_window(window, ask.grain, ask.scope.zone)
            found += [_reading(ask, window, cells.get((bucket, group), {}), group) for group in groups]
        return found

    def receipt(self, ask: Ask) -> Select[Any]:
        """The figure over the last answers in the window."""
        counted = last_answers(ask, answers(ask))
        own = select(*sums(ask, counted)).subquery()
        above = {
            "nps": 100 * (own.c.promoters - own.c.detractors),
            "csat": own.c.satisfied,
            "mean": own.c.total,
        }[ask.parameters.figure]
        value: Any = above * decimal(1) / func.nullif(own.c.n, 0)
        return select(value.label("value"), own.c.n)


ADAPTER = SurveyAdapter()


def _widened(part: FromClause) -> Select[Any]:
    """Return counts beside the answers in the columns of all."""
    zeros = [whole(0).label(name) for name in _COUNTS]
    nothing = [null().label(name) for name in _SUMS]
    more = [part.c[name] if name in part.c else whole(0).label(name) for name in _MORE]
    return select(part.c.bucket, *grp(part), *zeros, *nothing, *more)


def _reading(ask: Ask, window: Window, cell: dict[str, float], group: str | None) -> Reading:
    survey: Survey = ask.parameters
    wait = survey.answer_window
    final_at = window.end_at + timedelta(seconds=wait.seconds if wait else 0)
    if final_at > ask.watermark:
        late = early(ask, window, final_at, "the time for answers" if wait else "the period")
        return blank(ask, window, State.TOO_EARLY, late.reason, mature_at=final_at, group=group)
    n, promoters, detractors, satisfied = (int(cell.get(name, 0)) for name in _COUNTS)
    known: dict[str, Any] = {"group": group, "mature_at": final_at, "excluded_null": int(cell.get("nulls", 0))}
    known["fields"] = _fields(survey, cell)
    if survey.figure == "csat":
        return share(ask, window, satisfied, n, **known)
    known |= {"denominator": n, "n": n}
    if n == 0:
        return blank(ask, window, State.NOBODY, "nobody answered in this period", numerator=0, **known)
    if survey.figure == "nps":
        above, spread = promoters - detractors, promoters + detractors
        # Whole numbers until the root: equal answers have no spread at all, not a rounding error.
        half = 100 * Z * sqrt(n * spread - above * above) / n / sqrt(n)
        ends = _ends(100 * above / n, half, n, (-100.0, 100.0))
        return blank(ask, window, State.OK, value=100 * above / n, numerator=above, **ends, **known)
    total, squares = cell["total"], cell["squares"]
    half = Z * sqrt(max(0.0, n * squares - total * total) / max(1, n - 1)) / n
    ends = _ends(total / n, half, n, survey.ends)
    return blank(ask, window, State.OK, value=total / n, numerator=total, **ends, **known)


def _ends(value: float, half: float, n: int, limits: tuple[float, float]) -> dict[str, Any]:
    """The normal interval of a mean, within the limits it can have; none for a single answer."""
    if n < 2:
        return {}
    return {"lower": max(limits[0], value - half), "upper": min(limits[1], value + half), "interval": "normal"}


def _fields(survey: Survey, cell: dict[str, float]) -> dict[str, Any]:
    n, promoters, detractors, _ = (int(cell.get(name, 0)) for name in _COUNTS)
    found: dict[str, Any] = {}
    if survey.figure == "nps":
        found = {"promoters": promoters, "passives": n - promoters - detractors, "detractors": detractors}
    if survey.invited is not None:
        invited, answered = int(cell.get("invited", 0)), cell.get("answered", 0)
        found |= {"invited": invited, "response_rate": answered / invited if invited else None}
    return found
