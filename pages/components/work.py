"""What we did: the roadmap items that name a key result, with the effect hoped for beside the move measured since.

The move since a ship is no proof of its effect, and the card says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from okr import numbers
from okr.alignment.effects import Effect, Verdict, effect_of, is_shipped
from okr.model import Configuration
from okr.roadmap import RoadmapItem, RoadmapLink
from okr.scorecard import KeyResultCard
from pages.components.markup import Markup, apart, element, joined, together

_SAID = frozenset({Verdict.FLAT, Verdict.TOO_SOON, Verdict.LOST})
"""What the move alone does not say."""


def items_for(configuration: Configuration, reference: str) -> list[RoadmapItem]:
    """Return the items that name a key result, by the day they shipped or will ship."""
    named = [item for item in configuration.roadmap if any(link.key_result == reference for link in item.advances)]
    return sorted(named, key=lambda item: (item.ships or date.max, item.title))


def shipped(items: Iterable[RoadmapItem], as_of: date) -> list[RoadmapItem]:
    """Return the items that have shipped, in the order of their numbers on the chart."""
    return [item for item in items if is_shipped(item, as_of)]


def work_card(card: KeyResultCard, items: Sequence[RoadmapItem], as_of: date) -> Markup:
    """Return the card of the work for a key result."""
    heading = element("h3", "What we did", class_="pl-label")
    if not items:
        text = "No work on the roadmap names this key result."
        return element("section", heading, element("p", text, class_="pl-calm"), class_="pl-card pl-third")
    order = {item.id: number for number, item in enumerate(shipped(items, as_of), start=1)}
    entries = [_entry(card, item, order.get(item.id), as_of) for item in items]
    note = element("p", "What moved after a ship need not have moved because of it.", class_="pl-note")
    body = element("ul", together(entries), class_="pl-work")
    return element("section", heading, body, note if order else None, class_="pl-card pl-third")


def _entry(card: KeyResultCard, item: RoadmapItem, number: int | None, as_of: date) -> Markup:
    link = next(link for link in item.advances if link.key_result == card.key_result.ref)
    title = element("b", f"▼{number} " if number else "", apart(item.title))
    return element(
        "li", title, element("p", _when(item, number, as_of), class_="pl-grey"), _effect(card, item, link, number)
    )


def _when(item: RoadmapItem, number: int | None, as_of: date) -> str:
    if number and item.ships:
        return f"shipped {numbers.day_words(item.ships, as_of)}"
    state = item.state.replace("_", " ")
    if item.ships is None:
        return state
    day = numbers.day_words(item.ships, as_of)
    return f"planned for {day}" if state == "planned" else f"{state}, planned for {day}"


def _effect(card: KeyResultCard, item: RoadmapItem, link: RoadmapLink, number: int | None) -> Markup:
    hoped = f"expected {link.expected_effect}" if link.expected_effect else "no effect stated"
    kind = ", indirectly" if link.kind == "indirect" else ""
    effect = effect_of(item, link, card, item.ships) if number and item.ships else None
    how = f" · {link.how}" if link.how else ""
    return element("p", f"{hoped}{kind}", apart(how), _moved(effect) if effect is not None else None)


def _moved(effect: Effect) -> Markup | None:
    if effect.measured is None or effect.card is None:
        return None
    moved = element("b", f"moved {numbers.change(effect.measured.moved, effect.card.unit)} since")
    return joined(" · ", moved, f": {effect.verdict}" if effect.verdict in _SAID else None)
