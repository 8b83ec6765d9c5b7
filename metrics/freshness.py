"""Up to when a source's data are complete, and since when it has any."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from metrics.adapter import TimeColumn
from metrics.dates.calendar import from_epoch_us
from metrics.dates.stamp import Stamp, Zone
from metrics.sources import OpenSource
from metrics.sources.faults import explain
from okr.errors import MetricError, SourceError
from okr.metric import StoredAs

EPOCH = datetime(1990, 1, 1, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
"""No stamp of a product lies beyond; clock changes are looked up so far."""
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Older stamps, like the year 1 of a moment that was never set, do not begin the history."""
NEVER = date(9000, 1, 1)
"""The first day of a history that has not begun."""
FUTURE = timedelta(minutes=5)
"""Stamps further beyond now are bad rows, not data."""


def watermark(opened: OpenSource, now: datetime, others: Iterable[TimeColumn] = ()) -> datetime:
    """Return the instant up to which the source's data are complete, its lag taken off, never beyond ``now``.

    Args:
        opened: The source.
        now: The present, aware.
        others: Time columns of relations that metrics declare themselves, for sources without events.

    Raises:
        SourceError: If the declared SQL fails or gives no moment, or the source has no stamp at all.
    """
    source = opened.definition
    if source.watermark_sql is not None:
        return min(_declared(opened, source.watermark_sql), now)
    newest = [moment for column in _columns(opened, others) if (moment := _edge(opened, column, now, newest=True))]
    if not newest:
        raise SourceError(f"source {source.id}: there is not one row with a time", "Check its tables.", temporary=True)
    return min(max(newest) - timedelta(seconds=source.lag_seconds), now)


def history_from(opened: OpenSource, others: Iterable[TimeColumn] = ()) -> date:
    """Return the first local day of the source's history: as declared, or the oldest stamp's; ``NEVER`` without any."""
    if opened.definition.history_from is not None:
        return opened.definition.history_from
    columns = _columns(opened, others)
    if columns not in opened.first_days:
        opened.first_days[columns] = _first_day(opened, columns)
    return opened.first_days[columns]


def _first_day(opened: OpenSource, columns: tuple[TimeColumn, ...]) -> date:
    oldest = [moment for column in columns if (moment := _edge(opened, column, FAR, newest=False))]
    return opened.calendar.day_at(min(oldest)) if oldest else NEVER


def _columns(opened: OpenSource, others: Iterable[TimeColumn]) -> tuple[TimeColumn, ...]:
    own = [TimeColumn(r.table, r.time, r.stored_as) for r in opened.definition.events]
    return tuple(dict.fromkeys(own or others))


def _edge(opened: OpenSource, column: TimeColumn, now: datetime, *, newest: bool) -> datetime | None:
    """Return the newest (or oldest) stamp; the newest date reaches to the end of its day."""
    catalog = opened.catalog
    relation = catalog.relation(column.table)
    zone = Zone(opened.calendar, EPOCH, now)
    stamp = Stamp(catalog.column(relation, column.column), column.stored_as, zone, opened.dialect)
    is_date = column.stored_as is StoredAs.LOCAL_DATE
    # The order of text is not the order of time where spellings or offsets differ.
    is_text = column.stored_as is StoredAs.TEXT or opened.dialect == "sqlite"
    value = stamp.day if is_date else stamp.us if is_text else stamp.column
    picked = func.max(value) if newest else func.min(value)
    known = stamp.between(None if newest else EARLIEST, now + FUTURE)
    found = _scalar(opened, select(picked).select_from(relation).where(known))
    if found is None:
        return None
    if is_date:
        day = date(1970, 1, 1) + timedelta(days=int(found) + newest)
        return opened.calendar.start_of(day)
    return _moment(opened, found, column.stored_as)


def _moment(opened: OpenSource, value: Any, stored_as: StoredAs) -> datetime:
    factors = {StoredAs.EPOCH_S: 1_000_000, StoredAs.EPOCH_MS: 1000, StoredAs.EPOCH_US: 1}
    if isinstance(value, datetime):
        zone = opened.calendar.zone if stored_as is StoredAs.LOCAL_NAIVE else UTC
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, str):
        return _moment(opened, datetime.fromisoformat(value), stored_as)
    factor = 1 if opened.dialect == "sqlite" else factors.get(stored_as, 1)
    return from_epoch_us(int(value * factor))


def _declared(opened: OpenSource, sql: str) -> datetime:
    value = _scalar(opened, text(sql))
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise SourceError(
            f"source {opened.definition.id}: the watermark SQL gave {str(value)[:40]!r}",
            "It must give one moment, like 2026-11-20 04:00:00.",
            temporary=False,
        ) from None
    zone = opened.calendar.zone
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _scalar(opened: OpenSource, statement: Any) -> Any:
    try:
        return opened.connection.execute(statement).scalar()
    except DBAPIError as error:
        opened.connection.rollback()
        raise explain(error, opened.definition) from None
    except MetricError as error:
        raise SourceError(f"source {opened.definition.id}: {error}", temporary=False) from None
