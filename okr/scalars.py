"""Schema types of single values: texts, words, numbers, dates.

Each type returns :data:`INVALID` after reporting what is wrong, so that one fault never hides the next. The types
that are made of others are in :mod:`okr.schema`, which passes these on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from okr.number_text import LARGEST, number_hint
from okr.written import Report, Written


class Invalid:
    """The mark of a value that could not be understood; the reason is in the report."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


class Type(Protocol):
    """How one value is understood. ``expects`` completes the sentence "expected …"."""

    @property
    def expects(self) -> str:
        """What a valid value looks like, with an example."""
        ...

    def read(self, node: Written, report: Report) -> Any:  # noqa: ANN401 - each type returns its own kind of value
        """Return the typed value, or INVALID after reporting why."""
        ...


def refuse(node: Written, report: Report, expects: str, code: str = "wrong-value") -> Invalid:
    """Report that ``node`` is not what was expected."""
    report.error(code, f"found {node.shown}", f"Expected {expects}.", node.place)
    return INVALID


def refuse_number(node: Written, report: Report, expects: str) -> Invalid:
    """Report that ``node`` is not the number that was expected, and how it is written instead where that is known."""
    hint = number_hint(node.text) if isinstance(node.value, str) else ""
    report.error("wrong-value", f"found {node.shown}", f"Expected {expects}. {hint}".strip(), node.place)
    return INVALID


@dataclass(frozen=True)
class Text:
    """A text; not empty unless ``empty`` is allowed."""

    expects: str = "a text"
    empty: bool = False
    longest: int = 500

    def read(self, node: Written, report: Report) -> str | Invalid:
        """Return the text as written (a bare number is refused: quote it)."""
        if not isinstance(node.value, str):
            hint = f'{self.expects}; write it in quotes: "{node.text}"' if node.text else self.expects
            return refuse(node, report, hint)
        if not node.value.strip() and not self.empty:
            return refuse(node, report, f"{self.expects} that is not empty")
        if len(node.value) > self.longest:
            return refuse(node, report, f"at most {self.longest} characters, not {len(node.value)}")
        return node.value


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    @property
    def expects(self) -> str:
        """The words that are allowed."""
        return "one of " + ", ".join(self.options)

    def read(self, node: Written, report: Report) -> str | Invalid:
        """Return the word."""
        if isinstance(node.value, str) and node.value in self.options:
            return node.value
        place = node.place
        hint = report.near_miss(node.text, self.options)
        report.error("unknown-word", f"found {node.shown}", f"Expected {self.expects}. {hint}".strip(), place)
        return INVALID


@dataclass(frozen=True)
class Whole:
    """A whole number within limits."""

    least: int | None = None
    most: int | None = None

    @property
    def expects(self) -> str:
        """The range in words."""
        low = f" of at least {self.least}" if self.least is not None else ""
        high = f" and at most {self.most}" if self.most is not None else ""
        return f"a whole number{low}{high}"

    def read(self, node: Written, report: Report) -> int | Invalid:
        """Return the number."""
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            return refuse_number(node, report, self.expects)
        too_low = self.least is not None and node.value < self.least
        too_high = self.most is not None and node.value > self.most
        return refuse(node, report, self.expects) if too_low or too_high else node.value


@dataclass(frozen=True)
class Number:
    """A finite number within limits (ends included unless ``open_ends``)."""

    least: float | None = None
    most: float | None = None
    open_ends: bool = False

    @property
    def expects(self) -> str:
        """The range in words."""
        if self.least is None and self.most is None:
            return "a plain number like 0.7"
        words = "strictly between" if self.open_ends else "between"
        if self.most is None:
            return f"a number {'above' if self.open_ends else 'of at least'} {self.least:g}"
        return f"a number {words} {self.least or 0:g} and {self.most:g}"

    def read(self, node: Written, report: Report) -> float | Invalid:
        """Return the number."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < LARGEST:
            return refuse_number(node, report, self.expects)
        low, high = self.least, self.most
        if low is not None and (value < low or (self.open_ends and value == low)):
            return refuse(node, report, self.expects)
        if high is not None and (value > high or (self.open_ends and value == high)):
            return refuse(node, report, self.expects)
        return value


@dataclass(frozen=True)
class Flag:
    """True or false."""

    expects: str = "true or false"

    def read(self, node: Written, report: Report) -> bool | Invalid:
        """Return the truth value."""
        return node.value if isinstance(node.value, bool) else refuse(node, report, self.expects)


@dataclass(frozen=True)
class Day:
    """A calendar date."""

    expects: str = "a date like 2026-10-01"

    def read(self, node: Written, report: Report) -> date | Invalid:
        """Return the date."""
        written_fully = len(node.text) == len("2026-10-01")
        try:
            return date.fromisoformat(node.text if written_fully else "")
        except ValueError as error:
            reason = f" ({error})" if written_fully else ""
            report.error("not-a-date", f"found {node.shown}{reason}", f"Expected {self.expects}.", node.place)
            return INVALID


@dataclass(frozen=True)
class AsWritten:
    """A scalar exactly as written, for values that have their own spelling (a duration, an amount)."""

    expects: str = "a single value"

    def read(self, node: Written, report: Report) -> str | Invalid:
        """Return the text as written; never empty."""
        return node.text if node.text.strip() else refuse(node, report, self.expects)


@dataclass(frozen=True)
class Later:
    """A value that is understood later, when what it refers to is known; it is passed on with its place."""

    expects: str = "a value"

    def read(self, node: Written, report: Report) -> Written:  # noqa: ARG002 - the protocol of all types
        """Return the node itself."""
        return node


@dataclass(frozen=True)
class Anything:
    """A scalar taken as it is (values that filters compare with)."""

    expects: str = "a text, a number, true, false or null"

    def read(self, node: Written, report: Report) -> Any:  # noqa: ANN401 - any scalar
        """Return the scalar."""
        return refuse(node, report, self.expects) if node.is_list or node.is_mapping else node.value
