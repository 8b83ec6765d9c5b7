"""From what the store knows to what is said: the inputs of the judge, filled from lines of readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from okr.agreement.agreed import Agreed
from okr.agreement.standing import standing
from okr.canonical import definition_version
from okr.inputs import GuardInputs, KeyResultInputs, MetricSeries, days_in, heard_until
from okr.judge import judge_key_result, judge_objective
from okr.metric import MetricDefinition, parse_duration
from okr.model import Configuration, Cycle, Guard, KeyResult, Objective
from okr.reading import Absence
from okr.scorecard import KeyResultCard, ObjectiveCard
from okr.words import State
from tracking.boards.windows import Taking, Use, guard_use, taking_of, use_of
from tracking.store.codec import DatedReading
from tracking.store.readings import Line
from tracking.store.runs import MetricRun, SourceRun
from tracking.store.statuses import Said

_DAY = timedelta(days=1)
HISTORY = timedelta(weeks=54)
"""How far back a line is wanted: a year for the longer view and for the usual variation, and what ends in between."""


@dataclass(frozen=True)
class Lens:
    """How the metrics of a configuration are found in the store.

    Attributes:
        configuration: In force.
        maturity: Metric → whole days after a figure's last day until it is final.
        versions: Metric → version of its definition.
    """

    configuration: Configuration
    maturity: Mapping[str, int]
    versions: Mapping[str, str]

    def metric(self, name: str) -> MetricDefinition:
        """Return a metric; a compiled configuration refers only to metrics that it has."""
        return next(metric for metric in self.configuration.metrics if metric.id == name)

    def taking(self, name: str, use: Use) -> Taking:
        """Return how a use takes its number from a metric."""
        metric = self.metric(name)
        source = self.configuration.source(metric.source)
        return taking_of(use, metric, self.maturity.get(name, 0), source.week_start if source else 0)

    def line(self, name: str, use: Use) -> Line:
        """Return the line that a use of a metric reads."""
        return Line(name, self.versions[name], self.taking(name, use).label)

    def periods(self, name: str) -> Line:
        """Return the line of the metric's own periods."""
        return Line(name, self.versions[name], self.metric(name).grain.value)


@dataclass(frozen=True)
class Known:
    """What is known at one moment.

    Attributes:
        lens: How metrics are found in ``lines``.
        lines: Readings by line, oldest first.
        metric_runs: How each metric fared last.
        source_runs: How each source fared last.
        said: Cycle and reference of a key result → what was last said of it on an earlier day.
        agreed: What people agreed on.
    """

    lens: Lens
    lines: Mapping[Line, tuple[DatedReading, ...]]
    metric_runs: Mapping[str, MetricRun] = field(default_factory=dict)
    source_runs: Mapping[str, SourceRun] = field(default_factory=dict)
    said: Mapping[tuple[str, str], Said] = field(default_factory=dict)
    agreed: Agreed = field(default_factory=Agreed)


def lens_of(configuration: Configuration, maturity: Mapping[str, int]) -> Lens:
    """Return how the metrics of a configuration are found in the store."""
    versions = {
        metric.id: definition_version(metric, configuration.source(metric.source)) for metric in configuration.metrics
    }
    return Lens(configuration, maturity, versions)


def as_of_day(cycle: Cycle, now: datetime) -> date:
    """Return the last whole day that counts: yesterday in the cycle's zone."""
    return now.astimezone(ZoneInfo(cycle.timezone)).date() - _DAY


def lines_of(lens: Lens, cycle: Cycle) -> Iterator[Line]:
    """Yield every line that judging a cycle needs."""
    for objective in lens.configuration.objectives_of(cycle.id):
        for key_result in objective.key_results:
            yield lens.line(key_result.metric, use_of(key_result, cycle))
            yield lens.periods(key_result.metric)
            for guard in key_result.guards:
                yield lens.line(guard.metric, guard_use(key_result, cycle))


def objective_card(known: Known, objective: Objective, cycle: Cycle, as_of: date) -> ObjectiveCard:
    """Return an objective with its key results, judged on a day from what is known."""
    return judge_objective(objective, [key_result_card(known, item, cycle, as_of) for item in objective.key_results])


def key_result_card(known: Known, key_result: KeyResult, cycle: Cycle, as_of: date) -> KeyResultCard:
    """Return everything that is said of a key result on a day."""
    return judge_key_result(inputs_of(known, key_result, cycle, as_of))


def inputs_of(known: Known, key_result: KeyResult, cycle: Cycle, as_of: date) -> KeyResultInputs:
    """Return what a key result is judged by on a day."""
    use = use_of(key_result, cycle)
    said = known.said.get((cycle.id, key_result.ref))
    stands = standing(known.agreed, cycle.id, key_result, known.lens.versions[key_result.metric])
    inputs = KeyResultInputs(
        cycle=cycle,
        key_result=stands.key_result,
        series=_series(known, key_result.metric, use),
        as_of=as_of,
        baseline_reading=stands.baseline_reading,
        guards=tuple(guard_inputs(known, guard, guard_use(key_result, cycle)) for guard in key_result.guards),
        remembered=said.remembered if said else None,
    )
    items = known.lines.get(known.lens.line(key_result.metric, use), ())
    heard = heard_until(inputs.series, cycle, inputs.day)
    read = [item.read_at for item in items if item.as_of <= heard and item.read_at is not None]
    return replace(inputs, read_at=max(read, default=None))


def failure_of(known: Known, metric: str, use: Use) -> Absence | None:
    """Return why the last read of a metric failed, by itself or with its source.

    None if it succeeded, or if it began to fail after the figure of the cycle was final.
    """
    run = known.metric_runs.get(metric)
    if run is None or not run.failure or run.failing_since is None:
        return None
    source = known.source_runs.get(run.source)
    since = run.failing_since.astimezone(ZoneInfo(use.cycle.timezone))
    if since.date() > known.lens.taking(metric, use).rhythm.last_day + _DAY:
        return None
    temporary = source is not None and source.failure == run.failure and source.temporary
    return Absence(State.UNREADABLE, run.failure, since, temporary=temporary)


def guard_inputs(known: Known, guard: Guard, use: Use) -> GuardInputs:
    """Return a guard or a health metric with the readings of a use."""
    return GuardInputs(guard, _series(known, guard.metric, use))


def _series(known: Known, name: str, use: Use) -> MetricSeries:
    lens = known.lens
    metric = lens.metric(name)
    source = lens.configuration.source(metric.source)
    readings, periods = (known.lines.get(line, ()) for line in (lens.line(name, use), lens.periods(name)))
    return MetricSeries(
        metric=metric,
        readings=tuple(item.reading for item in readings),
        periods=tuple(item.reading for item in periods),
        maturity_days=lens.maturity.get(name, 0) + 1,
        window_days=days_in(use.over.length if source else None),
        week_start=source.week_start if source else 0,
        max_age_seconds=source.max_age_seconds if source else _due_seconds(metric, use.cycle),
        failure=failure_of(known, name, use),
    )


def _due_seconds(metric: MetricDefinition, cycle: Cycle) -> int:
    """Return how old a value by hand may be: as its metric says, or as long as from one review to the next."""
    every = metric.written.get("every")
    days = days_in(parse_duration(every)) if isinstance(every, str) else 7 * max(1, cycle.review_every_weeks)
    return int((days + 1) * _DAY.total_seconds())
