"""What teams have asked of one another, and what the other team's own file says to it."""

from __future__ import annotations

from dataclasses import dataclass

from okr.issues import nearest
from okr.model import Agreement, Configuration, Objective, Team


@dataclass(frozen=True)
class Ask:
    """Something an objective needs of another team.

    Attributes:
        objective: The objective that needs it.
        giving: Id of the team that must give it.
        what: As asked for.
        confirmed: Whether that team says so, in the same words, in its own file.
        unlike: What that team has agreed to instead, where the words are alike and not the same; else empty.
    """

    objective: Objective
    giving: str
    what: str
    confirmed: bool
    unlike: str = ""


@dataclass(frozen=True)
class Offer:
    """Something a team has agreed to give that no objective asks for."""

    giving: str
    to: str
    what: str


def asks(configuration: Configuration, cycle: str) -> tuple[Ask, ...]:
    """Return what the objectives of a cycle need of other teams, those that still wait for an answer first."""
    found = [
        Ask(
            objective,
            need.team,
            need.what,
            need.confirmed,
            _unlike(configuration, objective.team, need.team, need.what),
        )
        if not need.confirmed
        else Ask(objective, need.team, need.what, confirmed=True)
        for objective in configuration.objectives_of(cycle)
        for need in objective.depends_on
    ]
    return tuple(sorted(found, key=lambda ask: ask.confirmed))


def offers(configuration: Configuration) -> tuple[Offer, ...]:
    """Return what teams have agreed to give and no objective of any cycle asks for."""
    return tuple(
        Offer(team.id, agreement.to, agreement.what)
        for team in configuration.teams
        for agreement in team.agreements
        if not _is_wanted(configuration, team, agreement)
    )


def _is_wanted(configuration: Configuration, team: Team, agreement: Agreement) -> bool:
    return any(
        need.team == team.id and _words(need.what) == _words(agreement.what)
        for objective in configuration.objectives
        if objective.team == agreement.to
        for need in objective.depends_on
    )


def _unlike(configuration: Configuration, asking: str, giving: str, what: str) -> str:
    team = configuration.team(giving)
    given = (
        [one for one in team.agreements if one.to == asking and not _is_wanted(configuration, team, one)]
        if team
        else []
    )
    return nearest(what, [one.what for one in given]) or ""


def _words(text: str) -> list[str]:
    return text.casefold().split()
