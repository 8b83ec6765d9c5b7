"""Runs: everything that was recorded together, when it became known, and how each source and metric fared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, func, insert, select

from tracking.store.moments import instant_of, instant_text, optional_instant, optional_text
from tracking.store.tables import METRIC_RUNS, RUNS, SOURCE_RUNS


class Outcome(StrEnum):
    """How a run ended: everything read, some of it, or nothing."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True)
class Run:
    """One run as it is recorded.

    Attributes:
        kind: ``refresh``, or ``record`` for what a person entered.
        started_at: When it began.
        ended_at: When its rows were written.
        as_of: The last whole day that it could count.
        outcome: How it ended.
        back_filled: Whether it tells of days that were past when it ran.
        seconds: How long it took.
        in_force: Number of the configuration that it went by.
        as_written: Number of the configuration as the files had it.
        note: What else is to be said, like a clock that was set back.
        id: Its number, from 1; 0 before it is recorded.
        recorded_at: From when its rows are known.
    """

    kind: str
    started_at: datetime
    ended_at: datetime
    as_of: date
    outcome: Outcome = Outcome.OK
    back_filled: bool = False
    seconds: float = 0.0
    in_force: int | None = None
    as_written: int | None = None
    note: str = ""
    id: int = 0
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class SourceRun:
    """How one source fared in one run. ``failing_since`` is kept from run to run until it answers again."""

    source: str
    outcome: Outcome
    watermark: datetime | None = None
    history_from: date | None = None
    seconds: float = 0.0
    readings_read: int = 0
    readings_added: int = 0
    failure: str = ""
    temporary: bool = False
    failing_since: datetime | None = None
    read_at: datetime | None = None
    started_at: datetime | None = None


@dataclass(frozen=True)
class MetricRun:
    """How one metric fared in one run; ``watermark`` is None where it failed.

    ``maturity_days`` is how many whole days after its last day a figure of this definition is final; ``mark`` tells
    what was asked about which data, and is empty where that cannot be told.
    """

    metric: str
    source: str
    definition_version: str
    maturity_days: int = 0
    watermark: datetime | None = None
    seconds: float = 0.0
    failure: str = ""
    failing_since: datetime | None = None
    mark: str = ""
    read_at: datetime | None = None


def begin(connection: Connection, run: Run) -> int:
    """Record a run and return its number.

    What is recorded becomes known after everything before it, also where the clock was set back in between; the note
    then says so, but for a run that says itself that it tells of the past.
    """
    last_id, last_at = connection.execute(select(func.max(RUNS.c.id), func.max(RUNS.c.recorded_at))).one()
    recorded_at, note = run.ended_at, run.note
    if last_at is not None and instant_of(last_at) >= recorded_at:
        set_back = instant_of(last_at) - recorded_at > timedelta(seconds=1) and not run.back_filled
        recorded_at = instant_of(last_at) + timedelta(microseconds=1)
        note = (
            f"{note} The clock stands before the last run; the order of the runs counts.".strip() if set_back else note
        )
    number = int(last_id or 0) + 1
    values = {
        "id": number,
        "kind": run.kind,
        "recorded_at": instant_text(recorded_at),
        "started_at": instant_text(run.started_at),
        "ended_at": instant_text(run.ended_at),
        "seconds": run.seconds,
        "as_of": run.as_of.isoformat(),
        "outcome": run.outcome.value,
        "back_filled": int(run.back_filled),
        "in_force": run.in_force,
        "as_written": run.as_written,
        "note": note,
    }
    connection.execute(insert(RUNS), [values])
    return number


def record_sources(
    connection: Connection, run: int, sources: Sequence[SourceRun], metrics: Sequence[MetricRun]
) -> None:
    """Record how the sources and metrics of a run fared."""
    if sources:
        connection.execute(insert(SOURCE_RUNS), [{"run": run, **_source_row(item)} for item in sources])
    if metrics:
        connection.execute(insert(METRIC_RUNS), [{"run": run, **_metric_row(item)} for item in metrics])


def last_run(connection: Connection, *, kind: str = "refresh", upto: int | None = None) -> Run | None:
    """Return the newest run of a kind, or None before the first."""
    statement = select(RUNS).where(RUNS.c.kind == kind).order_by(RUNS.c.id.desc()).limit(1)
    if upto is not None:
        statement = statement.where(RUNS.c.id <= upto)
    row = connection.execute(statement).mappings().first()
    return None if row is None else _run(row)


def run_known_at(connection: Connection, moment: datetime | None = None) -> int:
    """Return the number of the last run whose rows were known at ``moment``, or are known now; 0 before the first."""
    statement = select(func.coalesce(func.max(RUNS.c.id), 0))
    if moment is not None:
        statement = statement.where(RUNS.c.recorded_at <= instant_text(moment))
    return int(connection.execute(statement).scalar_one())


