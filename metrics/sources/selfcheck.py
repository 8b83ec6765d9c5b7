"""Does this engine count days as we do? Asked on literal values whenever a source is opened."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, literal_column, select

from metrics.dates.calendar import LocalCalendar, day_index, epoch_us
from metrics.dates.stamp import Stamp, Zone
from metrics.queries.constructs import floor_div
from okr.errors import SourceError
from okr.metric import StoredAs

# A plain second, a Sunday just before midnight with a fraction, both sides of two clock changes, a leap day.
_MOMENTS = (
    datetime(2024, 2, 29, 12, 0, 0, tzinfo=UTC),
    datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC),
    datetime(2024, 3, 31, 1, 0, 0, tzinfo=UTC),
    datetime(2024, 6, 30, 21, 59, 59, 600_000, tzinfo=UTC),
    datetime(2024, 10, 26, 22, 0, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 0, 30, 0, tzinfo=UTC),
    datetime(2024, 10, 27, 23, 0, 0, tzinfo=UTC),
)
_ZONE = Zone(LocalCalendar("Europe/Oslo"), datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))


def check_constructs(connection: Connection, source_id: str) -> None:
    """Hold microseconds, local days and flooring division of the engine against our own.

    Raises:
        SourceError: If the engine answers differently; its figures could not be trusted.
    """
    expected: list[int] = [-4]
    columns = [floor_div(literal_column("(0 - 7)"), 2).label("c0")]
    for number, moment in enumerate(_MOMENTS):
        stamp = _stamp(moment, connection.dialect.name)
        expected += [epoch_us(moment), day_index(_ZONE.calendar.day_at(moment))]
        columns += [stamp.us.label(f"u{number}"), stamp.day.label(f"d{number}")]
    row = connection.execute(select(*columns)).one()
    if [int(value) for value in row] != expected:
        message = f"source {source_id}: this engine counts time differently than expected"
        raise SourceError(message, "Its figures would be wrong; use a supported version.", temporary=False)


def _stamp(moment: datetime, dialect: str) -> Stamp:
    naive = moment.replace(tzinfo=None).isoformat(sep=" ")
    text = f"'{naive}'" if dialect in ("sqlite", "mysql", "mariadb") else f"timestamp '{naive}'"
    return Stamp(literal_column(text), StoredAs.UTC_NAIVE, _ZONE, dialect)
