"""Readings in the store: added where they say something new, and read as they were known at any moment."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, RowMapping, Select, and_, func, insert, select, tuple_

from okr.reading import Reading
from tracking.store.codec import CONTENT, NO_OFFSET, DatedReading, differs, reading_of, row_of
from tracking.store.tables import QUERIES, READINGS, RUNS, SERIES

Place: TypeAlias = tuple[int, str, str]
_CHUNK = 300
_MOST_LINES = 1_000_000


class Line(NamedTuple):
    """What a series is a series of: a metric under one definition in one window."""

    metric: str
    definition_version: str
    label: str


class _Identity(NamedTuple):
    metric: str
    definition_version: str
    label: str
    group_name: str
    cohort_offset: int


def line_of(reading: Reading) -> Line:
    """Return the line that a reading belongs to."""
    return Line(reading.metric, reading.definition_version, reading.window)


def append(connection: Connection, run: int, items: Iterable[DatedReading]) -> int:
    """Add the readings that differ from what is known; afterwards the store knows all of them.

    Args:
        connection: Of a writing transaction.
        run: The run that they belong to.
        items: Readings; of two for one place the later counts.

    Returns:
        How many rows were added.
    """
    series = _series(connection, {_identity(item.reading) for item in items})
    rows = {_place(row): row for row in (_row(series, run, item) for item in items)}
    known = _newest(connection, rows.values())
    fresh = [row for place, row in rows.items() if place not in known or differs(row, known[place])]
    queries = _queries(connection, {row["sql"] for row in fresh if row["sql"]})
    for row in fresh:
        row["query"] = queries.get(row.pop("sql"))
    if fresh:
        connection.execute(insert(READINGS), fresh)
    return len(fresh)


def known_readings(
    connection: Connection,
    lines: Collection[Line],
    *,
    since: date | None = None,
    upto: int | None = None,
    parts: bool = False,
) -> dict[Line, tuple[DatedReading, ...]]:
    """Return what is known of some lines, oldest first.

    Args:
        connection: Of a reading or writing transaction.
        lines: The lines wanted; one that has no reading is not in the answer.
        since: Only readings that count from this day on.
        upto: Only what runs up to this one recorded: the state of knowledge back then. None: everything.
        parts: Also the groups of a breakdown and the offsets of a triangle, each with its own place.
    """
    found: dict[Line, tuple[DatedReading, ...]] = {}
    wanted = sorted(lines)
    for begin in range(0, len(wanted), _CHUNK):
        statement = _history(wanted[begin : begin + _CHUNK], since, upto, parts=parts)
        answer = connection.execute(statement)
        names = tuple(answer.keys())
        newest: dict[Line, dict[Place, Sequence[Any]]] = {}
        for row in answer:
            newest.setdefault(Line(*row[:3]), {})[row[3:6]] = row
        for line, rows in newest.items():
            found[line] = tuple(reading_of(dict(zip(names, row, strict=True))) for row in rows.values())
    return found


def newest_day(connection: Connection) -> date | None:
    """Return the last day from which any reading counts; None before the first."""
    found = connection.execute(select(func.max(READINGS.c.as_of))).scalar()
    return date.fromisoformat(found) if found else None


def days_known(connection: Connection, since: date) -> dict[Line, set[date]]:
    """Return the days from ``since`` on for which each line without parts has a reading."""
    statement = (
        select(SERIES.c.metric, SERIES.c.definition_version, SERIES.c.label, READINGS.c.as_of)
        .join(READINGS, READINGS.c.series == SERIES.c.id)
        .where(SERIES.c.group_name == "", SERIES.c.cohort_offset == NO_OFFSET, READINGS.c.as_of >= since.isoformat())
        .distinct()
    )
    days: dict[Line, set[date]] = {}
    for metric, version, label, day in connection.execute(statement):
        days.setdefault(Line(metric, version, label), set()).add(date.fromisoformat(day))
    return days


def receipt(connection: Connection, item: DatedReading) -> str:
    """Return the SQL that a stored reading came from; empty where it was pooled from others."""
    identity = _identity(item.reading)
    statement = (
        select(QUERIES.c.text)
        .join(READINGS, READINGS.c.query == QUERIES.c.id)
        .join(SERIES, SERIES.c.id == READINGS.c.series)
        .where(
            *(SERIES.c[name] == value for name, value in identity._asdict().items()),
            READINGS.c.as_of == item.as_of.isoformat(),
            READINGS.c.period_start == item.reading.period_start.isoformat(),
        )
        .order_by(READINGS.c.run.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar() or ""


def points(
    connection: Connection, line: Line, since: date
) -> Sequence[tuple[str, float | None, float | None, float | None]]:
    """Return ``(as_of, value, lower, upper)`` of one line from ``since`` on, oldest first, as plain tuples.

    Where a day's figure was read several times the last one stands.
    """
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_POINTS, (*line, since.isoformat()))
        rows = cursor.fetchall()
    finally:
        cursor.close()
    return rows if len({row[0] for row in rows}) == len(rows) else list({row[0]: row for row in rows}.values())


_POINTS = (
    "SELECT as_of, value, lower, upper FROM readings WHERE series = (SELECT id FROM series WHERE metric = ?"
    " AND definition_version = ? AND label = ? AND group_name = '' AND cohort_offset = -1)"
    " AND as_of >= ? ORDER BY as_of, period_start, run"
)


def latest(connection: Connection, upto: int | None = None) -> dict[Line, tuple[str, float | None, str]]:
    """Return ``(as_of, value, state)`` of the newest reading of every line without parts."""
    inner = READINGS.alias()
    known = [inner.c.run <= upto] if upto is not None else []
    as_of = select(func.max(inner.c.as_of)).where(inner.c.series == SERIES.c.id, *known).scalar_subquery()
    whole = (SERIES.c.group_name == "", SERIES.c.cohort_offset == NO_OFFSET)
    # Looked up line by line: without the limit the database would rather walk through every reading there is.
    newest = select(SERIES.c.id, *(SERIES.c[name] for name in Line._fields), as_of.label("as_of")).where(*whole)
    lines = newest.limit(_MOST_LINES).subquery()
    same = and_(READINGS.c.series == lines.c.id, READINGS.c.as_of == lines.c.as_of)
    statement = (
        select(*(lines.c[name] for name in Line._fields), READINGS.c.as_of, READINGS.c.value, READINGS.c.state)
        .join_from(lines, READINGS, same)
        .order_by(lines.c.id, READINGS.c.period_start, READINGS.c.run)
    )
    if upto is not None:
        statement = statement.where(READINGS.c.run <= upto)
    return {Line(*row[:3]): (row[3], row[4], row[5]) for row in connection.execute(statement)}


def _history(lines: Sequence[Line], since: date | None, upto: int | None, *, parts: bool) -> Select[Any]:
    """Select every version of the readings of some lines, those of one place together and the newest last."""
    line = tuple(SERIES.c[name] for name in Line._fields)
    place = (READINGS.c.series, READINGS.c.as_of, READINGS.c.period_start)
    rest = (column for column in READINGS.c if column.name not in {"series", "as_of", "period_start", "query"})
    statement = (
        select(
            *line, *place, SERIES.c.group_name, SERIES.c.cohort_offset, *rest, RUNS.c.recorded_at, RUNS.c.back_filled
        )
        .join_from(SERIES, READINGS, READINGS.c.series == SERIES.c.id)
        .join(RUNS, RUNS.c.id == READINGS.c.run)
        .where(tuple_(*line).in_(lines))
        .order_by(*line, READINGS.c.as_of, READINGS.c.period_start, READINGS.c.series, READINGS.c.run)
    )
    if not parts:
        statement = statement.where(SERIES.c.group_name == "", SERIES.c.cohort_offset == NO_OFFSET)
    if since is not None:
        statement = statement.where(READINGS.c.as_of >= since.isoformat())
    return statement if upto is None else statement.where(READINGS.c.run <= upto)


def _identity(reading: Reading) -> _Identity:
    offset = NO_OFFSET if reading.offset is None else reading.offset
    return _Identity(*line_of(reading), reading.group or "", offset)


def _place(row: Mapping[str, Any] | RowMapping) -> Place:
    return (row["series"], row["as_of"], row["period_start"])


def _row(series: Mapping[_Identity, int], run: int, item: DatedReading) -> dict[str, Any]:
    return {"series": series[_identity(item.reading)], "run": run, "sql": item.reading.sql, **row_of(item)}


def _series(connection: Connection, wanted: set[_Identity]) -> dict[_Identity, int]:
    """Return the number of each series, numbering those that are new."""
    columns = [SERIES.c[name] for name in _Identity._fields]
    metrics = sorted({identity.metric for identity in wanted})
    known = {}
    for row in connection.execute(select(SERIES.c.id, *columns).where(SERIES.c.metric.in_(metrics))):
        known[_Identity(*row[1:])] = row[0]
    number = connection.execute(select(func.coalesce(func.max(SERIES.c.id), 0))).scalar_one()
    fresh = {identity: number + place for place, identity in enumerate(sorted(wanted - known.keys()), start=1)}
    if fresh:
        connection.execute(insert(SERIES), [{"id": key, **identity._asdict()} for identity, key in fresh.items()])
    return known | fresh


def _newest(connection: Connection, rows: Collection[Mapping[str, Any]]) -> dict[Place, RowMapping]:
    """Return what is known at the places of ``rows``, by place."""
    columns = [READINGS.c.series, READINGS.c.as_of, READINGS.c.period_start, *(READINGS.c[name] for name in CONTENT)]
    known: dict[Place, RowMapping] = {}
    for series, first, last in _stretches(rows):
        within = and_(READINGS.c.series == series, READINGS.c.as_of.between(first, last))
        statement = select(*columns).where(within).order_by(READINGS.c.as_of, READINGS.c.period_start, READINGS.c.run)
        known.update((_place(row), row) for row in connection.execute(statement).mappings())
    return known


def _stretches(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    spans: dict[int, list[str]] = {}
    for row in rows:
        spans.setdefault(row["series"], []).append(row["as_of"])
    return ((series, min(days), max(days)) for series, days in spans.items())


def _queries(connection: Connection, texts: set[str]) -> dict[str, int]:
    """Return the number of each text of SQL, keeping those that are new."""
    if not texts:
        return {}
    hashes = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
    rows = connection.execute(select(QUERIES.c.hash, QUERIES.c.id).where(QUERIES.c.hash.in_(hashes)))
    known: dict[str, int] = {hashes[row[0]]: row[1] for row in rows}
    number = connection.execute(select(func.coalesce(func.max(QUERIES.c.id), 0))).scalar_one()
    missing = sorted((digest, text) for digest, text in hashes.items() if text not in known)
    fresh = {text: number + place for place, (_, text) in enumerate(missing, start=1)}
    if fresh:
        values = [{"id": fresh[text], "hash": digest, "text": text} for digest, text in missing]
        connection.execute(insert(QUERIES), values)
    return known | fresh
