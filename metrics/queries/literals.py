"""Numbers of our own as SQL literals: edges and offsets that we computed, never anything a user wrote."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, Float, literal_column


def whole(value: int) -> ColumnElement[int]:
    """Return a whole number as a literal."""
    return literal_column(str(value), BigInteger())


def decimal(value: float) -> ColumnElement[float]:
    """Return a number as a literal that divides without cutting."""
    return literal_column(repr(float(value)), Float())
