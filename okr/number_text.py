"""Why a text is not a number, and how it is written instead.

Spellings that other programs read in different ways (``010``, ``1_000``, ``12:30``, ``1,000``) are not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LARGEST = 1e15
"""Numbers of this size and beyond are refused: a float no longer tells neighbouring whole numbers apart."""

_PLAIN = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_CURRENCY = "€$£¥₹ "


def number_hint(text: str) -> str:
    """Return one sentence that says how to write what ``text`` means as a number, or nothing if that is unknown."""
    word = text.strip()
    return next((hint for fits, hint in _HINTS if fits(word)), "")


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda word: compiled.fullmatch(word) is not None


def _is_plain(word: str) -> bool:
    return _PLAIN.fullmatch(word) is not None


def _is_too_large(word: str) -> bool:
    return _is_plain(word) and abs(float(word)) >= LARGEST


def _has_currency(word: str) -> bool:
    return _is_plain(word.strip(_CURRENCY).strip().replace(",", ""))


_HINTS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_matches(r"[-+]?\.(nan|inf)|[-+]?(nan|inf|infinity)"), "A number here is finite."),
    (_matches(r"[-+]?0[0-9]+(\.[0-9]+)?"), "Write it without the leading zero: some programs read it in base eight."),
    (_matches(r"0[xob][0-9a-f_]+"), "Write it in base ten."),
    (_matches(r"[-+]?[0-9]+(_[0-9]+)+(\.[0-9]+)?"), "Write the digits without underscores, like 1000."),
    (_matches(r"[-+]?[0-9]{1,3}([,' ][0-9]{3})+(\.[0-9]+)?"), "Write the digits without separators, like 1000."),
    (_matches(r"[-+]?[0-9]+,[0-9]+"), "Write the decimals after a point, like 3.5."),
    (_matches(r"[0-9]+(:[0-9]{2})+"), "Write a plain number or a duration like 12 hours, not a time of day."),
    (_matches(r"[-+]?[0-9.,]+\s*%"), "Percent is read only where the metric's unit is share; write the number itself."),
    (_is_too_large, "Its size must be below 1e15."),
    (_is_plain, "Write it without quotes."),
    (_has_currency, "Write the figure alone: the unit belongs to the metric."),
)
