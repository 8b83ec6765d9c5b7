"""Everything random in a case is read from one string of bytes.

Hypothesis draws that string evenly and shrinks it byte by byte; a byte of 0 is always the simplest choice, so a failing
case loses events, filters and options until only what matters is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

LONGEST = 480


class Choices:
    """A string of bytes, used up from the left; behind its end all bytes are 0."""

    def __init__(self, data: bytes) -> None:
        self._rest = iter(data)

    def one(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""
        return options[next(self._rest, 0) % len(options)]

    def number(self, low: int, high: int) -> int:
        """A whole number between two, both included."""
        return self.one(range(low, high + 1))

    def rarely(self, times: int) -> bool:
        """True once in so many times."""
        return next(self._rest, 0) % times == times - 1

    def some(self, options: Sequence[T]) -> list[T]:
        """Some of the options, in a turned order."""
        kept = [option for option in options if self.rarely(2)]
        turn = self.number(0, 3) % max(1, len(kept))
        return kept[turn:] + kept[:turn]
