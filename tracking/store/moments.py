"""Instants and days as the texts that the store holds: equal moments have equal texts, and texts sort as moments do."""

from __future__ import annotations

from datetime import UTC, date, datetime


def instant_text(instant: datetime) -> str:
    """Return an aware instant as ISO 8601 in UTC with microseconds."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def optional_text(instant: datetime | None) -> str | None:
    """Return an instant's text, or None for none."""
    return None if instant is None else instant_text(instant)


def instant_of(text: str) -> datetime:
    """Return the instant of a text that :func:`instant_text` wrote."""
    return datetime.fromisoformat(text)


def optional_instant(text: str | None) -> datetime | None:
    """Return the instant of a text, or None for none."""
    return None if text is None else datetime.fromisoformat(text)


def edge_text(edge: date | datetime) -> str:
    """Return the end of a period as text: an ISO date, or at hour grain the local instant with its offset."""
    return edge.isoformat()


def edge_of(text: str) -> date | datetime:
    """Return the end of a period from its text."""
    return date.fromisoformat(text) if len(text) == len("2026-11-20") else datetime.fromisoformat(text)
