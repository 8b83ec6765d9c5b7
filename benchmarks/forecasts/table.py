"""The table of how well forecasts hold, one row for each kind of metric."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean, median

from benchmarks.forecasts.generators import GENERATORS, TRAILING_DAYS
from benchmarks.forecasts.origins import Daily, Origin, Outcome, outcomes

DATA = Path(__file__).with_name("data")
HEADING = ("Metric", "Origins", "Refused", "Inside", "Width", "Walk inside", "Verdict")
LEAST, MOST = 0.70, 0.90
"""What share of figures an interval of 80 % must have inside."""
NOT_PROMISED = frozenset({"purchases a day, 1997-98"})
"""Shown for honesty: the customers of this log all came in its first quarter, and the figure falls to a fifth."""
_SEEDS, _ORIGINS = 6, 40
_HISTORIES, _AHEADS = (84, 140, 210, 364), (14, 28, 56, 84)
_LONGEST = 378


@dataclass(frozen=True)
class Row:
    """How forecasts of one kind of metric did.

    Attributes:
        name: Of the kind.
        origins: How many forecasts were asked for.
        refused: Share of those that were refused.
        inside: Share of the others that had the figure inside; None where all were refused.
        width: Median width over that of a random walk; None where all were refused.
        walk_inside: Share that the random walk had inside.
    """

    name: str
    origins: int
    refused: float
    inside: float | None
    width: float | None
    walk_inside: float | None

    @property
    def verdict(self) -> str:
        """Whether the interval is honest and no wider than a random walk's, or there was none."""
        if self.inside is None or self.width is None:
            return "refused"
        if not LEAST <= self.inside <= MOST:
            return "too narrow" if self.inside < LEAST else "too wide"
        return "holds" if self.width <= 1.0 else "wider than a walk"

    @property
    def holds(self) -> bool:
        """Whether the row is as promised."""
        return self.verdict in {"holds", "refused"}

    @property
    def is_promised(self) -> bool:
        """Whether the row is one of those that must hold."""
        return self.name not in NOT_PROMISED

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        shown = [f"{value:.2f}" if value is not None else "–" for value in (self.inside, self.width, self.walk_inside)]
        return (self.name, str(self.origins), f"{self.refused:.2f}", *shown, self.verdict)


def rows() -> Iterator[Row]:
    """Yield the row of every made-up kind, then those of the real logs; the same figures every time."""
    for name in GENERATORS:
        yield row_of(name, list(made_up(name)))
    for name, make in REAL.items():
        yield row_of(name, list(make()))


def row_of(name: str, found: Sequence[Outcome]) -> Row:
    """Return what came of many forecasts in one row."""
    made = [one for one in found if not one.is_refused]
    refused = 1 - len(made) / len(found)
    if not made:
        return Row(name, len(found), refused, None, None, None)
    width = median(one.width for one in made) / median(one.walk_width for one in made)
    inside, walk = fmean(one.is_inside for one in made), fmean(one.walk_inside for one in made)
    return Row(name, len(found), refused, inside, width, walk)


def made_up(name: str) -> Iterator[Outcome]:
    """Yield the outcomes of one generator: six metrics, forty weekly origins each, of every history and horizon."""
    is_trailing = name == "trailing mean"
    for seed in range(_SEEDS):
        draw = random.Random(f"{name} {seed}")  # noqa: S311 - repeatable metrics
        values = GENERATORS[name](draw, _LONGEST + 7 * _ORIGINS + _AHEADS[-1])
        written = {"trailing": f"{TRAILING_DAYS} days"} if is_trailing else {}
        window = 1 if is_trailing else (7, 28)[seed % 2]
        origins = (
            Origin(
                day=_LONGEST + 7 * place,
                history=_LONGEST if is_trailing else _HISTORIES[place % 4],
                ahead=_AHEADS[place // 4 % 4],
                window=window,
            )
            for place in range(_ORIGINS)
        )
        yield from outcomes([Daily(value) for value in values], origins, written)


def late_arrivals() -> Iterator[Outcome]:
    """Yield the outcomes for the share of late arrivals, a figure of 28 days, as of every day."""
    return real([Daily(above / below, above, below) for above, below in _counted("flights.csv")])


def spent_a_purchase() -> Iterator[Outcome]:
    """Yield the outcomes for dollars a purchase, a figure of 28 days, as of every day."""
    return real([Daily(above / below, above, below) for above, below in _counted("purchases.csv")])


def purchases_a_day() -> Iterator[Outcome]:
    """Yield the outcomes for purchases a day, a mean of 28 days, as of every day."""
    return real([Daily(below) for _, below in _counted("purchases.csv")])


REAL: Mapping[str, Callable[[], Iterator[Outcome]]] = {
    "late arrivals, 2013": late_arrivals,
    "dollars a purchase, 1997-98": spent_a_purchase,
    "purchases a day, 1997-98": purchases_a_day,
}


def real(days: Sequence[Daily]) -> Iterator[Outcome]:
    """Yield the outcomes at two hundred and forty origins, or all there are, from the thirteenth week on."""
    places = range(_HISTORIES[0], len(days) - _AHEADS[2])
    most = _SEEDS * _ORIGINS
    chosen = [places[place * len(places) // most] for place in range(most)] if len(places) > most else places
    origins = (
        Origin(day, history=min(day + 1, _LONGEST), ahead=_AHEADS[count % 3], window=28)
        for count, day in enumerate(chosen)
    )
    yield from outcomes(days, origins, {})


def _counted(name: str) -> list[tuple[float, float]]:
    """Return what is above and below the line on every day of a log; a day without rows is 0 of 0."""
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        rows_ = {date.fromisoformat(row["day"]): row for row in csv.DictReader(handle)}
    first, last = min(rows_).toordinal(), max(rows_).toordinal()
    found = (rows_.get(date.fromordinal(day), {}) for day in range(first, last + 1))
    return [(float(row.get("numerator", 0)), float(row.get("denominator", 0))) for row in found]
