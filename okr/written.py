"""Values as somebody wrote them, each with its place: what a file reader hands to a schema.

The reader resolves scalars by the YAML 1.2 core rules only (null, true/false, whole and decimal numbers, text), so a
date, a duration, ``42%`` or ``NO`` arrives as text and is understood by the schema type that expects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from okr.issues import Issue, Place, Severity, near_miss

Scalar: TypeAlias = "bool | int | float | str | None"
_LONGEST_SHOWN = 80
_MOST_READ = 200
_PASSWORD_IN_URL = re.compile(r"(://[^/\s:@]*:)\S*@")


@dataclass(frozen=True)
class Written:
    """One node of a file.

    Attributes:
        value: A scalar, a tuple of nodes (a list), or a mapping from key to node.
        place: Where the value begins.
        text: A scalar exactly as written, for messages (``010``, ``70 %``); empty for lists and mappings.
        key_place: Where the key that leads here stands; equal to ``place`` for list items and roots.
        refused: The reader of the file has already reported a fault in this value (a key given twice, a tag).
    """

    value: Scalar | tuple[Written, ...] | Mapping[str, Written]
    place: Place
    text: str = ""
    key_place: Place | None = None
    refused: bool = False

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping of keys."""
        return isinstance(self.value, Mapping)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.value, tuple)

    @property
    def entries(self) -> Mapping[str, Written]:
        """The mapping's entries; empty for anything else."""
        return self.value if isinstance(self.value, Mapping) else MappingProxyType({})

    @property
    def items(self) -> tuple[Written, ...]:
        """The list's items; empty for anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def shown(self) -> str:
        """What was found, for a message: the text as written, cut short and without passwords, or the kind of node."""
        if self.is_mapping:
            return "a mapping of keys"
        if self.is_list:
            return "a list"
        return f'"{shortened(self.text)}"' if self.text else "nothing"

    def plain(self) -> object:
        """Return the value without places, as dicts, lists and scalars (for canonical JSON)."""
        if isinstance(self.value, Mapping):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, tuple):
            return [child.plain() for child in self.value]
        return self.value


def shortened(text: str) -> str:
    """Return ``text`` on one line, cut short, with the password of a URL in it masked: fit for a message."""
    masked = " ".join(_PASSWORD_IN_URL.sub(r"\1***@", text).split())
    return masked if len(masked) <= _LONGEST_SHOWN else f"{masked[:_LONGEST_SHOWN]}…"


@dataclass
class Report:
    """Collects issues while something is read."""

    issues: list[Issue] = field(default_factory=list)

    def error(self, code: str, message: str, hint: str, place: Place) -> None:
        """Add an error."""
        self.issues.append(Issue(Severity.ERROR, code, message, hint, place))

    def warning(self, code: str, message: str, hint: str, place: Place) -> None:
        """Add a warning."""
        self.issues.append(Issue(Severity.WARNING, code, message, hint, place))

    def advice(self, code: str, message: str, hint: str, place: Place) -> None:
        """Add a piece of advice."""
        self.issues.append(Issue(Severity.ADVICE, code, message, hint, place))

    def near_miss(self, word: str, known: Iterable[str]) -> str:
        """Return a hint at the known word that was meant; nothing once there are more faults than anybody reads."""
        return near_miss(word, known) if len(self.issues) < _MOST_READ else ""

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.issues)

    @property
    def has_errors(self) -> bool:
        """Whether anything blocks."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)
