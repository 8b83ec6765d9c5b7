"""How customers moved between two instants, added up per window.

Everything is told by two amounts of each customer: at the last instant before the window (``before``) and at the
window's last instant (``now``). Their difference falls into exactly one movement, so the movements always close.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, not_, select, union_all

from metrics.adapter import Ask
from metrics.dates.series import window_rows
from metrics.dates.window import Window
from metrics.ledger.subscribed import spans, subscribed
from metrics.ledger.written import AMOUNTS, RATES
from metrics.queries.literals import whole

SUMS, LEFT_OUT, BEGUN = 0, 1, 2
"""What a row of the answer tells: the sums of a window, rows left out of it, or where the ledger begins."""

Sums = Mapping[str, ColumnElement[Any]]


def moved(ask: Ask, windows: Sequence[Window]) -> Select[Any]:
    """Return one row per window and group with the sums of the figure, and the rows that say what was left out.

    Columns: ``bucket`` (the window's position), ``part``, ``nulls`` (left out), ``since`` (where a group begins), the
    sums of :func:`sums_of`, and ``grp`` with a breakdown.
    """
    rows, places = subscribed(ask, windows), window_rows(spans(ask, windows))
    cells = _cells(rows, places)
    sums = sums_of(ask.parameters.figure, cells)
    keys = [cells.c.bucket, *_grp(cells)]
    own = [*_part(SUMS), *(func.sum(value).label(name) for name, value in sums.items())]
    parts = [select(*keys, *own).group_by(*keys), _left_out(rows, places, sums), _begun(rows, sums)]
    both = union_all(*parts).subquery()
    return select(*both.c)


def window_sums(ask: Ask, windows: Sequence[Window]) -> Subquery:
    """Return the sums of each window, for the receipt of one figure."""
    cells = _cells(subscribed(ask, windows), window_rows(spans(ask, windows)))
    sums = sums_of(ask.parameters.figure, cells)
    return select(*(func.sum(value).label(name) for name, value in sums.items())).subquery()


def _grp(relation: Any) -> list[ColumnElement[Any]]:
    return [relation.c.grp] if "grp" in relation.c else []


def _part(part: int, nulls: Any = None, since: Any = None) -> list[ColumnElement[Any]]:
    zero = whole(0)
    given = (zero if nulls is None else nulls), (zero if since is None else since)
    return [whole(part).label("part"), given[0].label("nulls"), given[1].label("since")]


def _cells(rows: Any, places: Subquery) -> Subquery:
    """Each customer's amount before and at the end of every window in which either may be above nothing."""
    keys = [rows.c.customer, *_grp(rows)]
    first = func.min(case((rows.c.monthly > 0, rows.c.since))).over(partition_by=keys)
    good = select(*keys, rows.c.since, rows.c.till, rows.c.monthly, first.label("first")).where(rows.c.bad == 0)
    held = good.subquery()
    touching = and_(held.c.since < places.c.last, held.c.till >= places.c.first)
    before = case((held.c.since < places.c.first, held.c.monthly), else_=whole(0))
    now = case((held.c.till >= places.c.last, held.c.monthly), else_=whole(0))
    by = [places.c.bucket, held.c.customer, *_grp(held), places.c.first]
    return (
        select(
            places.c.bucket,
            *_grp(held),
            func.sum(before).label("before"),
            func.sum(now).label("now"),
            case((func.min(held.c.first) >= places.c.first, 1), else_=0).label("fresh"),
        )
        .select_from(held.join(places, touching))
        .group_by(*by)
        .subquery()
    )


def sums_of(figure: str, cells: Any) -> Sums:
    """Return what is added up over customers for a figure, by name."""
    was, now = cells.c.before > 0, cells.c.now > 0
    one, zero = whole(1), whole(0)
    if figure in AMOUNTS:
        return {
            "now": cells.c.now,
            "customers": case((now, one), else_=zero),
            "before": cells.c.before,
            **_moves(cells),
        }
    if figure in RATES:
        kept = (
            case((cells.c.now < cells.c.before, cells.c.now), else_=cells.c.before) if figure == "grr" else cells.c.now
        )
        held = {"n": one, "sx": cells.c.before, "sy": kept, "sxx": cells.c.before * cells.c.before}
        held |= {"syy": kept * kept, "sxy": cells.c.before * kept}
        return {name: case((was, value), else_=zero) for name, value in held.items()}
    if figure == "active":
        return {"customers": case((now, one), else_=zero)}
    return {
        "customers": case((was, one), else_=zero),
        "lost": case((and_(was, not_(now)), one), else_=zero),
    }


def _moves(cells: Any) -> dict[str, ColumnElement[Any]]:
    was, is_now, fresh = cells.c.before > 0, cells.c.now > 0, cells.c.fresh == 1
    gain, loss = cells.c.now - cells.c.before, cells.c.before - cells.c.now
    comes, goes = and_(not_(was), is_now), and_(was, not_(is_now))
    stays = and_(not_(comes), not_(goes))
    when: dict[str, tuple[ColumnElement[bool], ColumnElement[Any]]] = {
        "new": (and_(comes, fresh), gain),
        "reactivation": (and_(comes, not_(fresh)), gain),
        "upgrade": (and_(stays, gain > 0), gain),
        "downgrade": (and_(stays, gain < 0), loss),
        "churn": (goes, loss),
    }
    zero, one = whole(0), whole(1)
    amounts = {name: case((is_it, amount), else_=zero) for name, (is_it, amount) in when.items()}
    counts = {f"n_{name}": case((is_it, one), else_=zero) for name, (is_it, _) in when.items()}
    return {**amounts, **counts}


def _left_out(rows: Any, places: Subquery, sums: Sums) -> Select[Any]:
    """How many subscriptions that were active at a window's end could not be counted."""
    active = and_(rows.c.since < places.c.last, rows.c.till >= places.c.last, rows.c.bad == 1)
    keys = [places.c.bucket, *_grp(rows)]
    own = [*_part(LEFT_OUT, nulls=func.count()), *_nothing(sums)]
    return select(*keys, *own).select_from(rows.join(places, active)).group_by(*keys)


def _begun(rows: Any, sums: Sums) -> Select[Any]:
    """Where the ledger of each group begins."""
    own = [*_part(BEGUN, since=func.min(rows.c.since)), *_nothing(sums)]
    query = select(whole(-1).label("bucket"), *_grp(rows), *own).where(rows.c.bad == 0)
    return query.group_by(*_grp(rows)) if _grp(rows) else query


def _nothing(sums: Sums) -> list[ColumnElement[Any]]:
    return [whole(0).label(name) for name in sums]
