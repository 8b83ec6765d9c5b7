"""What is foretold of a key result, and what its last move is made of: plain values that are stored and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LEVEL = 0.8
"""Of ten figures foretold, eight lie between the two ends."""


@dataclass(frozen=True)
class FanPoint:
    """What the reading of one day is likely to be, with both ends of the interval."""

    day: date
    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Forecast:
    """Where a key result ends if things go on as they did; or why that cannot be said.

    Attributes:
        made_on: The day of the reading that it was made from.
        day: The day of the cycle's figure.
        value: The figure's median on that day; None where the forecast is refused.
        lower: Lower end of the interval, at the level of :data:`LEVEL`.
        upper: Upper end.
        chance: Chance of reaching the bar, or of being inside the limits to be kept, 0–1; None without either.
        fan: The same from now to that day, week by week; the first point is the reading itself.
        tested: How many such forecasts could be tried on the metric's own past.
        held: How many of those had the figure inside the interval.
        refusal: Why there is none; empty where there is one.
    """

    made_on: date
    day: date
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    chance: float | None = None
    fan: tuple[FanPoint, ...] = ()
    tested: int = 0
    held: int = 0
    refusal: str = ""


@dataclass(frozen=True)
class MoveParts:
    """What a move since an earlier day is made of; the three parts add up to the move.

    Attributes:
        since: The day whose figure is compared.
        before: What was said of that day back then, in the metric's unit.
        new: Moved by what happened since.
        late: By data of that day that came, or were corrected, afterwards.
        definition: By measuring differently.
    """

    since: date
    before: float
    new: float
    late: float
    definition: float

    @property
    def total(self) -> float:
        """The whole move."""
        return self.new + self.late + self.definition
