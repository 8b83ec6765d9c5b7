"""The local calendar, written slowly: every answer comes from asking zoneinfo for one wall-clock time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

WEEKDAYS = {"monday": 0, "sunday": 6}
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Place(NamedTuple):
    """Where a source keeps its days: zone and first weekday (0 is Monday)."""

    zone: str
    week_start: int


class Period(NamedTuple):
    """One period: as people read it (local days, or hours with offset), and its ends as instants."""

    start: date
    end: date
    start_at: datetime
    end_at: datetime


def wall(instant: datetime, zone: str) -> datetime:
    """What a clock on the wall shows, without its offset."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def local_day(instant: datetime, place: Place) -> date:
    """The date a clock on the wall shows."""
    return wall(instant, place.zone).date()


def start_of_day(day: date, place: Place) -> datetime:
    """The first instant at which the wall clock has reached midnight of this day (or has jumped over it)."""
    return _start_of_day(day, place.zone)


@lru_cache(maxsize=10_000)
def _start_of_day(day: date, zone: str) -> datetime:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall time, made aware below
    first = midnight.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if wall(first, zone) == midnight:
        return first
    early, late = first - timedelta(days=2), first
    while late - early > timedelta(microseconds=1):
        middle = early + (late - early) // 2
        early, late = (early, middle) if wall(middle, zone) >= midnight else (middle, late)
    return late


@lru_cache(maxsize=10_000)
def hours_of_day(day: date, zone: str) -> tuple[datetime, ...]:
    """The instants within one local day at which an hour begins: the clock hour or the offset changes."""
    at, end = _start_of_day(day, zone), _start_of_day(day + timedelta(days=1), zone)
    edges, seen = [], None
    while at < end:
        local = at.astimezone(ZoneInfo(zone))
        if (local.date(), local.hour, local.utcoffset()) != seen:
            edges.append(at)
            seen = (local.date(), local.hour, local.utcoffset())
        at += timedelta(minutes=1)
    return tuple(edges)


def hours_from(at: datetime, place: Place) -> Iterator[datetime]:
    """Every beginning of an hour at or after an instant, without end."""
    day = local_day(at, place)
    while True:
        yield from (edge for edge in hours_of_day(day, place.zone) if edge >= at)
        day += timedelta(days=1)


def hours_back(end: datetime, count: int, place: Place) -> datetime:
    """The beginning of the hour ``count`` hours before the one that begins at ``end``."""
    day, edges = local_day(end, place), list[datetime]()
    while len(edges) < count:
        edges = [at for at in hours_of_day(day, place.zone) if at < end] + edges
        day -= timedelta(days=1)
    return edges[-count]


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that is too short."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def period_start(grain: str, day: date, place: Place) -> date:
    """The first day of the day, week, month, quarter or year that holds a day."""
    if grain == "week":
        return day - timedelta(days=(day.weekday() - place.week_start) % 7)
    if grain in MONTHS:
        return date(day.year, day.month - (day.month - 1) % MONTHS[grain], 1)
    return day


def later(grain: str, start: date, count: int) -> date:
    """The first day of the period ``count`` periods after the one that begins on ``start``."""
    if grain in MONTHS:
        return months_later(start, count * MONTHS[grain])
    return start + timedelta(days=count * (7 if grain == "week" else 1))


def back(end: date, count: int, unit: str) -> date:
    """The day ``count`` units before ``end``."""
    return months_later(end, -count * MONTHS[unit]) if unit in MONTHS else later(unit, end, -count)


def offset_at(grain: str, period: Period, offset: int, place: Place) -> datetime:
    """The instant at which the period ``offset`` periods after this one begins."""
    if grain == "hour":
        hours = hours_from(period.start_at, place)
        return [next(hours) for _ in range(offset + 1)][-1]
    return start_of_day(later(grain, period.start, offset), place)


def periods(grain: str, start: date, end: date, place: Place) -> list[Period]:
    """Every period that begins in ``[start, end)``; for ``range`` the one span itself."""
    if grain == "range":
        return [Period(start, end, start_of_day(start, place), start_of_day(end, place))]
    if grain == "hour":
        return _hours(start_of_day(start, place), start_of_day(end, place), place)
    day = period_start(grain, start, place)
    day = day if day == start else later(grain, day, 1)
    found = []
    while day < end:
        after = later(grain, day, 1)
        found.append(Period(day, after, start_of_day(day, place), start_of_day(after, place)))
        day = after
    return found


def _hours(start: datetime, end: datetime, place: Place) -> list[Period]:
    hours, zone = hours_from(start, place), ZoneInfo(place.zone)
    at, found = next(hours), []
    while at < end:
        after = next(hours)
        found.append(Period(at.astimezone(zone), after.astimezone(zone), at, after))
        at = after
    return found


def duration(text: str) -> tuple[int, str]:
    """``28 days`` as (28, "day")."""
    count, unit = text.split()
    return int(count), unit.removesuffix("s")


def seconds(text: str) -> timedelta:
    """``30 minutes`` as a fixed length of time."""
    count, unit = duration(text)
    return timedelta(seconds=count * SECONDS[unit])
