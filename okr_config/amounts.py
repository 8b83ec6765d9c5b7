"""Amounts as written: ``0.42``, ``42%``, ``2 days``, and ``+20%``, ``-40%``, ``x3`` relative to the baseline.

A percent sign means a share only where the metric's unit is share. A percentage and a number of percentage points are
never mixed, and nothing is guessed: what can be read in two ways is refused with the way to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from okr.model import Amount
from okr.number_text import LARGEST, number_hint
from okr.schema import INVALID, Converted, Invalid, refuse
from okr.written import Report, Written

SHARE: Final = "share"
TIME_UNITS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
"""Seconds of the units of time in which a metric may be measured, in the singular."""

_CALENDAR_UNITS: Final = ("month", "quarter", "year")
_POINTS: Final = ("point", "pt", "pp", "percentage point", "%-point")
_LONGEST: Final = 60
_PERCENT: Final = 100
_NUMBER: Final = r"([0-9]{1,15}(?:\.[0-9]{1,15})?)"
_SIGNED_PERCENT: Final = re.compile(rf"([-+])\s*{_NUMBER}\s*%")
_FACTOR: Final = re.compile(rf"[x×]\s*{_NUMBER}|{_NUMBER}\s*[x×]")
_SHARE_PERCENT: Final = re.compile(rf"{_NUMBER}\s*%")
_WITH_WORD: Final = re.compile(rf"([-+]?){_NUMBER}\s*([^\W\d_](?:[^\W\d]|[ -])*|%-points?)")


class _RefusedError(Exception):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True)
class AmountType:
    """A number in the unit of a metric.

    Attributes:
        unit: The metric's unit; None where the metric is not known, so that only the spelling is looked at.
        relative: Whether it may be relative to the baseline.
    """

    unit: str | None
    relative: bool = False

    @property
    def expects(self) -> str:
        """How the number is written in this unit."""
        words = f"a plain number in {self.unit or 'the unit of the metric'}"
        if self.unit == SHARE:
            words = "a share like 42% or 0.42"
        elif seconds_of(self.unit) is not None:
            words = f"a number of {self.unit} or a duration like 2 days"
        return f"{words}, or +20%, -40% or x3 of the baseline" if self.relative else words

    def read(self, node: Written, report: Report) -> Amount | Invalid:
        """Return the amount in the metric's unit."""
        text = node.text.strip()
        if not text or isinstance(node.value, bool) or node.value is None or len(text) > _LONGEST:
            return refuse(node, report, self.expects, "wrong-amount")
        try:
            found = next((amount for read in _READERS if (amount := read(node, self)) is not None), None)
        except _RefusedError as refused:
            message = f"found {node.shown}: {refused.message}"
            report.error("wrong-amount", message, f"{refused.hint} Expected {self.expects}.", node.place)
            return INVALID
        if found is None:
            hint = f"Expected {self.expects}. {number_hint(text)}".strip()
            report.error("wrong-amount", f"found {node.shown}", hint, node.place)
            return INVALID
        return found


def limit_type(unit: str | None) -> Converted:
    """Return a type that reads a limit in the unit of a metric as a plain number."""
    amount = AmountType(unit)
    return Converted(amount, _value, amount.expects)


def seconds_of(unit: str | None) -> int | None:
    """Return the length of a unit of time in seconds, or None where ``unit`` is none."""
    return None if unit is None else TIME_UNITS.get(unit.lower().removesuffix("s"))


def _value(amount: Amount) -> float:
    return amount.value


def _relative(node: Written, kind: AmountType) -> Amount | None:
    text = node.text.strip()
    percent, times = _SIGNED_PERCENT.fullmatch(text), _FACTOR.fullmatch(text)
    if percent is None and times is None:
        return None
    if not kind.relative:
        raise _RefusedError("only a target can be relative to its baseline", "Write the number itself.")
    if times is not None:
        return Amount(float(times[1] or times[2]), True, text)
    change = Decimal(percent[2]) / _PERCENT if percent is not None else Decimal(0)
    factor = 1 + change if percent is not None and percent[1] == "+" else 1 - change
    if factor < 0:
        raise _RefusedError("nothing can fall by more than all of it", "Write at most -100%.")
    return Amount(float(factor), True, text)


def _percent(node: Written, kind: AmountType) -> Amount | None:
    match = _SHARE_PERCENT.fullmatch(node.text.strip())
    if match is None:
        return None
    if kind.unit not in (SHARE, None):
        way_out = "Write the number itself; a change relative to the baseline has a sign, like +20%."
        raise _RefusedError(f"the metric is measured in {kind.unit}, not as a share", way_out)
    share = float(Decimal(match[1]) / _PERCENT)
    if share > 1 and kind.unit == SHARE:
        raise _RefusedError("no share is larger than 100%", "Check the number, or the metric's unit.")
    return Amount(share, text=node.text.strip())


def _with_word(node: Written, kind: AmountType) -> Amount | None:
    match = _WITH_WORD.fullmatch(node.text.strip())
    if match is None:
        return None
    word = match[3].lower().strip().removesuffix("s")
    if word in _POINTS and kind.unit == SHARE:
        raise _RefusedError("percentage points are a difference, not a share", "Write the share itself, like 62%.")
    if match[1] == "+":
        raise _RefusedError("a plus reads like a change", "Write the number to be reached.")
    if word in _CALENDAR_UNITS and seconds_of(kind.unit) is not None:
        raise _RefusedError(f"a {word} has no fixed length", "Write days.")
    scale = _scale(word, kind.unit)
    if scale is None:
        raise _RefusedError(f"the metric is measured in {kind.unit}", "Write the number alone.")
    return Amount(float(Decimal(match[1] + match[2]) * scale[0] / scale[1]), text=node.text.strip())


def _scale(word: str, unit: str | None) -> tuple[int, int] | None:
    """Return what turns an amount in ``word`` into ``unit``: times the first, by the second; None if nothing does."""
    own, written = seconds_of(unit), seconds_of(word)
    if own is not None and written is not None:
        return written, own
    return (1, 1) if unit is None or word == unit.lower().removesuffix("s") else None


def _plain(node: Written, kind: AmountType) -> Amount | None:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return None
    if not abs(node.value) < LARGEST:
        raise _RefusedError("it is too large", f"Its size must be below {LARGEST:.0e}.")
    if node.text.startswith("+"):
        raise _RefusedError("a plus reads like a change", "Write the number itself, or a relative change like +20%.")
    return Amount(_within_share(float(node.value), kind), text=node.text)


def _within_share(value: float, kind: AmountType) -> float:
    if kind.unit != SHARE or 0 <= value <= 1:
        return value
    way_out = (
        f"Write {value:.10g}% or {value / _PERCENT:.10g}." if 1 < value <= _PERCENT else "Check the metric's unit."
    )
    raise _RefusedError("a share lies between 0 and 1", way_out)


_READERS: Final[tuple[Callable[[Written, AmountType], Amount | None], ...]] = (_relative, _percent, _with_word, _plain)


def _positive_change(amount: Amount) -> float:
    if amount.value <= 0:
        raise ValueError("a change of nothing is always exceeded")
    return amount.value


@dataclass(frozen=True)
class _ChangeType:
    expects: str = "a relative change like 50% or 0.5"

    def read(self, node: Written, report: Report) -> Amount | Invalid:
        found = _percent(node, AmountType(None)) or _plain(node, AmountType(None))
        return refuse(node, report, self.expects) if found is None else found


CHANGE: Final = Converted(_ChangeType(), _positive_change, "a relative change like 50% or 0.5")
"""Reads a relative change as a share: ``50%`` is 0.5."""
