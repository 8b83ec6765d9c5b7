"""When each entry reaches each step, for all entries at once: windows over an actor's events instead of joins.

Read from an actor's last event to the first, every row learns what comes after it: for step k, the earliest moment
by which the later steps can be done from there. A row that does step k takes that from the rows strictly later than
itself; steps that share an instant are done there together, as far as different events can be found for them (see
:mod:`metrics.journeys.overlap`). The rows of step 1 then know when their attempt reaches any later step. Each step
costs one window in the same order; no row is ever paired with another.

Moments are microseconds since the epoch; one that never comes is :data:`NEVER`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select

from metrics.journeys.funnel import Conversion
from metrics.journeys.overlap import Steps, counted_sets
from metrics.queries.literals import whole

NEVER = whole(4611686018427387904)
"""Later than any moment, and still far from the end of the whole numbers."""

_LATER = (None, -1)
_PEERS = (0, 0)
_FROM_HERE = (None, 0)


@dataclass(frozen=True)
class Target:
    """What an attempt learns: a moment or what follows it, taken where the step is reached.

    Attributes:
        name: Name of the column.
        step: The step, from 1.
        column: The column whose value is taken there.
    """

    name: str
    step: int
    column: str = "at"


@dataclass(frozen=True)
class Rows:
    """Rows of the actors' events.

    Attributes:
        relation: Columns ``actor``, ``at``, ``is_entry``, ``m_0`` … for the steps, ``x_0`` … for the exclusions and
            ``s_0`` … for the properties that all steps share; others are carried along.
        keys: Columns within which steps belong together.
    """

    relation: FromClause
    keys: tuple[str, ...]

    def over(self, frame: tuple[int | None, int], keys: Sequence[str] = ()) -> dict[str, Any]:
        """Return the arguments of a window from the last event backwards."""
        columns = [self.relation.c[key] for key in keys or self.keys]
        return {"partition_by": columns, "order_by": self.relation.c.at.desc(), "range_": frame}

    def then(self, query: Select[Any]) -> Rows:
        """Return the same rows after one more query."""
        return Rows(query.cte(), self.keys)


def climbed(funnel: Conversion, rows: Rows, targets: Sequence[Target]) -> FromClause:
    """Return the rows that are an entry, with one more column per target."""
    reached = _unordered if funnel.order == "unordered" else _ordered
    return reached(funnel, rows, targets)


def _unordered(funnel: Conversion, rows: Rows, targets: Sequence[Target]) -> FromClause:
    """All steps are done once every set of them has met as many events as it has steps."""
    sets = _sets(funnel, range(len(funnel.steps)))
    columns = [_nth_event(rows, some).label(_name("e", some)) for some in sets]
    ends = rows.then(select(*rows.relation.c, *columns))
    soonest = [func.min(ends.relation.c[_name("e", some)]).over(**ends.over(_FROM_HERE)) for some in sets]
    after = select(*ends.relation.c, *(s.label(_name("n", some)) for s, some in zip(soonest, sets, strict=True)))
    found = after.cte()
    done = _latest([func.coalesce(found.c[_name("n", some)], NEVER) for some in sets])
    values = [(found.c.at if target.step == 1 else done).label(target.name) for target in targets]
    return select(*found.c, *values).where(found.c.is_entry == 1).cte()


def _nth_event(rows: Rows, some: Steps) -> ColumnElement[int]:
    """The moment of the event that completes a set of steps, counted from an event that meets one of them."""
    meets = _meets(rows.relation, some)
    if len(some) == 1:
        return case((meets == 1, rows.relation.c.at), else_=NEVER)
    keys = [*(rows.relation.c[key] for key in rows.keys), meets]
    last = func.lead(rows.relation.c.at, len(some) - 1).over(partition_by=keys, order_by=rows.relation.c.at)
    return case((meets == 1, func.coalesce(last, NEVER)), else_=NEVER)


def _meets(relation: FromClause, some: Steps) -> ColumnElement[int]:
    """1 where an event meets one of the steps."""
    marks = [relation.c[f"m_{step}"] for step in sorted(some)]
    return marks[0] if len(marks) == 1 else case((sum(marks[1:], start=marks[0]) > 0, 1), else_=0)


def _ordered(funnel: Conversion, rows: Rows, targets: Sequence[Target]) -> FromClause:
    rows = _counted(funnel, _with_followers(funnel, rows))
    highest = max(target.step for target in targets)
    for step in range(highest, 1, -1):
        wanted = [target for target in targets if target.step >= step]
        seen = [_later(funnel, rows, _reached(funnel, rows.relation, target, step)) for target in wanted]
        names = [f"n_{step}_{target.name}" for target in wanted]
        later = (column.label(name) for column, name in zip(seen, names, strict=True))
        rows = rows.then(select(*rows.relation.c, *later))
    values = [_reached(funnel, rows.relation, target, 1).label(target.name) for target in targets]
    return select(*rows.relation.c, *values).where(rows.relation.c.is_entry == 1).cte()


def _with_followers(funnel: Conversion, rows: Rows) -> Rows:
    """Add the moment of each exclusion strictly after a row and, for ``strict``, of the actor's next event."""
    here = rows.relation.c
    columns = [
        func.coalesce(func.min(case((here[f"x_{i}"] == 1, here.at), else_=NEVER)).over(**rows.over(_LATER)), NEVER)
        for i in range(len(funnel.exclusions))
    ]
    named = [column.label(f"after_{i}") for i, column in enumerate(columns)]
    if funnel.order == "strict":
        named.append(func.min(here.at).over(**rows.over(_LATER, ("actor",))).label("next_any"))
        named.append(func.min(here.at).over(**rows.over(_LATER)).label("next_own"))
    return rows.then(select(*here, *named)) if named else rows


