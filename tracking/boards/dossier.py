"""What is known of one metric: its series, its parts, the query behind its newest figure, and who goes by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from okr.canonical import definition_version
from okr.inputs import reading_day, trailing_days
from okr.metric import Grain, MetricDefinition, SourceDefinition
from okr.model import Configuration, Cycle
from okr.noise import Week, weekly_values
from okr.reading import Reading
from okr.words import State
from okr_config.writing.entries import block
from tracking.boards.judging import HISTORY
from tracking.store.codec import DatedReading
from tracking.store.configurations import configuration_in_force
from tracking.store.connection import Store
from tracking.store.readings import Line, known_readings, receipt
from tracking.store.runs import MetricRun, newest_metric_runs, run_known_at

KEY_RESULT, GUARD, HEALTH = "key result", "guard", "health metric"
_GRAIN_DAYS = {Grain.WEEK: 7, Grain.MONTH: 28, Grain.QUARTER: 90}
_WEEK_DAYS = 7


@dataclass(frozen=True)
class MetricUse:
    """That something goes by a metric.

    Attributes:
        role: ``key result``, ``guard`` or ``health metric``.
        cycle: Its cycle.
        team: Id of its team.
        ref: The key result; empty for a health metric.
        title: What people read.
        limits: At most or at least, for guards and health metrics: lower and upper limit.
    """

    role: str
    cycle: Cycle
    team: str
    ref: str = ""
    title: str = ""
    limits: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True)
class Dossier:
    """What is known of one metric.

    Attributes:
        metric: Its definition.
        source: Its source; None for values by hand.
        version: Of the definition.
        periods: Readings of its own periods over the last year, oldest first.
        windows: Readings of the window that most key results read, oldest first; empty where they read its periods.
        parts: The newest readings by group, or by offset of a triangle, oldest first.
        weeks: Values that share no day, oldest first, for the process-behaviour chart.
        sql: The query that the newest figure of its own periods came from; empty where there is none.
        read_at: When that was recorded.
        uses: Who goes by it, the newest cycle first.
        run: How it fared last; None before the first refresh.
    """

    metric: MetricDefinition
    source: SourceDefinition | None
    version: str
    periods: tuple[Reading, ...]
    windows: tuple[Reading, ...]
    parts: tuple[Reading, ...]
    weeks: tuple[Week, ...]
    sql: str
    read_at: datetime | None
    uses: tuple[MetricUse, ...]
    run: MetricRun | None

    @property
    def yaml(self) -> str:
        """The definition as it could be written in a file."""
        return block({self.metric.id: dict(self.metric.written)})

    @property
    def maturity_days(self) -> int:
        """Days from the beginning of a day until what began on it is final."""
        return (self.run.maturity_days if self.run else 0) + 1

    @property
    def newest(self) -> Reading | None:
        """The newest usable figure: of the window that key results read, else of its own periods."""
        usable = (item for item in reversed(self.windows or self.periods) if is_usable(item))
        return next(usable, None)


def load_dossier(store: Store, metric_id: str, day: date, known_at: datetime | None = None) -> Dossier | None:
    """Return what is known of a metric at a moment; None where the configuration in force has no such metric.

    Args:
        store: The history.
        metric_id: Id of the metric.
        day: The last whole day that counts.
        known_at: The moment whose knowledge is wanted; None: everything that is known.
    """
    with store.reading() as connection:
        upto = run_known_at(connection, known_at)
        stored = configuration_in_force(connection, upto)
        metric = stored.configuration.metric(metric_id) if stored else None
        if stored is None or metric is None:
            return None
        configuration = stored.configuration
        source = configuration.source(metric.source)
        own = Line(metric.id, definition_version(metric, source), metric.grain.value)
        taken = own._replace(label=usual_window(configuration, metric))
        since = day - HISTORY
        known = known_readings(connection, {own, taken}, since=since, upto=upto)
        parts = _parts(connection, own, since, upto)
        periods = [item for item in known.get(own, ()) if item.as_of <= day or metric.source is None]
        newest = _telling(periods) or _telling(parts)
        sql = receipt(connection, newest) if newest else ""
        run = newest_metric_runs(connection, upto).get(metric.id)
    windows = tuple(item.reading for item in known.get(taken, ()) if taken != own and item.as_of <= day)
    readings = tuple(item.reading for item in periods)
    return Dossier(
        metric=metric,
        source=source,
        version=own.definition_version,
        periods=readings,
        windows=windows,
        parts=tuple(item.reading for item in parts),
        weeks=weeks_apart(metric, readings, windows, (run.maturity_days if run else 0) + 1),
        sql=sql,
        read_at=newest.read_at if newest else None,
        uses=tuple(uses_of(configuration, metric.id)),
        run=run,
    )


def _telling(items: Sequence[DatedReading]) -> DatedReading | None:
    """Return the newest reading that has a figure, or else parts of one; None where all are absences."""
    good = [item for item in reversed(items) if item.reading.state is State.OK]
    return next((item for item in good if is_usable(item.reading)), next(iter(good), None))


def is_usable(reading: Reading) -> bool:
    """Return whether a reading has a figure that counts."""
    return reading.state is State.OK and reading.value is not None


def usual_window(configuration: Configuration, metric: MetricDefinition) -> str:
    """Return the label of the window that most key results read of a metric; its own period where nobody does."""
    newest = {cycle.id: place for place, cycle in enumerate(sorted(configuration.cycles, key=lambda one: one.start))}
    found = [
        (newest.get(objective.cycle, -1), item.measured_over.words)
        for objective in configuration.objectives
        for item in objective.key_results
        if (item.metric == metric.id or any(guard.metric == metric.id for guard in item.guards))
        and item.measured_over.kind == "last"
    ]
    return max(found)[1] if found and metric.source is not None else metric.grain.value


def weeks_apart(
    metric: MetricDefinition, periods: Sequence[Reading], windows: Sequence[Reading], maturity_days: int
) -> tuple[Week, ...]:
    """Return values of a metric that share no day: whole weeks of its days, else periods or windows far enough apart.

    Args:
        metric: The metric.
        periods: Its own, oldest first.
        windows: Those that key results read, oldest first.
        maturity_days: Days from the beginning of a day until what began on it is final.
    """
    trailing = trailing_days(metric)
    if metric.grain is not Grain.DAY or trailing > 1 or metric.source is None:
        return _apart(periods, max(_WEEK_DAYS, trailing + _GRAIN_DAYS.get(metric.grain, 1) - 1), maturity_days)
    length = max((_days(item) for item in windows[-1:]), default=_WEEK_DAYS)
    return max(weekly_values(periods), _apart(windows, max(_WEEK_DAYS, length), maturity_days), key=len)


def _apart(readings: Sequence[Reading], least: int, maturity_days: int) -> tuple[Week, ...]:
    found: list[Week] = []
    for item in reversed([one for one in readings if is_usable(one) and one.complete]):
        day = reading_day(item, maturity_days)
        if not found or (found[-1].last_day - day).days >= least:
            found.append(Week(day, item.value or 0.0, item.lower, item.upper))
    return tuple(reversed(found))


def _days(reading: Reading) -> int:
    """Return the length of a reading's window in days."""
    return (_as_day(reading.period_end) - _as_day(reading.period_start)).days


