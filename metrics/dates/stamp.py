"""A time column and what it stores: how it is compared with instants, and its microseconds and local day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, literal, literal_column, or_, true
from sqlalchemy.types import Date, DateTime, Integer, Numeric, String

from metrics.dates.calendar import LocalCalendar, Segment, epoch_us, from_epoch_us
from metrics.queries.constructs import floor_div, shifted_day, wall_day, wall_us
from metrics.queries.literals import whole
from okr.errors import MetricError
from okr.metric import StoredAs

_NUMBERS = {StoredAs.EPOCH_S: 1_000_000, StoredAs.EPOCH_MS: 1_000, StoredAs.EPOCH_US: 1}
_WITHOUT_ZONES = ("mysql", "mariadb")
"""Dialects whose literals carry no zone; their sessions are in UTC."""
_FROM_MICROSECONDS = {"clickhousedb": "fromUnixTimestamp64Micro({}, 'UTC')", "spark": "timestamp_micros({})"}
"""Dialects that would lose the microseconds or the zone of a literal as text; their sessions are in UTC."""
_STORED = "Text is stored_as: text; numbers are epoch_s, epoch_ms or epoch_us; anything else is cast in a view."
_WALL = (StoredAs.LOCAL_NAIVE, StoredAs.LOCAL_DATE)


@dataclass(frozen=True)
class Zone:
    """The calendar of a source and the stretch of time that its offset segments must cover."""

    calendar: LocalCalendar
    start: datetime
    end: datetime

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Offset segments between the two ends, oldest first."""
        return self.calendar.offset_segments(self.start, self.end)


@dataclass(frozen=True)
class Stamp:
    """A time column of one engine.

    Attributes:
        column: The column or expression.
        stored_as: What it stores.
        zone: Calendar and the stretch of time its values lie in.
        dialect: Name of the engine's SQLAlchemy dialect.
    """

    column: ColumnElement[Any]
    stored_as: StoredAs
    zone: Zone
    dialect: str

    def __post_init__(self) -> None:
        """Refuse a column that cannot hold what it is said to.

        Raises:
            MetricError: If its type does not fit ``stored_as``.
        """
        fault = _misfit(self.column, self.stored_as, self.dialect)
        if fault:
            said = f"column `{self.column}` {fault}, and stored_as says {self.stored_as.value}"
            raise MetricError(said, _STORED)

    def on(self, column: ColumnElement[Any]) -> Stamp:
        """Return the same stamp read from another column (an aggregate, a subquery's label)."""
        return Stamp(column, self.stored_as, self.zone, self.dialect)

    @property
    def us(self) -> ColumnElement[int]:
        """Microseconds since the epoch, UTC."""
        raw = wall_us(self.column, self.stored_as)
        if self.stored_as not in _WALL:
            return raw
        return raw - _case_of_shifts(raw, _wall_edges(self.zone.segments), self.zone.segments, 1_000_000)

    @property
    def day(self) -> ColumnElement[int]:
        """Local day index."""
        if self.stored_as in _WALL:
            return wall_day(self.column)
        segments = self.zone.segments
        is_native = self.dialect == "postgresql" and self.stored_as not in _NUMBERS
        return shifted_day(self.column, self._shift(segments, _interval if is_native else whole), self.stored_as)

    def hour(self) -> ColumnElement[int]:
        """Local hour index."""
        segments = self.zone.calendar.hour_segments(self.zone.start, self.zone.end)
        us = self.us
        shift = _case_of_shifts(us, [segment.start_us for segment in segments], segments)
        return floor_div(floor_div(us, 1_000_000) + shift, 3600)

    def _shift(self, segments: Sequence[Segment], amount: Callable[[int], ColumnElement[Any]]) -> ColumnElement[Any]:
        first = amount(segments[0].shift_seconds)
        if len(segments) == 1:
            return first
        later = reversed(segments[1:])
        whens = [(self.at_or_after(_instant(segment)), amount(segment.shift_seconds)) for segment in later]
        return case(*whens, else_=first)

    def between(self, start: datetime | None, end: datetime | None) -> ColumnElement[bool]:
        """Return the condition that the moment lies in ``[start, end)``; None leaves an end open."""
        low = [self.at_or_after(start)] if start is not None else []
        high = [self.before(end)] if end is not None else []
        return and_(true(), *low, *high)

    def at_or_after(self, instant: datetime) -> ColumnElement[bool]:
        """Return the condition that the moment is at or after ``instant``."""
        if self._is_text:
            early, late = self._days_around(instant)
            return and_(self.column >= early, or_(self.column >= late, self.us >= whole(epoch_us(instant))))
        return self.column >= self._bound(instant)

    def before(self, instant: datetime) -> ColumnElement[bool]:
        """Return the condition that the moment is before ``instant``."""
        if self._is_text:
            early, late = self._days_around(instant)
            return and_(self.column < late, or_(self.column < early, self.us < whole(epoch_us(instant))))
        return self.column < self._bound(instant)

    def _days_around(self, instant: datetime) -> tuple[ColumnElement[str], ColumnElement[str]]:
        """Return the days between which a text must be taken apart; a zone in it moves it by less than a day."""
        moved = timedelta(days=0 if self.stored_as is StoredAs.UTC_NAIVE else 1)
        # A fraction of many digits may round up to the next second.
        early, late = instant - timedelta(seconds=1) - moved, instant + timedelta(days=1) + moved
        return literal(early.date().isoformat()), literal(late.date().isoformat())

    @property
    def _is_text(self) -> bool:
        """Whether stamps are compared as text: a date prefix lets an index help, microseconds decide near the edge."""
        dated = self.stored_as not in _NUMBERS and self.stored_as is not StoredAs.LOCAL_DATE
        return self.stored_as is StoredAs.TEXT or (self.dialect == "sqlite" and dated)

    def _bound(self, instant: datetime) -> ColumnElement[Any]:
        if self.stored_as in _NUMBERS:
            return _number_bound(epoch_us(instant), _NUMBERS[self.stored_as])
        if self.stored_as is StoredAs.LOCAL_DATE:
            return self._date_bound(instant)
        if self.stored_as is StoredAs.INSTANT:
            return _typed(self.dialect, instant.astimezone(UTC))
        zone = self.zone.calendar.zone if self.stored_as is StoredAs.LOCAL_NAIVE else UTC
        return _typed(self.dialect, instant.astimezone(zone).replace(tzinfo=None))

    def _date_bound(self, instant: datetime) -> ColumnElement[Any]:
        """The first date whose day begins at or after the instant."""
        day = self.zone.calendar.day_at(instant)
        day = day if self.zone.calendar.start_of(day) >= instant else day + timedelta(days=1)
        return literal(day.isoformat()) if self.dialect == "sqlite" else cast(literal(day, Date), Date)


