"""``cycles.yaml``: the stretches of time that objectives are set for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from okr.model import Cycle
from okr.schema import Choice, Converted, Day, Key, Many, Record, Text, Whole
from okr.written import Report
from okr_config.documents import CYCLES, Documents
from okr_config.ids import ID
from okr_config.known import Known
from okr_config.sections import listed, sections, value_of
from okr_config.silence import silence_key
from okr_config.zones import ZONE

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY: Final = Converted(Choice(_WEEKDAYS), _WEEKDAYS.index, "a day of the week")

REVIEW: Final = Record(
    dict,
    (
        Key("weekday", _WEEKDAY, "Day of the review.", default=0, example="monday"),
        Key("every_weeks", Whole(1, 2), "Weeks from one review to the next.", default=1, example="1"),
    ),
    what="the review",
)


def _cycle(**written: Any) -> Cycle:  # noqa: ANN401 - the values of the keys below
    review: Mapping[str, int] = written.pop("review")
    return Cycle(**written, review_weekday=review["weekday"], review_every_weeks=review["every_weeks"])


def _dates_in_order(cycle: Cycle) -> Sequence[tuple[str, str, str]]:
    if cycle.end <= cycle.start:
        hint = "The end is the first day after the cycle."
        return (("end", f"the cycle {cycle.id} begins on {cycle.start} and ends on {cycle.end}", hint),)
    return ()


CYCLE: Final = Record(
    _cycle,
    (
        Key("id", ID, "Name of the cycle and of its folder of objectives.", required=True, example="2026-q4"),
        Key("start", Day(), "First day.", required=True, example="2026-10-01"),
        Key("end", Day(), "First day after the cycle.", required=True, example="2027-01-01"),
        Key("timezone", ZONE, "Sets today and the reviews.", default="UTC", example="Europe/Oslo"),
        Key("title", Text(longest=120), "What people read.", default="", example="Fourth quarter 2026"),
        Key("calendar", ID, "Cycles of one calendar may not overlap.", default="default", example="quarters"),
        Key("priorities", Many(Text(longest=200)), "What matters most.", default=(), example="[Activation]"),
        Key("review", REVIEW, "When the review is held.", default={"weekday": 0, "every_weeks": 1},
            example="{weekday: monday, every_weeks: 1}"),
        silence_key("{long-cycle: the year is the parent of its quarters}"),
    ),
    _dates_in_order,
    "a cycle",
)  # fmt: skip

DEMO_ON: Final = Key("demo_on", Day(), "Marks a demonstration: the day that it takes for today.", example="2026-11-20")
SECTIONS: Final = (Key("cycles", Many(CYCLE), "The cycles.", required=True), DEMO_ON)


def read_cycles(documents: Documents, report: Report) -> Known[Cycle]:
    """Return the cycles that could be read, in file order."""
    root = documents.trees.get(CYCLES)
    found = sections(root, SECTIONS, report).get("cycles") if root else None
    nodes = tuple(listed(found, "cycles", report))
    read = tuple(
        replace(cycle, place=node.place) for node in nodes if isinstance(cycle := CYCLE.read(node, report), Cycle)
    )
    good = {cycle.id: cycle for cycle in reversed(read)}
    _report_twins(read, good, report)
    _report_overlaps(good.values(), report)
    _report_last_days(good, report)
    declared = frozenset(str(node.entries["id"].text) for node in nodes if "id" in node.entries)
    broken = (CYCLES,) if CYCLES in documents.broken else ()
    return Known("cycle", {cycle.id: cycle for cycle in read if good[cycle.id] is cycle}, declared, broken)


def read_demo_day(documents: Documents, report: Report) -> date | None:
    """Return the day that a demonstration takes for today, or None where this is none."""
    root = documents.trees.get(CYCLES)
    found = value_of(root.entries, DEMO_ON, report) if root else None
    return found if isinstance(found, date) else None


def _report_twins(read: Sequence[Cycle], good: Mapping[str, Cycle], report: Report) -> None:
    for cycle in read:
        first = good[cycle.id]
        if first is not cycle:
            message = f'the cycle "{cycle.id}" is defined here and in line {first.place.line}'
            report.error("duplicate-id", message, "Give each cycle its own id.", cycle.place)


def _report_overlaps(cycles: Iterable[Cycle], report: Report) -> None:
    latest: dict[str, Cycle] = {}
    for cycle in sorted(cycles, key=lambda cycle: (cycle.start, cycle.place)):
        before = latest.get(cycle.calendar)
        if before is not None and cycle.start < before.end:
            message = (
                f'the cycle "{cycle.id}" begins on {cycle.start}, while "{before.id}" of the same calendar '
                f"lasts until {before.end}"
            )
            report.error("overlapping-cycles", message, "Move a date, or give one another calendar.", cycle.place)
        if before is None or cycle.end > before.end:
            latest[cycle.calendar] = cycle


def _report_last_days(cycles: Mapping[str, Cycle], report: Report) -> None:
    for cycle in cycles.values():
        following = cycle.end + timedelta(days=1)
        if cycle.start.day == 1 and following.day == 1:
            message = f'the cycle "{cycle.id}" ends on {cycle.end}, so that this day is not part of it'
            report.warning("last-day", message, f"If it is the last day, write end: {following}.", cycle.place)
