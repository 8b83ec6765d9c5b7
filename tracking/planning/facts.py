"""What is known of the metrics of some files: from their kinds, and from the history where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from metrics.adapter import Pooling
from metrics.collect import maturity_days, pooling
from okr.errors import StoreError
from okr.metric_facts import MetricFacts
from okr.model import Configuration
from okr.noise import weekly_values
from tracking.boards.judging import HISTORY, Lens, lens_of

MADE_OF_WEEKS = frozenset({Pooling.POOLED, Pooling.MEAN})
"""How longer figures come about where a week is worth as much as any other; a median of weeks is no median."""


def facts_of(configuration: Configuration, store: Path) -> dict[str, MetricFacts]:
    """Return what is known of each metric; a history that is missing or cannot be read only makes it less.

    Args:
        configuration: As read from the files; only figures of the same definitions count.
        store: File of the history store.
    """
    maturity = {metric.id: maturity_days(metric) for metric in configuration.metrics}
    weekly = _weekly(lens_of(configuration, maturity), store)
    return {name: MetricFacts(days, weekly.get(name, ())) for name, days in maturity.items()}


def _weekly(lens: Lens, store: Path) -> Mapping[str, tuple[float, ...]]:
    """Return the last year's weekly values of the metrics known under these definitions, oldest first."""
    if not store.is_file():
        return {}
    from tracking.store.connection import opened
    from tracking.store.readings import known_readings, newest_day

    metrics = (metric for metric in lens.configuration.metrics if pooling(metric) in MADE_OF_WEEKS)
    lines = {lens.periods(metric.id): metric.id for metric in metrics}
    found: dict[str, tuple[float, ...]] = {}
    with suppress(StoreError), opened(store) as history, history.reading() as connection:
        newest = newest_day(connection)
        since = newest - HISTORY if newest else None
        for line, items in known_readings(connection, lines, since=since).items():
            found[lines[line]] = tuple(week.value for week in weekly_values([item.reading for item in items]))
    return found