def _counted(funnel: Conversion, rows: Rows) -> Rows:
    """Add how many events of an instant meet a step, and one of several steps where they share events."""
    sets = _sets(funnel, range(len(funnel.steps)))
    counts = [func.sum(_meets(rows.relation, some)).over(**rows.over(_PEERS)).label(_name("c", some)) for some in sets]
    return rows.then(select(*rows.relation.c, *counts))


def _sets(funnel: Conversion, steps: Iterable[int]) -> list[Steps]:
    """Every single step, and the sets of steps that share events."""
    numbers = list(steps)
    return [*(frozenset((step,)) for step in numbers), *counted_sets(funnel.steps, numbers)]


def _name(prefix: str, some: Steps) -> str:
    return "_".join([prefix, *map(str, sorted(some))])


def _reached(funnel: Conversion, here: FromClause, target: Target, step: int) -> ColumnElement[int]:
    """Return the target's value where the steps before ``step`` are done and this one is done on a row's instant."""
    outcomes = []
    for last in range(target.step, step - 1, -1):
        value = here.c[target.column] if last == target.step else here.c[f"n_{last + 1}_{target.name}"]
        outcomes.append((_together(funnel, here, step, last), value))
    if funnel.order != "strict":
        # What is done now need not be done later: the most steps that this instant holds.
        return case(*outcomes, else_=NEVER)
    return _earliest([case((holds, value), else_=NEVER) for holds, value in outcomes])


def _together(funnel: Conversion, here: FromClause, first: int, last: int) -> ColumnElement[bool]:
    """Whether the steps from ``first`` to ``last`` can be done on one instant; step 1 is the row itself."""
    own = first == 1
    steps = range(first - 1 + own, last)
    enough = [
        here.c[_name("c", some)] - (_meets(here, some) if own else 0) >= len(some) for some in _sets(funnel, steps)
    ]
    return and_(here.c.is_entry == 1, *enough) if own else and_(*enough)


def _later(funnel: Conversion, rows: Rows, value: ColumnElement[int]) -> ColumnElement[int]:
    """Return the best value of the rows strictly later; with ``strict`` only the actor's very next instant."""
    if funnel.order != "strict":
        return func.coalesce(func.min(value).over(**rows.over(_LATER)), NEVER)
    here = rows.relation.c
    following = func.last_value(value).over(**rows.over(_LATER))
    return case((here.next_own == here.next_any, following), else_=NEVER)


def _earliest(values: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    whens = [(and_(*(value <= other for other in values[i + 1 :])), value) for i, value in enumerate(values[:-1])]
    return case(*whens, else_=values[-1]) if whens else values[0]


def _latest(values: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    whens = [(and_(*(value >= other for other in values[i + 1 :])), value) for i, value in enumerate(values[:-1])]
    return case(*whens, else_=values[-1]) if whens else values[0]
