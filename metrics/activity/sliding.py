"""A window that slides: what changes when an active unit enters it and when it leaves, instead of every window anew.

An actor's active unit ``u`` is in the windows that end from ``u`` to ``u + length - 1``. How many of the actor's other
units share the window at these two moments comes from two windows over the actor's own units. Summed by unit and then
run together, the changes give every window's figures: one pass, however long the window and the series are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, case, func, select, union_all

from metrics.adapter import Rows
from metrics.queries.literals import whole
from metrics.shape import group_of

Span = tuple[int, int]
"""First and last unit of a window."""


def changes_of_sums(units: FromClause, length: int, last: int) -> Select[Any]:
    """Return by unit how actors (``n``), their active units (``active``) and the squares of these change.

    Args:
        units: ``actor`` (never null), ``unit`` and ``grp``, once for each active unit of an actor.
        length: Units in a window.
        last: The last unit that is of interest.
    """
    known = _with_neighbours(units, length)
    one = whole(1)
    enters = (case((known.c.before == 0, 1), else_=0), one, 2 * known.c.before + 1)
    leaves = (case((known.c.ahead == 1, -1), else_=0), whole(-1), 1 - 2 * known.c.ahead)
    parts = [_change(known, known.c.unit, enters), _change(known, known.c.unit + length, leaves)]
    both = union_all(*parts).cte()
    keys = [both.c.bucket, *_grp(both)]
    sums = [func.sum(both.c[name]).label(name) for name in ("n", "active", "squares")]
    return select(*keys, *sums, whole(0).label("nulls")).where(both.c.bucket <= last).group_by(*keys)


def changes_of_bars(units: FromClause, length: int, last: int) -> Select[Any]:
    """Return by unit and bar (``active``: so many active units in the window) how the number of actors changes."""
    known = _with_neighbours(units, length)
    end = known.c.unit + length
    zero = whole(0)
    parts = [
        _change(known, known.c.unit, (whole(1), known.c.before + 1, zero)),
        _change(known, known.c.unit, (whole(-1), known.c.before, zero)),
        _change(known, end, (whole(-1), known.c.ahead, zero)),
        _change(known, end, (whole(1), known.c.ahead - 1, zero)),
    ]
    both = union_all(*parts).cte()
    keys = [both.c.bucket, *_grp(both), both.c.active]
    columns = [func.sum(both.c.n).label("n"), zero.label("squares"), zero.label("nulls")]
    inside = (both.c.bucket <= last, both.c.active > 0)
    return select(*keys, *columns).where(*inside).group_by(*keys)


def _grp(relation: FromClause) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _with_neighbours(units: FromClause, length: int) -> CTE:
    """Add the actor's other units in the window that ends with this one, and all in the one that begins with it."""
    own: dict[str, Any] = {"partition_by": [units.c.actor, *_grp(units)], "order_by": units.c.unit}
    if length == 1:
        before, ahead = whole(0), whole(1)
    else:
        before = func.count().over(**own, range_=(1 - length, -1))
        ahead = func.count().over(**own, range_=(0, length - 1))
    return select(units.c.unit, *_grp(units), before.label("before"), ahead.label("ahead")).cte()


def _change(known: CTE, unit: ColumnElement[int], values: Sequence[Any]) -> Select[Any]:
    names = zip(("n", "active", "squares"), values, strict=True)
    return select(unit.label("bucket"), *_grp(known), *(value.label(name) for name, value in names))


def summed(rows: Rows, spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Return a row per window (``bucket``: its position) and group from changes by unit."""
    found = []
    for group, changes in _by_group(rows).items():
        totals = dict.fromkeys(("n", "active", "squares"), 0)
        for number, entered in _up_to_each(changes, spans):
            for row in entered:
                totals = {name: total + int(row[name]) for name, total in totals.items()}
            found.append({"bucket": number, "grp": group, "nulls": 0, **totals})
    return found


def barred(rows: Rows, spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Return a row per window (``bucket``: its position), group and bar from changes by unit and bar."""
    found = []
    for group, changes in _by_group(rows).items():
        heights = Counter[int]()
        for number, entered in _up_to_each(changes, spans):
            for row in entered:
                heights[int(row["active"])] += int(row["n"])
            bars = [{"active": bar, "n": n} for bar, n in heights.items() if n]
            found += [{"bucket": number, "grp": group, "squares": 0, "nulls": 0, **bar} for bar in bars]
    return found


def _by_group(rows: Rows) -> dict[str | None, list[Any]]:
    found: dict[str | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[group_of(row)].append(row)
    return found


def _up_to_each(changes: list[Any], spans: Sequence[Span]) -> Iterator[tuple[int, list[Any]]]:
    """Yield each window's position with the changes since the window before, in the order of their ends."""
    waiting = sorted(changes, key=lambda row: int(row["bucket"]))
    position = 0
    for number in sorted(range(len(spans)), key=lambda number: spans[number][1]):
        start = position
        while position < len(waiting) and int(waiting[position]["bucket"]) <= spans[number][1]:
            position += 1
        yield number, waiting[start:position]
