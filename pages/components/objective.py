"""The head of an objective's page and the rail of its key results."""

from __future__ import annotations

from okr import numbers
from okr.model import Configuration, Dependency, Objective
from okr.scorecard import Board, KeyResultCard, ObjectiveCard
from okr.words import WORDS, Status, said
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.key_results import now_text, short_reason, title_of
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.overview import guard_line
from pages.components.sparkline import sparkline
from pages.components.status import mark, pill, worded

_GOOD_NEWS = {
    Status.ON_TRACK: "every judged key result is on track",
    Status.REACHED: "every judged key result has reached its target",
}


def head(card: ObjectiveCard, configuration: Configuration, kept: Kept) -> Markup:
    """Return title, team, status with its reason, and the line of why, whom it serves and what it needs."""
    objective = card.objective
    team = configuration.team(objective.team)
    back = element("a", "‹ Overview", href=addresses.overview(kept), target="_self", class_="pl-back")
    where = element("span", f"{team.title if team else objective.team} · {objective.ambition}", class_="pl-label")
    over = element("div", back, where, class_="pl-over")
    verdict = element("div", pill(card.status), element("span", because(card)), class_="pl-page-verdict")
    title = element("h1", apart(objective.title), class_="pl-page-title")
    return element("header", over, title, verdict, _context(objective, configuration), class_="pl-page-head")


def because(card: ObjectiveCard) -> Markup:
    """Return why the objective stands where it stands: its worst judged key result, and how many are judged."""
    counted = f"{card.judged} of {len(card.cards)} judged"
    if card.worst is None:
        return joined("no key result can be judged" if card.cards else "it has no key results yet")
    worst = card.cards[card.worst]
    reason = short_reason(worst)
    if card.status in _GOOD_NEWS:
        return joined(f"{_GOOD_NEWS[card.status]} ({counted})")
    verb = "is" if reason.endswith(("behind", "ahead", "plan")) else ":"
    space = " " if verb == "is" else ""
    return joined("because ", element("b", apart(title_of(worst))), f"{space}{verb} {reason} ({counted})")


def _context(objective: Objective, configuration: Configuration) -> Markup | None:
    lines = [_line("Why", objective.why)] if objective.why else []
    if served := _served(objective, configuration):
        because_of = (
            f" because {objective.supports.because}" if objective.supports and objective.supports.because else ""
        )
        lines.append(_line("Serves", f"{served}{because_of}"))
    lines += [_dependency(item, configuration) for item in objective.depends_on]
    return element("div", together(lines), class_="pl-context") if lines else None


def _served(objective: Objective, configuration: Configuration) -> str:
    reference = objective.supports.objective if objective.supports else ""
    found = next((other for other in configuration.objectives if other.ref == reference), None)
    return found.title if found else reference or objective.priority


def _dependency(item: Dependency, configuration: Configuration) -> Markup:
    team = configuration.team(item.team)
    said = "has agreed to give ✓" if item.confirmed else "has not agreed yet to give"
    return _line("Needs", f"{team.title if team else item.team} {said}: {item.what}")


def _line(label: str, text: str) -> Markup:
    return element("p", element("span", label, class_="pl-label"), " ", apart(text))


def rail(card: ObjectiveCard, chosen: str, board: Board, kept: Kept) -> Markup:
    """Return the key results as links with a small trend each, the chosen one marked, and the guards under them."""
    entries = [_entry(item, item.key_result.ref == chosen, board, kept) for item in card.cards]
    guards = list(dict.fromkeys(state for item in card.cards for state in item.guards))
    label = element("h2", "Key results", class_="pl-label")
    below = element("div", together(guard_line(state) for state in guards), class_="pl-rail-guards") if guards else None
    return element("nav", label, element("ul", together(entries)), below, class_="pl-rail", aria_label="Key results")


def _entry(card: KeyResultCard, is_chosen: bool, board: Board, kept: Kept) -> Markup:  # noqa: FBT001 - one of the row's facts
    title = element("span", mark(card.status), apart(title_of(card)), class_="pl-rail-title")
    facts = element("span", _way(card), class_="pl-rail-facts")
    link = element(
        "a",
        title,
        facts,
        sparkline(card, board.as_of, board.cycle.start),
        href=addresses.objective(kept, card.key_result.ref),
        target="_self",
        aria_current="true" if is_chosen else None,
    )
    return element("li", link, class_="pl-chosen" if is_chosen else None)


def _way(card: KeyResultCard) -> str:
    now = now_text(card)
    if now == numbers.NOTHING:
        return WORDS[card.status].lower()
    target = numbers.amount(card.target, card.unit, short=True)
    return now if card.target is None else f"{numbers.beside(now, target)} → {target}"


def key_result_head(card: KeyResultCard) -> Markup:
    """Return the title of the chosen key result with its figure and status, over the main chart."""
    figure = element("b", now_text(card), class_="pl-figure") if now_text(card) != numbers.NOTHING else None
    verdict = element("span", worded(card.status), class_="pl-verdict")
    reason = element("span", short_reason(card), class_="pl-detail")
    title = element("h2", apart(title_of(card)), class_="pl-kr-title")
    return element("div", title, element("div", figure, verdict, reason, class_="pl-kr-said"), class_="pl-kr-head")


def nothing_to_draw(card: KeyResultCard) -> Markup:
    """Return what stands in the place of the chart where there is no figure."""
    return element("p", apart(said(card.status, card.sentence)), class_="pl-no-chart")
