"""The head of a metric's page, its receipt, and who goes by it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from okr import numbers
from okr.model import Configuration, Cycle
from okr.scorecard import Board
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.facts import Fact, fact_list
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.receipt import defined_as, figure_facts
from pages.components.status import worded
from tracking.boards.dossier import HEALTH, Dossier, MetricUse

_BETTER = {"up": "more is better", "down": "less is better", "none": "neither way is better"}


def head(found: Dossier, configuration: Configuration, kept: Kept) -> Markup:
    """Return title, newest figure, what it means in words, and the way to the list of metrics and to the workshop."""
    metric, newest = found.metric, found.newest
    team = configuration.team(metric.owner)
    back = element("a", "‹ All metrics", href=addresses.metric(kept), target="_self", class_="pl-back")
    said = " · ".join(part for part in (team.title if team else metric.owner, metric.focus) if part)
    over = element("div", back, element("span", apart(said), class_="pl-label"), class_="pl-over")
    title = element("h1", apart(metric.title), class_="pl-page-title")
    figure = element("b", numbers.amount(newest.value, metric.unit), class_="pl-figure") if newest else None
    window = f"{newest.window if newest.window.startswith('last') else f'newest {newest.window}'}" if newest else ""
    better = element("span", _BETTER.get(metric.better, ""), class_="pl-grey")
    told = element("span", window, class_="pl-grey") if newest else None
    line = element("div", figure, told, better, _plan(found, kept), class_="pl-kr-said")
    return element("header", over, title, line, _trouble(found), class_="pl-page-head")


def _plan(found: Dossier, kept: Kept) -> Markup | None:
    """Return the way to the workshop; None for a metric that has no single figure to set a target for."""
    if found.newest is None:
        return None
    there = addresses.plan(kept, found.metric.id)
    return element("a", "Try a target ›", href=there, target="_self", class_="pl-open")


def _trouble(found: Dossier) -> Markup | None:
    if found.run is None or not found.run.failure:
        return None
    return element("p", "It could not be read last time: ", apart(found.run.failure), class_="pl-failure")


def definition(found: Dossier) -> Markup:
    """Return what is counted, in words."""
    heading = element("h3", "What is counted", class_="pl-label")
    said = element("p", apart(found.metric.description), class_="pl-sentence") if found.metric.description else None
    return element("section", heading, said, element("p", apart(defined_as(found.metric)), class_="pl-grey"))


def receipt(found: Dossier, cycle: Cycle) -> Markup:
    """Return where the newest figure comes from."""
    heading = element("h3", "Where this number comes from", class_="pl-label")
    if found.newest is None:
        said = "It is told in parts; the query gives all of them." if found.sql else "There is no figure yet."
        return element("section", heading, element("p", said, class_="pl-calm"))
    facts = figure_facts(found.newest, found.metric.unit, found.source, (found.read_at, ""), ZoneInfo(cycle.timezone))
    wait = found.maturity_days - 1
    late = [Fact("Final after", f"{wait} days", "when everybody has had the time")] if wait > 0 else []
    return element("section", heading, fact_list([*facts, *late]))


def users(found: Dossier, configuration: Configuration, board: Board, kept: Kept) -> Markup:
    """Return what goes by the metric: key results, guards and health metrics, the newest cycle first."""
    heading = element("h2", "Who goes by it", class_="pl-section")
    rows = list(_rows(found, configuration, board, kept))
    if not rows:
        words = "No key result, guard or health metric goes by this metric."
        return joined(heading, element("p", words, class_="pl-calm"))
    names = ("Cycle", "Team", "As", "Which", "Stands")
    top = element("tr", together(element("th", name, scope="col") for name in names))
    table = element("table", element("thead", top), element("tbody", together(rows)), class_="pl-plain")
    return joined(heading, element("div", table, class_="pl-scroll", tabindex=0))


def _rows(found: Dossier, configuration: Configuration, board: Board, kept: Kept) -> Iterator[Markup]:
    for use in found.uses:
        team = configuration.team(use.team)
        there = Kept(use.cycle.title or use.cycle.id, kept.team) if use.cycle.id != board.cycle.id else kept
        limits = _limits(use, found.metric.unit)
        card = board.card(use.ref) if use.cycle.id == board.cycle.id else None
        title = use.title or found.metric.title
        link = element("a", apart(title), href=addresses.objective(there, use.ref), target="_self") if use.ref else None
        cells = (
            use.cycle.title or use.cycle.id,
            apart(team.title if team else use.team),
            f"{use.role}{limits}",
            link or apart("beside the team's objectives" if use.role == HEALTH else title),
            worded(card.status) if card is not None and not limits else None,
        )
        yield element("tr", together(element("td", cell) for cell in cells))


def _limits(use: MetricUse, unit: str) -> str:
    named = zip(("at least", "at most"), use.limits, strict=True)
    said = [f"{word} {numbers.amount(limit, unit)}" for word, limit in named if limit is not None]
    return f", {', '.join(said)}" if said else ""
