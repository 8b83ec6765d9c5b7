"""The key-result table: one row says value, way, trend, week and status of a key result, and opens its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from okr import numbers
from okr.model import KeyResultKind
from okr.noise import BETTER, WORSE
from okr.scorecard import KeyResultCard
from okr.sentences import gap
from okr.words import JUDGED, WORDS, Status
from pages.components import addresses, agreed
from pages.components.addresses import Kept
from pages.components.bullet import bullet
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.sparkline import sparkline
from pages.components.status import worded

_LONG_UNIT = 8
_LONG_TITLE = 60
_SHOWN_GREY = frozenset({Status.TOO_FEW, Status.CHECK_NUMBER})
TODAY = JUDGED | {Status.FINDING_BASELINE, Status.NO_MOVE_PLANNED}
"""Statuses whose number is the one of today."""
_SHOWN = TODAY | _SHOWN_GREY
_CLAUSE = re.compile(r" · |; |, ")
_REAL = {BETTER: "pl-real pl-good-text", WORSE: "pl-real pl-bad-text"}


def table(cards: Sequence[KeyResultCard], as_of: date, cycle_start: date, kept: Kept) -> Markup:
    """Return the rows of one objective under a heading that is also the legend of the bullets."""
    rows = [_row(card, as_of, cycle_start, kept) for card in cards]
    body = element("tbody", together(rows), role="rowgroup")
    return element("table", _heading(), body, class_="pl-table", role="table")


def _heading() -> Markup:
    way = joined(
        element("span", "start"),
        element("span", element("i", class_="pl-key-plan"), "plan today", class_="pl-key"),
        element("span", element("i", class_="pl-key-bar"), "bar", class_="pl-key"),
        element("span", "target"),
    )
    cells = [
        _head("Key result", "pl-title"),
        _head("Now", "pl-now"),
        _head(element("div", way, class_="pl-legend"), "pl-way-cell"),
        _head("13 weeks", "pl-trend"),
        _head("Week", "pl-week"),
        _head("Status", "pl-status"),
    ]
    return element("thead", element("tr", together(cells), role="row"), role="rowgroup")


def _head(child: Markup | str, class_: str) -> Markup:
    return element("th", child, class_=class_, scope="col", role="columnheader")


def _row(card: KeyResultCard, as_of: date, cycle_start: date, kept: Kept) -> Markup:
    cells = [
        _cell(_title(card, kept), "pl-title"),
        _cell(_now(card), "pl-now"),
        _cell(bullet(card), "pl-way-cell"),
        _cell(sparkline(card, as_of, cycle_start), "pl-trend"),
        _cell(_week(card), "pl-week"),
        _cell(_status(card), "pl-status"),
    ]
    return element("tr", together(cells), class_="pl-row", role="row")


def _cell(child: Markup, class_: str) -> Markup:
    return element("td", child, class_=class_, role="cell")


def title_of(card: KeyResultCard) -> str:
    """Return what a key result is called: its title, or its metric's."""
    return card.key_result.title or card.metric_title


def _title(card: KeyResultCard, kept: Kept) -> Markup:
    title = title_of(card)
    tag = element("span", "output", class_="pl-tag") if _is_output(card) else None
    address = addresses.objective(kept, card.key_result.ref)
    whole = title if len(title) > _LONG_TITLE else None
    return element("a", apart(title), tag, agreed.tag(card), href=address, target="_self", title=whole)


def _is_output(card: KeyResultCard) -> bool:
    return card.key_result.is_output or card.key_result.kind is KeyResultKind.DELIVER


def now_text(card: KeyResultCard) -> str:
    """Return the value as it may be shown today; ``–`` where it would be an old or a meaningless one."""
    is_shown = card.status in _SHOWN and card.current is not None
    return numbers.amount(card.current.value, card.unit, short=True) if is_shown and card.current else numbers.NOTHING


def _now(card: KeyResultCard) -> Markup:
    is_grey = card.status in _SHOWN_GREY or now_text(card) == numbers.NOTHING
    digits, _, unit = now_text(card).partition(" ")
    long = " pl-long" if len(unit) > _LONG_UNIT else ""
    word = element("span", f" {unit}", class_=f"pl-unit{long}", title=unit if long else None) if unit else None
    return element("span", element("b", digits), word, class_="pl-grey" if is_grey else None)


def _week(card: KeyResultCard) -> Markup:
    is_shown = card.status in _SHOWN and card.week.change is not None
    text = numbers.change(card.week.change, card.unit, short=True) if is_shown else numbers.NOTHING
    class_ = _REAL.get(card.week.verdict, "pl-grey") if is_shown else "pl-grey"
    return element("span", brief(text), class_=class_, title=f"{text}: {card.week.verdict}" if is_shown else None)


def brief(amount: str) -> str:
    """Return an amount without its unit where that is long; the value beside it has it in full."""
    digits, _, unit = amount.partition(" ")
    return amount if len(unit) <= _LONG_UNIT else digits


def _status(card: KeyResultCard) -> Markup:
    detail = short_reason(card)
    verdict = element("span", worded(card.status), class_="pl-verdict")
    reason = element("span", detail, class_="pl-detail") if detail else None
    return element("div", verdict, reason, class_="pl-said-of", title=card.sentence)


def short_reason(card: KeyResultCard) -> str:
    """Return the gap in weeks of plan, or the first clause of why there is another verdict or none."""
    if card.status is Status.AT_RISK and any(guard.kept is False for guard in card.guards):
        return "a guard is broken"
    if card.status in JUDGED and card.key_result.kind is KeyResultKind.KEEP:
        outside = next((clause for clause in _CLAUSE.split(card.sentence) if clause.startswith("outside")), None)
        return outside or "inside its limits"
    if card.status in JUDGED - {Status.REACHED} and card.weeks_behind is not None:
        return f"{gap(card.weeks_behind)}{_next_word(card)}"
    clauses = _CLAUSE.split(card.sentence)
    return clauses[-1] if card.status is Status.REACHED else clauses[0]


def _next_word(card: KeyResultCard) -> str:
    """Return the word that the gap already has where the status still waits for a review."""
    found = card.remembered
    is_held = found is not None and found.status is not found.by_gap and card.status is found.status
    return f", {WORDS[found.by_gap].lower()} next" if found is not None and is_held else ""
