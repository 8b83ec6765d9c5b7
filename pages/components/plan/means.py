"""What a target means, which targets follow from the past, and what other windows give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from okr import numbers
from okr.model import Ambition
from okr.workshop import Meaning
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.facts import Fact, fact_list
from pages.components.markup import Markup, apart, element, together
from tracking.planning import words
from tracking.planning.workshop import Workshop

_LONG_UNIT = 8
_TOO_LITTLE = "Too little history, or no better side, to propose a target."


def head(shop: Workshop, kept: Kept) -> Markup:
    """Return what the page asks, of which metric and for which cycle."""
    link = element("a", "What is this number? ›", href=addresses.metric(kept, shop.metric.id), target="_self")
    label = f"Target workshop · {shop.cycle.title or shop.cycle.id}"
    over = element("div", element("span", label, class_="pl-label"), element("span", link, class_="pl-open"))
    title = element("h1", apart(shop.metric.title), class_="pl-page-title")
    return element("header", over, title, class_="pl-page-head")


def verdict(shop: Workshop, target: float | None, kept: Kept) -> Markup:
    """Return what the typed target means, or, before one is typed, where the metric stands."""
    heading = element("h2", "What it means", class_="pl-label")
    if target is None:
        now = numbers.amount(shop.past.now, shop.metric.unit)
        said = f"Now {now} over 28 days. Type a target, or take one that follows from the past."
        return element("section", heading, element("p", said, class_="pl-sentence"), class_="pl-card")
    means = shop.means(target)
    facts = [
        Fact("Before", _begun(words.happened_words(means))),
        Fact("Noise", _begun(words.usual_words(means)) or "too little history to tell"),
        Fact("In people", _begun(words.people_words(means))),
    ]
    way = element("p", words.way_words(shop, means), class_="pl-way-words")
    said = element("p", apart(_honest(shop, means)), class_="pl-sentence")
    kept_facts = fact_list(fact for fact in facts if fact.value)
    again = element("a", "Without a target", href=addresses.plan(kept, shop.metric.id), target="_self")
    return element("section", heading, way, said, kept_facts, element("p", again), class_="pl-card", id="means")


def _honest(shop: Workshop, means: Meaning) -> str:
    """Return one sentence of judgement that the figures carry."""
    if means.target == means.baseline:
        return "This is where it stands: nothing is planned to move."
    if shop.metric.better in {"up", "down"} and (means.target > means.baseline) != (shop.metric.better == "up"):
        return "This is the worse side of today's figure."
    if means.times_usual is not None and means.times_usual < 1:
        return "The metric moves this far by itself; reaching it would prove nothing."
    return _happened(means)


def _happened(means: Meaning) -> str:
    if not means.spans:
        return "There is no past to hold it against."
    if not means.happened:
        return "It has never moved this far in one cycle."
    if means.happened == means.spans:
        return "It moved this far in every cycle: this would be no stretch."
    return "It has happened before, so it can be done."


def cycle_facts(shop: Workshop) -> Markup:
    """Return whether the cycle will see a result of its own."""
    heading = element("h2", "In this cycle", class_="pl-label")
    lines = (words.mature_words(shop), words.until_words(shop))
    warned = (
        None if shop.can_mature else element("p", "▲ It cannot be judged before the cycle ends.", class_="pl-banner")
    )
    said = together(element("p", line, class_="pl-note") for line in lines)
    return element("section", heading, warned, said, class_="pl-card")


def proposed(shop: Workshop, kept: Kept) -> Markup:
    """Return the targets that follow from the past, each a link that tries it."""
    heading = element("h2", "What the past proposes", class_="pl-label")
    if shop.proposals is None:
        return element("section", heading, element("p", _TOO_LITTLE, class_="pl-calm"), class_="pl-card")
    ways = ((Ambition.COMMITTED, shop.proposals.committed), (Ambition.STRETCH, shop.proposals.stretch))
    entries = [_proposal(shop, str(name), target, kept) for name, target in ways]
    return element("section", heading, element("ul", together(entries), class_="pl-proposals"), class_="pl-card")


def _proposal(shop: Workshop, name: str, target: float, kept: Kept) -> Markup:
    text = words.target_text(shop, target)
    figure = numbers.amount(target, shop.metric.unit)
    means = shop.means(target)
    head = element("span", element("b", figure), f" {name}", class_="pl-proposal")
    said = " · ".join(part for part in (words.happened_words(means), words.people_words(means)) if part)
    note = element("span", said, class_="pl-note")
    link = element("a", "Try it ›", href=addresses.plan(kept, shop.metric.id, text), target="_self", class_="pl-open")
    return element("li", element("div", head, note), link)


def windows(shop: Workshop) -> Markup:
    """Return what the metric is over windows of several lengths, side by side."""
    return _table("The same metric over other windows", words.WINDOW_HEADING, words.window_rows(shop))


def year(shop: Workshop) -> Markup:
    """Return the quarters of the last year."""
    rows = [(first, *(_brief(cell) for cell in rest)) for first, *rest in words.year_rows(shop)]
    return _table("The last year", words.YEAR_HEADING, rows)


def _brief(amount: str) -> str:
    """Return an amount without its unit where that is long; the head of the page has it in full."""
    digits, _, unit = amount.partition(" ")
    return amount if len(unit) <= _LONG_UNIT else digits


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    head = element("tr", together(element("th", _begun(name), scope="col") for name in names))
    body = [element("tr", together(element("td", cell) for cell in row)) for row in rows]
    table = element("table", element("thead", head), element("tbody", together(body)), class_="pl-plain pl-figures")
    scrolled = element("div", table, class_="pl-scroll", tabindex=0)
    return element("section", element("h2", title, class_="pl-label"), scrolled, class_="pl-card")


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
