"""Columns that the CSV files share: where a row belongs, and a figure with everything that stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from okr.model import KeyResult, Objective
from okr.reading import Reading
from tracking.boards.board import View
from tracking.exporting.cells import Cell

SCHEMA_VERSION = 1
"""Of the names and the order of all columns."""
Row: TypeAlias = Mapping[str, Cell]

HEAD = ("schema_version", "cycle", "team", "objective", "key_result")
FIGURE = (
    "value",
    "lower",
    "upper",
    "level",
    "interval",
    "numerator",
    "denominator",
    "n",
    "state",
    "state_reason",
    "window",
    "period_start",
    "period_end",
    "definition_version",
    "watermark",
)


def head_of(view: View, objective: Objective, key_result: KeyResult) -> Row:
    """Return where a row belongs."""
    return {
        "schema_version": SCHEMA_VERSION,
        "cycle": view.board.cycle.id,
        "team": objective.team,
        "objective": objective.ref,
        "key_result": key_result.ref,
    }


def figure_of(reading: Reading) -> Row:
    """Return a reading as cells."""
    names = ("value", "lower", "upper", "level", "interval", "numerator", "denominator", "n", "window", "watermark")
    return {
        **{name: getattr(reading, name) for name in names},
        "state": reading.state.value,
        "state_reason": reading.reason,
        "period_start": reading.period_start.isoformat(),
        "period_end": reading.period_end.isoformat(),
        "definition_version": reading.definition_version,
    }
