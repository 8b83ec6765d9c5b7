"""Numbers of our own as SQL literals: edges and offsets that we computed, never anything a user wrote."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, Float, literal_column


def whole(value: int) -> ColumnElement[int]:
    """Return a whole number as a literal."""
    return literal_column(str(value), BigInteger())


def decimal(value: float) -> ColumnElement[float]:
    """Return a number as a literal that divides without cutting: with an exponent it is no decimal of few digits."""
    digits = repr(float(value))
    return literal_column(digits if "e" in digits else f"{digits}e0", Float())
