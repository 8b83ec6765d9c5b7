"""The keys that every metric has, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from okr.metric import Breakdown, Filter, Grain
from okr.metric_schema import EVENT_NAME, FILTER, GRAIN, INTERVAL
from okr.schema import Choice, Converted, Key, Record, Text
from okr_config.amounts import CHANGE, SHARE

BY_HAND: Final = "manual"
"""The one kind of metric that has no source: people enter its values."""

_PERCENT_WORDS: Final = ("%", "percent", "percentage", "pct", "per cent")


@dataclass(frozen=True)
class Head:
    """What every metric has, whatever its kind."""

    title: str
    kind: str
    source: str | None
    unit: str
    better: str
    focus: str
    owner: str
    description: str
    grain: Grain
    where: Filter
    actors: Filter
    breakdown: Breakdown | None
    interval: str
    max_change: float | None


def _unit(word: str) -> str:
    if word.strip().lower() in _PERCENT_WORDS:
        raise ValueError(f'what is shown as a percentage has the unit "{SHARE}"')
    return word.strip()


def _breakdown(written: Mapping[str, str | None]) -> Breakdown:
    named = [(kind, name) for kind, name in written.items() if name is not None]
    if len(named) != 1:
        raise ValueError("exactly one of event and actor is named")
    return Breakdown(*named[0])


def _where(written: Mapping[str, Filter]) -> Filter:
    return written["where"]


_UNIT_WORDS: Final = "the unit of the figure, like share, users, days or points"
UNIT: Final = Converted(Text(_UNIT_WORDS, longest=40), _unit, _UNIT_WORDS)

BREAKDOWN_KEYS: Final = (
    Key("event", EVENT_NAME, "A property of the event.", example="platform"),
    Key("actor", EVENT_NAME, "A property of the actor.", example="plan"),
)
BREAKDOWN: Final = Converted(
    Record(dict, BREAKDOWN_KEYS, what="a breakdown"), _breakdown, "{event: property} or {actor: property}"
)

ACTORS_WHERE_KEYS: Final = (
    Key("where", FILTER, "Conditions on properties of the actor.", required=True, example="{plan: pro}"),
)
ACTORS_WHERE: Final = Converted(
    Record(dict, ACTORS_WHERE_KEYS, what="which actors count"), _where, "{where: {property: value}}"
)

HEAD: Final = Record(
    Head,
    (
        Key("title", Text(longest=200), "What people read; not written: the id.", default="", example="Active users"),
        Key("kind", Text("the kind of metric", longest=40), "How it is computed.", required=True, example="retention"),
        Key("source", Text("the id of a source", longest=64), "Where its data are.", example="product"),
        Key("unit", UNIT, "share (0 to 1), a unit of time, or a word of yours.", required=True, example="share"),
        Key("better", Choice(("up", "down", "none")), "The direction that is good.", required=True, example="up"),
        Key("focus", Text(longest=80), "The focus area it belongs to.", default="", example="activation"),
        Key("owner", Text("the id of a team", longest=64), "Team that answers for it.", default="", example="growth"),
        Key("description", Text(longest=2_000), "What it means.", default="", example="Counts each user once."),
        Key("grain", GRAIN, "The length of one period.", default=Grain.DAY, example="day"),
        Key("where", FILTER, "Conditions on properties of all its events.", default=(), example="{platform: ios}"),
        Key("actors", ACTORS_WHERE, "Which actors count.", default=(), example="{where: {plan: pro}}"),
        Key("breakdown", BREAKDOWN, "A property that splits it.", example="{event: platform}"),
        Key("interval", INTERVAL, "Interval of a share.", default="wilson", example="wilson"),
        Key("max_change", CHANGE, "Relative change from one value to the next beyond which a person looks first."
            " Not written: none is checked.", example="50%"),
    ),
    what="a metric",
)  # fmt: skip

GENERIC: Final = frozenset(key.name for key in HEAD.keys)
"""Names of the keys that every kind of metric shares."""
