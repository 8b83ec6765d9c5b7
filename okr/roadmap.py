"""Pieces of work, and the key results that they are meant to advance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from okr.issues import Place
from okr.metric import NO_PLACE


@dataclass(frozen=True)
class RoadmapItem:
    """A piece of work and the key results it is meant to advance.

    Attributes:
        advances: Links to key results that are in the configuration.
        left_out: References that lead to none.
        silenced: Practice rule → reason why it does not apply here.
    """

    id: str
    title: str
    team: str
    state: str = "planned"
    starts: date | None = None
    ships: date | None = None
    advances: tuple[RoadmapLink, ...] = ()
    left_out: tuple[str, ...] = ()
    silenced: Mapping[str, str] = field(default_factory=dict, hash=False)
    place: Place = field(default=NO_PLACE, compare=False)


@dataclass(frozen=True)
class RoadmapLink:
    """How an item is meant to advance a key result."""

    key_result: str
    how: str = ""
    expected_effect: str = ""
    kind: str = "direct"