def _misfit(column: ColumnElement[Any], stored_as: StoredAs, dialect: str) -> str:
    """Return what a column holds instead of what is said; nothing where it fits or cannot be told from its type."""
    kind = column.type
    if isinstance(kind, Integer | Numeric) and stored_as not in _NUMBERS:
        return "holds numbers"
    if dialect == "sqlite":
        return ""  # a type there says little of the values
    if isinstance(kind, String) and stored_as is not StoredAs.TEXT:
        return "holds text"
    return "holds moments" if isinstance(kind, DateTime | Date) and stored_as in _NUMBERS else ""


def _interval(seconds: int) -> ColumnElement[Any]:
    """A whole number of seconds as PostgreSQL adds it to a stamp without a multiplication for every row."""
    return literal_column(f"interval '{seconds} seconds'")


def _typed(dialect: str, moment: datetime) -> ColumnElement[Any]:
    if dialect in _FROM_MICROSECONDS:
        us = epoch_us(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
        return literal_column(_FROM_MICROSECONDS[dialect].format(us), DateTime())
    if dialect in _WITHOUT_ZONES:
        moment = moment.replace(tzinfo=None)
    bound = literal(moment, DateTime(timezone=moment.tzinfo is not None))
    # Without the cast DuckDB would compare a pasted text literal in the session's zone.
    return cast(bound, DateTime(timezone=True)) if moment.tzinfo is not None and dialect == "duckdb" else bound


def _number_bound(us: int, factor: int) -> ColumnElement[Any]:
    count, rest = divmod(us, factor)
    # A decimal literal keeps columns of fractional seconds right; a whole one keeps an index usable everywhere.
    return literal_column(f"{us / factor:.6f}" if rest else str(count), BigInteger)


def _instant(segment: Segment) -> datetime:
    return from_epoch_us(segment.start_us or 0)


def _wall_edges(segments: Sequence[Segment]) -> list[int | None]:
    """Wall microseconds from which each segment's offset is in force; a repeated hour belongs to the offset before."""
    edges: list[int | None] = [None]
    for before, after in pairwise(segments):
        edges.append((after.start_us or 0) + 1_000_000 * max(before.shift_seconds, after.shift_seconds))
    return edges


def _case_of_shifts(
    us: ColumnElement[int], edges: Sequence[int | None], segments: Sequence[Segment], factor: int = 1
) -> ColumnElement[int]:
    """The shift in force, times a factor; multiplied here because engines would overflow on small literals."""
    first = whole(segments[0].shift_seconds * factor)
    pairs = list(zip(edges, segments, strict=True))[:0:-1]
    if not pairs:
        return first
    whens = [(us >= whole(edge or 0), whole(segment.shift_seconds * factor)) for edge, segment in pairs]
    return case(*whens, else_=first)


def date_of(value: object) -> date:
    """Return a date from what a driver gives for a date column (a date, a date-time or ISO text)."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
