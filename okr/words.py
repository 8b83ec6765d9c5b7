"""The one list of words: states and statuses, used alike in code, files, screens and CSV."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Whether a reading can be used, and if not, why."""

    OK = "ok"
    TOO_EARLY = "too_early"
    OUT_OF_DATE = "out_of_date"
    UNREADABLE = "unreadable"
    NO_DATA = "no_data"
    NOBODY = "nobody"
    TOO_FEW = "too_few"
    HIDDEN = "hidden"
    CHECK_NUMBER = "check_number"


class Status(StrEnum):
    """What is said of a key result: the verdicts by the plan line, and the honest absences."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    REACHED = "reached"
    TOO_EARLY = "too_early"
    OUT_OF_DATE = "out_of_date"
    UNREADABLE = "unreadable"
    NO_DATA = "no_data"
    NOBODY = "nobody"
    TOO_FEW = "too_few"
    HIDDEN = "hidden"
    CHECK_NUMBER = "check_number"
    NOT_FINAL = "not_final"
    NO_MOVE_PLANNED = "no_move_planned"
    FINDING_BASELINE = "finding_baseline"


JUDGED = frozenset({Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.REACHED, Status.NOT_FINAL})
"""Statuses that say something about the plan; all others are "cannot be judged"."""

WORDS: dict[Status, str] = {
    Status.ON_TRACK: "On track",
    Status.AT_RISK: "At risk",
    Status.OFF_TRACK: "Off track",
    Status.REACHED: "Reached",
    Status.TOO_EARLY: "Too early",
    Status.OUT_OF_DATE: "Out of date",
    Status.UNREADABLE: "Could not be read",
    Status.NO_DATA: "No data",
    Status.NOBODY: "Nobody to measure",
    Status.TOO_FEW: "Too few people",
    Status.HIDDEN: "Hidden",
    Status.CHECK_NUMBER: "Check this number",
    Status.NOT_FINAL: "Not final",
    Status.NO_MOVE_PLANNED: "No move planned",
    Status.FINDING_BASELINE: "Finding the baseline",
}
"""What people read."""

SHAPES: dict[Status, str] = {
    Status.ON_TRACK: "●",
    Status.AT_RISK: "▲",
    Status.OFF_TRACK: "■",
    Status.REACHED: "★",
    Status.NOT_FINAL: "◔",
    Status.CHECK_NUMBER: "?",
    Status.OUT_OF_DATE: "◌",
    Status.UNREADABLE: "✕",
}
"""The mark beside the word; every other status has ``◌``."""


def shape(status: Status) -> str:
    """Return the mark that stands beside a status word."""
    return SHAPES.get(status, "◌")


def said(status: Status, sentence: str) -> str:
    """Return a status with its sentence in one line: ``Too early · first result Mon 30 Nov, …``."""
    return f"{WORDS[status]} · {sentence}" if sentence else WORDS[status]
