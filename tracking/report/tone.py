"""Which of three tones a status has on paper; a word and a shape always come with it."""

from __future__ import annotations

from okr.words import Status

_TONES = {Status.AT_RISK: "warn", Status.OFF_TRACK: "bad"}
_GOOD = frozenset({Status.ON_TRACK, Status.REACHED, Status.NOT_FINAL})


def tone(status: Status | None) -> str:
    """Return ``good``, ``warn``, ``bad``, or ``quiet`` where nothing is said about the plan."""
    if status is None:
        return "quiet"
    return "good" if status in _GOOD else _TONES.get(status, "quiet")
