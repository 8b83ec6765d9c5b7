"""What stands beside a status: the forecast that the refresh made, and what the last move is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from okr.canonical import canonical_json, restore
from okr.model import Cycle, KeyResult
from okr.outlook.change import Told, parts_of
from okr.outlook.shelf import Forecast, MoveParts
from okr.reading import Reading
from okr.scorecard import KeyResultCard, ObjectiveCard
from okr.words import State
from tracking.boards.judging import Known
from tracking.boards.windows import use_of
from tracking.store.codec import DatedReading
from tracking.store.readings import known_readings
from tracking.store.statuses import StatusRow, last_statuses

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Beside:
    """What the store tells of one key result beside its readings.

    Attributes:
        forecast: The last one made.
        day: The day of what was said at least a week ago.
        said: The figure as it was said then.
        same: The figure of the same period as it is known now, measured as it was then.
        anew: The same, measured as it is now.
    """

    forecast: Forecast | None = None
    day: date = date.min
    said: float | None = None
    same: float | None = None
    anew: float | None = None


def told_of(
    connection: Connection, known: Known, cycle: Cycle, as_of: date, upto: int | None = None
) -> dict[str, Beside]:
    """Return what the store tells of each key result of a cycle beside its readings, by reference.

    Args:
        connection: Of a reading transaction.
        known: What the cycle is judged from.
        cycle: The cycle.
        as_of: The day that is judged.
        upto: Only what runs up to this one recorded; None: everything.
    """
    newest = last_statuses(connection, cycle.id, as_of, upto)
    earlier = last_statuses(connection, cycle.id, as_of - _WEEK, upto)
    found = {}
    for objective in known.lens.configuration.objectives_of(cycle.id):
        for item in objective.key_results:
            beside = Beside(_forecast(newest[item.ref][-1]) if item.ref in newest else None)
            if item.ref in earlier:
                first = earlier[item.ref][0]
                beside = _compared(beside, first, _readings_then(connection, known, (item, cycle, first), upto))
            found[item.ref] = beside
    return found


def with_outlook(card: ObjectiveCard, told: Mapping[str, Beside]) -> ObjectiveCard:
    """Return an objective whose key results have their forecasts and the parts of their moves."""
    return replace(card, cards=tuple(_with(item, told.get(item.key_result.ref)) for item in card.cards))


def _with(card: KeyResultCard, beside: Beside | None) -> KeyResultCard:
    if beside is None or card.current is None or card.absence is not None:
        return card
    made = beside.forecast
    is_current = made is not None and made.made_on == card.current.as_of
    return replace(card, forecast=made if is_current else None, parts=_parts(beside, card.current))


def _parts(beside: Beside, current: Reading) -> MoveParts | None:
    """Return the parts of the move up to the current reading; None where a figure for it is missing."""
    said, same, anew, now = beside.said, beside.same, beside.anew, current.value
    if said is None or same is None or anew is None or now is None or current.as_of is None:
        return None
    return parts_of(Told(beside.day, said, same, anew, now)) if beside.day < current.as_of else None


def _forecast(row: StatusRow) -> Forecast | None:
    made: Any = row.inputs.get("forecast")
    return None if made is None else restore(Forecast, canonical_json(made))


def _readings_then(
    connection: Connection, known: Known, told: tuple[KeyResult, Cycle, StatusRow], upto: int | None
) -> tuple[Iterable[DatedReading], Iterable[DatedReading]]:
    """Return the lines of a key result as known now: under the definition of an earlier status, and under today's."""
    key_result, cycle, row = told
    line = known.lens.line(key_result.metric, use_of(key_result, cycle))
    today = known.lines.get(line, ())
    version = (row.inputs.get("reading") or {}).get("definition_version")
    if version in (None, line.definition_version):
        return today, today
    older = line._replace(definition_version=version)
    since = date.fromisoformat(row.inputs["reading"]["period_end"][:10]) - _WEEK
    return known_readings(connection, [older], since=since, upto=upto).get(older, ()), today


def _compared(beside: Beside, row: StatusRow, lines: tuple[Iterable[DatedReading], Iterable[DatedReading]]) -> Beside:
    """Return what is known beside a key result with the figure of an earlier status, then and now."""
    reading = row.inputs.get("reading")
    if reading is None or reading["value"] is None:
        return beside
    same, anew = (next((item for item in line if _is_of(item.reading, reading)), None) for line in lines)
    return replace(
        beside,
        day=row.as_of if anew is None else anew.as_of,
        said=float(reading["value"]),
        same=same.reading.value if same else None,
        anew=anew.reading.value if anew else None,
    )


def _is_of(item: Reading, then: Mapping[str, Any]) -> bool:
    """Return whether a reading is a figure of the period that was spoken of."""
    period = (item.period_start.isoformat(), item.period_end.isoformat())
    return item.state is State.OK and period == (then["period_start"], then["period_end"])
