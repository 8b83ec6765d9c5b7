"""Breakdowns: the readings of one group are those of its rows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.oracle.case import Case, Reading
from tests.oracle.rows import Cell, Row


def group_of(case: Case, row: Row) -> str | None:
    """The value of the breakdown's property, as text: of the row, or of its actor."""
    (of, name), *_ = case.metric["breakdown"].items()
    if of == "event":
        found = row["properties"].get(name) if "properties" in row else row[name]
    else:
        found = _of_actor(case, row["actor"], name)
    return None if found is None else str(found)


def _of_actor(case: Case, actor: Cell, name: str) -> Cell:
    relation = case.source["actors"]
    rows = [row for row in case.tables[relation["table"]] if actor is not None and row[relation["id"]] == actor]
    known = [row[relation["properties"][name]] for row in rows]
    return max((value for value in known if value is not None), default=None)


def of_group(case: Case, rows: list[Row]) -> list[Row]:
    """The rows of the one group that is looked at; all of them where none is."""
    if "only" not in case.metric:
        return rows
    return [row for row in rows if group_of(case, row) == case.metric["only"][0]]


def by_group(case: Case, rows: Iterable[Row], readings: Callable[[Case], list[Reading]]) -> list[Reading]:
    """The readings of every group that has one of the rows: period by period, groups in order, without a value last."""
    groups = {group_of(case, row) for row in rows} or {None}
    ordered = sorted(groups, key=lambda group: (group is None, group or ""))
    each = [
        [one | {"group": group} for one in readings(case._replace(metric={**case.metric, "only": (group,)}))]
        for group in ordered
    ]
    return [one for together in zip(*each, strict=True) for one in together]
