"""Silenced practice rules, as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from okr.schema import INVALID, Invalid, Key, Text, read_node, refuse
from okr.written import Report, Written


@dataclass(frozen=True)
class SilenceType:
    """Practice rules that do not apply, each with its reason."""

    expects: str = "a mapping from the code of a practice rule to the reason why it does not apply"

    def read(self, node: Written, report: Report) -> dict[str, str] | Invalid:
        """Return the reasons by rule."""
        if not node.is_mapping:
            return refuse(node, report, self.expects)
        reasons = {name: read_node(Text("a reason"), child, report) for name, child in node.entries.items()}
        return INVALID if INVALID in reasons.values() else reasons


SILENCE: Final = SilenceType()


def silence_key(example: str) -> Key:
    """Return the key that silences practice rules."""
    doc = "Practice rules that do not apply, with the reason."
    return Key("silence", SILENCE, doc, default={}, attribute="silenced", example=example)