def newest_source_runs(connection: Connection, upto: int | None = None, *, good: bool = False) -> dict[str, SourceRun]:
    """Return the newest run of every source; with ``good`` the newest one that read something."""
    conditions = [SOURCE_RUNS.c.run <= upto] if upto is not None else []
    if good:
        conditions.append(SOURCE_RUNS.c.outcome != Outcome.FAILED.value)
    newest = select(SOURCE_RUNS.c.source, func.max(SOURCE_RUNS.c.run).label("run")).where(*conditions)
    chosen = newest.group_by(SOURCE_RUNS.c.source).subquery()
    statement = (
        select(SOURCE_RUNS, RUNS.c.recorded_at, RUNS.c.started_at)
        .join(chosen, (chosen.c.source == SOURCE_RUNS.c.source) & (chosen.c.run == SOURCE_RUNS.c.run))
        .join(RUNS, RUNS.c.id == SOURCE_RUNS.c.run)
    )
    return {row.source: _source_run(row) for row in connection.execute(statement)}


def source_history(connection: Connection, source: str, count: int) -> list[SourceRun]:
    """Return the last runs of one source, newest first."""
    statement = (
        select(SOURCE_RUNS, RUNS.c.recorded_at, RUNS.c.started_at)
        .join(RUNS, RUNS.c.id == SOURCE_RUNS.c.run)
        .where(SOURCE_RUNS.c.source == source)
        .order_by(SOURCE_RUNS.c.run.desc())
        .limit(count)
    )
    return [_source_run(row) for row in connection.execute(statement)]


def newest_metric_runs(connection: Connection, upto: int | None = None, *, good: bool = False) -> dict[str, MetricRun]:
    """Return the newest run of every metric; with ``good`` the newest one that succeeded."""
    conditions = [METRIC_RUNS.c.run <= upto] if upto is not None else []
    if good:
        conditions.append(METRIC_RUNS.c.failure == "")
    newest = select(METRIC_RUNS.c.metric, func.max(METRIC_RUNS.c.run).label("run")).where(*conditions)
    chosen = newest.group_by(METRIC_RUNS.c.metric).subquery()
    statement = (
        select(METRIC_RUNS, RUNS.c.recorded_at)
        .join(chosen, (chosen.c.metric == METRIC_RUNS.c.metric) & (chosen.c.run == METRIC_RUNS.c.run))
        .join(RUNS, RUNS.c.id == METRIC_RUNS.c.run)
    )
    return {row.metric: _metric_run(row) for row in connection.execute(statement)}


def _run(row: RowMapping) -> Run:
    return Run(
        kind=row["kind"],
        started_at=instant_of(row["started_at"]),
        ended_at=instant_of(row["ended_at"]),
        as_of=date.fromisoformat(row["as_of"]),
        outcome=Outcome(row["outcome"]),
        back_filled=bool(row["back_filled"]),
        seconds=row["seconds"],
        in_force=row["in_force"],
        as_written=row["as_written"],
        note=row["note"],
        id=row["id"],
        recorded_at=instant_of(row["recorded_at"]),
    )


def _source_row(item: SourceRun) -> dict[str, Any]:
    return {
        "source": item.source,
        "outcome": item.outcome.value,
        "watermark": optional_text(item.watermark),
        "history_from": item.history_from.isoformat() if item.history_from else None,
        "seconds": item.seconds,
        "readings_read": item.readings_read,
        "readings_added": item.readings_added,
        "failure": item.failure,
        "temporary": int(item.temporary),
        "failing_since": optional_text(item.failing_since),
    }


def _source_run(row: Row[Any]) -> SourceRun:
    return SourceRun(
        source=row.source,
        outcome=Outcome(row.outcome),
        watermark=optional_instant(row.watermark),
        history_from=date.fromisoformat(row.history_from) if row.history_from else None,
        seconds=row.seconds,
        readings_read=row.readings_read,
        readings_added=row.readings_added,
        failure=row.failure,
        temporary=bool(row.temporary),
        failing_since=optional_instant(row.failing_since),
        read_at=instant_of(row.recorded_at),
        started_at=instant_of(row.started_at),
    )


def _metric_row(item: MetricRun) -> dict[str, Any]:
    return {
        "metric": item.metric,
        "source": item.source,
        "definition_version": item.definition_version,
        "maturity_days": item.maturity_days,
        "watermark": optional_text(item.watermark),
        "seconds": item.seconds,
        "failure": item.failure,
        "failing_since": optional_text(item.failing_since),
        "mark": item.mark,
    }


def _metric_run(row: Row[Any]) -> MetricRun:
    return MetricRun(
        metric=row.metric,
        source=row.source,
        definition_version=row.definition_version,
        maturity_days=row.maturity_days,
        watermark=optional_instant(row.watermark),
        seconds=row.seconds,
        failure=row.failure,
        failing_since=optional_instant(row.failing_since),
        mark=row.mark,
        read_at=instant_of(row.recorded_at),
    )
