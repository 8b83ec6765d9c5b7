"""The roadmap page's parts: what serves which key result, what came of it, and what serves none.

A move after a ship is no proof of an effect. The page says so, and shows the move before the ship beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from okr import numbers
from okr.alignment.effects import Effect, Verdict, is_shipped
from okr.alignment.trace import Aim, Trace, Traced
from okr.model import Configuration
from okr.roadmap import RoadmapItem
from okr.scorecard import Board, KeyResultCard
from okr.words import WORDS
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.cycle.naming import counted, result_name, sign, team_name
from pages.components.cycle.work_rail import work_rail
from pages.components.key_results import title_of
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.status import mark

_SHAPES = {
    Verdict.MOVED: ("●", "good"),
    Verdict.LESS: ("▲", "warn"),
    Verdict.FLAT: ("■", "bad"),
    Verdict.AGAINST: ("■", "bad"),
}
_HYPHEN = re.compile(r"^-(?=\d)")
_NOTE = "What moved after a ship need not have moved because of it; the move before it stands beside for that reason."


def headline(trace: Trace) -> Markup:
    """Return how much of the work serves a key result, and what is called out."""
    orphans, flat, idle = len(trace.orphan_items), len(trace.flat_items), len(trace.orphan_aims)
    title = element("h1", _serving(len(trace.items), orphans), class_="pl-page-title")
    said = [
        counted("■", "bad", flat, "shipped but flat", "shipped but flat") if flat else None,
        counted("○", "quiet", orphans, "serves no key result", "serve no key result") if orphans else None,
        counted("○", "quiet", idle, "key result without work", "key results without work") if idle else None,
    ]
    return element(
        "div", title, element("div", together(said), class_="pl-counts pl-counts-long"), class_="pl-headline"
    )


def _serving(whole: int, orphans: int) -> str:
    if not whole:
        return "No work on the roadmap"
    if not orphans:
        return (
            "The one piece of work serves a key result"
            if whole == 1
            else f"All {whole} pieces of work serve a key result"
        )
    serving = whole - orphans
    pieces, verb = "piece" if whole == 1 else "pieces", "serves" if serving == 1 else "serve"
    return f"{serving or 'None'} of {whole} {pieces} of work {verb} a key result"


def empty(cycle: str, team: str | None) -> Markup:
    """Return what stands where no work is known."""
    text = f"No work in this view of {cycle}. Write it into "
    command = f"python -m tracking import jira FILE.csv --team {team or 'TEAM'}"
    parts = (element("code", "roadmap.yaml"), ", or take it over from Jira: ", element("code", command))
    return element("section", element("p", apart(text), *parts), class_="pl-notice")


def called_out(trace: Trace, board: Board, configuration: Configuration, kept: Kept) -> Markup:
    """Return the three lists that somebody should look at: flat, without a key result, without work."""
    flat = [_flat(item, effect, board, kept) for item in trace.flat_items for effect in _flat_effects(item)]
    orphans = [
        element("li", element("b", apart(one.item.title)), _grey(_when(one.item, board.as_of, configuration)))
        for one in trace.orphan_items
    ]
    idle = [
        element("li", _link(aim.card, kept), _grey(team_name(configuration, aim.card.key_result.ref.partition("/")[0])))
        for aim in trace.orphan_aims
    ]
    lists = (
        _list("Shipped but flat", flat, "Nothing that shipped left its number where it was."),
        _list("Work without a key result", orphans, "Every piece of work names a key result."),
        _list("Key results without work", idle, "Every key result with a move to make has work."),
    )
    return element("div", together(lists), class_="pl-three")


def _list(title: str, entries: Sequence[Markup], nothing: str) -> Markup:
    heading = element("h2", title, class_="pl-label")
    body = element("ul", together(entries)) if entries else element("p", nothing, class_="pl-calm")
    return element("section", heading, body, class_="pl-card pl-listed")


def _flat_effects(item: Traced) -> list[Effect]:
    wrong = {Verdict.FLAT, Verdict.AGAINST}
    return [effect for effect in item.effects if effect.is_direct and effect.verdict in wrong]


def _flat(item: Traced, effect: Effect, board: Board, kept: Kept) -> Markup:
    shipped = f"shipped {numbers.day_words(item.item.ships, board.as_of)} for " if item.item.ships else "for "
    target = _link(effect.card, kept) if effect.card else None
    return element(
        "li", element("b", apart(item.item.title)), element("p", shipped, target), element("p", _outcome(effect))
    )


def works(trace: Trace, board: Board, configuration: Configuration, kept: Kept) -> Markup | None:
    """Return every piece of work with its time in the cycle and what came of each of its links."""
    if not trace.items:
        return None
    rows = [_work(item, board, configuration, kept) for item in trace.items]
    heading = element("h2", "Every piece of work", class_="pl-section")
    note = element("p", _NOTE, class_="pl-note")
    return joined(heading, note, element("ul", together(rows), class_="pl-card pl-works"))


def _work(traced: Traced, board: Board, configuration: Configuration, kept: Kept) -> Markup:
    item = traced.item
    title = element("h3", apart(item.title), class_="pl-work-title")
    when = _grey(_when(item, board.as_of, configuration))
    what = element("div", title, when, work_rail(item, board.cycle, board.as_of), class_="pl-what")
    effects = [_effect(effect, configuration, kept) for effect in traced.effects]
    effects += [element("li", _lost(ref)) for ref in item.left_out]
    if traced.is_orphan:
        effects.append(element("li", element("p", sign("○", "quiet"), "serves no key result", class_="pl-grey")))
    return element("li", what, element("ul", together(effects), class_="pl-effects"))


def _lost(ref: str) -> Markup:
    return element("span", "names a key result that is not there: ", element("code", apart(ref)), class_="pl-grey")


def _effect(effect: Effect, configuration: Configuration, kept: Kept) -> Markup:
    link = effect.link
    if effect.card is not None:
        target = _link(effect.card, kept)
    else:
        target = element("span", apart(result_name(configuration, link.key_result)), " (not in this view)")
    kind = element("span", "indirect", class_="pl-tag") if link.kind == "indirect" else None
    why = element("p", apart(link.how), class_="pl-grey") if link.how else None
    told = element("div", target, kind, why, class_="pl-serves")
    shape, shade = _SHAPES.get(effect.verdict, ("○", "quiet"))
    verdict = element("span", sign(shape, shade), effect.verdict.value, class_=f"pl-{shade}-text pl-word")
    return element("li", told, element("div", element("p", verdict), element("p", _outcome(effect)), class_="pl-came"))


def _outcome(effect: Effect) -> Markup:
    """Return what was hoped for beside what was measured since, and in as many days before."""
    text = _HYPHEN.sub(numbers.MINUS, effect.link.expected_effect)
    hoped = f"expected {text}" if text else "no effect stated"
    measured, card = effect.measured, effect.card
    if measured is None or card is None:
        return joined(apart(hoped))
    since = element("b", numbers.change(measured.moved, card.unit))
    before = (
        f", {numbers.change(measured.earlier, card.unit)} in as many days before"
        if measured.earlier is not None
        else ""
    )
    part = f" · {measured.seen:.0%} of the reading comes after the ship" if effect.verdict is Verdict.TOO_SOON else ""
    return joined(apart(hoped), " · ", since, f" since{before}{part}")


def _when(item: RoadmapItem, as_of: date, configuration: Configuration) -> str:
    team = team_name(configuration, item.team)
    state = item.state.replace("_", " ")
    if item.ships is None:
        return f"{team} · {state}, no date"
    day = numbers.day_words(item.ships, as_of)
    if is_shipped(item, as_of):
        return f"{team} · shipped {day}"
    planned = f"{'was ' if item.ships <= as_of else ''}planned for {day}"
    return f"{team} · {planned}" if item.state == "planned" else f"{team} · {state}, {planned}"


def by_key_result(trace: Trace, kept: Kept) -> Markup | None:
    """Return every key result with the work for it, and what that work hopes for beside what is needed."""
    if not trace.aims:
        return None
    rows = [_aim(aim, kept) for aim in trace.aims]
    heading = element("h2", "Every key result", class_="pl-section")
    return joined(heading, element("ul", together(rows), class_="pl-card pl-works"))


def _aim(aim: Aim, kept: Kept) -> Markup:
    unit = aim.card.unit
    what = element("div", element("p", _link(aim.card, kept)), element("p", WORDS[aim.card.status], class_="pl-grey"))
    needed = f"needs {numbers.change(aim.needed, unit)} in all" if aim.needed is not None else ""
    hoped = f"its direct work is to give {numbers.change(aim.hoped, unit)}" if aim.hoped is not None else ""
    sums = [element("p", part) for part in (needed, hoped) if part]
    work = [_piece(item, link.kind) for item, link in aim.work]
    if not work:
        word = "no work on the roadmap" if aim.is_orphan else "no work on the roadmap; it has no move to make"
        work = [element("p", sign("○", "quiet"), word, class_="pl-grey")]
    told = element("li", element("div", together(work)), element("div", together(sums), class_="pl-came"))
    return element("li", what, element("ul", told, class_="pl-effects"))


def _piece(item: RoadmapItem, kind: str) -> Markup:
    tag = element("span", "indirect", class_="pl-tag") if kind == "indirect" else None
    return element("p", apart(item.title), tag)


def _link(card: KeyResultCard, kept: Kept) -> Markup:
    title = element("a", apart(title_of(card)), href=addresses.objective(kept, card.key_result.ref), target="_self")
    return element("span", mark(card.status), title, class_="pl-aim")


def _grey(text: str) -> Markup:
    return element("p", apart(text), class_="pl-grey")
