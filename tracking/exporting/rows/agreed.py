"""What was agreed, as cells: the agreed numbers, both scores, and how it ended."""

from __future__ import annotations

from typing import Final

from okr.agreement.agreed import AgreedMark
from tracking.boards.board import View
from tracking.exporting.cells import Cell
from tracking.exporting.table import Column, Row, columns

AGREED: Final = (
    Column("agreed_on", "Day on which the cycle was agreed; empty where it is not.", "day"),
    *columns(
        "number",
        baseline_as_agreed="Baseline when it was agreed.",
        target_as_agreed="Target when it was agreed.",
        value_as_agreed="The figure read as it was agreed, whatever was changed since.",
        score_as_agreed="Score against what was agreed first.",
        score_as_changed="Score against what is agreed now.",
    ),
    Column("changes", "Every change since, in words."),
    Column("measured_differently_from", "Since when the metric means something else than agreed.", "day"),
    Column("head", "Head of the history's chain when this was known: run and hash."),
)
"""Columns about the agreement behind a key result."""


def agreed_cells(view: View, mark: AgreedMark | None) -> Row:
    """Return the agreement behind a key result as cells."""
    if mark is None:
        return {"head": view.board.head}
    return {
        "agreed_on": mark.agreed_on,
        "baseline_as_agreed": mark.agreed_baseline,
        "target_as_agreed": mark.agreed_target,
        "value_as_agreed": mark.agreed_value,
        "score_as_agreed": mark.as_agreed,
        "score_as_changed": mark.as_changed,
        "changes": "; ".join(mark.changes),
        "measured_differently_from": mark.redefined_on,
        "head": view.board.head,
    }


def ending_cells(mark: AgreedMark | None) -> dict[str, Cell]:
    """Return what was said of a key result at the close as cells."""
    cells: dict[str, Cell] = {"score_as_agreed": mark.as_agreed if mark else None}
    if mark is None or mark.result is None:
        return cells
    ending = mark.result
    return cells | {
        "adjusted_score": ending.adjusted,
        "adjusted_because": ending.reason,
        "outcome": outcome_cell(ending.outcome),
    }


def outcome_cell(outcome: str) -> str:
    """Return an outcome as one word."""
    return outcome.replace(" ", "_")
