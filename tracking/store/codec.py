"""A reading as a row and back, and the one gate that lets only finite numbers through."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping

from okr.canonical import canonical_json
from okr.reading import Reading
from okr.words import State
from tracking.store.moments import (
    day_of,
    edge_of,
    edge_text,
    instant_of,
    instant_text,
    optional_instant,
    optional_text,
)

NO_OFFSET = -1
_STATES = {state.value: state for state in State}
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
CONTENT = (
    "period_end",
    "state",
    "reason",
    *NUMBERS,
    "n",
    "level",
    "interval_name",
    "excluded_immature",
    "excluded_null",
    "complete",
    "mature_at",
    "cohort_size",
    "statistics",
    "fields",
)
"""Columns that make a reading a different one; when it was read, from which query and how long that took do not."""


@dataclass(frozen=True)
class DatedReading:
    """A reading and the day from which it counts.

    Attributes:
        as_of: The last whole day that counts: the period's last day, plus the days until a cohort's figure is final.
        reading: The figure. One that comes out of the store carries no SQL; ask for the receipt.
        read_at: When it was recorded; None before it was.
        back_filled: Whether it was made later than its day by a back-fill.
    """

    as_of: date
    reading: Reading
    read_at: datetime | None = None
    back_filled: bool = False


def dated(reading: Reading, maturity_days: int = 0) -> DatedReading:
    """Return ``reading`` with the day from which it counts: its own, or ``maturity_days`` after its last day."""
    if reading.as_of is not None:
        return DatedReading(reading.as_of, reading)
    end = reading.period_end.date() if isinstance(reading.period_end, datetime) else reading.period_end
    last = end if _within_a_day(reading) else end - timedelta(days=1)
    as_of = last + timedelta(days=maturity_days)
    return DatedReading(as_of, replace(reading, as_of=as_of))


def admitted(reading: Reading) -> Reading:
    """Return ``reading`` as it may be stored: a number that is not finite becomes an absence with its reason."""
    numbers = [getattr(reading, name) for name in NUMBERS]
    if all(number is None or math.isfinite(number) for number in numbers) and _is_finite(
        reading.statistics, reading.fields
    ):
        return reading
    nothing: dict[str, Any] = dict.fromkeys(NUMBERS)
    reason = "The database answered with a number that is not finite; look for a division by zero."
    return replace(reading, state=State.UNREADABLE, reason=reason, statistics={}, fields={}, **nothing)


def row_of(item: DatedReading) -> dict[str, Any]:
    """Return the columns of a reading, without those that point at other tables."""
    reading = admitted(item.reading)
    return {
        "as_of": item.as_of.isoformat(),
        "period_start": edge_text(reading.period_start),
        "period_end": edge_text(reading.period_end),
        "state": reading.state.value,
        "reason": reading.reason,
        **{name: _float(getattr(reading, name)) for name in NUMBERS},
        "n": reading.n,
        "level": reading.level,
        "interval_name": reading.interval,
        "excluded_immature": reading.excluded_immature,
        "excluded_null": reading.excluded_null,
        "complete": int(reading.complete),
        "mature_at": optional_text(reading.mature_at),
        "cohort_size": reading.cohort_size,
        "statistics": json_text(reading.statistics),
        "fields": json_text(reading.fields),
        "watermark": instant_text(reading.watermark),
        "seconds": reading.seconds,
    }


def reading_of(row: RowMapping | Mapping[str, Any]) -> DatedReading:
    """Return the reading of a row joined with its series and, once it is recorded, with its run."""
    offset, as_of = row["cohort_offset"], day_of(row["as_of"])
    statistics, fields = row["statistics"], row["fields"]
    reading = Reading(
        row["metric"],
        row["definition_version"],
        row["label"],
        edge_of(row["period_start"]),
        edge_of(row["period_end"]),
        _STATES[row["state"]],
        instant_of(row["watermark"]),
        row["reason"],
        # In the order of the fields: by name it takes a third longer, and a year of a team is thousands of readings.
        row["value"],
        row["numerator"],
        row["denominator"],
        row["n"],
        row["lower"],
        row["upper"],
        row["level"],
        row["interval_name"],
        row["excluded_immature"],
        row["excluded_null"],
        bool(row["complete"]),
        optional_instant(row["mature_at"]),
        row["group_name"] or None,
        None if offset == NO_OFFSET else offset,
        row["cohort_size"],
        json.loads(statistics) if statistics else {},
        json.loads(fields) if fields else {},
        "",
        row["seconds"],
        as_of,
    )
    return DatedReading(as_of, reading, optional_instant(row.get("recorded_at")), bool(row.get("back_filled")))


def differs(row: Mapping[str, Any], known: RowMapping) -> bool:
    """Whether a row says something else than what is known; the last bits of a sum in another order do not count."""
    return any(row[name] != known[name] and not _same(row[name], known[name]) for name in CONTENT)


def json_text(value: object) -> str:
    """Return values as canonical JSON text; empty for an empty mapping."""
    return canonical_json(value) if value else ""


def _same(left: object, right: object) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-15)
    if isinstance(left, str) and isinstance(right, str) and left[:1] + right[:1] == "{{":
        return _same(json.loads(left), json.loads(right))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(child, right[key]) for key, child in left.items())
    return bool(left == right)


def _is_finite(*values: object) -> bool:
    for value in values:
        if isinstance(value, float) and not math.isfinite(value):
            return False
        if isinstance(value, Mapping) and not _is_finite(*value.values()):
            return False
        if isinstance(value, list | tuple) and not _is_finite(*value):
            return False
    return True


def _within_a_day(reading: Reading) -> bool:
    """Whether the period is an hour that does not end at midnight, so that its last day is the day of its end."""
    end = reading.period_end
    return isinstance(end, datetime) and (end.hour, end.minute, end.second) != (0, 0, 0)


def _float(number: float | None) -> float | None:
    return None if number is None else float(number)
