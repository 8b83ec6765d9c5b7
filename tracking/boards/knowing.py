"""Reading from the store what judging a cycle needs, as it was known at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from okr.model import Configuration, Cycle
from tracking.boards.agreeing import agreed_lines
from tracking.boards.judging import HISTORY, Known, Lens, lens_of, lines_of
from tracking.boards.windows import use_of
from tracking.store.readings import known_readings
from tracking.store.records import agreed_of, kept_records
from tracking.store.runs import newest_metric_runs, newest_source_runs
from tracking.store.statuses import said_before


def known_of(
    connection: Connection, configuration: Configuration, cycle: Cycle, as_of: date, upto: int | None = None
) -> Known:
    """Return what is known of a cycle.

    Args:
        connection: Of a reading or writing transaction.
        configuration: In force.
        cycle: The cycle to be judged.
        as_of: The day to be judged; what was said before it is remembered.
        upto: Only what runs up to this one recorded; None: everything.
    """
    metrics = newest_metric_runs(connection, upto)
    lens = lens_of(configuration, {name: run.maturity_days for name, run in metrics.items()})
    wanted = set(lines_of(lens, cycle))
    agreed = agreed_of(kept_records(connection, upto))
    wanted |= set(agreed_lines(lens, agreed, cycle))
    lines = known_readings(connection, wanted, since=min(as_of, cycle.end) - HISTORY, upto=upto)
    said = said_before(connection, cycle.id, _judged_days(lens, cycle, as_of), upto)
    return Known(lens, lines, metrics, newest_source_runs(connection, upto), said, agreed)


def known_later(connection: Connection, known: Known, cycle: Cycle, as_of: date, upto: int | None = None) -> Known:
    """Return what is known of a cycle for a later day than ``known`` was read for, with no refresh in between."""
    since = min(as_of, cycle.end) - HISTORY
    lines = {line: tuple(item for item in items if item.as_of >= since) for line, items in known.lines.items()}
    said = said_before(connection, cycle.id, _judged_days(known.lens, cycle, as_of), upto)
    return replace(known, lines=lines, said=said)


def _judged_days(lens: Lens, cycle: Cycle, as_of: date) -> dict[str, date]:
    """Return the day on which each key result is judged: never after its figure is final."""
    key_results = (item for objective in lens.configuration.objectives_of(cycle.id) for item in objective.key_results)
    return {item.ref: min(as_of, lens.taking(item.metric, use_of(item, cycle)).rhythm.last_day) for item in key_results}
