"""Why this status: one sentence, then what each week would have to bring beside what it brought."""

from __future__ import annotations

from datetime import date, timedelta

from okr import numbers
from okr.model import Cycle
from okr.scorecard import KeyResultCard
from okr.words import said
from pages.components import agreed
from pages.components.drawing import FILLS, bar, image, upright
from pages.components.facts import Fact, fact_list
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.outlook import outlook_facts
from pages.components.overview import guard_line
from pages.components.palette import tone

_LONG = timedelta(days=14)


def why_card(card: KeyResultCard, cycle: Cycle, as_of: date) -> Markup:
    """Return the card that explains the status of a key result."""
    heading = element("h3", "Why this status", class_="pl-label")
    sentence = element("p", apart(said(card.status, card.sentence)), class_="pl-sentence")
    guards = [guard_line(state) for state in card.guards]
    body = joined(heading, sentence, paces(card), fact_list(facts(card, cycle, as_of)), agreed.notes(card), *guards)
    return element("section", body, class_="pl-card pl-third")


def paces(card: KeyResultCard) -> Markup | None:
    """Return the move needed each week over the move achieved, both on one scale; None where one is not known."""
    needed, achieved = card.needed_per_week, card.achieved_per_week
    if needed is None or achieved is None or not (needed or achieved):
        return None
    most = max(abs(needed), abs(achieved))
    rows = [
        _pace("Needed each week", needed / most, needed, card),
        _pace("Achieved each week", achieved / most, achieved, card),
    ]
    return element("div", together(rows), class_="pl-paces")


def _pace(name: str, share: float, move: float, card: KeyResultCard) -> Markup:
    """Return one bar: a move towards the target to the right of the line, one away from it to the left."""
    is_rising = (card.target or 0.0) >= (card.baseline or 0.0)
    reach = share if is_rising else -share
    shade = "v" if name.startswith("Needed") else FILLS[tone(card.status)]
    text = numbers.change(move, card.unit)
    drawn = image([bar(shade, 60, 60 + 130 * reach, 2, 10), upright("m", 60, (0, 14), 1)], (200, 14), text, "pl-pace")
    return element("div", element("span", name), drawn, element("b", text))


def facts(card: KeyResultCard, cycle: Cycle, as_of: date) -> list[Fact]:
    """Return the figures behind the sentence; those that do not apply are left out."""
    unit = card.unit
    found = [
        Fact("Plan today", _amount(card.plan_now, unit)),
        Fact("Bar", _amount(card.bar, unit), _bar_note(card)),
        Fact("The last week", _change(card), card.week.verdict),
        Fact("Baseline", _amount(card.baseline, unit), "measured, not written" if card.baseline_measured else ""),
        *agreed.facts(card),
        *outlook_facts(card, as_of),
        *_dates(card, cycle, as_of),
    ]
    return [fact for fact in found if fact.value]


def _bar_note(card: KeyResultCard) -> str:
    return "where the plan ends" if card.bar != card.target else "the target itself, as it is a commitment"


def _amount(value: float | None, unit: str) -> str:
    return "" if value is None else numbers.amount(value, unit)


def _change(card: KeyResultCard) -> str:
    return "" if card.week.change is None else numbers.change(card.week.change, card.unit)


def _dates(card: KeyResultCard, cycle: Cycle, as_of: date) -> list[Fact]:
    """Return who is counted of those who began before, and between which days what starts can be seen in this cycle."""
    found = []
    if card.from_before_share:
        share = numbers.amount(card.from_before_share, "share")
        found.append(Fact("From before", share, "of those counted began before this cycle"))
    if card.first_result is not None and card.first_result > cycle.start + _LONG:
        found.append(Fact("First result", _day(card.first_result, as_of), "of what started in this cycle"))
    if card.counts_until is not None and card.counts_until < cycle.end - _LONG:
        found.append(Fact("Counts until", _day(card.counts_until, as_of), "what starts later counts in the next cycle"))
    return found


def _day(day: date | None, as_of: date) -> str:
    return "" if day is None else numbers.day_words(day, as_of)
