"""``teams.yaml``: the teams, and what they have agreed to give to one another. Never persons as owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from okr.issues import Place
from okr.model import Agreement, Team
from okr.schema import Key, Many, Record, Text
from okr.written import Report, Written
from okr_config.documents import TEAMS, Documents
from okr_config.ids import ID
from okr_config.known import Known
from okr_config.sections import named, sections

AGREEMENT: Final = Record(
    Agreement,
    (
        Key("to", ID, "The team that gets it.", required=True, example="growth"),
        Key("for", Text(longest=200), "What it gets, in the same words as the dependency.", required=True,
            attribute="what", example="import API"),
    ),
    what="an agreement",
)  # fmt: skip


def _team(**written: Any) -> Team:  # noqa: ANN401 - the values of the keys below
    return Team(id="", **written)


TEAM: Final = Record(
    _team,
    (
        Key("title", Text(longest=120), "What people read; not written: the id.", default="", example="Growth"),
        Key("contact", Text(longest=200), "How to reach the team.", default="", example="'#growth'"),
        Key("may_edit", Many(Text(longest=200)), "Who may record for it.", default=(), example="[ana@example.com]"),
        Key("agreements", Many(AGREEMENT), "What it has agreed to give to other teams.", default=(),
            example="[{to: growth, for: import API}]"),
    ),
    what="a team",
)  # fmt: skip

SECTIONS: Final = (Key("teams", TEAM, "The teams by id.", required=True),)


def read_teams(documents: Documents, report: Report) -> Known[Team]:
    """Return the teams that could be read, in file order."""
    root = documents.trees.get(TEAMS)
    found = tuple(named(sections(root, SECTIONS, report).get("teams"), "a team", report)) if root else ()
    read = {name: _read(name, node, report) for name, node in found}
    good = {name: team for name, team in read.items() if team is not None}
    broken = (TEAMS,) if TEAMS in documents.broken else ()
    return Known("team", good, frozenset(read), broken)


def _read(name: str, node: Written, report: Report) -> Team | None:
    if node.value is None:
        return Team(name, _title(name), place=node.key_place or node.place)
    team = TEAM.read(node, report)
    if not isinstance(team, Team):
        return None
    return replace(team, id=name, title=team.title or _title(name), place=node.key_place or node.place)


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def with_named_teams(teams: Known[Team], named_at: Mapping[str, Place]) -> Known[Team]:
    """Return the teams with those that the files of objectives name, where no file says which teams there are.

    The same holds for a team with a fault of its own: its objectives are shown under its id.
    """
    free = bool(teams.broken) or not teams.declared
    added = {
        name: Team(name, _title(name), place=place)
        for name, place in named_at.items()
        if name not in teams.good and (free or name in teams.declared)
    }
    return replace(teams, good={**teams.good, **added})
