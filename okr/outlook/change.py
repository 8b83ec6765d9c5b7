"""Why a figure changed: new data, late data, or another definition.

A figure of today is set against what was said of an earlier day back then. Read again today, that earlier day may have
another figure: by rows that came late or were corrected, or because something else is measured now. Only what is left
is news. The three parts add up to the move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from okr.outlook.shelf import MoveParts


@dataclass(frozen=True)
class Told:
    """What is needed to take a move apart; all figures in the metric's unit.

    Attributes:
        day: The earlier day.
        said: Its figure as it was said back then.
        same: Its figure as it is known now, measured as it was back then.
        anew: Its figure as it is known now, measured as it is now; equal to ``same`` where the definition is the same.
        now: The newest figure.
    """

    day: date
    said: float
    same: float
    anew: float
    now: float


def parts_of(told: Told) -> MoveParts:
    """Return the parts of the move from what was said of a day to the newest figure."""
    return MoveParts(
        since=told.day,
        before=told.said,
        new=told.now - told.anew,
        late=told.same - told.said,
        definition=told.anew - told.same,
    )
