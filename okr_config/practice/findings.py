"""What a practice rule finds, before it is an issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from okr.issues import Place, Severity
from okr.model import KeyResult, Objective


@dataclass(frozen=True)
class Finding:
    """What a rule found.

    Attributes:
        message: What was found, in one sentence without its full stop.
        hint: What to do about it.
        place: Where it stands.
        objective: The objective that it is about; none for a cycle or a roadmap item.
        severity: Where it is not the rule's own.
        key_result: The key result that it is about, where it is one.
        about: What a key result is called; findings of one rule in one objective that have it are told as one.
        silenced: Practice rule → reason, where a cycle or a roadmap item has them.
    """

    message: str
    hint: str
    place: Place
    objective: Objective | None = None
    severity: Severity | None = None
    key_result: KeyResult | None = None
    about: str = ""
    silenced: Mapping[str, str] = field(default_factory=dict)

    def reason_against(self, code: str) -> str | None:
        """Return why the rule ``code`` does not apply here, or None where nobody said so."""
        spoken = (self.key_result.silenced if self.key_result else {}, self.silenced)
        whole = self.objective.silenced if self.objective else {}
        return next((reasons[code] for reasons in (*spoken, whole) if code in reasons), None)
