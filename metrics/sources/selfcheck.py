"""Does this engine count days, empty groups and letters as we do? Asked whenever a source is opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, String, and_, case, func, literal_column, null, select, union_all
from sqlalchemy.exc import DBAPIError

from metrics.dates.calendar import LocalCalendar, day_index, epoch_us
from metrics.dates.stamp import Stamp, Zone
from metrics.queries.constructs import exact_text, floor_div
from metrics.queries.literals import whole
from metrics.sources.faults import tidy
from okr.errors import SourceError
from okr.metric import StoredAs

# A leap day, both sides of two clock changes, a Sunday just before midnight with a fraction, local and in UTC.
_MOMENTS = (
    datetime(2024, 2, 29, 12, 0, 0, tzinfo=UTC),
    datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC),
    datetime(2024, 3, 31, 1, 0, 0, tzinfo=UTC),
    datetime(2024, 6, 30, 21, 59, 59, 600_000, tzinfo=UTC),
    datetime(2024, 6, 30, 23, 59, 59, 600_000, tzinfo=UTC),
    datetime(2024, 10, 26, 22, 0, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, 30, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 23, 0, 0, tzinfo=UTC),
)
_ZONE = Zone(LocalCalendar("Europe/Oslo"), datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))

_LITERALS = {
    "sqlite": "'{}'",
    "mysql": "'{}'",
    "mariadb": "'{}'",
    "clickhousedb": "toDateTime64('{}', 6, 'UTC')",
    "spark": "timestamp_ntz '{}'",
}
"""How a date-time is written as a literal, where it is not plain ``timestamp '…'``."""


def check_constructs(connection: Connection, source_id: str) -> None:
    """Hold moments, local days, division, empty groups and text of the engine against our own.

    Raises:
        SourceError: If the engine answers differently or not at all; its figures could not be trusted.
    """
    wrong = [name for check in (_moments, _groups, _letters) for name in check(connection, source_id)]
    if wrong:
        message = f"source {source_id}: this engine counts differently than expected ({', '.join(wrong)})"
        raise SourceError(message, "Its figures would be wrong; use a supported version.", temporary=False)


def _moments(connection: Connection, source_id: str) -> list[str]:
    """Microseconds, local days and flooring division."""
    expected: dict[str, int] = {"division": -4}
    columns: dict[str, Any] = {"division": floor_div(literal_column("(0 - 7)", BigInteger()), 2)}
    for moment in _MOMENTS:
        name = f"{moment:%m%d_%H%M}"
        stamp, wall = (_stamp(moment, kind, connection) for kind in (StoredAs.UTC_NAIVE, StoredAs.LOCAL_NAIVE))
        expected |= {f"us_{name}": epoch_us(moment), f"day_{name}": day_index(_ZONE.calendar.day_at(moment))}
        expected |= {f"wall_{name}": day_index(moment.date())}
        columns |= {f"us_{name}": stamp.us, f"day_{name}": stamp.day, f"wall_{name}": wall.day}
    return _differing(connection, source_id, (expected, columns))


def _groups(connection: Connection, source_id: str) -> list[str]:
    """What has no row: groups, neighbours and the other side of a join give null, and counts give 0."""
    one, two, other = (_row(key, 10 * key) for key in (1, 2, 1))
    both, others = union_all(one, two).subquery("both"), other.subquery("others")
    before = func.lag(both.c.value).over(order_by=both.c.key).label("before")
    joined = select(both.c.value, before, others.c.value.label("other")).select_from(
        both.outerjoin(others, others.c.key == both.c.key)
    )
    rows = joined.subquery("rows_")
    none = case((rows.c.value > whole(99), rows.c.value), else_=null())
    columns = {
        "empty_min": func.coalesce(func.min(none), whole(-1)),
        "empty_sum": func.coalesce(func.sum(none), whole(-1)),
        "empty_count": func.count(none),
        "first_before": func.sum(case((rows.c.before.is_(None), whole(1)), else_=whole(0))),
        "unmatched": func.sum(case((rows.c.other.is_(None), whole(1)), else_=whole(0))),
    }
    expected = {"empty_min": -1, "empty_sum": -1, "empty_count": 0, "first_before": 1, "unmatched": 1}
    return _differing(connection, source_id, (expected, columns))


def _letters(connection: Connection, source_id: str) -> list[str]:
    """Case and spaces count."""
    plain, large, spaced = (exact_text(literal_column(f"'{text}'", String())) for text in ("a", "A", "a "))
    columns = {
        "letters": case((and_(plain != large, plain != spaced), whole(1)), else_=whole(0)),
    }
    return _differing(connection, source_id, ({"letters": 1}, columns))


def _row(key: int, value: int) -> Any:
    return select(whole(key).label("key"), whole(value).label("value"))


def _differing(connection: Connection, source_id: str, asked: tuple[Mapping[str, int], Mapping[str, Any]]) -> list[str]:
    expected, columns = asked
    try:
        row = connection.execute(select(*(column.label(name) for name, column in columns.items()))).mappings().one()
    except DBAPIError as error:
        message = f"source {source_id}: this engine does not understand a check: {tidy(str(error.orig))}"
        raise SourceError(message, "Use a supported version.", temporary=False) from None
    return [name for name, value in expected.items() if row[name] is None or int(row[name]) != value]


def _stamp(moment: datetime, stored_as: StoredAs, connection: Connection) -> Stamp:
    dialect = connection.dialect.name
    text = _LITERALS.get(dialect, "timestamp '{}'").format(moment.replace(tzinfo=None).isoformat(sep=" "))
    return Stamp(literal_column(text), stored_as, _ZONE, dialect)
