"""The keys of a file of objectives, and of an objective, as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from okr.model import Ambition, Dependency, Support
from okr.schema import Key, Later, Many, Record, Text
from okr.written import Written
from okr_config.guards import GUARDS_EXPECTS
from okr_config.ids import ID, IdType, is_id
from okr_config.key_result_schema import AMBITION
from okr_config.silence import SILENCE
from okr_config.teams import AGREEMENT


@dataclass(frozen=True)
class ObjectiveAsWritten:
    """An objective whose own keys could be read; its key results and references are not looked at yet."""

    id: str | None
    title: str
    why: str
    ambition: Ambition
    priority: str
    supports: Support | None
    depends_on: tuple[Dependency, ...]
    key_results: Written | None
    silence: Mapping[str, str]


def _two_ids(support: Support) -> Sequence[tuple[str, str, str]]:
    parts = support.objective.split("/")
    if len(parts) == len(("team", "objective")) and all(is_id(part) for part in parts):
        return ()
    return (("objective", f'"{support.objective}" names no objective', "Write team/objective, both by their id."),)


SUPPORTS: Final = Record(
    Support,
    (
        Key("objective", Text("an objective as team/objective", longest=129), "The parent.", required=True,
            example="company/activation"),
        Key("because", Text(longest=500), "Why reaching the one serves the other.", default="",
            example="value reached early is the strongest sign of a paid plan"),
    ),
    _two_ids,
    "the parent",
)  # fmt: skip


def _dependency(**written: Any) -> Dependency:  # noqa: ANN401 - the values of the keys below
    return Dependency(written["team"], written["what"])


DEPENDS_ON: Final = Record(
    _dependency,
    (
        Key("team", ID, "The team that gives it.", required=True, example="platform"),
        Key("for", Text(longest=200), "What it gives; confirmed once that team's agreements say the same.",
            required=True, attribute="what", example="import API"),
    ),
    what="a dependency",
)  # fmt: skip

OBJECTIVE: Final = Record(
    ObjectiveAsWritten,
    (
        Key("title", Text(longest=300), "What will be true at the end of the cycle.", required=True,
            example="New customers get to value faster with us than anywhere else"),
        Key("key_results", Later("a list of key results"), "How it is known that it is true.",
            example="[{metric: setup_in_first_session, target: 70%}]"),
        Key("id", ID, "Name in links and exports; not written: made from the title.", example="activation"),
        Key("why", Text(longest=2_000), "Why it matters now.", default="",
            example="Trial users who do not reach value in week one never pay"),
        Key("ambition", AMBITION, "Of its key results, where they have none of their own.", default=Ambition.STRETCH,
            example="committed"),
        Key("priority", Text(longest=200), "Priority of the cycle that it serves.", default="", example="Activation"),
        Key("supports", SUPPORTS, "The objective of another team that it serves.",
            example="{objective: company/activation, because: early value sells}"),
        Key("depends_on", Many(DEPENDS_ON), "What other teams must give.", default=(),
            example="[{team: platform, for: import API}]"),
        Key("silence", SILENCE, "Practice rules that do not apply, with the reason.", default={},
            example="{key-result-count: one number says it all}"),
    ),
    what="an objective",
)  # fmt: skip

TEAM_OF_FILE: Final = Key("team", IdType("the id of a team"), "The team whose objectives these are.", required=True,
                          example="growth")  # fmt: skip
AGREEMENTS: Final = Key("agreements", Many(AGREEMENT), "What the team has agreed to give to other teams.", default=(),
                             example="[{to: growth, for: import API}]")  # fmt: skip
SECTIONS: Final = (
    TEAM_OF_FILE,
    Key("objectives", Later("a list of objectives"), "The objectives."),
    Key("health", Later(GUARDS_EXPECTS), "Metrics kept in sight beside the objectives, never scored.",
        example="[{metric: availability, at_least: 99.5%}]"),
    AGREEMENTS,
)  # fmt: skip
