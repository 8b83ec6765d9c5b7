"""The keys of a key result, as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from okr.issues import Place
from okr.model import Ambition, Amount, Anchor, KeyResultKind, MeasuredOver
from okr.schema import INVALID, Choice, Converted, Day, Invalid, Key, Later, Number, Record, Text, read_node, refuse
from okr.written import Report, Written
from okr_config.amounts import AmountType, limit_type
from okr_config.ids import ID
from okr_config.measured_over import MEASURED_OVER
from okr_config.silence import SILENCE

Checkpoints = tuple[tuple[Any, float, Place], ...]


@dataclass(frozen=True)
class Limits:
    """The limits of a ``keep``, both inclusive, and the zone beside them that is at risk."""

    at_least: float | None
    at_most: float | None
    amber: float


@dataclass(frozen=True)
class KeyResultAsWritten:
    """A key result whose own keys could be read; references are not looked at yet."""

    id: str | None
    title: str
    metric: str
    kind: KeyResultKind | None
    baseline: Amount | None
    target: Amount | None
    keep: Limits | None
    measured_over: MeasuredOver
    anchor: Anchor
    ambition: Ambition | None
    pace: Checkpoints
    guards: Written | None
    weight: float
    silence: Mapping[str, str]


@dataclass(frozen=True)
class PaceType:
    """Checkpoints: a mapping from dates to amounts in the metric's unit."""

    unit: str | None

    @property
    def expects(self) -> str:
        """What the checkpoints look like."""
        return f"a mapping from dates like 2026-10-31 to {AmountType(self.unit).expects}"

    def read(self, node: Written, report: Report) -> Checkpoints | Invalid:
        """Return date, value and place of each checkpoint, in the order of the dates."""
        if not node.entries:
            return refuse(node, report, self.expects)
        read = [self._checkpoint(name, child, report) for name, child in node.entries.items()]
        if any(day is INVALID or value is INVALID for day, value, _ in read):
            return INVALID
        return tuple(sorted(read, key=lambda checkpoint: checkpoint[0]))

    def _checkpoint(self, name: str, node: Written, report: Report) -> tuple[Any, Any, Place]:
        place = node.key_place or node.place
        day = Day().read(Written(name, place, name), report)
        return day, read_node(limit_type(self.unit), node, report), place


AMBITION: Final = Converted(Choice(tuple(Ambition)), Ambition, "stretch or committed")
_ANCHOR: Final = Converted(Choice(tuple(Anchor)), Anchor, "which cohorts count")
_KIND: Final = Converted(Choice(tuple(KeyResultKind)), KeyResultKind, "how it is met")


@cache
def limits_record(unit: str | None) -> Record:
    """Return how the limits of a ``keep`` are read in one unit."""
    limit = limit_type(unit)
    return Record(
        Limits,
        (
            Key("at_least", limit, "Lower limit, inclusive.", example="99.5%"),
            Key("at_most", limit, "Upper limit, inclusive.", example="0.80"),
            Key("amber", limit, "How near to a limit is at risk.", default=0.0, example="0.1%"),
        ),
        what="the limits",
    )


@cache
def key_result_keys(unit: str | None) -> tuple[Key, ...]:
    """Return the keys of a key result whose metric is measured in ``unit``."""
    return (
        Key("metric", Text("the id of a metric", longest=64), "What is measured.", required=True,
            example="setup_in_first_session", missing_code="no-metric"),
        Key("target", AmountType(unit, relative=True), "What is to be reached.", example="70%"),
        Key("baseline", AmountType(unit), "Where it starts; not written: measured when the cycle is agreed.",
            example="42%"),
        Key("title", Text(longest=300), "What people read; not written: the metric's title.", default="",
            example="New users who complete set-up in their first session"),
        Key("id", ID, "Name in links and exports; not written: made from the title.", example="setup"),
        Key("kind", _KIND, "reach a target, keep limits, discover a baseline, deliver an output."
            " Not written: keep where limits are given, else reach.", example="reach"),
        Key("keep", limits_record(unit), "The limits of a keep.", example="{at_least: 99.5%}"),
        Key("measured_over", MEASURED_OVER, "How one number is taken from the series.", default=MeasuredOver(),
            example="last 28 days"),
        Key("anchor", _ANCHOR, "Which cohorts count for the cycle: those whose window closes in it, or those that "
            "start in it.", default=Anchor.MATURES_IN, example="matures_in"),
        Key("ambition", AMBITION, "0.7 of a stretch is a strong result, all of a commitment; not written: as the "
            "objective.", example="stretch"),
        Key("pace", PaceType(unit), "Checkpoints of the plan; not written: a straight line.", default=(),
            example="{2026-10-31: 50%, 2026-11-30: 61%}"),
        Key("guards", Later("a list of guards"), "Metrics that must not be hurt on the way.",
            example="[{metric: tickets_per_new_user, at_most: 0.80}]"),
        Key("weight", Number(0, 1_000, open_ends=True), "Weight in the objective's score; weights are divided by "
            "their sum.", default=1.0, example="2"),
        Key("silence", SILENCE, "Practice rules that do not apply, with the reason.", default={},
            example="{key-result-is-task: the release itself is the outcome}"),
    )  # fmt: skip
