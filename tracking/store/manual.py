"""Values that people enter: kept as entered, and known as readings from that moment on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select

from tracking.store.tables import MANUAL_VALUES


@dataclass(frozen=True)
class ManualValue:
    """One value as entered.

    Attributes:
        metric: Id of the metric.
        on_day: The day it is true of.
        value: In the metric's unit.
        note: What the person wrote beside it.
        team: The team that answers for it.
        idempotency_key: Saving twice with one key is saving once.
    """

    metric: str
    on_day: date
    value: float
    note: str
    team: str
    idempotency_key: str


def is_saved(connection: Connection, idempotency_key: str) -> bool:
    """Whether a value was saved with this key before."""
    statement = select(MANUAL_VALUES.c.id).where(MANUAL_VALUES.c.idempotency_key == idempotency_key)
    return connection.execute(statement).first() is not None


def newest_value_run(connection: Connection) -> int:
    """Return the number of the newest run that kept a value; 0 before the first."""
    return int(connection.execute(select(func.coalesce(func.max(MANUAL_VALUES.c.run), 0))).scalar_one())


def keep_value(connection: Connection, run: int, value: ManualValue) -> None:
    """Keep a value as part of a run."""
    columns = {
        "run": run,
        "metric": value.metric,
        "on_day": value.on_day.isoformat(),
        "value": value.value,
        "note": value.note,
        "team": value.team,
        "idempotency_key": value.idempotency_key,
    }
    connection.execute(insert(MANUAL_VALUES), [columns])


def values_of(connection: Connection, metric: str) -> list[ManualValue]:
    """Return the values of a metric, by day and then in the order in which they were entered."""
    columns = MANUAL_VALUES.c
    statement = select(MANUAL_VALUES).where(columns.metric == metric).order_by(columns.on_day, columns.id)
    return [
        ManualValue(row.metric, date.fromisoformat(row.on_day), row.value, row.note, row.team, row.idempotency_key)
        for row in connection.execute(statement)
    ]
