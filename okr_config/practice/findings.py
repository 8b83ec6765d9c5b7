"""What a practice rule finds, before it is an issue."""

from __future__ import annotations

from dataclasses import dataclass

from okr.issues import Place, Severity
from okr.model import KeyResult, Objective


@dataclass(frozen=True)
class Finding:
    """What a rule found, and the objective that it is about (none for a cycle or a roadmap item)."""

    message: str
    hint: str
    place: Place
    objective: Objective | None = None
    severity: Severity = Severity.ADVICE
    key_result: KeyResult | None = None
