"""The alignment page's parts: who stands in whose way, what teams gave one another, and what serves what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from okr import numbers
from okr.alignment.agreements import Ask, Offer
from okr.alignment.claims import Claim, Hold
from okr.alignment.conflicts import Clash, Conflict, DoubleCount
from okr.alignment.tree import Branch, Node, Root
from okr.alignment.view import Alignment
from okr.model import Configuration, Objective
from okr.words import Status
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.cycle.naming import counted, metric_name, objective_name, result_name, sign, team_name
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.status import mark

_ROOTS = {Root.ALONE: "Serves no parent and no priority", Root.CIRCLE: "Support one another in a circle"}
_CLASHES = {
    Clash.OPPOSED: "They pull one number in opposite directions: one of them can only win where the other loses.",
    Clash.LIMIT: "No value meets both.",
}


def headline(found: Alignment) -> Markup:
    """Return whether teams stand in each other's way, and what waits for an answer."""
    clashes, doubles, waiting = len(found.conflicts), len(found.doubles), sum(not ask.confirmed for ask in found.asks)
    said = [
        counted("■", "bad", clashes, "conflict", "conflicts") if clashes else None,
        counted("▲", "warn", doubles, "number counted twice", "numbers counted twice") if doubles else None,
        counted("◌", "quiet", waiting, "request unanswered", "requests unanswered") if waiting else None,
    ]
    title = element("h1", _title(found), class_="pl-page-title")
    return element(
        "div", title, element("div", together(said), class_="pl-counts pl-counts-long"), class_="pl-headline"
    )


def _title(found: Alignment) -> str:
    if found.conflicts:
        between = any(len(one.teams) > 1 for one in found.conflicts)
        return "Teams stand in each other's way" if between else "A team stands in its own way"
    if found.doubles:
        return "No conflicts, but one move is counted twice"
    return "Nobody stands in anybody's way"


def trouble(found: Alignment, configuration: Configuration, kept: Kept) -> Markup:
    """Return the three lists about teams: conflicts, double counts, and what they asked of one another."""
    clashes = [_conflict(one, configuration, kept) for one in found.conflicts]
    doubles = [_double(one, configuration, kept) for one in found.doubles]
    agreed = [_ask(one, configuration, kept) for one in found.asks]
    agreed += [_offer(one, configuration) for one in found.offers]
    lists = (
        _list("Conflicts", clashes, "No target of one team stands against another's."),
        _list("Counted twice", doubles, "Every number counts for one key result."),
        _list("Agreements", agreed, "No team needs anything of another one."),
    )
    return element("div", together(lists), class_="pl-three")


def _list(title: str, entries: Sequence[Markup], nothing: str) -> Markup:
    heading = element("h2", title, class_="pl-label")
    body = element("ul", together(entries)) if entries else element("p", nothing, class_="pl-calm")
    return element("section", heading, body, class_="pl-card pl-listed")


def _conflict(conflict: Conflict, configuration: Configuration, kept: Kept) -> Markup:
    title = element("b", sign("■", "bad"), apart(metric_name(configuration, conflict.metric)))
    claims = (_claim(claim, configuration, kept) for claim in (conflict.first, conflict.second))
    return element("li", title, together(claims), element("p", _CLASHES[conflict.clash], class_="pl-grey"))


def _double(double: DoubleCount, configuration: Configuration, kept: Kept) -> Markup:
    title = element("b", sign("▲", "warn"), apart(metric_name(configuration, double.metric)))
    claims = (_claim(claim, configuration, kept) for claim in double.claims)
    why = "It is handed up to the parent and counts on both steps." if double.is_linked else "One move counts for all."
    return element("li", title, together(claims), element("p", why, class_="pl-grey"))


def _claim(claim: Claim, configuration: Configuration, kept: Kept) -> Markup:
    team = element("span", apart(team_name(configuration, claim.team)), ": ")
    wanted = _wanted(claim, configuration)
    where = element("code", apart(claim.line)) if claim.line else None
    if claim.hold is Hold.HEALTH:
        return element("p", team, f"a health metric, {wanted} ", where)
    title = result_name(configuration, claim.ref)
    link = element("a", apart(title), href=_address(kept, claim.ref), target="_self")
    guard = "guard on " if claim.hold is Hold.GUARD else ""
    return element("p", team, guard, link, ", ", element("span", wanted, class_="pl-unbroken"), " ", where)