def _as_day(edge: date | datetime) -> date:
    return date(edge.year, edge.month, edge.day)


def _parts(connection: Connection, own: Line, since: date, upto: int) -> list[DatedReading]:
    """Return the readings of groups and offsets, without those of the whole."""
    known = known_readings(connection, [own], since=since, upto=upto, parts=True).get(own, ())
    return [item for item in known if item.reading.group is not None or item.reading.offset is not None]


def uses_of(configuration: Configuration, metric: str) -> Iterator[MetricUse]:
    """Yield what goes by a metric, the newest cycle first: key results, guards of key results, health metrics."""
    for cycle in sorted(configuration.cycles, key=lambda one: one.start, reverse=True):
        for objective in configuration.objectives_of(cycle.id):
            for item in objective.key_results:
                if item.metric == metric:
                    yield MetricUse(KEY_RESULT, cycle, objective.team, item.ref, item.title)
                for guard in item.guards:
                    if guard.metric == metric:
                        ends = (guard.at_least, guard.at_most)
                        yield MetricUse(GUARD, cycle, objective.team, item.ref, item.title, ends)
        for team in configuration.teams:
            for guard in configuration.health_of(cycle.id, team.id):
                if guard.metric == metric:
                    yield MetricUse(HEALTH, cycle, team.id, limits=(guard.at_least, guard.at_most))
