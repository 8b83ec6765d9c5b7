"""Recording what people enter: checked, kept as entered, and known as a reading from that moment on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from okr.canonical import definition_version
from okr.errors import SettingsError
from okr.issues import Place, near_miss
from okr.metric import MetricDefinition
from okr.model import Configuration
from okr.reading import Reading
from okr.schema import INVALID
from okr.words import State
from okr.written import Report, Written
from okr_config.amounts import limit_type
from tracking.clock import local_today, zone_on
from tracking.store.codec import DatedReading, dated
from tracking.store.connection import Store
from tracking.store.manual import ManualValue, is_saved, keep_value
from tracking.store.readings import append
from tracking.store.runs import Run, begin

BY_HAND = "manual"
_DAY = timedelta(days=1)
_LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class Recorded:
    """What came of recording a value.

    Attributes:
        value: As kept.
        is_new: False where the same form was saved before; nothing was written then.
    """

    value: ManualValue
    is_new: bool


def record_value(store: Store, configuration: Configuration, value: ManualValue, now: datetime) -> Recorded:
    """Keep a value that somebody entered; afterwards it is the reading of its day.

    Args:
        store: The history store.
        configuration: In force; says which metrics are entered by hand, and by which team.
        value: What was entered. A second one for the same day replaces the first in what is shown; both are kept.
        now: The present; a value of a later day is refused.

    Raises:
        SettingsError: If the metric, the team, the day, the number or the note cannot be accepted.
        StoreError: If the store cannot be written.
    """
    metric = manual_metric(configuration, value.metric)
    _check(value, metric, configuration, now)
    with store.writing() as connection:
        if is_saved(connection, value.idempotency_key):
            return Recorded(value, is_new=False)
        run = begin(connection, Run("record", now, now, value.on_day))
        keep_value(connection, run, value)
        append(connection, run, [reading_of_value(value, metric, zone_on(configuration, value.on_day))])
    return Recorded(value, is_new=True)


def manual_metric(configuration: Configuration, name: str) -> MetricDefinition:
    """Return the metric of that name whose values are entered by hand.

    Raises:
        SettingsError: If there is none.
    """
    metric = configuration.metric(name)
    if metric is None:
        by_hand = [item.id for item in configuration.metrics if item.kind == BY_HAND]
        raise SettingsError(f'There is no metric "{name}".', near_miss(name, by_hand))
    if metric.kind != BY_HAND:
        raise SettingsError(
            f'The metric "{name}" is read from the source {metric.source}.', "Only metrics of kind manual are recorded."
        )
    return metric


def amount_of(text: str, metric: MetricDefinition) -> float:
    """Return the number that ``text`` writes in the unit of a metric, by the rules of the OKR files.

    Raises:
        SettingsError: If it writes none.
    """
    if isinstance(found := _scalar(text), float) and not math.isfinite(found):
        raise SettingsError(f'VALUE: "{text}" is not a finite number.', f"Write a plain number in {metric.unit}.")
    report = Report()
    value = limit_type(metric.unit).read(Written(found, Place("VALUE"), text), report)
    if value is INVALID or not isinstance(value, int | float):
        issue = report.issues[0]
        raise SettingsError(f"VALUE: {issue.message}.", issue.hint)
    return float(value)


def reading_of_value(value: ManualValue, metric: MetricDefinition, zone: ZoneInfo) -> DatedReading:
    """Return the reading that a value is: it speaks for the day it was entered for, whole in ``zone``."""
    end = value.on_day + _DAY
    reading = Reading(
        metric=metric.id,
        definition_version=definition_version(metric, None),
        window=metric.grain.value,
        period_start=value.on_day,
        period_end=end,
        state=State.OK,
        value=value.value,
        n=1,
        watermark=datetime.combine(end, time(), zone).astimezone(UTC),
        as_of=value.on_day,
    )
    return dated(reading)


def _check(value: ManualValue, metric: MetricDefinition, configuration: Configuration, now: datetime) -> None:
    team = configuration.team(value.team)
    if team is None:
        known = near_miss(value.team, [item.id for item in configuration.teams])
        raise SettingsError(f'There is no team "{value.team}".', known)
    if metric.owner and metric.owner != value.team:
        raise SettingsError(
            f'"{metric.id}" is answered for by {metric.owner}, not by {value.team}.', "Let that team record it."
        )
    if value.on_day > local_today(configuration, now):
        raise SettingsError(f"{value.on_day} is still to come.", "Record it on that day.")
    if not math.isfinite(value.value) or (metric.unit == "share" and not 0 <= value.value <= 1):
        raise SettingsError(
            f"{value.value} is no value of {metric.id}.", "A share is between 0 and 1, any number finite."
        )
    if len(value.note) > _LONGEST_NOTE:
        raise SettingsError(f"The note has {len(value.note)} characters.", f"Keep it within {_LONGEST_NOTE}.")


def _scalar(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
