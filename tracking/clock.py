"""What time it is, for everything that asks: the system's clock, or a moment that a demo or an example is pinned to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from okr.model import Configuration

Clock: TypeAlias = Callable[[], datetime]
"""Gives the present as an aware UTC instant."""

MORNING = time(8)
"""When the daily refresh of a pinned day is taken to happen, in local time."""


def system_now() -> datetime:
    """Return the present by the system's clock, in UTC."""
    return datetime.now(UTC)


def morning_of(day: date, zone_name: str = "UTC") -> datetime:
    """Return the moment at which a pinned ``day`` is looked at: eight in the morning of that day, local time."""
    return datetime.combine(day, MORNING, tzinfo=ZoneInfo(zone_name)).astimezone(UTC)


def zone_on(configuration: Configuration, day: date) -> ZoneInfo:
    """Return the zone that a day is lived in: that of the cycle it is part of, or else of the first cycle."""
    around = [cycle for cycle in configuration.cycles if cycle.start <= day < cycle.end]
    found = next(iter(around or configuration.cycles), None)
    return ZoneInfo(found.timezone if found else "UTC")


def local_today(configuration: Configuration, now: datetime) -> date:
    """Return the day that it is at a moment, in the zone of the running cycle."""
    return now.astimezone(zone_on(configuration, now.astimezone(UTC).date())).date()


def clock_for(as_of: date | None, configuration: Configuration | None) -> Clock:
    """Return the clock that a configuration is looked at with.

    Args:
        as_of: The last whole day that counts, where somebody asked for one; goes before everything else.
        configuration: Its ``demo_on`` is the day that a demo plays on.
    """
    zone_name = configuration.cycles[0].timezone if configuration and configuration.cycles else "UTC"
    if as_of is not None:
        return lambda: morning_of(as_of + timedelta(days=1), zone_name)
    if configuration is not None and configuration.demo_on is not None:
        today = configuration.demo_on
        return lambda: morning_of(today, zone_name)
    return system_now
