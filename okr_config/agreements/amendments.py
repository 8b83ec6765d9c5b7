"""``amendments/<cycle>.yaml``: what people changed after a cycle was agreed, one entry below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from okr.agreement.amending import amended_cycle, amended_objectives
from okr.agreement.fields import FIELDS, changed_attributes, differing_fields, written_key_result
from okr.agreement.seal import ADDED, DEFINITION, DROPPED, Amendment, Seal
from okr.canonical import content_hash, plain
from okr.issues import Severity
from okr.metric import MetricDefinition
from okr.model import KeyResult, Objective
from okr.schema import Choice, Day, Key, Later, Many, Record, Text, Type, read_node
from okr.written import Report, Written
from okr_config.agreements.nodes import node_of
from okr_config.file_text import read_text
from okr_config.key_results import read_key_result
from okr_config.known import Known
from okr_config.objectives import read_objective
from okr_config.sections import listed, sections
from okr_config.yaml_tree import read_tree
from okr_config.zones import ZONE

AMENDMENTS: Final = "amendments"
_CYCLE_FIELDS: Final[dict[str, Type]] = {"start": Day(), "end": Day(), "timezone": ZONE}
FIELD_NAMES: Final = (*FIELDS, *_CYCLE_FIELDS, ADDED, DROPPED, DEFINITION)
_VALUE: Final = Later("a value as in the files of objectives")


class AmendmentAsWritten(NamedTuple):
    """An entry whose keys could be read; what it changes is not looked at yet."""

    of: str
    field: str
    before: Written | None
    after: Written | None
    on: date
    reason: str
    approved_by: str


AMENDMENT: Final = Record(
    AmendmentAsWritten,
    (
        Key("of", Text("a reference", longest=200), "Key result (team/objective/key-result), objective "
            "(team/objective) or cycle that is changed.", required=True, example="growth/activation/setup"),
        Key("field", Choice(FIELD_NAMES), "The key that changes; or added, dropped, definition.", required=True,
            example="target"),
        Key("from", _VALUE, "What was agreed before, as it stands in the files; nothing where nothing was "
            "written.", attribute="before", example="70%"),
        Key("to", _VALUE, "What is agreed from now on. For kind: a mapping of all the keys that change with it.",
            attribute="after", example="62%"),
        Key("date", Day(), "Day of the change.", required=True, attribute="on", example="2026-11-03"),
        Key("reason", Text("the reason", longest=1_000), "Why.", required=True,
            example="the largest customer left, with a third of the sign-ups"),
        Key("approved_by", Text("who agreed", longest=200), "Who agreed to it: teams or roles.", required=True,
            example="product leads"),
    ),
    what="an amendment",
)  # fmt: skip
SECTIONS: Final = (Key("amendments", Many(AMENDMENT), "The changes, oldest first; only ever added to.", required=True),)


@dataclass(frozen=True)
class Amended:
    """An amendment with the hash of its entry as written."""

    amendment: Amendment
    hash: str


def amendments_file(cycle: str) -> str:
    """Return the file of a cycle's amendments, below the configuration folder."""
    return f"{AMENDMENTS}/{cycle}.yaml"


def read_amendments(
    folder: Path, seal: Seal, metrics: Mapping[str, MetricDefinition], report: Report
) -> tuple[Amended, ...]:
    """Return the amendments of a sealed cycle in order, after reporting those that do not fit what they change.

    Each is read against what the ones before it made of the seal. One with a fault ends the list: what follows it may
    stand on it.
    """
    file = amendments_file(seal.cycle.id)
    if not (folder / file).exists():
        return ()
    text = read_text(folder, file, report)
    root = None if text is None else read_tree(text, file, report)
    found = sections(root, SECTIONS, report) if root is not None else {}
    read: list[Amended] = []
    known = Known("metric", metrics)
    for node in listed(found.get("amendments"), "amendments", report):
        amendment = _amendment(node, seal, [item.amendment for item in read], known, report)
        if amendment is None:
            break
        read.append(Amended(amendment, content_hash(node.plain())))
    return tuple(read)


def _amendment(
    node: Written, seal: Seal, before: Sequence[Amendment], metrics: Known[MetricDefinition], report: Report
) -> Amendment | None:
    entry = AMENDMENT.read(node, report)
    if not isinstance(entry, AmendmentAsWritten):
        return None
    count = len(report.issues)
    changes = _changes(entry, node, _State(seal, before, metrics), report)
    if changes is None or any(issue.severity is Severity.ERROR for issue in report.issues[count:]):
        return None
    plain_before, plain_after = (_plain(node, name) for name in ("from", "to"))
    return Amendment(
        seal.cycle.id, entry.of, entry.field, plain_before, plain_after, entry.on, entry.reason, entry.approved_by,
        changes,
    )  # fmt: skip


def _plain(node: Written, name: str) -> Any:  # noqa: ANN401 - plain JSON values
    return node.entries[name].plain() if name in node.entries else None


