"""The one number formatter: how a value and its unit are written for people.

Screens, minutes and sentences use it and nothing else, so a number has one spelling everywhere. Whatever is judged
against a limit is first rounded as it is shown (:func:`rounded`), so that a number and its colour never contradict
each other. CSV files hold raw numbers and do not come here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

NOTHING = "–"
MINUS = "−"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT = {"days": "d", "hours": "h", "minutes": "min", "weeks": "wk", "seconds": "s", "milliseconds": "ms"}
_SYMBOLS = frozenset("€$£¥")
# (from this many seconds on, seconds in one shown unit, its name): 7200 s are better read as 2 hours.
_TIMES = ((2 * 86400, 86400, "days"), (7200, 3600, "hours"), (120, 60, "minutes"), (0, 1, "seconds"))
_HUNDRED, _TENTH = 100.0, 0.1


@dataclass(frozen=True)
class _Shown:
    """A number on its way to the screen: scaled, with its decimals and the word behind it."""

    scaled: float
    decimals: int
    word: str
    one: Decimal = Decimal(1)  # one shown unit, in the metric's unit

    @property
    def text(self) -> str:
        return f"{self.scaled:.{self.decimals}f}"


def rounded(value: float, unit: str) -> float:
    """Return ``value`` as it is shown, in the metric's unit (0.54838 in ``share`` is 0.548, shown as 54.8 %)."""
    shown = _shown(value, unit)
    return float(Decimal(shown.text) * shown.one) + 0.0


def number(value: float | None, unit: str) -> str:
    """Return the digits alone: ``54.8``, ``1,204``; ``–`` for nothing."""
    return NOTHING if value is None or not math.isfinite(value) else _digits(_shown(value, unit))


def amount(value: float | None, unit: str, *, short: bool = False) -> str:
    """Return a value with its unit: ``54.8 %``, ``5.1 days`` (short ``5.1 d``), ``1,204 users``; ``–`` for nothing."""
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = _shown(value, unit)
    return _with_word(_digits(shown), shown.word, short=short)


def change(value: float | None, unit: str, *, short: bool = False) -> str:
    """Return a difference with its sign: ``+1.9 pts`` for shares, ``−0.5 days``, ``+12 users``; ``–`` for nothing."""
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = _shown(value, unit)
    digits = _digits(shown)
    sign = "+" if value > 0 and digits.strip("0.") else ""
    return sign + _with_word(digits, "pts" if unit == "share" else shown.word, short=short)


def between(lower: float | None, upper: float | None, unit: str) -> str:
    """Return a range with one unit: ``41.9 to 46.3 %``; empty without both ends."""
    if lower is None or upper is None:
        return ""
    low, high = amount(lower, unit), amount(upper, unit)
    return f"{beside(low, high)} to {high}"


def beside(text: str, other: str) -> str:
    """Return the amount ``text`` without its unit where ``other`` carries the same one, for use beside it."""
    digits, _, word = text.partition(" ")
    return digits if word and word.rstrip("s") == other.partition(" ")[2].rstrip("s") else text


def score(value: float | None) -> str:
    """Return a score from 0 to 1 with two decimals; ``–`` for nothing."""
    return NOTHING if value is None or not math.isfinite(value) else f"{value + 0.0:.2f}"


def weeks(count: float) -> float:
    """Return weeks as they are shown, to one decimal."""
    return round(count, 1) + 0.0


def weeks_words(count: float) -> str:
    """Return a length in weeks: ``1 week``, ``3.2 weeks``."""
    digits = _trimmed(f"{abs(weeks(count)):,.1f}")
    return f"{digits} week{'' if digits == '1' else 's'}"


def day_words(day: date, near: date | None = None) -> str:
    """Return ``Mon 30 Nov``, with the year where it is not the year of ``near``."""
    year = f" {day.year}" if near is not None and near.year != day.year else ""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def instant_words(instant: datetime) -> str:
    """Return ``Sat 14 Nov 06:00`` in the zone that the instant carries."""
    return f"{day_words(instant.date())} {instant:%H:%M}"


def _shown(value: float, unit: str) -> _Shown:
    if unit == "share":
        percent = value * 100.0
        return _Shown(percent, _share_decimals(percent), "%", Decimal("0.01"))
    if unit == "seconds":
        _, length, word = next(step for step in _TIMES if abs(value) >= step[0])
        return _Shown(value / length, _decimals(value / length), word, Decimal(length))
    if _is_money(unit):
        return _Shown(value, 0 if abs(value) >= _HUNDRED else 2, unit)
    return _Shown(value, _decimals(value), unit)


def _share_decimals(percent: float) -> int:
    """Return more decimals near 0 and near 100 %, where a tenth of a point is much: 99.95 % is not 100 %."""
    distance = min(abs(percent), abs(100.0 - percent))
    if distance == 0 or distance >= 1:
        return 1
    return 2 if distance >= _TENTH else 3


def _decimals(value: float) -> int:
    if float(value).is_integer() or abs(value) >= _HUNDRED:
        return 0
    return 1 if abs(value) >= 1 else 2


def _digits(shown: _Shown) -> str:
    digits = _trimmed(f"{shown.scaled:,.{shown.decimals}f}")
    return digits.replace("-", MINUS) if digits.strip("-0.,") else digits.removeprefix("-")


def _trimmed(digits: str) -> str:
    return re.sub(r"\.0+$", "", digits)


def _is_money(unit: str) -> bool:
    return unit in _SYMBOLS or (len(unit) == len("EUR") and unit.isalpha() and unit.isupper())


def _with_word(digits: str, word: str, *, short: bool) -> str:
    if word in _SYMBOLS:
        sign = MINUS if digits.startswith(MINUS) else ""
        return f"{sign}{word}{digits.removeprefix(MINUS)}"
    if short:
        return f"{digits} {_SHORT.get(word, word)}".rstrip()
    if word == "seconds":
        return f"{digits} s"
    singular = digits.removeprefix(MINUS) == "1" and re.fullmatch(r"[a-z]{2,}[a-rt-z]s", word)
    return f"{digits} {word[:-1] if singular and word != 'pts' else word}".rstrip()
