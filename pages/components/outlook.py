"""What stands beside a status and sets none: where it ends if this continues, and what the last move is made of."""

from __future__ import annotations

from datetime import date

from okr import numbers
from okr.outlook.shelf import Forecast, MoveParts
from okr.outlook.words import chance_words, ends_words, likely_words, parts_words, tried_words
from okr.scorecard import KeyResultCard
from pages.components.facts import Fact


def outlook_facts(card: KeyResultCard, as_of: date) -> list[Fact]:
    """Return the forecast, the chance of the bar and the parts of the last move, each only where there is one."""
    facts = _forecast(card.forecast, card, as_of) if card.forecast else []
    return facts + (_move(card.parts, card.unit, as_of) if card.parts else [])


def _forecast(made: Forecast, card: KeyResultCard, as_of: date) -> list[Fact]:
    if made.value is None:
        return [Fact("If this continues", "no forecast", made.refusal)]
    day = numbers.day_words(made.day, as_of)
    facts = [Fact("If this continues", likely_words(made, card.unit), f"on {day}, {ends_words(made, card.unit)}")]
    if made.chance is not None:
        name = "Chance of the limits" if card.bar is None else "Chance of the bar"
        facts.append(Fact(name, chance_words(made.chance), tried_words(made)))
    return facts


def _move(parts: MoveParts, unit: str, as_of: date) -> list[Fact]:
    name = f"Since {numbers.day_words(parts.since, as_of)}"
    return [Fact(name, numbers.change(parts.total, unit), parts_words(parts, unit))]
