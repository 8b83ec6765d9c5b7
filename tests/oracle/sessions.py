"""Sessions: an actor's events without a longer gap between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from tests.oracle.local_time import Place, local_day, seconds
from tests.oracle.rows import Row, Written


def gap_of(source: Written) -> timedelta:
    """The longest pause inside a session."""
    return seconds(source.get("sessions", {}).get("gap", "30 minutes"))


def longest_of(source: Written) -> timedelta:
    """The longest session."""
    return seconds(source.get("sessions", {}).get("max", "24 hours"))


def session_of(moment: datetime, own: list[Row], source: Written, place: Place) -> list[Row]:
    """The session of an actor that holds a moment at which it did something."""
    runs = [[own[0]]]
    for before, event in pairwise(own):
        if _goes_on(before["at"], event["at"], source, place):
            runs[-1].append(event)
        else:
            runs.append([event])
    run = next(run for run in runs if run[0]["at"] <= moment <= run[-1]["at"])
    begin = run[0]["at"]
    piece = (moment - begin) // longest_of(source)
    return [event for event in run if (event["at"] - begin) // longest_of(source) == piece]


def _goes_on(before: datetime, after: datetime, source: Written, place: Place) -> bool:
    if after - before > gap_of(source):
        return False
    cut = source.get("sessions", {}).get("cut_at_midnight", False)
    return not cut or local_day(before, place) == local_day(after, place)
