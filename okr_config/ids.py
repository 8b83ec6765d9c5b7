"""Ids: what they may look like, how they are proposed from titles, and what happens when two are the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from okr.schema import INVALID, Invalid
from okr.written import Report, Written, shortened

LONGEST: Final = 64
_LONGEST_PROPOSED: Final = 48
_PATTERN: Final = re.compile(rf"[a-z0-9_-]{{1,{LONGEST}}}")


def is_id(text: str) -> bool:
    """Return whether ``text`` is an id: 1 to 64 of a to z, 0 to 9, dash and underscore."""
    return _PATTERN.fullmatch(text) is not None


def proposed_id(title: str, what: str) -> str:
    """Return the id made from ``title``; ``what`` begins it where the title has no letter that an id may hold."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9_]+", plain.replace("'", ""))
    proposal = ""
    for word in words:
        longer = f"{proposal}-{word}" if proposal else word[:_LONGEST_PROPOSED]
        if len(longer) > _LONGEST_PROPOSED:
            break
        proposal = longer
    return proposal or f"{what}-{hashlib.sha256(title.encode()).hexdigest()[:6]}"


def unique_id(wanted: str, taken: Collection[str]) -> str:
    """Return ``wanted``, with the smallest number from 2 behind it where that is taken already."""
    if wanted not in taken:
        return wanted
    number = next(number for number in range(2, len(taken) + 3) if f"{wanted}-{number}" not in taken)
    return f"{wanted}-{number}"


@dataclass(frozen=True)
class IdType:
    """An id as written; never a number or a truth value."""

    what: str = "an id"

    @property
    def expects(self) -> str:
        """What an id looks like."""
        return f"{self.what} of 1 to {LONGEST} characters from a to z, 0 to 9, - and _"

    def read(self, node: Written, report: Report) -> str | Invalid:
        """Return the id."""
        if isinstance(node.value, str) and is_id(node.value):
            return node.value
        hint = self.expects
        if node.text and not isinstance(node.value, str):
            hint = f'{hint}; put it in quotes: "{shortened(node.text)}"'
        elif node.text:
            hint = f'{hint}, like "{proposed_id(node.text, "id")}"'
        report.error("bad-id", f"found {node.shown}", f"Expected {hint}.", node.place)
        return INVALID


ID: Final = IdType()


def check_key(name: str, node: Written, what: str, report: Report) -> bool:
    """Return whether the key ``name`` can be the id of a thing, after reporting why not."""
    if is_id(name):
        return True
    hint = f'Expected {IdType(what).expects}, like "{proposed_id(name, "id")}".'
    report.error("bad-id", f'"{shortened(name)}" cannot be the id of {what}', hint, node.key_place or node.place)
    return False
