"""What stands without asking again: the same question about the same data has the same answer.

A question is known by its mark: the definitions, the windows that key results need, the source's watermark and the
footprint of its files. A source that is no local file has no footprint, and is always asked.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from metrics.sources import database_file
from okr.canonical import content_hash
from okr.errors import SourceError
from tracking.refreshing.answers import Answer, MetricRead, Opened
from tracking.refreshing.tasks import MetricTask, SourceTask
from tracking.store.runs import Outcome, SourceRun

_ENDINGS = ("", "-wal", "-journal", ".wal")
_SETTLING_SECONDS = 2.0
"""A file that changed so lately may change again without its time saying so."""


def footprint_of(task: SourceTask) -> str:
    """Return what tells whether a source's files have changed; empty where nothing tells it for certain."""
    try:
        path = database_file(task.source, Path(task.folder), task.secrets)
    except SourceError:
        return ""
    found = _files(path) if path is not None else []
    is_settled = all(time.time() - changed / 1e9 > _SETTLING_SECONDS for *_, changed in found)
    return content_hash([[str(path), *found], task.source]) if found and is_settled else ""


def _files(path: Path) -> list[tuple[str, int, int, int, int]]:
    """Return name, identity, length and times of a database's files; nothing without the first of them."""
    found = []
    for ending in _ENDINGS:
        try:
            stat = path.with_name(f"{path.name}{ending}").stat()
        except OSError:
            continue
        if stat.st_size > 0:
            found.append((ending, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return found if found and found[0][0] == "" else []


def mark_of(task: MetricTask, footprint: str, opened: Opened) -> str:
    """Return the mark of a question; empty where the data may change unseen."""
    if not footprint:
        return ""
    told = (opened.watermark.isoformat(), opened.history_from.isoformat())
    return content_hash([task.definition.id, task.version, task.question, footprint, *told])


def is_standing(task: MetricTask, footprint: str, opened: Opened) -> bool:
    """Whether a metric's readings are those that the store has from its last good read."""
    return bool(task.mark) and task.mark == mark_of(task, footprint, opened)


def standing_answer(task: SourceTask, last: SourceRun | None) -> Answer | None:
    """Return the answer of a source of which everything stands; None where it must be asked.

    Only at the very moment of its last read: later its watermark may have moved by the clock alone.
    """
    if last is None or last.outcome is not Outcome.OK or last.started_at != task.now:
        return None
    if not task.footprint or last.watermark is None or last.history_from is None:
        return None
    opened = Opened(last.watermark, last.history_from)
    if not all(is_standing(metric, task.footprint, opened) for metric in task.metrics):
        return None
    return Answer(task.source.id, opened, _unread(task), {}, None, 0.0)


def _unread(task: SourceTask) -> Mapping[str, MetricRead]:
    names = {metric.definition.id: metric.mark for metric in task.metrics}
    return {name: MetricRead(name, (), mark=mark) for name, mark in names.items()}
