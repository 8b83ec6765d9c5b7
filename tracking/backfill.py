"""The demo's history: real refreshes with the clock of each day, marked as back-filled."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from okr.model import Configuration
from tracking.clock import Clock, morning_of
from tracking.recording import record_value
from tracking.refreshing.gather import InProcess, Progress
from tracking.refreshing.refresh import Assignment, refresh
from tracking.store.connection import opened, prepare
from tracking.store.heads import ENDING, heads_path
from tracking.store.manual import ManualValue

_BETWEEN = timedelta(weeks=5)
_ENTERED_AT = time(15)


def make_history(
    configuration: Configuration, folder: Path, target: Path, by_hand: Sequence[ManualValue], progress: Progress
) -> int:
    """Write the history of a demo into ``target``: as it would be, had somebody refreshed since its first cycle.

    Whatever was there is replaced at the end, so it is there wholly or as it was.

    Args:
        configuration: Of the demo; ``demo_on`` is its last day.
        folder: Of its files.
        target: The history store.
        by_hand: What people entered, oldest first.
        progress: Is told the steps.

    Returns:
        How many refreshes were made.
    """
    draft = target.with_name(f"{target.name}.draft")
    for ending in ("", "-journal", "-wal", "-shm", ".lock", ENDING):
        draft.with_name(f"{draft.name}{ending}").unlink(missing_ok=True)
    moments = list(refresh_moments(configuration))
    prepare(draft, moments[0])
    waiting = list(by_hand)
    for place, moment in enumerate(moments, start=1):
        progress(f"history {place} of {len(moments)}: {moment.date()}")
        due = [value for value in waiting if value.on_day < moment.date()]
        _record(draft, configuration, due)
        del waiting[: len(due)]
        is_past = moment != moments[-1]
        assignment = Assignment(configuration, folder, draft, os.environ, is_back_filled=is_past)
        refresh(assignment, InProcess(), _stopped(moment), lambda _step: None)
    draft.with_name(f"{draft.name}.lock").unlink(missing_ok=True)
    draft.replace(target)
    heads_path(draft).replace(heads_path(target))
    return len(moments)


def refresh_moments(configuration: Configuration) -> Iterator[datetime]:
    """Yield when the demo was refreshed: as closed cycles ended, every fifth week of the running one, on its day."""
    today = configuration.demo_on
    if today is None:
        raise ValueError("only a demo has a day that it plays on")
    for cycle in configuration.cycles:
        if cycle.end <= today:
            yield morning_of(cycle.end, cycle.timezone)
        elif cycle.start < today:
            days = [cycle.start + step * _BETWEEN for step in range(1, (today - cycle.start) // _BETWEEN + 1)]
            yield from (morning_of(day, cycle.timezone) for day in days if day < today)
            yield morning_of(today, cycle.timezone)


def _record(store: Path, configuration: Configuration, values: Sequence[ManualValue]) -> None:
    with opened(store) as history:
        for value in values:
            record_value(history, configuration, value, datetime.combine(value.on_day, _ENTERED_AT, UTC))


def _stopped(moment: datetime) -> Clock:
    return lambda: moment
