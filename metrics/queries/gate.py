"""Only finite numbers get in: the one gate between a database's answer and a reading."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Any

from okr.errors import MetricError
from okr.reading import Reading

_NUMBERS = ("value", "numerator", "denominator", "lower", "upper")


def finite(reading: Reading, name: str) -> Reading:
    """Return the reading unchanged.

    Raises:
        MetricError: If one of its figures is not a finite number.
    """
    for field in _NUMBERS:
        figure = getattr(reading, field)
        if figure is not None and not (isinstance(figure, (int, float)) and isfinite(figure)):
            raise MetricError(f"{name}: {field} came out as {figure!r}", "Look for a division by zero or a wrong type.")
    return reading


def number(value: Any, what: str) -> float | None:
    """Return a database's number as an int or float; None for NULL.

    Raises:
        MetricError: If it is text, a truth value or anything else that would have to be guessed, or not finite.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise MetricError(f"{what} is {type(value).__name__} ({str(value)[:40]!r}), not a number", "Cast it in SQL.")
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value)
    if not isfinite(value):
        raise MetricError(f"{what} is {value}, not a finite number", "Look for a division by zero.")
    return value if isinstance(value, int) else float(value)
