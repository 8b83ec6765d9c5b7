"""Instants and days as the texts that the store holds: equal moments have equal texts, and texts sort as moments do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

_REMEMBERED = 8192
"""Texts that are not taken apart again: thousands of readings share some hundred days and instants."""


def instant_text(instant: datetime) -> str:
    """Return an aware instant as ISO 8601 in UTC with microseconds."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def optional_text(instant: datetime | None) -> str | None:
    """Return an instant's text, or None for none."""
    return None if instant is None else instant_text(instant)


@lru_cache(_REMEMBERED)
def instant_of(text: str) -> datetime:
    """Return the instant of a text that :func:`instant_text` wrote."""
    return datetime.fromisoformat(text)


def optional_instant(text: str | None) -> datetime | None:
    """Return the instant of a text, or None for none."""
    return None if text is None else instant_of(text)


@lru_cache(_REMEMBERED)
def day_of(text: str) -> date:
    """Return the day of an ISO date."""
    return date.fromisoformat(text)


def edge_text(edge: date | datetime) -> str:
    """Return the end of a period as text: an ISO date, or at hour grain the local instant with its offset."""
    return edge.isoformat()


@lru_cache(_REMEMBERED)
def edge_of(text: str) -> date | datetime:
    """Return the end of a period from its text."""
    return date.fromisoformat(text) if len(text) == len("2026-11-20") else datetime.fromisoformat(text)
