"""Schema types: how a written value becomes a typed one, with an issue at the right place when it does not.

A metric kind describes its parameters with these types; the reader of the files knows nothing of the kinds and only
calls :meth:`Record.read`. Each type returns :data:`INVALID` after reporting what is wrong, so that one fault never
hides the next. A value that the reader of the files has refused already is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from okr.issues import nearest
from okr.scalars import (
    INVALID,
    Anything,
    AsWritten,
    Choice,
    Day,
    Flag,
    Invalid,
    Later,
    Number,
    Text,
    Type,
    Whole,
    refuse,
    refuse_number,
)
from okr.written import Report, Written, shortened

__all__ = [
    "INVALID",
    "Anything",
    "AsWritten",
    "Choice",
    "Converted",
    "Day",
    "Flag",
    "Invalid",
    "Key",
    "Later",
    "Many",
    "Number",
    "OneOf",
    "Record",
    "Table",
    "Text",
    "Type",
    "Whole",
    "read_node",
    "refuse",
    "refuse_number",
]


_MOST_COMPARED = 20


def read_node(kind: Type, node: Written, report: Report) -> Any:  # noqa: ANN401 - as the type
    """Return what ``kind`` makes of the node; INVALID without a word where the node was refused already."""
    return INVALID if node.refused else kind.read(node, report)


@dataclass(frozen=True)
class Many:
    """A list of one type; ``lone`` also accepts a single value as a list of one."""

    of: Type
    least: int = 0
    lone: bool = False

    @property
    def expects(self) -> str:
        """What the items are."""
        return f"a list, each item {self.of.expects}"

    def read(self, node: Written, report: Report) -> tuple[Any, ...] | Invalid:
        """Return the items as a tuple."""
        if not node.is_list:
            if not self.lone:
                return refuse(node, report, self.expects)
            single = self.of.read(node, report)
            return INVALID if single is INVALID else (single,)
        if len(node.items) < self.least:
            return refuse(node, report, f"{self.expects} with at least {self.least}")
        values = tuple(read_node(self.of, item, report) for item in node.items)
        return INVALID if any(value is INVALID for value in values) else values


@dataclass(frozen=True)
class Table:
    """A mapping from free names to one type."""

    of: Type

    @property
    def expects(self) -> str:
        """What the values are."""
        return f"a mapping from names to {self.of.expects}"

    def read(self, node: Written, report: Report) -> dict[str, Any] | Invalid:
        """Return the mapping."""
        if not node.is_mapping:
            return refuse(node, report, self.expects)
        values = {key: read_node(self.of, child, report) for key, child in node.entries.items()}
        return INVALID if any(value is INVALID for value in values.values()) else values


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
    """One key of a record: its type, whether it must be there, its default, and its meaning with the unit.

    ``example`` is the value as somebody would write it, for the generated documents; ``missing_code`` is the code of
    the issue where a required key is not there.
    """

    name: str
    type: Type
    doc: str
    required: bool = False
    default: Any = None
    attribute: str = ""
    example: str = ""
    missing_code: str = "missing-key"

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
        known = self.ignore.union(key.name for key in self.keys)
        unknown = [name for name in node.entries if name not in known]
        for name in unknown:
            place = node.entries[name].key_place or node.place
            hint = report.near_miss(name, known)
            report.error("unknown-key", f'there is no key "{shortened(name)}" here', hint, place)
        values = {key.target: self._one(key, node, unknown, report) for key in self.keys}
        if unknown or any(value is INVALID for value in values.values()):
            return INVALID
        return self._checked(self.build(**values), node, report)

    def _one(self, key: Key, node: Written, unknown: Sequence[str], report: Report) -> Any:  # noqa: ANN401
        if key.name in node.entries:
            return read_node(key.type, node.entries[key.name], report)
        if not key.required:
            return key.default
        if not any(nearest(name, (key.name,)) for name in unknown[:_MOST_COMPARED]):
            hint = f"It holds {key.type.expects}: {key.doc}"
            report.error(key.missing_code, f'"{key.name}" is missing', hint, node.place)
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
