"""Columns that the CSV files share: where a row belongs, and a figure with everything that stands behind it."""

from __future__ import annotations

from typing import Final

from okr.model import KeyResult, Objective
from okr.reading import Reading
from tracking.boards.board import View
from tracking.exporting.table import SCHEMA_VERSION, Column, Row, columns

VERSION: Final = Column("schema_version", "Version of this schema; it changes with names, order or meaning.", "number")
HEAD: Final = (
    VERSION,
    *columns(
        "text",
        cycle="Id of the cycle.",
        team="Id of the team.",
        objective="`team/objective`.",
        key_result="`team/objective/key-result`; stays the same for ever.",
    ),
)
FIGURE: Final = (
    *columns(
        "number",
        value="The figure in the metric's unit; a share is 0 to 1. Empty where there is none; `state` says why.",
        lower="Lower end of its interval.",
        upper="Upper end of its interval.",
        level="Level of the interval: 0.95 is 95 %.",
    ),
    Column("interval", "How the interval is made."),
    *columns(
        "number",
        numerator="What a share or ratio has above its line.",
        denominator="What it has below.",
        n="How many people, rows or days the figure stands on.",
    ),
    *columns("text", state="`ok`, or why there is no usable figure.", state_reason="The reason in words."),
    Column("window", "Over which window the figure was taken."),
    *columns("day", period_start="First day that counts.", period_end="First day after those that count."),
    Column("complete", "Whether the data of the period were complete.", "truth"),
    Column("definition_version", "Hash of everything that changes the figure."),
    Column("watermark", "Up to when the data of the source were complete.", "instant"),
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
        "complete": reading.complete,
        "definition_version": reading.definition_version,
    }
