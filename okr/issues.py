"""Something somebody wrote wrong in a file, as a value with its place.

Issues are collected beside the result and never raised, so one bad line never hides the good ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

_LONGEST_COMPARED = 100
_LONGEST_LIST = 250


class Severity(StrEnum):
    """How much an issue matters: an error keeps its item out, a warning and advice do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a file below the configuration folder, line and column from 1, and the path of keys."""

    file: str
    line: int = 0
    column: int = 0
    key_path: str = ""

    def __str__(self) -> str:
        position = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{position} ({self.key_path})" if self.key_path else position


@dataclass(frozen=True)
class Issue:
    """One finding in the configuration.

    Attributes:
        severity: What it blocks.
        code: Stable short name, like ``unknown-key``.
        message: What was found, in one sentence.
        hint: What to do about it; empty only where the message says so already.
        place: Where it stands.
    """

    severity: Severity
    code: str
    message: str
    hint: str
    place: Place

    def __str__(self) -> str:
        end = "" if self.message.endswith((".", "?", "!")) else "."
        tail = f"{end} {self.hint}" if self.hint else ""
        return f"{self.place}: {self.severity} {self.code}: {self.message}{tail}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` most likely misspells, or None where none is near."""
    close = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6) if len(word) <= _LONGEST_COMPARED else []
    return close[0] if close else None


def near_miss(word: str, known: Iterable[str]) -> str:
    """Return ``Did you mean "x"?`` for the nearest known word, or the list of them where it is short, or nothing."""
    options = sorted(set(known))
    close = nearest(word, options)
    if close is not None:
        return f'Did you mean "{close}"?'
    listed = ", ".join(options)
    return f"Known here: {listed}." if 0 < len(listed) <= _LONGEST_LIST else ""
