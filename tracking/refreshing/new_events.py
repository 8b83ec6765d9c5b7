"""Names of events that a refresh looks for, so that ``check`` knows them without asking a source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from okr.metric import MetricDefinition, SourceDefinition
from okr_config.event_names import fixed_events, mentioned
from tracking.store.runs import SourceRun


def events_since(
    source: SourceDefinition,
    metrics: Iterable[MetricDefinition],
    known: Mapping[str, Collection[str]],
    last: SourceRun | None,
) -> datetime | None:
    """Return from when on a source may hold events whose names are not known.

    Args:
        source: The source.
        metrics: What is asked of it.
        known: Source → names seen so far.
        last: How it fared the last time.

    Returns:
        The last watermark less the look-back; None, which means from ever, where no name is known or a metric mentions
        one that is not.
    """
    names = known.get(source.id, ())
    wanted = {name for metric in metrics for name in mentioned(metric.written)}
    if not names or wanted - {*names, *fixed_events(source), "any"} or last is None or last.watermark is None:
        return None
    return last.watermark - timedelta(days=source.lookback_days)
