"""What pages say of an agreement: a tag on a changed key result, both scores, and the words behind them."""

from __future__ import annotations

from collections.abc import Iterator

from okr import numbers
from okr.agreement.words import score_words
from okr.scorecard import Board, KeyResultCard, ObjectiveCard
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.facts import Fact
from pages.components.markup import Markup, apart, element, together


def tag(card: KeyResultCard) -> Markup | None:
    """Return the tag of a key result that was changed after it was agreed, its words on hovering; None without one."""
    mark = card.agreed
    if mark is None or not mark.is_changed:
        return None
    word = mark.changes[-1].partition(",")[0] if mark.changes else "measured differently"
    return element("span", word, class_="pl-tag", title=" · ".join([*mark.changes, score_words(mark)]))


def replaced_target(card: KeyResultCard) -> float | None:
    """Return the target as agreed where another one is in force now; None where it is the same."""
    mark = card.agreed
    if mark is None or mark.agreed_target is None or mark.agreed_target == card.target:
        return None
    return mark.agreed_target


def foot(card: ObjectiveCard) -> Markup | None:
    """Return both scores of an objective with a changed key result; None where nothing was changed."""
    if not any(item.agreed and item.agreed.is_changed for item in card.cards):
        return None
    words = f"{numbers.score(card.as_agreed)} as agreed, {numbers.score(card.score)} as changed"
    return element("span", words, class_="pl-guard")


def since(board: Board) -> Markup | None:
    """Return when the cycle was agreed, and changed, in one line; None where it is not agreed."""
    if not board.agreement:
        return None
    return element("span", apart(" · ".join(board.agreement)), class_="pl-label")


def differing(board: Board, kept: Kept) -> Markup | None:
    """Return the line across the page where the files say something else than agreed."""
    count = len(board.differences)
    if not count:
        return None
    places = "in one place" if count == 1 else f"in {count} places"
    words = f"The files are not as agreed {places}; what is shown is what was agreed. "
    link = element("a", "See the configuration", href=addresses.data_page("configuration", kept), target="_self")
    sign = element("b", "▲ ", aria_hidden="true")
    return element("p", sign, apart(words), link, class_="pl-banner", role="status", title="; ".join(board.differences))


def facts(card: KeyResultCard) -> Iterator[Fact]:
    """Yield what was agreed of a key result, with both scores where they may differ."""
    mark = card.agreed
    if mark is None:
        return
    agreed_on = numbers.day_words(mark.agreed_on) if mark.agreed_on else ""
    yield Fact("Agreed", agreed_on, _agreed_note(card))
    if mark.is_changed:
        yield Fact("Score", score_words(mark))


def notes(card: KeyResultCard) -> Markup | None:
    """Return every change and notice of an agreement, one line each; None without any."""
    mark = card.agreed
    lines = (*mark.changes, *mark.notices) if mark else ()
    return together(element("p", apart(line), class_="pl-guard") for line in lines) if lines else None


def _agreed_note(card: KeyResultCard) -> str:
    mark = card.agreed
    if mark is None or mark.agreed_target is None or mark.agreed_baseline is None:
        return ""
    target = numbers.amount(mark.agreed_target, card.unit)
    return f"{numbers.beside(numbers.amount(mark.agreed_baseline, card.unit), target)} → {target}"