def _wanted(claim: Claim, configuration: Configuration) -> str:
    metric = configuration.metric(claim.metric)
    unit = metric.unit if metric else ""
    ends = [
        f"{word} {numbers.amount(limit, unit)}"
        for word, limit in (("at least", claim.low), ("at most", claim.high))
        if limit is not None
    ]
    return " and ".join(ends) or {1: "more", -1: "less"}.get(claim.direction, "held")


def _ask(ask: Ask, configuration: Configuration, kept: Kept) -> Markup:
    asking, giving = team_name(configuration, ask.objective.team), team_name(configuration, ask.giving)
    shape, shade, word = ("✓", "good", "Agreed") if ask.confirmed else ("◌", "warn", "Not answered")
    state = element("span", sign(shape, shade), word, class_=f"pl-{shade}-text pl-word")
    said = element("p", state, " ", apart(f"{asking} needs from {giving}: {ask.what}"))
    link = element("a", apart(ask.objective.title), href=_address(kept, ask.objective.ref), target="_self")
    return element("li", said, element("p", "for ", link, class_="pl-grey"), _answer(ask, giving))


def _answer(ask: Ask, giving: str) -> Markup:
    if ask.confirmed:
        words = f"{giving} has confirmed it."
    elif ask.unlike:
        words = f"{giving} has agreed to something else: {ask.unlike}"
    else:
        words = f"{giving} confirms it with a line under agreements: in its own file."
    return element("p", apart(words), class_="pl-grey")


def _offer(offer: Offer, configuration: Configuration) -> Markup:
    giving, to = team_name(configuration, offer.giving), team_name(configuration, offer.to)
    state = element("span", sign("○", "quiet"), "Nobody asks for it", class_="pl-quiet-text pl-word")
    return element("li", element("p", state, " ", apart(f"{giving} has agreed to give {to}: {offer.what}")))


def branches(
    found: Alignment, statuses: Mapping[str, Status | None], configuration: Configuration, kept: Kept
) -> Markup | None:
    """Return the list tree: every objective below what it serves, with its reason.

    Args:
        found: What there is.
        statuses: Objective → its status, where it is judged on this page.
        configuration: For names.
        kept: What links take along.
    """
    if not found.branches:
        return None

    def entry(node: Node) -> Markup:
        below = element("ul", together(entry(child) for child in node.children)) if node.children else None
        return element("li", _objective(node.objective, statuses, configuration, kept), below)

    made = [_branch(branch, [entry(node) for node in branch.nodes], configuration) for branch in found.branches]
    return joined(
        element("h2", "What serves what", class_="pl-section"), element("div", together(made), class_="pl-tree")
    )


def _branch(branch: Branch, entries: Sequence[Markup], configuration: Configuration) -> Markup:
    title = element("h3", apart(branch.title or _ROOTS.get(branch.root, "")), class_="pl-work-title")
    cycle = configuration.cycle(branch.cycle)
    of = (
        f"Parent in {cycle.title or cycle.id}"
        if cycle
        else "Priority of the cycle"
        if branch.root is Root.PRIORITY
        else ""
    )
    label = element("span", of, class_="pl-label") if of else None
    nothing = element("p", sign("○", "quiet"), "No objective serves it.", class_="pl-grey")
    body = element("ul", together(entries)) if entries else nothing
    return element("section", element("div", label, title), body, class_="pl-card pl-branch")


def _objective(
    objective: Objective, statuses: Mapping[str, Status | None], configuration: Configuration, kept: Kept
) -> Markup:
    shown = mark(statuses[objective.ref]) if objective.ref in statuses else None
    link = element("a", apart(objective.title), href=_address(kept, objective.ref), target="_self")
    team = element("span", apart(team_name(configuration, objective.team)), class_="pl-tag")
    return element("div", element("p", shown, link, " ", team, class_="pl-aim"), _because(objective, configuration))


def _because(objective: Objective, configuration: Configuration) -> Markup | None:
    supports = objective.supports
    if supports is not None:
        reason = f"because {supports.because}" if supports.because else "and nothing says why"
        words = f"serves “{objective_name(configuration, supports.objective)}” {reason}"
        return element("p", apart(words), class_="pl-grey")
    return element("p", apart(objective.why), class_="pl-grey") if objective.why else None


def _address(kept: Kept, ref: str) -> str:
    """Return the address of what may belong to any team."""
    return addresses.objective(replace(kept, team=None), ref)
