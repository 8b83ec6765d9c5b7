"""How a forecast and the parts of a move are said; screens, minutes and the command line use these sentences alone."""

from __future__ import annotations

from datetime import date

from okr import numbers
from okr.model import KeyResultKind
from okr.outlook.shelf import Forecast, MoveParts

_CHANCES = (
    (0.05, "less than 1 in 20"),
    (0.075, "about 1 in 20"),
    (0.15, "about 1 in 10"),
    (0.225, "about 1 in 5"),
    (0.29, "about 1 in 4"),
    (0.415, "about 1 in 3"),
    (0.585, "about 1 in 2"),
    (0.71, "about 2 in 3"),
    (0.775, "about 3 in 4"),
    (0.85, "about 4 in 5"),
    (0.925, "about 9 in 10"),
    (0.95, "about 19 in 20"),
)
_SURE = "more than 19 in 20"


def forecast_words(forecast: Forecast, unit: str, near: date) -> str:
    """Return ``if this continues: 4.9 days on Thu 31 Dec (4.3 to 5.6)``, or why there is no forecast.

    Args:
        forecast: As made.
        unit: The metric's.
        near: A day whose year needs no mention.
    """
    if forecast.value is None:
        return f"no forecast: {forecast.refusal}"
    day = numbers.day_words(forecast.day, near)
    return f"if this continues: {likely_words(forecast, unit)} on {day} ({ends_words(forecast, unit)})"


def likely_words(forecast: Forecast, unit: str) -> str:
    """Return the figure foretold, as it is shown."""
    return numbers.amount(forecast.value, unit)


def ends_words(forecast: Forecast, unit: str) -> str:
    """Return both ends of the interval, ``4.3 to 5.6``, with their units where those are not the figure's."""
    value = likely_words(forecast, unit)
    ends = [numbers.beside(numbers.amount(end, unit), value) for end in (forecast.lower, forecast.upper)]
    is_alike = all(" " not in end for end in ends)
    return " to ".join(ends) if is_alike else numbers.between(forecast.lower, forecast.upper, unit)


def chance_words(chance: float) -> str:
    """Return a chance as people say it: ``about 1 in 5``; never as a percentage, and never as certain."""
    return next((words for below, words in _CHANCES if chance < below), _SURE)


def aim_words(kind: KeyResultKind) -> str:
    """Return what the chance of a forecast is a chance of."""
    return "to be inside its limits" if kind is KeyResultKind.KEEP else "to reach the bar"


def tried_words(forecast: Forecast) -> str:
    """Return how such forecasts did on the metric's own past; empty where none could be tried."""
    if not forecast.tested:
        return ""
    return f"{forecast.held} of {forecast.tested} such forecasts of its past held"


def move_words(parts: MoveParts, unit: str) -> str:
    """Return a move with its parts: ``+0.6 days = +0.4 new, +0.2 late, 0 definition``."""
    whole = numbers.change(parts.total, unit)
    shares = ((parts.new, "new"), (parts.late, "late"), (parts.definition, "definition"))
    return f"{whole} = {', '.join(f'{_part(move, unit, whole)} {name}' for move, name in shares)}"


def parts_words(parts: MoveParts, unit: str) -> str:
    """Return the parts of a move alone, and in plain words where all of it is new data."""
    if not numbers.rounded(parts.late, unit) and not numbers.rounded(parts.definition, unit):
        return "all of it from new data"
    return move_words(parts, unit).partition(" = ")[2]


def _part(move: float, unit: str, whole: str) -> str:
    """Return a part of a move without its unit where the whole carries the same one; nothing moved is ``0``."""
    return numbers.beside(numbers.change(move, unit), whole) if numbers.rounded(move, unit) else "0"
