"""How the objectives of a cycle ended: computed, as agreed and as changed, adjusted with a reason, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from okr import numbers
from okr.agreement.closing import Closing, KeyResultResult, ObjectiveResult
from okr.model import Configuration
from okr.scorecard import Board, KeyResultCard, ObjectiveCard
from okr.words import WORDS
from pages.components import addresses, agreed
from pages.components.addresses import Kept
from pages.components.key_results import title_of
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.overview import is_over
from pages.components.scores.rail import bar_of, rail
from pages.components.status import worded
from tracking.boards.track import Track


def head(board: Board, track: Track, kept: Kept) -> Markup:
    """Return which cycle this is, whether its scores are final, and the way to the other cycles."""
    cycle, closing = board.cycle, track.closings.get(board.cycle.id)
    title = element("h1", f"Scores, {cycle.title or cycle.id}", class_="pl-page-title")
    others = [_cycle_link(other.id, other.title, kept) for other in track.cycles if other.id != cycle.id]
    ways = element("nav", together(others), class_="pl-cycles", aria_label="Other cycles") if others else None
    line = element("p", apart(_state(board, closing)), class_="pl-sentence")
    return element("header", element("div", title, ways, class_="pl-scores-top"), line, agreed.since(board))


def _cycle_link(cycle: str, title: str, kept: Kept) -> Markup:
    there = Kept(title or cycle, kept.team, kept.on)
    return element("a", apart(title or cycle), href=addresses.scores(there), target="_self")


def _state(board: Board, closing: Closing | None) -> str:
    if closing is not None:
        waiting = _waiting(board)
        open_ = f"; {len(waiting)} not final until {numbers.day_words(max(waiting))}" if waiting else ""
        return f"Closed on {numbers.day_words(closing.closed_on)} {closing.closed_on.year}{open_}."
    if is_over(board):
        return "Over, and not closed: scores are as computed, and nobody has said yet what was learned."
    return f"Week {board.week} of {board.weeks}: scores so far. They are not an ending, and most key results move late."


def _waiting(board: Board) -> list[date]:
    """Return from which days on the results will be final that are not yet."""
    marks = [card.agreed for objective in board.objectives for card in objective.cards if card.agreed is not None]
    return [mark.result.final_on for mark in marks if mark.result is not None and not mark.result_is_final]


def objective(card: ObjectiveCard, board: Board, track: Track, configuration: Configuration, kept: Kept) -> Markup:
    """Return one objective: its score with what it may still be, its key results, and what was learned."""
    closing = track.closings.get(board.cycle.id)
    ended = next((one for one in closing.objectives if one.ref == card.objective.ref), None) if closing else None
    rows = [_row(item, card.cards, board, kept) for item in card.cards]
    names = element("tr", together(element("th", name, scope="col") for name in _names(card.cards, board)))
    table = element("table", element("thead", names), element("tbody", together(rows)), class_="pl-plain pl-scored")
    body = element("div", table, class_="pl-scroll", tabindex=0) if rows else None
    return element(
        "section", _title(card, configuration, kept), _whole(card, board), body, _learned(ended), class_="pl-card"
    )


def _names(cards: Sequence[KeyResultCard], board: Board) -> list[Markup | str]:
    unseen = element("span", "from 0 to 1", class_="pl-unseen")
    middle = ["As agreed"] if _are_agreed(cards) else []
    people = ["Adjusted by people"] if _are_closed(cards) else []
    return ["Key result", "Score", unseen, *middle, *people, "Ended as" if is_over(board) else "Stands as"]


def _are_agreed(cards: Sequence[KeyResultCard]) -> bool:
    return any(card.agreed is not None for card in cards)


def _are_closed(cards: Sequence[KeyResultCard]) -> bool:
    return any(card.agreed is not None and card.agreed.result is not None for card in cards)


def _title(card: ObjectiveCard, configuration: Configuration, kept: Kept) -> Markup:
    objective_ = card.objective
    team = configuration.team(objective_.team)
    link = element("a", apart(objective_.title), href=addresses.objective(kept, objective_.ref), target="_self")
    where = f"{team.title if team else objective_.team} · {objective_.ambition}"
    heading = element("h2", link, title=objective_.title)
    return element("header", heading, element("span", where, class_="pl-label"), class_="pl-card-head")


def _whole(card: ObjectiveCard, board: Board) -> Markup:
    is_open = numbers.score(card.score_low) != numbers.score(card.score_high)
    band = (card.score_low, card.score_high) if is_open else (None, None)
    said = [f"{card.judged} of {len(card.cards)} judged"]
    if is_open:
        said.append(f"between {numbers.score(card.score_low)} and {numbers.score(card.score_high)} with the others")
    if card.as_agreed is not None and numbers.score(card.as_agreed) != numbers.score(card.score):
        said.append(f"{numbers.score(card.as_agreed)} as agreed")
    figure = element("b", numbers.score(card.score), class_="pl-figure")
    words = element("span", ", ".join(said), class_="pl-note")
    drawn = rail(card.score, band, bar_of(card.objective.ambition), is_over=is_over(board))
    return element("div", figure, drawn, words, class_="pl-whole")


def _row(card: KeyResultCard, beside: Sequence[KeyResultCard], board: Board, kept: Kept) -> Markup:
    mark = card.agreed
    result = mark.result if mark is not None else None
    score = result.as_changed if result is not None else card.score
    then = result.as_agreed if result is not None else mark.as_agreed if mark is not None else None
    title = element("a", apart(title_of(card)), href=addresses.objective(kept, card.key_result.ref), target="_self")
    note = element("span", _changes(card), class_="pl-note") if _changes(card) else None
    cells = [
        joined(title, note),
        element("b", numbers.score(score)) if score is not None else element("span", numbers.NOTHING),
        rail(score, (None, None), bar_of(card.key_result.ambition), is_over=is_over(board)),
        _agreed(then, score) if _are_agreed(beside) else None,
        _adjusted(result) if _are_closed(beside) else None,
        _ended(card, result),
    ]
    return element("tr", together(element("td", cell) for cell in cells if cell is not None))


def _changes(card: KeyResultCard) -> str:
    return "; ".join(card.agreed.changes) if card.agreed is not None else ""


def _agreed(then: float | None, now: float | None) -> Markup:
    if then is None:
        return element("span", numbers.NOTHING, class_="pl-grey")
    same = numbers.score(then) == numbers.score(now)
    return element("span", "the same" if same else numbers.score(then), class_="pl-grey" if same else None)


def _adjusted(result: KeyResultResult | None) -> Markup:
    if result is None or result.adjusted is None:
        return element("span", numbers.NOTHING, class_="pl-grey")
    reason = element("span", apart(result.reason), class_="pl-note") if result.reason else None
    return joined(element("b", numbers.score(result.adjusted)), " ", reason)


def _ended(card: KeyResultCard, result: KeyResultResult | None) -> Markup:
    if result is None:
        reason = "" if card.score is not None else card.sentence
        return joined(worded(card.status), element("span", apart(reason), class_="pl-note") if reason else None)
    word = result.outcome or WORDS.get(card.status, "")
    is_open = card.agreed is not None and not card.agreed.result_is_final
    open_ = f"not final until {numbers.day_words(result.final_on)}" if is_open else ""
    late = _late(card, result) if not open_ else ""
    said = " · ".join(part for part in (open_, late) if part)
    return joined(element("b", word[:1].upper() + word[1:]), element("span", said, class_="pl-note") if said else None)


def _late(card: KeyResultCard, result: KeyResultResult) -> str:
    """Return that later data tell another score than the one it was closed with."""
    if card.score is None or numbers.score(card.score) == numbers.score(result.as_changed):
        return ""
    return f"{numbers.score(card.score)} with later data"


def _learned(ended: ObjectiveResult | None) -> Markup | None:
    if ended is None:
        return None
    told = (
        ("Outcome", ended.outcome),
        ("Could all be met and the objective still fail?", ended.could_fail),
        ("Learned", ended.learnings),
    )
    lines = [_line(name, text) for name, text in told if text]
    return element("footer", together(lines), class_="pl-learned") if lines else None


def _line(name: str, text: str) -> Markup:
    return element("p", element("span", name, class_="pl-label"), " ", apart(text))


def nothing(cards: Sequence[ObjectiveCard], track: Track) -> Markup | None:
    """Return what to do where no cycle is closed yet; None otherwise."""
    if track.closings or not cards:
        return None
    said = "No cycle is closed yet. Once one is over, "
    code = element("code", "python -m tracking close CYCLE")
    told = element("p", said, code, " asks for outcomes and learnings, and keeps both scores.")
    return element("section", told, class_="pl-notice")
