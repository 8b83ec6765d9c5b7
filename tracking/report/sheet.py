"""The status report from a board: week and counts, what needs somebody, every key result in one row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from okr import numbers
from okr.model import Configuration, KeyResultKind
from okr.scorecard import Board, GuardState, KeyResultCard, ObjectiveCard, SourceFreshness
from okr.sentences import gap
from okr.words import JUDGED, WORDS, Status, shape
from tracking.report.bullet import way
from tracking.report.markup import Html, joined, tag
from tracking.report.tone import tone

_STYLE = Path(__file__).with_name("sheet.css")
_LONG_UNIT = 8
_GUARDS = {True: ("kept", "quiet"), False: ("broken", "bad"), None: ("not known", "quiet")}
_CLAUSE = re.compile(r" · |; |, ")
_SHOWN = JUDGED | {Status.FINDING_BASELINE, Status.NO_MOVE_PLANNED, Status.TOO_FEW, Status.CHECK_NUMBER}
_COLUMNS = ("Key result", "Now", "From start to target", "Week", "Status")
_LEGEND = "On a bar: │ is where the plan has it today, ┊ is the bar of a stretch, the right end is the target."
_FOR = "Scores are there to learn from. They say nothing about single people."


@dataclass(frozen=True)
class Sheet:
    """What the report is made of.

    Attributes:
        board: As the overview shows it.
        configuration: In force.
        team: Title of the team that it is about; empty for all.
        made_at: The present.
        is_past: Whether it is a past day as it was known then.
    """

    board: Board
    configuration: Configuration
    team: str
    made_at: datetime
    is_past: bool = False


def sheet(given: Sheet) -> str:
    """Return the whole document; the same data give the same text."""
    title = " · ".join(part for part in (_cycle(given.board), given.team, "status report") if part)
    head = joined((tag("title", title), _meta("viewport", "width=device-width"), _style()))
    body = tag("main", _head(given), _needs(given.board), _table(given), _foot(given))
    page = tag("html", tag("head", Html('<meta charset="utf-8">'), head), tag("body", body), lang="en")
    return f"<!doctype html>\n{page}\n"


def _meta(name: str, content: str) -> Html:
    return Html(f'<meta name="{name}" content="{content}">')


def _style() -> Html:
    return Html(f"<style>{_STYLE.read_text(encoding='utf-8')}</style>")


def _cycle(board: Board) -> str:
    return board.cycle.title or board.cycle.id


def _head(given: Sheet) -> Html:
    board = given.board
    day = f"{numbers.day_words(board.as_of)} {board.as_of.year}"
    week = f"week {board.week} of {board.weeks}"
    team = joined((" · ", tag("bdi", given.team))) if given.team else None
    title = tag("h1", tag("bdi", _cycle(board)), team, f", {week}")
    past = ", as it was known then" if given.is_past else ""
    said = tag("p", f"Judged for {day}{past}. {_fresh(board)}", class_="fresh")
    counts = [tag("span", _mark(status), f" {count} {WORDS[status].lower()}") for status, count in board.counts]
    return tag("header", tag("div", title, said), tag("p", *counts, class_="counts"))


def _fresh(board: Board) -> str:
    """Return up to when the data are complete and when they were read, and which sources lag behind."""
    days = [item.complete_to for item in board.freshness if item.complete_to is not None]
    if not days:
        return "Nothing has been read yet."
    read = max((item.read_at for item in board.freshness if item.read_at is not None), default=None)
    at = f", read {numbers.instant_words(read.astimezone(ZoneInfo(board.cycle.timezone)))}" if read else ""
    late = [_lag(item) for item in board.freshness if item.failure or item.complete_to != max(days)]
    return f"Data complete to {numbers.day_words(max(days))}{at}. {' '.join(late)}".rstrip()


def _lag(source: SourceFreshness) -> str:
    if source.complete_to is None:
        return f"{source.title} could not be read."
    return f"{source.title} only to {numbers.day_words(source.complete_to)}."


def _needs(board: Board) -> Html:
    cards = [card for ref in board.needs_you if (card := board.card(ref)) is not None]
    heading = tag("h2", "Needs somebody")
    if not cards:
        return tag("section", heading, tag("p", "Nothing this week."), class_="needs")
    return tag("section", heading, tag("ul", *(_need(card) for card in cards)), class_="needs")


def _need(card: KeyResultCard) -> Html:
    said = card.sentence if card.status in JUDGED else f"{WORDS[card.status]}: {card.sentence}"
    return tag("li", _mark(card.status), " ", tag("b", tag("bdi", _title(card))), " ", said)


def _table(given: Sheet) -> Html:
    if not given.board.objectives:
        return tag("p", "No objectives in this view.")
    names = tag("tr", *(tag("th", name, scope="col") for name in _COLUMNS))
    bodies = [tag("tbody", *_rows(card, given.configuration)) for card in given.board.objectives]
    return tag("table", tag("thead", names), *bodies)


def _rows(card: ObjectiveCard, configuration: Configuration) -> Iterator[Html]:
    team = configuration.team(card.objective.team)
    where = f"{team.title if team else card.objective.team} · {card.objective.ambition}"
    verdict = WORDS[card.status] if card.status else "Cannot be judged"
    judged = f", {card.judged} of {len(card.cards)} judged" if card.judged < len(card.cards) else ""
    title = tag("th", tag("bdi", card.objective.title), " ", tag("small", where), colspan="4", scope="rowgroup")
    word = tag("b", _mark(card.status), f" {verdict}", class_=tone(card.status))
    yield tag("tr", title, tag("td", word, tag("small", judged)), class_="objective")
    yield from (_row(item) for item in card.cards)
    guards = list(dict.fromkeys(state for item in card.cards for state in item.guards))
    notes = [_guard(state) for state in guards]
    if card.objective.left_out:
        notes.append(tag("span", f"{len(card.objective.left_out)} with faults in the file not shown"))
    if notes:
        yield tag("tr", tag("td", joined(notes, " · "), colspan="5"), class_="notes")


def _guard(state: GuardState) -> Html:
    word, tone_ = _GUARDS[state.kept]
    return tag("span", f"Guard {state.sentence}: ", tag("b", word, class_=tone_))


def _row(card: KeyResultCard) -> Html:
    is_shown = card.status in _SHOWN and card.current is not None
    now = numbers.amount(card.current.value, card.unit, short=True) if is_shown and card.current else numbers.NOTHING
    is_moved = is_shown and card.week.change is not None
    week = _brief(numbers.change(card.week.change, card.unit, short=True)) if is_moved else numbers.NOTHING
    reason = _reason(card)
    status = (tag("b", _mark(card.status), f" {WORDS[card.status]}", class_=tone(card.status)), f" {reason}")
    changed = "; ".join(card.agreed.changes) if card.agreed is not None else ""
    note = tag("small", f" {changed}") if changed else None
    cells = (tag("bdi", _title(card)), tag("b", now), way(card), week, joined(status))
    return tag("tr", tag("td", cells[0], note), *(tag("td", cell) for cell in cells[1:]))


def _brief(amount: str) -> str:
    """Return an amount without its unit where that is long; the value beside it has it in full."""
    digits, _, unit = amount.partition(" ")
    return amount if len(unit) <= _LONG_UNIT else digits


def _title(card: KeyResultCard) -> str:
    return card.key_result.title or card.metric_title


def _reason(card: KeyResultCard) -> str:
    """Return the gap in weeks of plan, or the first clause of why there is another verdict or none."""
    clauses = _CLAUSE.split(card.sentence)
    if card.status in JUDGED and card.key_result.kind is KeyResultKind.KEEP:
        return next((clause for clause in clauses if clause.startswith("outside")), "inside its limits")
    if card.status in JUDGED - {Status.REACHED} and card.weeks_behind is not None:
        return gap(card.weeks_behind)
    return clauses[-1 if card.status is Status.REACHED else 0]


def _mark(status: Status | None) -> Html:
    sign = "◌" if status is None else shape(status)
    return tag("span", sign, class_=tone(status), aria_hidden="true")


def _foot(given: Sheet) -> Html:
    made = numbers.instant_words(given.made_at.astimezone(ZoneInfo(given.board.cycle.timezone)))
    head = f"Head of the history {given.board.head}. " if given.board.head else ""
    said = [f"Made {made} {given.made_at.year}. {head}", *(f"{line}. " for line in given.board.agreement)]
    differing = len(given.board.differences)
    if differing:
        said.append(f"The files are not as agreed in {differing} place{'s' if differing > 1 else ''}. ")
    return tag("footer", tag("p", _LEGEND), tag("p", *said, _FOR))
