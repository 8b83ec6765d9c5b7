"""The parts of the overview: how far, how many of each, who needs somebody, and one card an objective."""

from __future__ import annotations

from datetime import timedelta

from okr import numbers
from okr.model import Configuration
from okr.scorecard import Board, GuardState, KeyResultCard, ObjectiveCard
from okr.words import JUDGED, WORDS, Status
from pages.components import addresses, agreed, key_results
from pages.components.addresses import Kept
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.status import mark, pill

_COUNTED = (Status.REACHED, Status.ON_TRACK, Status.NOT_FINAL, Status.AT_RISK, Status.OFF_TRACK)
_GUARDS = {
    True: ("✓", "pl-quiet-text", "kept"),
    False: ("✕", "pl-bad-text", "broken"),
    None: ("?", "pl-quiet-text", "not known"),
}


def headline(board: Board) -> Markup:
    """Return the week of the cycle and how many key results have each status."""
    counts = dict(board.counts)
    unjudged = sum(count for status, count in board.counts if status not in JUDGED)
    said = [_count(status, WORDS[status].lower(), counts[status]) for status in _COUNTED if status in counts]
    if unjudged:
        said.append(_count(None, "cannot judge", unjudged))
    week = element("h1", _week_words(board), class_="pl-week-of")
    counted = element("div", together(said), class_="pl-counts")
    return element("div", week, _weeks_rail(board), agreed.since(board), counted, class_="pl-headline")


def _week_words(board: Board) -> str:
    if board.as_of < board.cycle.start:
        return f"Begins {numbers.day_words(board.cycle.start, board.as_of)}"
    if is_over(board):
        return f"Ended {numbers.day_words(board.as_of)}"
    return f"Week {board.week} of {board.weeks}"


def is_over(board: Board) -> bool:
    """Return whether the last day of the cycle counts already."""
    return board.as_of >= board.cycle.end - timedelta(days=1)


def _weeks_rail(board: Board) -> Markup:
    is_begun = board.as_of >= board.cycle.start
    weeks = [element("i", class_="pl-past" if is_begun and week < board.week else None) for week in range(board.weeks)]
    return element("span", together(weeks), class_="pl-weeks", aria_hidden="true")


def _count(status: Status | None, word: str, count: int) -> Markup:
    return element("span", mark(status), element("b", str(count)), f" {word}", class_="pl-count")


def needs_you(board: Board, kept: Kept) -> Markup | None:
    """Return the at most three key results that need somebody, one sentence each; nothing once the cycle is over."""
    if is_over(board):
        return None
    found = [card for reference in board.needs_you if (card := board.card(reference)) is not None]
    start = element("a", "Start review ›", href=addresses.week_page("review", kept), target="_self")
    heading = element("div", element("h2", "Needs you", class_="pl-label"), start, class_="pl-needs-head")
    if not found:
        calm = element("p", "Nothing needs you this week.", class_="pl-calm")
        return element("section", heading, calm, class_="pl-needs")
    return element("section", heading, element("ul", together(_need(card, kept) for card in found)), class_="pl-needs")


def _need(card: KeyResultCard, kept: Kept) -> Markup:
    said = card.sentence if card.status in JUDGED else f"{WORDS[card.status]}: {card.sentence}"
    link = element(
        "a",
        mark(card.status),
        element("b", apart(key_results.title_of(card))),
        element("span", said, class_="pl-said", title=said),
        element("span", "Open ›", class_="pl-open", aria_hidden="true"),
        href=addresses.objective(kept, card.key_result.ref),
        target="_self",
    )
    return element("li", link)


def objective_card(card: ObjectiveCard, board: Board, configuration: Configuration, kept: Kept) -> Markup:
    """Return an objective with its verdict, its key results and the guards on them."""
    body = (
        key_results.table(card.cards, board.as_of, board.cycle.start, kept)
        if card.cards
        else element("p", "No key result yet: nothing says when this objective is met.", class_="pl-calm")
    )
    return element("section", _head(card, configuration, kept), body, _foot(card, kept), class_="pl-card")


def _head(card: ObjectiveCard, configuration: Configuration, kept: Kept) -> Markup:
    objective = card.objective
    team = configuration.team(objective.team)
    where = f"{team.title if team else objective.team} · {objective.ambition}"
    link = element("a", apart(objective.title), href=addresses.objective(kept, objective.ref), target="_self")
    title = element("h2", link, title=objective.title)
    return element("header", title, element("span", where, class_="pl-label"), verdict(card), class_="pl-card-head")


def verdict(card: ObjectiveCard) -> Markup:
    """Return the objective's status, the key result it comes from, and how many are judged."""
    worst = None if card.worst is None else key_results.title_of(card.cards[card.worst])
    judged = f"{card.judged} of {len(card.cards)} judged" if card.judged < len(card.cards) else ""
    because = element("span", apart(worst), class_="pl-because", title=worst) if worst and _has_trouble(card) else None
    counted = element("span", judged, class_="pl-judged") if judged else None
    return element("span", pill(card.status), because, counted, class_="pl-verdict-line")


def _has_trouble(card: ObjectiveCard) -> bool:
    return card.status in {Status.OFF_TRACK, Status.AT_RISK}


def _foot(card: ObjectiveCard, kept: Kept) -> Markup | None:
    guards = list(dict.fromkeys(state for found in card.cards for state in found.guards))
    notes = [guard_line(state) for state in guards]
    if (scores := agreed.foot(card)) is not None:
        notes.append(scores)
    if card.objective.left_out:
        notes.append(_left_out(len(card.objective.left_out), kept))
    return element("footer", together(notes), class_="pl-card-foot") if notes else None


def guard_line(state: GuardState) -> Markup:
    """Return a guard with its figure and limit, and whether it is kept."""
    sign, class_, word = _GUARDS[state.kept]
    shown = joined(element("b", sign, aria_hidden="true"), element("span", f" {word}: ", class_="pl-unseen"))
    return element("span", "Guard ", element("span", shown, class_=class_), f" {state.sentence}", class_="pl-guard")


def _left_out(count: int, kept: Kept) -> Markup:
    words = f"{count} key result{' is' if count == 1 else 's are'} not shown: the file has faults. "
    link = element("a", "See the configuration", href=addresses.data_page("configuration", kept), target="_self")
    return element("span", words, link, class_="pl-guard")
