"""Addresses of pages with the filters kept, so that every view is a link.

All pages lie one step below the same place, so addresses are relative and work behind any proxy.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Kept:
    """What a link takes along: cycle, team and past day as they stand in the address; None where by default."""

    cycle: str | None = None
    team: str | None = None
    on: str | None = None


def objective(kept: Kept, reference: str) -> str:
    """Return the address of an objective (``team/objective``) or of one of its key results (with its id behind)."""
    return _page("objective", kept, kr=reference)


def overview(kept: Kept) -> str:
    """Return the address of the overview."""
    return _page("./", kept)


def metric(kept: Kept, metric_id: str = "") -> str:
    """Return the address of the page that says what a metric is; without an id that of the list of metrics."""
    return _page("metric", kept, metric=metric_id)


def plan(kept: Kept, metric_id: str = "", target: str = "") -> str:
    """Return the address of the target workshop of a metric, with a target in it."""
    return _page("plan", kept, metric=metric_id, target=target)


def scores(kept: Kept) -> str:
    """Return the address of the scores of a cycle."""
    return _page("scores", kept)


def data_page(name: str, kept: Kept) -> str:
    """Return the address of ``sources`` or ``configuration``."""
    return _page(name, kept)


def week_page(name: str, kept: Kept, day: str = "") -> str:
    """Return the address of ``review`` or ``history``, of the review of a day where one is named."""
    return _page(name, kept, of=day)


def _page(name: str, kept: Kept, **more: str) -> str:
    chosen = {"cycle": kept.cycle, "team": kept.team, "on": kept.on, **more}
    query = urlencode({key: value for key, value in chosen.items() if value}, safe="/")
    return f"{name}?{query}" if query else name
