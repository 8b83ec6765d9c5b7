"""Which team's review is meant, and which reviews were held."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from okr.review.cadence import last_words, overdue_words
from pages.components import addresses
from pages.components.addresses import Kept
from pages.components.frame import Seat
from tracking.store.reviews import Closed, closed_reviews


def team_of(seat: Seat) -> str | None:
    """Return the team that was chosen, or the only one that has objectives; None where that is not clear."""
    teams = teams_with_objectives(seat)
    return seat.chosen.team or (teams[0] if len(teams) == 1 else None)


def teams_with_objectives(seat: Seat) -> list[str]:
    """Return the teams that review anything in the cycle in view, in the order of the files."""
    found = {item.team for item in seat.configuration.objectives_of(seat.board.cycle.id)}
    return [team.id for team in seat.configuration.teams if team.id in found]


def rows(seat: Seat) -> list[tuple[str, str, str]]:
    """Return title, filter and words of each team that has a review."""
    cycle = seat.board.cycle
    today = seat.desk.now.astimezone(ZoneInfo(cycle.timezone)).date()
    with seat.desk.store.reading() as connection:
        closed = closed_reviews(connection)
    made = []
    for team in (item for item in seat.configuration.teams if item.id in teams_with_objectives(seat)):
        own = [item for item in closed if item.team == team.id]
        held = max((item.held_on for item in own), default=None)
        late = overdue_words(cycle, today, {item.day for item in own if item.cycle == cycle.id}, held)
        made.append((team.title or team.id, team.title or team.id, late or last_words(held, today)))
    return made


def ways(kept: Kept) -> list[tuple[str, str]]:
    """Return where else to go from a past day."""
    today = Kept(kept.cycle, kept.team)
    return [
        ("The review of today", addresses.week_page("review", today)),
        ("Reviews that were held", addresses.week_page("history", today)),
    ]


def closed_of(seat: Seat) -> list[Closed]:
    """Return the closed reviews in view, the newest first: of one team or all, of the chosen cycle or all."""
    with seat.desk.store.reading() as connection:
        found = closed_reviews(connection, seat.chosen.team)
    return [item for item in reversed(found) if seat.chosen.cycle in (None, item.cycle)]
