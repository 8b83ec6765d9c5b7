"""Health metrics: what teams keep in sight beside their objectives, with the newest figure and its limits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from okr.guards import guard_state
from okr.model import Cycle
from okr.scorecard import TeamHealth
from tracking.boards.judging import Known, guard_inputs
from tracking.boards.windows import health_use
from tracking.store.readings import known_readings

_BACK = timedelta(days=200)
"""How far back readings are wanted: the newest complete quarter and the one before it."""


def health_of(
    connection: Connection, known: Known, place: tuple[Cycle, date], teams: Collection[str], upto: int | None = None
) -> tuple[TeamHealth, ...]:
    """Return the health metrics of teams on a day, in the order of the teams; those without any are left out.

    Args:
        connection: Of a reading transaction.
        known: What the cycle is judged from.
        place: The cycle and the day that it is judged on.
        teams: Ids of the teams shown.
        upto: Only what runs up to this one recorded; None: everything.
    """
    (cycle, as_of), lens = place, known.lens
    use, day = health_use(cycle), min(as_of, cycle.end - timedelta(days=1))
    kept = {team: lens.configuration.health_of(cycle.id, team) for team in teams}
    lines = {lens.line(guard.metric, use) for guards in kept.values() for guard in guards}
    read = known_readings(connection, lines, since=day - _BACK, upto=upto) if lines else {}
    seen = replace(known, lines=read)
    return tuple(
        TeamHealth(team, tuple(guard_state(guard_inputs(seen, guard, use), cycle, day) for guard in guards))
        for team, guards in kept.items()
        if guards
    )
