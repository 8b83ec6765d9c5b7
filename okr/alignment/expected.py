"""The effect that people hoped for, read from their own words: ``+20 points``, ``-2 days``, ``x2.5``, ``-25 %``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_NUMBER = re.compile(r"^([+\-\u2212\u2013])?\s*(\d+(?:[.,]\d+)?)\s*(.*)$")
_FACTOR = re.compile(r"^[x\u00d7]\s*(\d+(?:[.,]\d+)?)$")
_POINTS = frozenset({"point", "points", "pts", "pt", "pp"})
_SHARE, _HUNDRED = "share", 100.0


@dataclass(frozen=True)
class Hope:
    """An effect as written.

    Attributes:
        sign: 1 for more, -1 for less, 0 where the words do not say.
        change: How far, in the metric's unit; None where that cannot be told from the words.
        factor: The new value over the old one; None where the effect is not relative.
    """

    sign: int = 0
    change: float | None = None
    factor: float | None = None

    def move(self, before: float | None) -> float | None:
        """Return the hoped-for move from a value, in the metric's unit; None where it cannot be told."""
        if self.factor is not None:
            return None if before is None else before * (self.factor - 1.0)
        return self.change


def hope_of(text: str, unit: str) -> Hope:
    """Return what an expected effect says of a metric in ``unit``.

    Points of a share are hundredths, the unit of the metric counts as it stands, a percentage and a factor are relative
    to the value before. Of all other words only the sign is believed; a percentage of a share could mean either, so
    only its sign is believed too.
    """
    words = " ".join(text.split())
    if factor := _FACTOR.match(words.casefold()):
        times = _float(factor[1])
        return Hope((times > 1) - (times < 1), factor=times)
    found = _NUMBER.match(words)
    if found is None:
        return Hope()
    sign = {None: 0, "+": 1}.get(found[1], -1)
    size = (sign or 1) * _float(found[2])
    if not sign or not math.isfinite(size) or not size:
        return Hope()
    return _measured(sign, size, found[3].strip().casefold(), unit)


def _measured(sign: int, size: float, word: str, unit: str) -> Hope:
    if word == "%":
        return Hope(sign) if unit == _SHARE else Hope(sign, factor=1.0 + size / _HUNDRED)
    if unit == _SHARE:
        return Hope(sign, size / _HUNDRED) if word in _POINTS else Hope(sign)
    is_unit = not word or word.rstrip("s") == unit.casefold().rstrip("s")
    return Hope(sign, size) if is_unit else Hope(sign)


def _float(digits: str) -> float:
    return float(digits.replace(",", "."))
