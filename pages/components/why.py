"""Why this status: one sentence, then what each week would have to bring beside what it brought."""

from __future__ import annotations

from datetime import date

from okr import numbers
from okr.scorecard import KeyResultCard
from okr.words import said
from pages.components.facts import Fact, fact_list
from pages.components.markup import Markup, apart, element
from pages.components.overview import guard_line


def why_card(card: KeyResultCard, as_of: date) -> Markup:
    """Return the card that explains the status of a key result."""
    heading = element("h3", "Why this status", class_="pl-label")
    sentence = element("p", apart(said(card.status, card.sentence)), class_="pl-sentence")
    guards = [guard_line(state) for state in card.guards]
    return element("section", heading, sentence, fact_list(facts(card, as_of)), *guards, class_="pl-card pl-third")


def facts(card: KeyResultCard, as_of: date) -> list[Fact]:
    """Return the figures behind the sentence; those that do not apply are left out."""
    unit = card.unit
    found = [
        Fact(
            "Needed each week", _a_week(card.needed_per_week, unit), "to reach the bar" if card.bar is not None else ""
        ),
        Fact("Achieved each week", _a_week(card.achieved_per_week, unit), "since the cycle began"),
        Fact("Plan today", _amount(card.plan_now, unit)),
        Fact("The last week", _change(card), card.week.verdict),
        Fact("Baseline", _amount(card.baseline, unit), "measured, not written" if card.baseline_measured else ""),
        Fact("First result", _day(card.first_result, as_of), "from people who started in this cycle"),
        Fact("Counts until", _day(card.counts_until, as_of), "those who start later count in the next cycle"),
    ]
    return [fact for fact in found if fact.value]


def _a_week(move: float | None, unit: str) -> str:
    return "" if move is None else numbers.change(move, unit)


def _amount(value: float | None, unit: str) -> str:
    return "" if value is None else numbers.amount(value, unit)


def _change(card: KeyResultCard) -> str:
    return "" if card.week.change is None else numbers.change(card.week.change, card.unit)


def _day(day: date | None, as_of: date) -> str:
    return "" if day is None else numbers.day_words(day, as_of)
