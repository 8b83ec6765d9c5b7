"""Schema types: how a written value becomes a typed one, with an issue at the right place when it does not.

A metric kind describes its parameters with these types; the reader of the files knows nothing of the kinds and only
calls :meth:`Record.read`. Each type returns :data:`INVALID` after reporting what is wrong, so that one fault never
hides the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol, TypeVar

from okr.issues import Place, near_miss
from okr.written import Report, Written


class _Invalid:
    """The mark of a value that could not be understood; the reason is in the report."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = _Invalid()
T = TypeVar("T")


class Type(Protocol):
    """How one value is understood. ``expects`` completes the sentence "expected …"."""

    @property
    def expects(self) -> str:
        """What a valid value looks like, with an example."""
        ...

    def read(self, node: Written, report: Report) -> Any:  # noqa: ANN401 - each type returns its own kind of value
        """Return the typed value, or INVALID after reporting why."""
        ...


def refuse(node: Written, report: Report, expects: str, code: str = "wrong-value") -> _Invalid:
    """Report that ``node`` is not what was expected."""
    report.error(code, f"found {node.shown}", f"Expected {expects}.", node.place)
    return INVALID


@dataclass(frozen=True)
class Text:
    """A text; not empty unless ``empty`` is allowed."""

    expects: str = "a text"
    empty: bool = False
    longest: int = 500

    def read(self, node: Written, report: Report) -> str | _Invalid:
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

    def read(self, node: Written, report: Report) -> str | _Invalid:
        """Return the word."""
        if isinstance(node.value, str) and node.value in self.options:
            return node.value
        place = node.place
        hint = near_miss(node.text, self.options)
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

    def read(self, node: Written, report: Report) -> int | _Invalid:
        """Return the number."""
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            return refuse(node, report, self.expects)
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

    def read(self, node: Written, report: Report) -> float | _Invalid:
        """Return the number."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) >= 1e15:
            return refuse(node, report, self.expects)
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

    def read(self, node: Written, report: Report) -> bool | _Invalid:
        """Return the truth value."""
        return node.value if isinstance(node.value, bool) else refuse(node, report, self.expects)


@dataclass(frozen=True)
class Day:
    """A calendar date."""

    expects: str = "a date like 2026-10-01"

    def read(self, node: Written, report: Report) -> date | _Invalid:
        """Return the date."""
        try:
            return date.fromisoformat(node.text if len(node.text) == 10 else "")
        except ValueError as error:
            reason = f" ({error})" if len(node.text) == 10 else ""
            report.error("not-a-date", f"found {node.shown}{reason}", f"Expected {self.expects}.", node.place)
            return INVALID


@dataclass(frozen=True)
class Anything:
    """A scalar taken as it is (values that filters compare with)."""

    expects: str = "a text, a number, true, false or null"

    def read(self, node: Written, report: Report) -> Any:  # noqa: ANN401 - any scalar
        """Return the scalar."""
        return refuse(node, report, self.expects) if node.is_list or node.is_mapping else node.value


@dataclass(frozen=True)
class Many:
    """A list of one type; ``lone`` also accepts a single value as a list of one."""

    of: Type
    least: int = 0
    lone: bool = False

    @property
    def expects(self) -> str:
        """What the items are."""
        return f"a list of {self.of.expects}"

    def read(self, node: Written, report: Report) -> tuple[Any, ...] | _Invalid:
        """Return the items as a tuple."""
        if not node.is_list:
            if not self.lone:
                return refuse(node, report, self.expects)
            single = self.of.read(node, report)
            return INVALID if single is INVALID else (single,)
        if len(node.items) < self.least:
            return refuse(node, report, f"{self.expects} with at least {self.least}")
        values = tuple(self.of.read(item, report) for item in node.items)
        return INVALID if INVALID in values else values


@dataclass(frozen=True)
class Table:
    """A mapping from free names to one type."""

    of: Type

    @property
    def expects(self) -> str:
        """What the values are."""
        return f"a mapping from names to {self.of.expects}"

    def read(self, node: Written, report: Report) -> dict[str, Any] | _Invalid:
        """Return the mapping."""
        if not node.is_mapping:
            return refuse(node, report, self.expects)
        values = {key: self.of.read(child, report) for key, child in node.entries.items()}
        return INVALID if INVALID in values.values() else values


@dataclass(frozen=True)
class Converted:
    """A type whose value goes through a function that may refuse it by raising ValueError with the reason."""

    of: Type
    convert: Callable[[Any], Any]
    expects: str

    def read(self, node: Written, report: Report) -> Any:  # noqa: ANN401 - the function decides
        """Return the converted value."""
        value = self.of.read(node, report)
        if value is INVALID:
            return INVALID
        try:
            return self.convert(value)
        except ValueError as error:
            report.error("wrong-value", f"found {node.shown}: {error}", f"Expected {self.expects}.", node.place)
            return INVALID


@dataclass(frozen=True)
class Key:
    """One key of a record: its type, whether it must be there, its default, and its meaning with the unit."""

    name: str
    type: Type
    doc: str
    required: bool = False
    default: Any = None
    attribute: str = ""

    @property
    def target(self) -> str:
        """The field of the record that the key fills (``return`` is a reserved word, so it has another name)."""
        return self.attribute or self.name


@dataclass(frozen=True)
class Record:
    """A mapping with known keys, read into a frozen dataclass.

    ``check`` looks at the whole record and returns ``(key, message, hint)`` for every contradiction between keys.
    ``ignore`` names keys that stand in the same mapping but belong to another reader.
    """

    build: Callable[..., Any]
    keys: Sequence[Key]
    check: Callable[[Any], Sequence[tuple[str, str, str]]] | None = None
    what: str = "a mapping of keys"
    ignore: frozenset[str] = field(default_factory=frozenset)

    @property
    def expects(self) -> str:
        """The keys it may have."""
        return f"{self.what} ({', '.join(key.name for key in self.keys)})"

    def read(self, node: Written, report: Report) -> Any:  # noqa: ANN401 - the built dataclass
        """Return the built record, or INVALID if any of its keys was refused."""
        if not node.is_mapping:
            return refuse(node, report, self.expects)
        known = {key.name for key in self.keys}
        unknown = [name for name in node.entries if name not in known | self.ignore]
        for name in unknown:
            place = node.entries[name].key_place or node.place
            report.error("unknown-key", f'there is no key "{name}" here', near_miss(name, known), place)
        values = {key.target: self._one(key, node.entries, node.place, report) for key in self.keys}
        if unknown or any(value is INVALID for value in values.values()):
            return INVALID
        return self._checked(self.build(**values), node, report)

    def _one(self, key: Key, entries: Mapping[str, Written], place: Place, report: Report) -> Any:  # noqa: ANN401
        if key.name in entries:
            return key.type.read(entries[key.name], report)
        if not key.required:
            return key.default
        report.error("missing-key", f'"{key.name}" is missing', f"It holds {key.type.expects}: {key.doc}", place)
        return INVALID

    def _checked(self, built: Any, node: Written, report: Report) -> Any:  # noqa: ANN401
        faults = self.check(built) if self.check else ()
        for name, message, hint in faults:
            place = node.entries[name].place if name in node.entries else node.place
            report.error("contradiction", message, hint, place)
        return INVALID if faults else built


@dataclass(frozen=True)
class OneOf:
    """The first alternative whose ``when`` accepts the node decides how it is read."""

    alternatives: tuple[tuple[Callable[[Written], bool], Type], ...]
    expects: str

    def read(self, node: Written, report: Report) -> Any:  # noqa: ANN401 - as the alternative
        """Return what the accepting alternative makes of the node."""
        for accepts, kind in self.alternatives:
            if accepts(node):
                return kind.read(node, report)
        return refuse(node, report, self.expects)
