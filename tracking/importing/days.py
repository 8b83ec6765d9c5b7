"""Days as other tools write them. Whether 3/4 is in March or in April is told by the other rows, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_NAMED = re.compile(r"^(\d{1,2})[/. -]\s?([A-Za-z]{3})[a-z]*\.?[/ -](\d{4}|\d{2})(?:[ ,].*)?$")
_NAMED_FIRST = re.compile(r"^([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})(?:[ ,].*)?$")
_NUMBERS = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,].*)?$")
_MOST_MONTHS, _CENTURY = 12, 2000


class Order(StrEnum):
    """In which order a date in three numbers is written."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


def order_of(texts: Iterable[str]) -> Order | None:
    """Return the order that dates in numbers have, as far as they tell; None where all of them could be either.

    A day beyond the twelfth tells. Dates with dots are day first everywhere. Where rows contradict one another, the
    order of the first one that tells holds, and the others are no dates.
    """
    for text in texts:
        found = _NUMBERS.match(text.strip())
        if found is not None:
            first, second = int(found[1]), int(found[3])
            if found[2] == "." or first > _MOST_MONTHS:
                return Order.DAY_FIRST
            if second > _MOST_MONTHS:
                return Order.MONTH_FIRST
    return None


def is_open(text: str) -> bool:
    """Return whether a date is one only with an order: three numbers with a slash or dash."""
    found = _NUMBERS.match(text.strip())
    return found is not None and found[2] != "."


def day_of(text: str, order: Order | None) -> date | None:
    """Return the day of a text, whatever time stands behind it; None where it is none."""
    text = text.strip()
    if found := _ISO.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NAMED.match(text):
        return _day(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _NAMED_FIRST.match(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    found = _NUMBERS.match(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if found[2] == "." or order is Order.DAY_FIRST:
        return _day(year, second, first)
    return _day(year, first, second) if order is Order.MONTH_FIRST else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    short = name[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _year(digits: str) -> int:
    return int(digits) + (_CENTURY if len(digits) == 2 else 0)