@dataclass(frozen=True)
class _State:
    """What an amendment is read against."""

    seal: Seal
    before: Sequence[Amendment]
    metrics: Known[MetricDefinition]

    def objectives(self) -> tuple[Objective, ...]:
        return amended_objectives(self.seal, self.before)

    def key_result(self, ref: str) -> tuple[Objective, KeyResult] | None:
        pairs = ((objective, item) for objective in self.objectives() for item in objective.key_results)
        return next((pair for pair in pairs if pair[1].ref == ref), None)

    def read(self, values: Mapping[str, Any], objective: Objective, node: Written, report: Report) -> KeyResult | None:
        """Return the key result that written values make, contradictions reported at ``node``."""
        wanted = {name: value for name, value in values.items() if not (isinstance(value, Written) and _empty(value))}
        tree = node_of(wanted, node.place)
        return read_key_result(tree, self.metrics, self.seal.cycle, objective.ambition, report)


def _empty(node: Written) -> bool:
    return node.value is None


def _changes(entry: AmendmentAsWritten, node: Written, state: _State, report: Report) -> Mapping[str, Any] | None:
    """Return the attributes that an entry changes; None after reporting why it changes none."""
    pair = state.key_result(entry.of)
    objective = next((item for item in state.objectives() if item.ref == entry.of), None)
    if entry.field == ADDED and pair is None and objective is None:
        return _added(entry, node, state, report)
    if pair is not None and entry.field in (*FIELDS, DROPPED, DEFINITION):
        return _of_key_result(entry, node, state, report)
    if objective is not None and entry.field in ("title", DROPPED):
        return {"title": entry.after.text if entry.after else ""} if entry.field == "title" else {}
    if entry.of == state.seal.cycle.id and entry.field in _CYCLE_FIELDS:
        return _of_cycle(entry, node, state, report)
    objectives = state.objectives()
    refs = [item.ref for item in objectives] + [item.ref for one in objectives for item in one.key_results]
    message = f'"{entry.field}" of "{entry.of}" is not agreed in this cycle'
    hint = report.near_miss(entry.of, refs) if entry.of not in refs else "Name a key that it has."
    report.error("amendment-of-nothing", message, hint, node.entries["of"].place)
    return None


def _of_key_result(entry: AmendmentAsWritten, node: Written, state: _State, report: Report) -> dict[str, Any] | None:
    pair = state.key_result(entry.of)
    if pair is None or entry.field == DEFINITION:
        return {}
    objective, current = pair
    if entry.field == DROPPED:
        return {"weight": 0}
    values = written_key_result(current)
    if not _begins_there(values | _new(entry.field, node, "from"), pair, node, state, report):
        return None
    changed = state.read(values | _new(entry.field, node, "to"), objective, node, report)
    if changed is None:
        return None
    fields = differing_fields(current, changed)
    return {name: value for field in fields for name, value in changed_attributes(field, changed).items()}


def _new(field: str, node: Written, side: str) -> dict[str, Any]:
    """Return the keys that one side of an entry names, with their nodes."""
    value = node.entries.get(side)
    if value is None:
        return {field: Written(None, node.place)}
    return dict(value.entries) if field == "kind" and value.is_mapping else {field: value}


def _begins_there(
    values: Mapping[str, Any], pair: tuple[Objective, KeyResult], node: Written, state: _State, report: Report
) -> bool:
    """Return whether ``from`` says what is agreed; report it otherwise."""
    aside = Report()
    objective, current = pair
    read = state.read(values, objective, node, aside)
    if read is not None and not differing_fields(current, read):
        return True
    place = node.entries["from"].place if "from" in node.entries else node.place
    said = written_key_result(current).get(str(node.entries["field"].value), "nothing")
    message = f"`from` is not what was agreed before this change: {said}"
    report.error("amendment-from", message, "Write what was agreed; an earlier amendment may have changed it.", place)
    return False


def _of_cycle(entry: AmendmentAsWritten, node: Written, state: _State, report: Report) -> dict[str, Any] | None:
    current = plain(getattr(amended_cycle(state.seal.cycle, state.before), entry.field))
    if entry.before is None or entry.before.text != current:
        report.error("amendment-from", f"`from` is not what was agreed: {current}", "Write that.", node.place)
        return None
    value = read_node(_CYCLE_FIELDS[entry.field], node.entries.get("to", node), report)
    return {entry.field: plain(value)} if isinstance(value, date | str) else None


def _added(entry: AmendmentAsWritten, node: Written, state: _State, report: Report) -> dict[str, Any] | None:
    to = node.entries.get("to")
    owner = next((item for item in state.objectives() if entry.of.startswith(f"{item.ref}/")), None)
    if to is None or not to.is_mapping:
        report.error("amendment-adds-nothing", "`to` must hold what is added, as in the files of objectives",
                     "Let `amend` write it.", node.place)  # fmt: skip
        return None
    if owner is not None:
        read = read_key_result(to, state.metrics, state.seal.cycle, owner.ambition, report)
        return None if read is None else {ADDED: plain(replace(read, id=entry.of.rpartition("/")[2], ref=entry.of))}
    objective = read_objective(to, state.metrics, state.seal.cycle, report)
    return None if objective is None else {ADDED: plain(_named(objective, entry.of, state.seal.cycle.id))}


def _named(objective: Objective, ref: str, cycle: str) -> Objective:
    """Return an added objective under the names that its reference gives it."""
    team, _, name = ref.partition("/")
    results = tuple(replace(item, ref=f"{ref}/{item.id}") for item in objective.key_results)
    return replace(objective, id=name, ref=ref, team=team, cycle=cycle, key_results=results)
