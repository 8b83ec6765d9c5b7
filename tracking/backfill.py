"""The demo's history: real refreshes with the clock of each day, marked as back-filled."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from okr.model import Configuration
from tracking.clock import Clock, morning_of
from tracking.recording import record_value
from tracking.refreshing.gather import InProcess, Progress
from tracking.refreshing.refresh import Assignment, refresh
from tracking.store.connection import Store, opened, prepare
from tracking.store.heads import ENDING, heads_path
from tracking.store.manual import ManualValue

_BETWEEN = timedelta(weeks=5)
_ENTERED_AT = time(15)
_TAKEN_IN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Past:
    """What happened besides the refreshes.

    Attributes:
        by_hand: What people entered, oldest first.
        files: Makes the files those of a moment, and returns them as read.
        people: Does what people did up to a moment, right after its refresh; returns whether another refresh has to
            take it in.
        asked_again: Sources that this other one reads; empty: all.
    """

    by_hand: Sequence[ManualValue]
    files: Callable[[datetime], Configuration]
    people: Callable[[Store, Configuration, datetime], bool] = lambda _store, _configuration, _moment: False
    asked_again: frozenset[str] = frozenset()


def make_history(configuration: Configuration, folder: Path, target: Path, past: Past, progress: Progress) -> int:
    """Write the history of a demo into ``target``: as it would be, had somebody refreshed since its first cycle.

    Whatever was there is replaced at the end, so it is there wholly or as it was.

    Args:
        configuration: Of the demo; ``demo_on`` is its last day.
        folder: Of its files.
        target: The history store.
        past: What happened besides.
        progress: Is told the steps.

    Returns:
        How many refreshes were made.
    """
    draft = target.with_name(f"{target.name}.draft")
    for ending in ("", "-journal", "-wal", "-shm", ".lock", ENDING):
        draft.with_name(f"{draft.name}{ending}").unlink(missing_ok=True)
    moments = list(refresh_moments(configuration))
    prepare(draft, moments[0])
    waiting, count = list(past.by_hand), 0
    for place, moment in enumerate(moments, start=1):
        progress(f"history {place} of {len(moments)}: {moment.date()}")
        as_then = past.files(moment)
        due = [value for value in waiting if value.on_day < moment.date()]
        _record(draft, as_then, due)
        del waiting[: len(due)]
        count += _live(
            Assignment(as_then, folder, draft, os.environ, is_back_filled=place < len(moments)), past, moment
        )
    draft.with_name(f"{draft.name}.lock").unlink(missing_ok=True)
    draft.replace(target)
    heads_path(draft).replace(heads_path(target))
    return count


def _live(assignment: Assignment, past: Past, moment: datetime) -> int:
    """Refresh at a moment, and once more where people then did what has to be taken in; return how often."""
    refresh(assignment, InProcess(), _stopped(moment), _silent)
    with opened(assignment.store) as store:
        is_more = past.people(store, assignment.configuration, moment)
    if is_more:
        again = replace(assignment, only=past.asked_again)
        refresh(again, InProcess(), _stopped(moment + _TAKEN_IN_AFTER), _silent)
    return 1 + is_more


def refresh_moments(configuration: Configuration) -> Iterator[datetime]:
    """Yield when the demo was refreshed: as its first cycle began, as each ended, every fifth week and today.

    A first cycle that still runs has no refresh at its beginning.
    """
    today = configuration.demo_on
    if today is None:
        raise ValueError("only a demo has a day that it plays on")
    for place, cycle in enumerate(configuration.cycles):
        if cycle.end <= today:
            yield from [morning_of(cycle.start, cycle.timezone)] if place == 0 else []
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


def _silent(_step: str) -> None:
    """Say nothing: a demo tells its days, not their sources."""
