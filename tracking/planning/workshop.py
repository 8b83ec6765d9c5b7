"""The target workshop over the history store: one metric's past, and what a target in a cycle would mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.collect import maturity_days, pooling
from metrics.registry import schemas
from okr.errors import SettingsError, StoreError
from okr.issues import near_miss
from okr.metric import MetricDefinition
from okr.model import Configuration, Cycle
from okr.noise import weekly_values
from okr.reading import Reading
from okr.rhythm import counts_until, first_result
from okr.words import State
from okr.workshop import (
    LEVEL_WEEKS,
    Meaning,
    Past,
    Proposals,
    WeekOfMetric,
    WindowFigure,
    meaning,
    past_of_levels,
    past_of_weeks,
    proposals,
    window_figures,
)
from tracking.boards.judging import lens_of
from tracking.planning.facts import MADE_OF_WEEKS
from tracking.refreshing.inforce import typed
from tracking.store.connection import Store
from tracking.store.readings import known_readings

WINDOW_DAYS = LEVEL_WEEKS * 7
SHARE = "share"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Workshop:
    """What is known for setting a target.

    Attributes:
        metric: The metric.
        cycle: The cycle that the target is for.
        past: What the metric was.
        windows: What it is now over windows of several lengths; empty where only its 28 days are known.
        proposals: Targets that follow from the past; None with too little of it.
        first_result: Date of the first result of this cycle's people.
        counts_until: Last day on which a start still counts in it.
    """

    metric: MetricDefinition
    cycle: Cycle
    past: Past
    windows: tuple[WindowFigure, ...]
    proposals: Proposals | None
    first_result: date
    counts_until: date

    @property
    def can_mature(self) -> bool:
        """Whether the cycle sees a result of its own before it ends."""
        return self.first_result < self.cycle.end

    def means(self, target: float) -> Meaning:
        """Return what a target means."""
        return meaning(self.past, (self.past.now, target), round(self.cycle.days / 7))


def workshop(store: Store, configuration: Configuration, names: tuple[str, str | None]) -> Workshop:
    """Return what is known for setting a target.

    Args:
        store: The history.
        configuration: As read.
        names: Id of the metric, and of the cycle; None: the one that ends last.

    Raises:
        SettingsError: If there is no such metric or cycle.
        StoreError: If the history knows fewer than four weeks of the metric.
    """
    metric, cycle = _chosen(configuration, names)
    past = past_of(store, configuration, metric)
    if not past.levels:
        raise StoreError(f'Less than four weeks are known of "{metric.id}".', "Run `python -m tracking refresh`.")
    delay = maturity_days(metric)
    return Workshop(
        metric=metric,
        cycle=cycle,
        past=past,
        windows=window_figures(past.weekly),
        proposals=proposals(past, metric.better, round(cycle.days / 7)),
        first_result=first_result(cycle, delay + 1, metric.grain),
        counts_until=counts_until(cycle, delay + 1),
    )


def workshop_in_force(store: Store, configuration: Configuration, names: tuple[str, str | None]) -> Workshop:
    """Return the same for a configuration as the history keeps it, in which parameters are plain values.

    Raises:
        SettingsError: As :func:`workshop`.
        StoreError: As :func:`workshop`.
    """
    return workshop(store, typed(configuration, schemas()), names)


def past_of(store: Store, configuration: Configuration, metric: MetricDefinition) -> Past:
    """Return what a metric was, as known under its definition: from its weeks, or from its 28-day figures."""
    lens = lens_of(configuration, {metric.id: maturity_days(metric)})
    periods, whole = lens.periods(metric.id), lens.periods(metric.id)._replace(label=f"last {WINDOW_DAYS} days")
    with store.reading() as connection:
        known = known_readings(connection, [periods, whole])
    if pooling(metric) in MADE_OF_WEEKS:
        return past_of_weeks(_weeks([item.reading for item in known.get(periods, ())], metric))
    figures = {item.as_of: item.reading for item in known.get(whole, ())}
    good = {day: one.value for day, one in figures.items() if one.value is not None and one.state is State.OK}
    return past_of_levels(good)


def _weeks(readings: Sequence[Reading], metric: MetricDefinition) -> tuple[WeekOfMetric, ...]:
    """Return the weekly values with the people below each share."""
    weeks = weekly_values(readings)
    crowds: Counter[date] = Counter()
    for reading in readings if metric.unit == SHARE and weeks else ():
        newest = date(reading.period_end.year, reading.period_end.month, reading.period_end.day) - _DAY
        back = (weeks[-1].last_day - newest).days // 7
        crowds[weeks[-1].last_day - back * 7 * _DAY] += round(reading.denominator or 0)
    return tuple(WeekOfMetric(week.last_day, week.value, crowds.get(week.last_day)) for week in weeks)


def _chosen(configuration: Configuration, names: tuple[str, str | None]) -> tuple[MetricDefinition, Cycle]:
    metric = configuration.metric(names[0])
    if metric is None:
        hint = near_miss(names[0], [one.id for one in configuration.metrics])
        raise SettingsError(f'There is no metric "{names[0]}".', hint)
    cycles = sorted(configuration.cycles, key=lambda one: one.end)
    cycle = configuration.cycle(names[1]) if names[1] else cycles[-1] if cycles else None
    if cycle is None:
        raise SettingsError(f'There is no cycle "{names[1] or ""}".', near_miss(names[1] or "", [c.id for c in cycles]))
    return metric, cycle
