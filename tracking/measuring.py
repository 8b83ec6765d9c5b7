"""Reading one metric straight from its source, with everything that stands behind each figure; no history is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from metrics.collect import Measurement, adapter_of, measure, time_columns
from metrics.freshness import watermark
from metrics.shape import seconds_per_unit
from metrics.sources import open_source
from metrics.sources.secrets import secret_names
from okr.errors import MetricError, SettingsError
from okr.issues import Issue, near_miss
from okr.metric import MetricDefinition
from okr.model import Configuration
from okr.reading import Reading

Moment = date | datetime


@dataclass(frozen=True)
class Question:
    """What is measured.

    Attributes:
        start: First moment, local; None: the history's first day.
        end: First moment after it, local; None: up to the watermark.
        watermark: Up to when the data are taken to be complete, as it is given; None: as the source says.
        with_total: Whether the figure of the whole span is wanted too.
    """

    start: Moment | None = None
    end: Moment | None = None
    watermark: Moment | None = None
    with_total: bool = False


@dataclass(frozen=True)
class Place:
    """Where a source is found: folder of the files, environment, and the present."""

    folder: Path
    secrets: Mapping[str, str]
    now: datetime


def measured(configuration: Configuration, name: str, question: Question, place: Place) -> Measurement:
    """Return the readings of a metric, read from its source here and now.

    Raises:
        SettingsError: If there is no such metric, a fault keeps it out, or the span ends before it begins.
        SourceError: If the source cannot be read.
        MetricError: If this metric cannot be had from it.
    """
    metric = metric_of(configuration, name)
    _check_span(question)
    source = configuration.source(metric.source)
    if source is None:
        raise MetricError(f'The values of "{name}" are entered by hand.', "Look at `python -m tracking status`.")
    secrets = {key: place.secrets[key] for key in secret_names(source) if key in place.secrets}
    with open_source(source, place.folder, secrets) as opened:
        if question.watermark is not None:
            complete_to = opened.calendar.instant(question.watermark)
        else:
            complete_to = watermark(opened, place.now, time_columns([metric]))
        found = measure(metric, opened, (question.start, question.end), complete_to, total=question.with_total)
    return _in_seconds(found, metric) if is_duration(metric) else found


def is_duration(metric: MetricDefinition) -> bool:
    """Return whether a metric's figure is a time, which is measured in seconds whatever unit the screens use."""
    return adapter_of(metric).is_duration(metric)


def _in_seconds(found: Measurement, metric: MetricDefinition) -> Measurement:
    factor = seconds_per_unit(metric.unit)
    # Of a mean time the sum above the line is a time too.
    names = ("value", "lower", "upper", *(("numerator",) if _is_mean(metric) else ()))
    total = None if found.total is None else _scaled(found.total, names, factor)
    return replace(found, readings=tuple(_scaled(one, names, factor) for one in found.readings), total=total)


def _is_mean(metric: MetricDefinition) -> bool:
    return str(getattr(metric.parameters, "figure", "")).startswith("mean")


def _scaled(reading: Reading, names: tuple[str, ...], factor: float) -> Reading:
    known = {name: getattr(reading, name) for name in names}
    times: dict[str, Any] = {name: figure * factor for name, figure in known.items() if figure is not None}
    return replace(reading, **times)


def _check_span(question: Question) -> None:
    start, end = question.start, question.end
    if start is not None and end is not None and _plain(start) >= _plain(end):
        raise SettingsError(
            f"--from {start.isoformat()} is not before --to {end.isoformat()}.", "The last day is not included."
        )


def _plain(moment: Moment) -> datetime:
    """Return a moment as a local date-time; an offset that only one of two has says nothing of their order here."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time())


def metric_of(configuration: Configuration, name: str) -> MetricDefinition:
    """Return a metric by its id.

    Raises:
        SettingsError: If there is none, or a fault in the files keeps it out; the message says which.
    """
    metric = configuration.metric(name)
    if metric is not None:
        return metric
    faults = [issue for issue in configuration.issues if _is_about(issue, f"metrics.{name}")]
    if any(issue.code == "left-out" for issue in faults):
        # Left out with its source: what the source lacks is what has to be repaired.
        faults += [issue for issue in configuration.issues if issue.place.key_path.startswith("sources.")]
    if faults:
        text = " ".join(str(issue) for issue in faults)
        raise SettingsError(f'The metric "{name}" could not be read from the files.', text)
    raise SettingsError(f'There is no metric "{name}".', near_miss(name, [item.id for item in configuration.metrics]))


def _is_about(issue: Issue, path: str) -> bool:
    """Whether an issue is about the value at a path of keys, or about one below it."""
    found = issue.place.key_path
    return found == path or found.startswith((f"{path}.", f"{path}["))


def as_json(metric: str, measurement: Measurement) -> dict[str, Any]:
    """Return a measurement as plain values, under the names of the command's contract.

    ``totals`` stands beside ``total`` for a table by offsets: one figure of the span for every offset.
    """
    total = measurement.total
    has_groups = any(reading.group is not None for reading in measurement.readings)
    columns = [reading_values(reading) for reading in measurement.columns]
    return {
        "metric": metric,
        "readings": [
            ({"group": None} if has_groups else {}) | reading_values(reading) for reading in measurement.readings
        ],
        "total": reading_values(total) if total is not None else None,
        **({"totals": columns} if columns else {}),
    }


def reading_values(reading: Reading) -> dict[str, Any]:
    """Return everything about one reading as plain values; what does not apply to its kind is left out."""
    own = {"cohort_size": reading.cohort_size, "offset": reading.offset, "group": reading.group}
    return {
        "period_start": reading.period_start.isoformat(),
        "period_end": reading.period_end.isoformat(),
        "value": reading.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "n": reading.n,
        "lower": reading.lower,
        "upper": reading.upper,
        "level": reading.level,
        "interval": reading.interval,
        "status": reading.state.value,
        "reason": reading.reason,
        "complete": reading.complete,
        "mature_at": reading.mature_at.isoformat() if reading.mature_at else None,
        "excluded_immature": reading.excluded_immature,
        "excluded_null": reading.excluded_null,
        **{name: value for name, value in own.items() if value is not None},
        **dict(reading.fields),
        "watermark": reading.watermark.isoformat(),
        "definition_version": reading.definition_version,
        "seconds": reading.seconds,
        "sql": reading.sql,
    }
